"""What a document says of itself: type, number, issuer, date, period, or those of the plan it reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import regex

from parcli import places
from parcli.model import Document, Period
from parcli.normalise import lower
from parcli.readers import Source
from parcli.recognise.agencies import slug
from parcli.recognise.mention import Hit, group
from parcli.rulebook import Rulebook
from parcli.segment import Passage, RowPassages

# How many passages a head, or the lead of a report, may have.
_HEAD, _LEAD = 30, 14


@dataclass(frozen=True, slots=True)
class _Act:
    """What is known so far of the act: a document's own, or the one that it reports."""

    type: str | None = None
    number: str | None = None
    issued_on: date | None = None
    draft: bool = False


def describe(source: Source, passages: Sequence[Passage | RowPassages], rules: Rulebook) -> Document:
    """Return the document record of a text."""
    lines = [passage for passage in passages if isinstance(passage, Passage)]
    head = [passage for passage in lines[:_HEAD] if passage.header] or lines[:1]
    act = _own_act(lines[:_HEAD], head, rules)
    if act is not None:
        return _record(source, act, head, lines, rules, "draft" if act.draft else "issued")
    attached = _attached(lines[:_LEAD], rules)
    if attached is not None:
        return _record(source, attached, lines[:_LEAD], lines, rules, "issued")
    return _report(source, lines, rules)


def _fields(passage: Passage, rules: Rulebook) -> dict[str, list[Hit]]:
    found: dict[str, list[Hit]] = {}
    for rule in rules.of("document"):
        for match in rule.finditer(passage.folded[:1200]):
            found.setdefault(str(rule.rule.gives["field"]), []).append(Hit(rule, match))
    return found


_BLANK_NUMBER = regex.compile(r"^\W*số\s?:?\s*[.…_\s]*/\s?(?P<code>[\p{L}-]+)")


def _own_act(lines: Sequence[Passage], head: Sequence[Passage], rules: Rulebook) -> _Act | None:
    """Return what the head of an act says, None where the text has no such head."""
    act: _Act | None = None
    for passage in lines:
        if not passage.header and act is None:
            break
        found = _fields(passage, rules)
        if act is None and len(passage.text) <= 160:
            blank = _BLANK_NUMBER.match(passage.folded)
            if blank:
                act = _Act(number=None, draft=True, type=_coded(passage.folded, rules))
            elif "number" in found and _BARE_NUMBER.match(passage.folded):
                number = _shown(passage, found["number"][0], "number")
                act = _Act(number=number, type=_coded(passage.folded, rules))
        if act is not None and act.issued_on is None and "date" in found and passage.header:
            day = _date(found["date"][0])
            act = replace(act, issued_on=day, draft=act.draft or day is None)
    dated = next((hit for passage in head for hit in _fields(passage, rules).get("date", [])), None)
    if act is None and dated is None:
        return None
    act = act or _Act()
    if act.issued_on is None:
        joined = " ".join(passage.folded for passage in head)
        hit = next((Hit(rule, m) for rule in rules.of("document") if rule.rule.gives["field"] == "date"
                    for m in rule.finditer(joined)), None)  # fmt: skip
        if hit is not None:
            act = replace(act, issued_on=_date(hit), draft=act.draft or _date(hit) is None)
    return replace(act, type=act.type or _titled(head, rules))


_BARE_NUMBER = regex.compile(r"^\W*số\s?:?\s*\d")


def _coded(folded: str, rules: Rulebook) -> str | None:
    """Return the type that the letters of an act's number stand for."""
    _, _, letters = folded.partition("/")
    hits = [hit for rule in rules.of("document") if rule.rule.gives["field"] == "code"
            for hit in (Hit(rule, match) for match in rule.finditer(letters[:24]))]  # fmt: skip
    return str(min(hits, key=lambda hit: hit.start).rule.rule.gives["value"]) if hits else None


def _titled(head: Iterable[Passage], rules: Rulebook) -> str | None:
    for passage in head:
        for hit in _fields(passage, rules).get("type", []):
            if hit.start <= 2 and passage.text[hit.start : hit.end].isupper():
                return str(hit.rule.rule.gives["value"])
    return None


def _shown(passage: Passage, hit: Hit, name: str) -> str:
    """Return a group as the text writes it, with its capitals, without blanks."""
    return passage.text[hit.match.start(name) : hit.match.end(name)].replace(" ", "").rstrip(".")


def _date(hit: Hit) -> date | None:
    try:
        return date(*(int(group(hit.match, part) or "") for part in ("year", "month", "day")))
    except ValueError:
        return None


def _attached(lines: Sequence[Passage], rules: Rulebook) -> _Act | None:
    """Return the act that an appendix without a head of its own belongs to."""
    for passage in lines:
        for hit in _fields(passage, rules).get("attached", []):
            number = group(hit.match, "number")
            shown = _shown(passage, hit, "number") if number else None
            return _Act(number=shown, type=_coded(hit.match[0], rules), issued_on=_date(hit))
    return None


