"""Lists of clauses: what a member takes from the head it leans on, and from the tail it shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parcli.clauses.clause import Clause, Found
from parcli.recognise.mention import hits, scan
from parcli.rulebook import Rulebook


def content(folded: str, clause: Clause, found: Found, rules: Rulebook, end: int | None = None) -> int:
    """Return how many words of its own a clause has up to `end`, beside its measure, time, levels and small words."""
    measure = clause.measure
    chars = list(folded[clause.start : clause.end if end is None else end])
    holes = [(time.start, time.end) for time in clause.times]
    holes += [(item.start, item.end) for item in found.levels]
    if measure is not None:
        holes.append((measure.start, measure.end))
    for first, last in holes:
        for place in range(max(first, clause.start), min(last, clause.start + len(chars))):
            chars[place - clause.start] = " "
    rest = rules.fragment("purpose").sub("", "".join(chars))
    return len(rules.fragment("names-nothing").sub(" ", rest).split())


def lean(clauses: list[Clause], found: Found, rules: Rulebook) -> None:
    """Let list members take from their head what they do not say themselves."""
    folded = found.passage.folded
    head: Clause | None = None
    for place, clause in enumerate(clauses):
        measure = clause.measure
        if measure is None:
            continue
        lead = head if head is not None and head.measure is not None else None
        same = lead is not None and lead.measure is not None and lead.measure.kind == measure.kind
        may_lean = lead is not None and (same or measure.kind in ("trend", "rank"))
        if lead is not None and same and _lacks_its_thing(folded, clause, lead, found, rules):
            clause.leaning = True
            clause.head = ((lead.head or (lead.start, lead.end))[0], lead.end)
            _take(clause, lead, folded, strong=_starts_bare(clause, folded, rules))
        elif lead is not None and may_lean and content(folded, clause, found, rules) <= 1:
            clause.leaning = True
            clause.head = (lead.head or (lead.start, lead.end)) if lead.leaning else (lead.start, lead.end)
            part = rules.fragment("part-of-what-was-said").match(folded, clause.start, measure.start)
            _take(clause, lead, folded, strong=part is None and _starts_bare(clause, folded, rules))
            clause.levels = clause.levels or lead.levels
        elif lead is not None and same and _np_member(clause, lead, folded, rules):
            clause.head = (lead.start, lead.measure.end) if lead.measure else None
            _take(clause, lead, folded, strong=True)
        else:
            head = clause
        if not clause.leaning:
            clause.tail = _tail(clauses[place + 1 :], clause, folded, rules)
            if clause.tail is not None:
                _share_bound(clause, clauses[place + 1 :], folded, rules)


def _lacks_its_thing(folded: str, clause: Clause, lead: Clause, found: Found, rules: Rulebook) -> bool:
    """Whether a member says what is to be so, but not of what: "90% hồ sơ cấp tỉnh, 80% cấp xã được xử lý"."""
    measure = clause.measure
    if measure is None or measure.kind != "percentage" or clause.part != lead.part or not clause.levels:
        return False
    if not _starts_bare(clause, folded, rules):
        return False
    verbs = hits(rules, "predicate", folded, measure.end, clause.end)
    said = min((hit.start for hit in verbs if hit.rule.id == "predicate.verb"), default=None)
    return said is not None and content(folded, clause, found, rules, said) == 0


def _starts_bare(clause: Clause, folded: str, rules: Rulebook) -> bool:
    """Whether the number stands at the beginning, so that the head's words govern it."""
    assert clause.measure is not None
    gap = folded[clause.start : min(clause.measure.head, clause.measure.start)]
    return (
        rules.fragment("before-a-bare-number").fullmatch(gap.strip() + (" " if gap.strip() else ""))
        is not None
    )


