"""What the head of an act says: number, day, type and title; or the act that an appendix belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from parcli.document import fields
from parcli.document.record import Act
from parcli.layout.block import PARAGRAPH
from parcli.model import DocumentType
from parcli.recognise.mention import Hit, group, hits
from parcli.rulebook import Rulebook
from parcli.segment import Passage, is_issuer

# The lines with an act's number and its issuer are no longer than this, and begin among the first so many.
_NUMBER_LINE, _ISSUER_LINE, _TOP = 160, 80, 12
# What is no longer names a place or an issuer.
_SHORT_TITLE, _LONG_TITLE = 25, 400
# Where a text has no letterhead, its title is among so many lines, and an act has so many grounds or more.
_TITLED, _GROUNDS = 4, 2


def own(lines: Sequence[Passage], head: Sequence[Passage], rules: Rulebook) -> Act | None:
    """Return what the head of an act says, None where the text has no such head."""
    act = _numbered(lines, rules)
    if act is None and not any(fields.of(passage, rules).get("date") for passage in head):
        if any(has_motto(passage, rules) for passage in head):
            return appendix(head, rules) or Act(type=_titled(head, rules))
        titled = fields.of(lines[0], rules).get("titled", []) if lines else []
        return Act(type=titled[0].rule.rule.gives["value"]) if titled else None
    act = act or Act()
    if act.issued_on is None:
        # The words of a date may stand in several lines.
        joined = " ".join(passage.folded for passage in head)
        dates = (hit for hit in hits(rules, "document", joined) if hit.rule.rule.gives["field"] == "date")
        hit = next(dates, None)
        if hit is not None:
            act = _dated(act, hit)
    if act.number is None and (within := attached(head, rules)) is not None:
        # "(Ban hành kèm theo Quyết định số ...)" below the title of a regulation.
        act = replace(act, number=within.number, type=act.type or within.type)
    return replace(act, type=act.type or _titled(head, rules))


def from_letterhead(lines: Sequence[Passage], rules: Rulebook) -> Sequence[Passage]:
    """Return the lines of an act without the headline and the lead of the page above its letterhead."""
    at = next((at for at in range(min(_TOP, len(lines))) if _marks_a_letterhead(lines, at, rules)), 0)
    if any(_is_only_a_type(passage, rules) for passage in lines[:at]):
        # The title stands above the letterhead.
        return lines
    # In a letterhead of two columns issuer and number may come first.
    while at and len(lines[at - 1].text) <= _ISSUER_LINE and not fields.of(lines[at - 1], rules).get("type"):
        at -= 1
    return lines[at:]


def _marks_a_letterhead(lines: Sequence[Passage], at: int, rules: Rulebook) -> bool:
    """Whether a line bears the state's motto, or an act's number below its issuer."""
    if has_motto(lines[at], rules):
        return True
    numbered = rules.fragment("number-of-the-act").match(lines[at].folded) is not None
    return numbered and at > 0 and is_issuer(lines[at - 1], rules)


def _is_only_a_type(passage: Passage, rules: Rulebook) -> bool:
    """Whether a line in capitals says nothing but what an act is: "KẾ HOẠCH"."""
    words = passage.text.strip(" *_#:")
    types = fields.of(passage, rules).get("type", [])
    return words.isupper() and any(hit.end - hit.start == len(words) for hit in types)


def has_motto(passage: Passage, rules: Rulebook) -> bool:
    """Whether a line bears the state's name or motto, as the head of every act does."""
    return rules.fragment("motto").search(passage.folded) is not None


def _numbered(lines: Sequence[Passage], rules: Rulebook) -> Act | None:
    """Return the act by the line with its number, and the date behind it."""
    act: Act | None = None
    for passage in lines:
        if act is not None and act.issued_on is not None:
            break
        if not passage.header:
            if act is None:
                return None
            if len(passage.text) > _ISSUER_LINE:
                continue
        found = fields.of(passage, rules)
        if act is None and len(passage.text) <= _NUMBER_LINE:
            if rules.fragment("number-left-open").match(passage.folded):
                act = Act(draft=True, type=fields.coded(passage.folded, rules))
            elif "number" in found and rules.fragment("number-of-the-act").match(passage.folded):
                number = fields.shown(passage, found["number"][0], "number")
                act = Act(number=number, type=fields.coded(passage.folded, rules))
        if act is not None and act.issued_on is None and "date" in found:
            act = _dated(act, found["date"][0])
    return act


def _dated(act: Act, hit: Hit) -> Act:
    """Return the act with its date; one that leaves the day open is a draft."""
    day = fields.day(hit)
    return replace(act, issued_on=day, draft=act.draft or day is None)


def grounded(lines: Sequence[Passage], ends: Sequence[Passage], rules: Rulebook) -> Act | None:
    """Return the act of a text without a letterhead: its title comes first, and grounds follow.

    A resolution's day is the one that its last lines, in `ends`, say it was passed on.
    """
    if sum(rules.fragment("ground").match(passage.folded) is not None for passage in lines) < _GROUNDS:
        return None
    first = fields.of(lines[0], rules).get("type", [])
    begins = next((hit.rule.rule.gives["value"] for hit in first if _begins(lines[0], hit, rules)), None)
    kind = _titled(lines[:_TITLED], rules) or begins
    of_law = any(rules.fragment("act-of-law").match(passage.folded) for passage in lines[:_TITLED])
    if kind is None and not of_law:
        return None
    passed = (fields.day(hit) for passage in ends for hit in fields.of(passage, rules).get("passed", []))
    # Its appendix says which act it comes with.
    within = attached(lines, rules) or Act()
    return Act(kind, within.number, next(passed, None) or within.issued_on)


