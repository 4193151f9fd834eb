"""Which indicator a clause measures: by its own words, by its head and tail, or by what was said before."""

from __future__ import annotations

from collections.abc import Sequence

from parcli.assemble.reading import Reading
from parcli.clauses import Clause
from parcli.recognise import indicators
from parcli.recognise.indicators import Finding
from parcli.recognise.measures import Quantity
from parcli.rulebook import Rulebook
from parcli.segment import Passage

# A trend in so few words speaks of the index named before it.
_SHORT = 10


def of_clause(
    reading: Reading, passage: Passage, clause: Clause, own: Sequence[Clause]
) -> list[Finding | None]:
    """Return the indicators that a clause measures: several indices, one, or None for an unknown one.

    `own` are all clauses of its sentence.
    """
    measure, folded = clause.measure, passage.folded
    assert measure is not None
    named = _indices(folded, clause, own, measure, reading.rules)
    if named:
        return list(named)
    words = folded[clause.start : clause.end]
    head = folded[slice(*clause.head)] if clause.head else ""
    tail = folded[slice(*clause.tail)] if clause.tail else ""
    before = [other for other in reading.found(passage).clauses if other.end <= clause.start]
    if not head and reading.rules.fragment("part-of-what-was-said").match(words):
        # "Trong đó, lĩnh vực đất đai đạt 85%" is a part of what was said before.
        whole = [other for other in before if other.measure is not None]
        if whole:
            said = folded[whole[-1].start : whole[-1].end]
            finding = in_words(words, "", tail, measure, reading.rules)
            return [finding or in_words(words, said, tail, measure, reading.rules)]
    last = folded[before[-1].start : before[-1].end] if before else ""
    at = measure.start - clause.start
    return [in_words(words, head, tail, measure, reading.rules, leaning=clause.leaning, before=last, at=at)]


def _indices(
    folded: str, clause: Clause, own: Sequence[Clause], measure: Quantity, rules: Rulebook
) -> list[Finding]:
    """Return the indices of which a clause states rank, points or trend."""
    if measure.kind not in ("rank", "score", "trend"):
        return []
    head = folded[slice(*clause.head)] + " " if clause.head else ""
    named = indicators.indices(head + folded[clause.start : measure.start], rules)
    if named or measure.kind != "trend" or len(folded[clause.start : clause.end].split()) > _SHORT:
        return named
    before = [(one, one.measure) for one in own if one.measure is not None and one.end <= clause.start]
    if not before:
        return []
    last, its = before[-1]
    return indicators.indices(folded[last.start : its.start], rules)


def in_words(
    own: str,
    head: str,
    tail: str,
    measure: Quantity,
    rules: Rulebook,
    *,
    leaning: bool = False,
    before: str = "",
    at: int | None = None,
) -> Finding | None:
    """Return the indicator that words name, the narrowest reading first.

    A clause that leans on its head is read with it first; `before` is the clause before; `at` says where
    in its own words the measure begins.
    """
    readings = (
        (f"{head} {tail}", f"{head} {own} {tail}", own)
        if leaning
        else (own, f"{own} {tail}", f"{head} {own}", f"{head} {own} {tail}")
    )
    for text in dict.fromkeys(readings):
        place = at if text is own else None
        finding = indicators.find(text, rules, measure=measure.kind, unit=measure.unit, at=place)
        if finding is not None:
            return finding
    if not before:
        return None
    return indicators.find(own, rules, measure=measure.kind, unit=measure.unit, before=before)
