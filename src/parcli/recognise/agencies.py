"""Names of bodies, enumerations resolved → agencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import regex

from parcli import places
from parcli.normalise import lower
from parcli.recognise.mention import Hit, Mention, covered, hits, longest
from parcli.rulebook import Rulebook
from parcli.tokens import Words


@dataclass(frozen=True, slots=True)
class Body:
    """A body named in a text; spans are of the passage's folded text."""

    id: str
    name: str
    start: int
    end: int
    rules: tuple[str, ...]

    def mention(self) -> Mention:
        """Return the body as a mention, for the tests of rules."""
        return Mention("agency", self.start, self.end, self.rules, {"id": self.id, "name": self.name})


def slug(name: str) -> str:
    """Return a name in lower case without diacritics, words joined by "-".

    >>> slug("Sở Lao động – Thương binh và Xã hội")
    'so-lao-dong-thuong-binh-va-xa-hoi'
    """
    plain = places.slug(name)
    return plain.replace("uy-ban-nhan-dan", "ubnd").replace("hoi-dong-nhan-dan", "hdnd")


_CAPITALS = regex.compile(r"\s(?:\p{Lu}[\p{L}.]*|-|–)(?:\s(?:\p{Lu}[\p{L}.]*|-|–))*")


def find(folded: str, text: str, rules: Rulebook, words: Words) -> list[Body]:
    """Return the bodies that a text names, enumerations resolved, in reading order."""
    found = [
        hit
        for hit in longest(hits(rules, "agency", folded))
        if not _inside_word(hit, folded, text, rules, words)
    ]
    bodies: list[Body] = []
    enumerated = _enumerations(folded, text, rules)
    taken = [(start, end) for start, end, _ in enumerated]
    for hit in found:
        if any(low < hit.end and hit.start < high for low, high in taken):
            continue
        bodies += _bodies(hit, folded, text, rules)
    for _, _, members in enumerated:
        bodies += members
    settled = _settle_names(sorted(bodies, key=lambda body: body.start), folded, text, rules)
    return _with_superiors(settled, folded, text, rules)


def _with_superiors(bodies: Sequence[Body], folded: str, text: str, rules: Rulebook) -> list[Body]:
    """Return the bodies, a class of them one with the body it belongs to: "các đơn vị thuộc Bộ Nội vụ"."""
    made: list[Body] = []
    belongs = rules.fragment("belongs-to")
    for body in bodies:
        last = made[-1] if made else None
        if (
            last is not None
            and any(rules[rule].rule.gives.get("collective") for rule in last.rules)
            and belongs.fullmatch(folded, last.end, body.start)
        ):
            name = f"{last.name[:1]}{text[last.start + 1 : body.start]}{body.name}"
            made[-1] = Body(slug(name), name, last.start, body.end, (*last.rules, *body.rules))
        else:
            made.append(body)
    return made


def _inside_word(hit: Hit, folded: str, text: str, rules: Rulebook, words: Words) -> bool:
    """Whether the match begins inside a longer word: "cơ sở y tế" is a clinic, no department."""
    if text[hit.start : hit.start + 1].isupper():
        return False
    before = rules.fragment("goes-on-as-another-word").search(folded, max(0, hit.start - 4), hit.start)
    return before is not None and words.cuts(hit.start)


