"""What clauses of one sentence share out: levels among numbers in a row, baselines, equivalents."""

from __future__ import annotations

from collections.abc import Sequence

from parcli.clauses.clause import Clause, Found
from parcli.recognise import scopes
from parcli.recognise.mention import Hit
from parcli.recognise.scopes import EquivalentMention, LevelMention
from parcli.rulebook import Rulebook


def attach(clause: Clause, found: Found, equivalents: Sequence[EquivalentMention]) -> None:
    """Give a clause its own levels and the equivalent that stands in it."""
    own = [item for item in found.levels if clause.start <= item.start < clause.end]
    clause.levels = scopes.in_order([level for item in own for level in item.levels])
    if clause.measure is not None:
        clause.equivalent = next(
            (
                item
                for item in equivalents
                if clause.measure.end <= item.start < clause.part[1]
                and item.start <= clause.end + 2
                and item.value is not None
            ),
            None,
        )


def levels(clauses: list[Clause], found: Found, rules: Rulebook) -> None:
    """Give each number of "cấp tỉnh, huyện, xã đạt (30%, 20%, 15%)" its own level."""
    folded, between = found.passage.folded, rules.fragment("between-numbers-of-levels")
    run: list[Clause] = []
    runs: list[list[Clause]] = []
    for clause in clauses:
        if clause.measure is None:
            continue
        last = run[-1].measure if run else None
        if last is not None and between.fullmatch(folded, last.end, clause.measure.start):
            run.append(clause)
        else:
            run = [clause]
            runs.append(run)
    for run in runs:
        levels = _named_before(run, found) or _named_after(run, found)
        if len(run) > 1 and len(levels) == len(run):
            for clause, level in zip(run, levels, strict=True):
                clause.levels = scopes.in_order([level])
                clause.leaning = clause is not run[0]
                clause.head = (
                    (run[0].start, run[0].measure.start) if clause.leaning and run[0].measure else clause.head
                )


def _named_before(run: Sequence[Clause], found: Found) -> tuple[str, ...]:
    """Return as many levels as there are numbers, from before the first of them."""
    first = run[0].measure.start if run[0].measure else 0
    named = [item for item in found.levels if run[0].sentence[0] <= item.start and item.end <= first]
    return _as_many(named[-1:], run) or _as_many(named[-len(run) :], run)


def _named_after(run: Sequence[Clause], found: Found) -> tuple[str, ...]:
    """Return as many levels as there are numbers, from behind the last: "50%, 30% ở cấp tỉnh, cấp xã"."""
    last = run[-1].measure.end if run[-1].measure else 0
    named = [item for item in found.levels if last <= item.start < run[-1].part[1]]
    return _as_many(named[:1], run) or _as_many(named[: len(run)], run)


def _as_many(named: Sequence[LevelMention], run: Sequence[Clause]) -> tuple[str, ...]:
    levels = tuple(level for item in named for level in item.levels)
    return levels if len(levels) == len(run) else ()


def baseline(clause: Clause, clauses: Sequence[Clause], baselines: Sequence[tuple[Hit, int | None]]) -> None:
    """Give a change what it is measured from: its own, or the one at the end of its list."""
    measure = clause.measure
    if measure is None:
        return
    own = [item for item in baselines if clause.start <= item[0].start < clause.end]
    if own:
        clause.baseline = own[0]
        return
    if measure.direction == "reach":
        return
    first = next((c.measure.start for c in clauses if c.measure is not None), clause.sentence[1])
    opening = [item for item in baselines if clause.sentence[0] <= item[0].start < first]
    if opening:
        clause.baseline = opening[0]
        return
    for other in clauses[clauses.index(clause) + 1 :]:
        if (
            other.measure is None
            or other.measure.direction != measure.direction
            or other.measure.kind != measure.kind
        ):
            return
        later = [item for item in baselines if other.start <= item[0].start < other.end]
        if later:
            clause.baseline = later[0]
            return