def enacted(lines: Sequence[Passage], rules: Rulebook) -> tuple[Act, str] | None:
    """Return the act of a text without a head that says what it lays down, or that it follows, with its name.

    "Ủy ban nhân dân huyện xây dựng Kế hoạch cải cách hành chính năm 2024 như sau:".
    """
    for passage in lines:
        found = fields.of(passage, rules)
        for hit in (*found.get("full-text", []), *found.get("enacts", [])):
            kinds = (one for one in found.get("type", []) if one.start == hit.match.start("act"))
            kind: DocumentType | None = next((one.rule.rule.gives["value"] for one in kinds), None)
            numbered = group(hit.match, "number")
            number = fields.shown(passage, hit, "number") if numbered else None
            day = fields.day_behind(numbered, lines, rules) if numbered else None
            stop = hit.match.start("until") if group(hit.match, "until") else hit.end
            return Act(type=kind, number=number, issued_on=day), passage.text[
                hit.match.start("act") : stop
            ].strip()
    return None


def named_by_its_type(lines: Sequence[Passage], rules: Rulebook) -> Act | None:
    """Return the act of a text of which the first line says what it is, and nothing more: "CÔNG ĐIỆN"."""
    return Act(type=_titled(lines[:1], rules)) if lines and _is_only_a_type(lines[0], rules) else None


def around_grounds(lines: Sequence[Passage], rules: Rulebook) -> list[Passage]:
    """Return the lines above the grounds of an act, its title and who passed it, and the one that lays it down."""
    above = list(takewhile(lambda passage: not rules.fragment("ground").match(passage.folded), lines))
    laying_down = rules.fragment("lays-down")
    return above + [one for one in lines[len(above) :] if laying_down.match(one.folded)][:1]


def appendix(lines: Sequence[Passage], rules: Rulebook) -> Act | None:
    """Return what an appendix that names its act says; its title tells its type before the act's number."""
    named = attached(lines, rules)
    return replace(named, type=_titled(lines, rules) or named.type) if named is not None else None


def attached(lines: Sequence[Passage], rules: Rulebook) -> Act | None:
    """Return the act that an appendix without a head of its own belongs to."""
    for at, passage in enumerate(lines):
        # The number and the date may stand in two lines.
        following = lines[at + 1] if at + 1 < len(lines) else None
        pair = [passage, *([following] if following is not None else [])]
        text, folded = (
            " ".join(words) for words in zip(*((one.text, one.folded) for one in pair), strict=True)
        )
        for hit in hits(rules, "document", folded[: fields.BEGINNING]):
            if hit.rule.rule.gives["field"] == "attached" and hit.start < len(passage.folded):
                number = fields.written(text, hit, "number") if group(hit.match, "number") else None
                return Act(fields.coded(hit.match[0], rules), number, fields.day(hit))
    return None


def _titled(head: Sequence[Passage], rules: Rulebook) -> DocumentType | None:
    """Return the type of an act by its title, which is in capitals."""
    for passage in head:
        for hit in fields.of(passage, rules).get("type", []):
            titled = passage.text[hit.start : hit.end].isupper() or hit.rule.rule.gives["value"] == "letter"
            if _begins(passage, hit, rules) and titled:
                found: DocumentType = hit.rule.rule.gives["value"]
                return found
    return None


def _begins(passage: Passage, hit: Hit, rules: Rulebook) -> bool:
    """Whether the word for a type begins a passage, but for "Dự thảo"."""
    return rules.fragment("before-type").fullmatch(passage.folded, 0, hit.start) is not None


def title(head: Sequence[Passage], lines: Sequence[Passage], rules: Rulebook) -> str | None:
    """Return the title: what stands between the word for the type and the first paragraph.

    `head` are the passages of the head; in `lines`, which go on, a long title may be the first after it.
    """
    words: list[str] = []
    begun: Passage | None = None
    for passage in head:
        types = fields.of(passage, rules).get("type", [])
        first = [hit for hit in types if _begins(passage, hit, rules)]
        if begun is None and first and not rules.fragment("line-of-a-number").match(passage.folded):
            begun = passage
            rest = passage.text[max(hit.end for hit in first) :].strip(" :")
            if rest:
                words.append(passage.text.strip())
            continue
        if begun is not None:
            if words and (passage.rank != PARAGRAPH or fields.of(passage, rules).get("attached")):
                break
            words.append(passage.text.strip())
    if begun is not None and not words:
        behind = next((one for one in lines[lines.index(begun) + 1 :][:1]), None) if begun in lines else None
        if behind is not None and not behind.text.rstrip().endswith((";", ".", ",", ":")):
            words.append(behind.text.strip())
    if words:
        return " ".join(words)[:_LONG_TITLE]
    plain = [
        passage.text.strip(" -_*") for passage in head
        if not has_motto(passage, rules) and not fields.of(passage, rules).get("date")
    ]  # fmt: skip
    return next((words for words in plain if len(words) > _SHORT_TITLE), None)