def _np_member(clause: Clause, lead: Clause, folded: str, rules: Rulebook) -> bool:
    """Whether the member is a bare noun phrase under a verb of change: "giảm 2% A và 3% B"."""
    measure, first = clause.measure, lead.measure
    if measure is None or first is None or first.direction == "reach" or measure.changed or measure.bounded:
        return False
    if measure.value == _WHOLE and clause.part != lead.part:
        # Nothing is cut by all of it: "cắt giảm 30% thời gian; 100% thủ tục thực hiện trực tuyến".
        return False
    if clause.part != lead.part and clause.sentence != lead.sentence:
        return False
    if folded[clause.start : measure.start].strip():
        return False
    after, so = folded[measure.end : clause.end], rules.fragment("says-that-it-is-so")
    return not any(
        hit.rule.id == "predicate.verb" and so.fullmatch(hit.match[0])
        for hit in hits(rules, "predicate", after)
    )


def _take(clause: Clause, lead: Clause, folded: str, *, strong: bool) -> None:
    measure, first = clause.measure, lead.measure
    if measure is None or first is None:
        return
    if measure.kind != first.kind:
        return
    if (
        strong
        and not measure.bounded
        and measure.operator == "="
        and first.operator in (">=", ">", "<=", "<", "~")
    ):
        clause.measure = measure = replace(
            measure, operator=first.operator, rules=(*measure.rules, *first.rules[1:])
        )
    if not measure.changed and first.direction != "reach" and strong:
        clause.measure = measure = replace(measure, direction=first.direction)
    if (
        measure.kind == "percentage"
        and measure.unit == "%"
        and first.unit not in (None, "%")
        and clause.leaning
    ):
        clause.measure = replace(measure, unit=first.unit)


def _tail(
    following: Sequence[Clause], clause: Clause, folded: str, rules: Rulebook
) -> tuple[int, int] | None:
    """Return the predicate that a list shares at its end: "60% A tại tỉnh, 50% A tại huyện được xử lý"."""
    if clause.measure is None or _says(folded, clause, rules):
        return None
    for other in following:
        if other.measure is None:
            # "100% văn bản về A; B được phổ biến": a semicolon inside the list of things.
            clause.end = (
                other.end
                if other.sentence == clause.sentence and _goes_on(folded, other, rules)
                else clause.end
            )
            return None
        if other.part != clause.part:
            return None
        if _says(folded, other, rules):
            return other.measure.end, other.end
    return None


_LEAST = frozenset((">=", ">"))
_WHOLE = 100


def _share_bound(clause: Clause, following: Sequence[Clause], folded: str, rules: Rulebook) -> None:
    """Let the members of a list that shares its predicate take the bound of the first: "ít nhất 90% A, 80% B"."""
    first = clause.measure
    assert first is not None and clause.tail is not None
    for other in following:
        measure = other.measure
        if measure is None or other.part != clause.part or other.start > clause.tail[0]:
            return
        if rules.fragment("part-of-what-was-said").match(folded, other.start, measure.start):
            return
        whole = measure.value == _WHOLE and first.operator in _LEAST
        plain = not measure.bounded and measure.operator == "=" and measure.kind == first.kind
        if plain and first.bounded and not whole and _starts_bare(other, folded, rules):
            other.measure = replace(
                measure, operator=first.operator, rules=(*measure.rules, *first.rules[1:])
            )


def _goes_on(folded: str, other: Clause, rules: Rulebook) -> bool:
    """Whether a part without a measure says the predicate that the part before it lacks."""
    so = rules.fragment("says-that-it-is-so")
    return any(
        so.fullmatch(hit.match[0]) for hit in hits(rules, "predicate", folded, other.start, other.end)
    ) and not scan(rules, "task", folded[other.start : other.start + 20])


def _says(folded: str, clause: Clause, rules: Rulebook) -> bool:
    assert clause.measure is not None
    before = folded[clause.start : clause.measure.start]
    if len(before.split()) >= 3:
        return True
    return any(
        hit.rule.id == "predicate.verb"
        for hit in hits(rules, "predicate", folded, clause.measure.end, clause.end)
    )