def _bodies(hit: Hit, folded: str, text: str, rules: Rulebook) -> list[Body]:
    gives = hit.rule.rule.gives
    start, end = hit.start, hit.end
    head = rules.fragment("head-of-a-body").search(folded, max(0, start - 60), start)
    if head:
        start = head.start()
    if gives.get("head"):
        place = _CAPITALS.match(text, end)
        if place is None and not hit.match["place"]:
            return []
        # "UBND xã" in a commune's own plan needs no name.
        end = place.end() if place is not None else end
        name = " ".join(f"{gives['head']} {text[hit.match.start('place') : end]}".split())
        return [Body(slug(name), name, start, end, (hit.rule.id,))]
    if gives.get("collective") and not gives.get("id"):
        return _collective(hit, start, text, rules)
    if gives.get("open"):
        return _open(hit, start, folded, text, rules)
    identity, name = str(gives["id"]), str(gives["name"])
    if rules.fragment("takes-a-place").search(name):
        # "UBND tỉnh Lâm Đồng": the province's name belongs to the body's.
        place = _CAPITALS.match(text, end)
        if place is not None and places.in_text(lower(place[0])):
            end = place.end()
    city = gives.get("city")
    if city and rules.fragment("names-a-city").search(hit.match[0]):
        # A city under central government has the same bodies under its own word.
        identity, name = str(city["id"]), str(city["name"])
    return [Body(identity, name, start, end, (hit.rule.id,))]


# Where the name of a body that is not listed ends: at a mark or a word that cannot be part of it.
_NAME_END = regex.compile(r"[,.;:()/]|\s-\s(?!\p{Lu})")
_LONGEST_NAME = 60


def _open(hit: Hit, start: int, folded: str, text: str, rules: Rulebook) -> list[Body]:
    """Return a body that only its head noun tells, with its name up to a verb or a mark."""
    if not text[hit.start].isupper() and not _plural(hit, rules):
        return []
    stop = _NAME_END.search(text, hit.end, min(len(folded), hit.end + _LONGEST_NAME))
    end = stop.start() if stop else min(len(folded), hit.end + _LONGEST_NAME)
    if stop is None and end < len(folded):
        end = folded.rfind(" ", hit.end, end)
    return [Body("", "", start, max(end, hit.end), (hit.rule.id,))]


def _plural(hit: Hit, rules: Rulebook) -> bool:
    return rules.fragment("several").match(hit.match[0]) is not None


def _settle_names(bodies: Sequence[Body], folded: str, text: str, rules: Rulebook) -> list[Body]:
    """Return the bodies with the names of those that are not listed cut at the next verb or body."""
    settled: list[Body] = []
    if all(body.id for body in bodies):
        return list(bodies)
    inside = [match.span() for match in rules.fragment("inside-name").finditer(folded)]
    for body in bodies:
        if body.id:
            settled.append(body)
            continue
        stops = [
            hit.start for kind in ("task", "role") for hit in hits(rules, kind, folded, body.start + 4, body.end)
            if not text[hit.start].isupper() and not covered(inside, hit.start, hit.end)
        ]  # fmt: skip
        stops += [other.start for other in bodies if body.start < other.start < body.end]
        stops += [
            found.start() for found in rules.fragment("ends-a-name").finditer(text, body.start + 5, body.end)
        ]
        end = min([body.end, *(stop for stop in stops if stop > body.start + 4)])
        name = rules.fragment("left-at-the-end-of-a-name").sub("", text[body.start : end].strip(" ,-"))
        if len(name.split()) >= 2:
            whole = _in_full(name, rules)
            settled.append(Body(slug(whole), whole, body.start, body.start + len(name), body.rules))
    return settled


def _in_full(name: str, rules: Rulebook) -> str:
    """Return a name with the shortened ones of departments and ministries in full: "Báo TN&MT"."""
    short = rules.derived("agency-shortened", _shortened)
    return _SHORT.sub(lambda found: short.get(found[0].lower(), found[0]), name)


_SHORT = regex.compile(r"(?<=\s)\p{Lu}[\p{Lu}&]+")


def _shortened(rules: Rulebook) -> Mapping[str, str]:
    """Return what the names of departments and ministries are shortened to: "tn&mt", without their head."""
    return {
        phrase.partition(" ")[2]: str(compiled.rule.gives["name"]).partition(" ")[2]
        for compiled in rules.of("agency")
        if compiled.rule.gives.get("family")
        for phrase in compiled.rule.words
        if "&" in phrase
    }


