"""Parts of a sentence → clauses: where the words of one measure end and those of the next begin."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from parcli.clauses.clause import Clause, Found, Span
from parcli.recognise.mention import hits
from parcli.recognise.quantity import Quantity
from parcli.rulebook import Rulebook


def part(
    found: Found, stretch: Span, sentence: Span, inside: Sequence[Quantity], rules: Rulebook
) -> list[Clause]:
    """Return the clauses of one part: each of the measures `inside` it with its words, or all without one."""
    folded = found.passage.folded
    if not inside:
        times = [time for time in found.times if stretch[0] <= time.start < stretch[1]]
        return [Clause(*_trim(folded, *stretch, rules), stretch, sentence, None, times)]
    cuts = [stretch[0], *(_boundary(found, *pair, rules) for pair in pairwise(inside)), stretch[1]]
    clauses = []
    for index, quantity in enumerate(inside):
        start, end = _trim(folded, cuts[index], cuts[index + 1], rules)
        times = [time for time in found.times if cuts[index] <= time.start < cuts[index + 1]]
        clauses.append(Clause(start, end, stretch, sentence, quantity, times))
    return clauses


def _boundary(found: Found, first: Quantity, second: Quantity, rules: Rulebook) -> int:
    """Return where the clause of the second measure begins."""
    folded = found.passage.folded
    low, high = first.end, max(first.end, min(second.head, second.start))
    gaps = [
        gap for gap in rules.fragment("between-clauses").finditer(folded, low, high)
        # A bracket that closes before the second measure belongs to the first: "70% (cấp tỉnh), 60% (cấp huyện)".
        if folded[gap.start()] != "(" or ")" not in folded[gap.start() : second.start]
    ]  # fmt: skip
    gaps = [
        gap for gap in gaps
        # The dash of "giai đoạn 2021 - 2025" parts nothing.
        if not _closes(folded, gap.start(), second.start, low)
        and not any(time.start < gap.start() < time.end for time in found.times)
    ]  # fmt: skip
    heads = {
        hit.start
        for hit in hits(rules, "predicate", folded, low, second.start)
        if hit.rule.id == "predicate.head"
    }
    for gap in gaps:
        start = gap.end()
        skipped = rules.fragment("before-a-clause").match(folded, start)
        if (skipped.end() if skipped else start) in heads or start in heads:
            return gap.start() if folded[gap.start()] == "(" else start
    if gaps:
        return gaps[-1].end()
    return high


def _closes(folded: str, place: int, before: int, start: int) -> bool:
    """Whether `place` lies in a bracket that closes before another place."""
    opened = folded.rfind("(", start, place)
    return opened >= 0 and folded.find(")", opened, place) < 0 and folded.find(")", place, before) >= 0


def _trim(folded: str, start: int, end: int, rules: Rulebook) -> Span:
    """Return a stretch without the marks and conjunctions at its ends."""
    edge = rules.fragment("edge-of-a-clause")
    while (lead := edge.match(folded, start, end)) is not None and lead.end() > start:
        start = lead.end()
    tail = rules.fragment("end-of-a-clause").search(folded[start:end])
    return start, start + tail.start() if tail is not None else end