def _record(
    source: Source, act: _Act, head: Sequence[Passage], lines: Sequence[Passage], rules: Rulebook, status: str
) -> Document:
    issuer, level, province = _issuer(head, rules)
    title = _title(head, rules)
    period = _period([title or ""], rules)
    return _finish(source, act, issuer, level, province, title, period, status)


def _issuer(head: Sequence[Passage], rules: Rulebook) -> tuple[str | None, str | None, str | None]:
    """Return who issues an act, at which level, and of which province."""
    for passage in head:
        for hit in _fields(passage, rules).get("issuer", []):
            said = str(hit.rule.rule.gives["value"])
            if said == "party":
                named = places.in_text(hit.match["place"])
                return (
                    passage.text[hit.start : hit.end].title(),
                    "province",
                    named[0][0].slug if named else None,
                )
            if said == "national":
                return passage.text[hit.start : hit.end].capitalize(), "national", places.NATIONAL
            if said == "ministry":
                name = hit.match["ministry"].strip()
                return name[0].upper() + name[1:], "ministry", None
            return _committee(said, hit, passage)
    return None, None, None


_LEVELS = (
    ("tỉnh", "province"), ("thành phố", "province"), ("tp", "province"), ("huyện", "district"), ("quận", "district"),
    ("thị xã", "district"), ("xã", "commune"), ("phường", "commune"), ("đặc khu", "commune"), ("thị trấn", "commune"),
)  # fmt: skip


def _committee(council: str, hit: Hit, passage: Passage) -> tuple[str, str | None, str | None]:
    place = hit.match["place"].strip()
    found = places.in_text(place)
    level = next(level for prefix, level in _LEVELS if place.startswith(prefix))
    province = found[0][0].slug if found and level == "province" else None
    if level == "province" and province is None and place.startswith("thành phố"):
        level = "district"
    name = " ".join(word.capitalize() for word in place.split(" "))
    kind = next(prefix for prefix, _ in _LEVELS if place.startswith(prefix))
    if found and level == "province":
        name = f"{kind} {found[0][0].name}"
    else:
        name = kind + name[len(kind) :]
    return f"{council} {name}", level, province


def _title(head: Sequence[Passage], rules: Rulebook) -> str | None:
    """Return the title: what stands between the word for the type and the first paragraph."""
    words: list[str] = []
    begun = False
    for passage in head:
        hits = _fields(passage, rules).get("type", [])
        if not begun and any(hit.start <= 2 for hit in hits) and not passage.folded.startswith("số"):
            begun = True
            rest = passage.text[max(hit.end for hit in hits if hit.start <= 2) :].strip(" :")
            if rest:
                words.append(passage.text.strip())
            continue
        if begun:
            words.append(passage.text.strip())
    if words:
        return " ".join(words)[:400]
    plain = [passage.text for passage in head if len(passage.text) > 25]
    return plain[0].strip() if plain else None


def _named_period(lead: Sequence[Passage], rules: Rulebook) -> Period | None:
    """Return the years of the plan that a report names, else the first stretch of years in its lead."""
    texts = [passage.folded for passage in lead]
    return _period(texts, rules, only=("document.period.of-plan",)) or _period(
        texts, rules, only=("document.period.years",)
    )


def _period(
    texts: Iterable[str],
    rules: Rulebook,
    *,
    only: Sequence[str] = ("document.period.years", "document.period.year"),
) -> Period | None:
    for text in texts:
        for rule in only:
            for match in rules[rule].finditer(lower(text)):
                start = int(match["start"])
                end = int(group(match, "end") or start)
                if start <= end:
                    return Period(start=start, end=end)
    return None


_BARE_YEAR = regex.compile(r"(?<![\d/.-])(20\d\d)(?=[\s.,;:\"”)]*$)")


def _bare_period(texts: Iterable[str]) -> Period | None:
    """Return the year that a title ends with: "cải cách hành chính tỉnh Hưng Yên 2023"."""
    for text in texts:
        match = _BARE_YEAR.search(text)
        if match:
            return Period(start=int(match[1]), end=int(match[1]))
    return None


def _finish(
    source: Source, act: _Act, issuer: str | None, level: str | None, province: str | None,
    title: str | None, period: Period | None, status: str, type_: str | None = None,
) -> Document:  # fmt: skip
    sha = source.sha256
    year = act.issued_on.year if act.issued_on else (period.start if period else None)
    owner = province or (slug(issuer) if issuer else None)
    number = slug(act.number) if act.number else f"{type_ or act.type or 'text'}-{sha[:8]}"
    parts = [owner, number, str(year) if year else None]
    return Document(
        id="-".join(part for part in parts if part), source=source.path, sha256=sha, encoding=source.encoding,
        type=type_ or act.type, number=act.number, title=title, issuer=issuer, issuer_level=level,
        province=province, issued_on=act.issued_on, period=period, status=status,
    )  # type: ignore[arg-type]  # fmt: skip