def _collective(hit: Hit, start: int, text: str, rules: Rulebook) -> list[Body]:
    """Return a class of bodies as the document calls it, or nothing where one word names no class."""
    names = hit.match["list"]
    related = hit.match["related"] is not None
    several = rules.fragment("joins-members").search(names) is not None
    if not (several or (related and _plural(hit, rules))):
        return []
    members = rules.fragment("besides-members").sub("", regex.sub(r"\s?[,;]\s?", ", ", names))
    name = str(hit.rule.rule.gives["called"]["related" if related else "list"]).replace("{list}", members)
    return [Body(slug(name), name, start, hit.end, (hit.rule.id,))]


# Under which head bodies are listed, by family: one in the plural goes before one in the singular.
_LISTS = (("so", "heads-of-so"), ("bo", "heads-of-bo"), ("so", "head-of-so"), ("bo", "head-of-bo"))


def _enumerations(folded: str, text: str, rules: Rulebook) -> list[tuple[int, int, list[Body]]]:
    """Return the lists that share one head: "các sở: Nội vụ, Tài chính và Y tế"."""
    found: list[tuple[int, int, list[Body]]] = []
    for family, head in _LISTS:
        names = rules.derived(f"agency-list-{family}", lambda book, family=family: _family(book, family))
        for opening in rules.fragment(head).finditer(folded):
            start = opening.start()
            if any(low <= start < high for low, high, _ in found):
                continue  # a name within a list that begins before it
            members, end = _members(folded, text, opening.end(), names, rules)
            if members:
                # The head belongs to the first name, so that what stands before it is seen.
                members[0] = replace(members[0], start=start)
            listed = len(members) >= 2 or (members and head.startswith("heads"))
            if listed and not any(low < end and start < high for low, high, _ in found):
                found.append((start, end, members))
    return found


@dataclass(frozen=True)
class _Names:
    """The names of a family's bodies without their head, each with its rule's id; the longest one matches."""

    pattern: regex.Pattern[str]
    rules: Mapping[str, str]


def _family(rules: Rulebook, family: str) -> _Names:
    """Return the names of a family's bodies."""
    names: dict[str, str] = {}
    for compiled in rules.of("agency"):
        if compiled.rule.gives.get("family") == family:
            for phrase in compiled.rule.words:
                names |= dict.fromkeys(_spellings(phrase.partition(" ")[2]), compiled.id)
            shown = str(compiled.rule.gives["name"]).partition(" ")[2].lower()
            names |= dict.fromkeys(_spellings(shown), compiled.id)
    longest_first = "|".join(map(regex.escape, sorted(names, key=len, reverse=True)))
    return _Names(rules.patterns.compile(rf"(?:{longest_first or '(?!)'})(?!\w)"), names)


def _spellings(name: str) -> list[str]:
    """Return a name with its dash written in every way: "Lao động - Thương binh", "Lao động-Thương binh"."""
    return list(dict.fromkeys(name.replace(" - ", dash) for dash in (" - ", "-", "- ", " -") if name))


def _members(folded: str, text: str, place: int, names: _Names, rules: Rulebook) -> tuple[list[Body], int]:
    members: list[Body] = []
    capital = False
    end, between = place, rules.fragment("between-listed")
    while True:
        gap = between.match(folded, end)
        start = gap.end() if gap else end
        parted = not members or (gap is not None and (gap["mark"] or gap["head"]))
        name = names.pattern.match(folded, start) if parted else None
        # "Sở Y tế, xây dựng kế hoạch": what goes on in lower case names no body.
        if name is None or (capital and not text[start].isupper()):
            return members, end
        capital = text[start].isupper()
        rule = rules[names.rules[name[0]]]
        end = name.end()
        # A head that is said again belongs to its name: "Bộ Tài chính, Bộ Nội vụ".
        begin = gap.start("head") if gap and gap["head"] else start
        members.append(Body(str(rule.rule.gives["id"]), str(rule.rule.gives["name"]), begin, end, (rule.id,)))