# --- reports of plans -------------------------------------------------------------------------


def _report(source: Source, lines: Sequence[Passage], rules: Rulebook) -> Document:
    """Return the record of a page of news: it carries the plan that it reports."""
    lead = [passage for passage in lines[:_LEAD] if len(passage.text) > 10]
    news = any(_fields(passage, rules).get("news") for passage in [*lines[:_HEAD], *lines[-8:]])
    issuing = _issuing(lead, rules)
    act = _Act()
    title = next(
        (p.text.strip("* ") for p in lead if len(p.text) > 25 and not _fields(p, rules).get("news")), None
    )
    scope = [title or ""]
    if issuing is not None:
        passage, hit = issuing
        number = _shown(passage, hit, "number") if group(hit.match, "number") else None
        day = _issue_date(hit, passage, lead, rules)
        act = _Act(number=number, type=None, issued_on=day)
        stop = next(
            (end for start, end in passage.sentences if start <= hit.start < end), len(passage.folded)
        )
        scope = [passage.folded[hit.end : stop], title or ""]
    province, issuer, level = _reported_issuer(lead, rules)
    if act.number and any(rule.pattern.search(lower(act.number)) for rule in rules.of("document")
                          if rule.rule.gives["field"] == "issuer-code"):  # fmt: skip
        province, issuer, level = places.NATIONAL, "Chính phủ", "national"
    period = _period(scope, rules) or _bare_period(scope) or _named_period(lead, rules)
    if not news and issuing is None:
        return _finish(source, act, issuer, level, province, title, period, "issued")
    return _finish(source, act, issuer, level, province, title, period, "reported", "news")


def page_date(passages: Sequence[Passage | RowPassages], rules: Rulebook) -> date | None:
    """Return the date that the head of a page of news bears."""
    lines = [passage for passage in passages[:8] if isinstance(passage, Passage)]
    dates = [
        _date(hit)
        for passage in lines
        if len(passage.text) <= 200
        for hit in _fields(passage, rules).get("page-date", [])
    ]
    return next((day for day in dates if day is not None), None)


def _issuing(lead: Sequence[Passage], rules: Rulebook) -> tuple[Passage, Hit] | None:
    """Return the words that say a plan was issued; those with its number or date before a mere headline."""
    found = [(passage, hit) for passage in lead if (hit := _issued(passage, rules)) is not None]
    numbered = [pair for pair in found if group(pair[1].match, "number")]
    dated = [pair for pair in found if _fields(pair[0], rules).get("page-date")]
    both = [pair for pair in numbered if pair in dated]
    return next(iter(both or numbered or dated or found), None)


def _issue_date(hit: Hit, passage: Passage, lead: Sequence[Passage], rules: Rulebook) -> date | None:
    """Return the date of the act: right behind its number, else before it in the same passage."""
    number = group(hit.match, "number")
    for other in (passage, *lead):
        for found in _fields(other, rules).get("page-date", []):
            if number and number in other.folded[max(0, found.start - len(number) - 12) : found.start]:
                return _date(found)
    dates = [
        _date(found) for found in _fields(passage, rules).get("page-date", []) if found.start < hit.start
    ]
    return dates[-1] if dates else None


def _issued(passage: Passage, rules: Rulebook) -> Hit | None:
    found = _fields(passage, rules)
    hits = found.get("reported") or found.get("issues")
    return min(hits, key=lambda hit: hit.start) if hits else None


def _reported_issuer(lead: Sequence[Passage], rules: Rulebook) -> tuple[str | None, str | None, str | None]:
    for passage in lead:
        for hit in _fields(passage, rules).get("issuer", []):
            if hit.rule.rule.gives["value"] == "ministry" and hit.match["ministry"].startswith("bộ "):
                name = _ministry(hit.match["ministry"], rules)
                if name:
                    return None, name, "ministry"
    counts: dict[str, int] = {}
    first: dict[str, int] = {}
    for order, passage in enumerate(lead):
        for found, _, _ in places.in_text(passage.folded):
            counts[found.slug] = counts.get(found.slug, 0) + 1
            first.setdefault(found.slug, order)
    if not counts:
        return None, None, None
    best = max(counts, key=lambda name: (counts[name], -first[name]))
    return best, f"UBND {places.find(best).kind} {places.find(best).name}", "province"


def _ministry(text: str, rules: Rulebook) -> str | None:
    for rule in rules.of("agency"):
        if rule.rule.gives.get("family") == "bo" and rule.pattern.match(text):
            return str(rule.rule.gives["name"])
    return None
