"""What changed between two promises of the same thing: by number, by bound, in time, or not comparable.

`raised` and `lowered` speak of the number as it stands, as `delta` does; who asks for more is told
apart from it, because of a rank the lower number is the better.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from parcli import taxonomy
from parcli.compare import ambition, words
from parcli.compare.promises import Entry, Promise, unit_of
from parcli.compare.records import CHANGES, Change, Reason
from parcli.model import Measure
from parcli.taxonomy import Better

# Two tasks that share less of their words than this are different tasks of one indicator.
_SAME_TASK = 0.34
_SAME_WHOLE = 0.34


@dataclass(frozen=True)
class Verdict:
    """What changed from the first to the last promise, and which asks for more: 1 the last, -1 the first."""

    changes: tuple[Change, ...]
    delta: Decimal | None
    asks_more: int | None
    reasons: tuple[Reason, ...]

    @property
    def comparable(self) -> bool:
        """Whether the two can be compared at all."""
        return "not-comparable" not in self.changes


def between(first: Promise, last: Promise, likeness: float) -> Verdict:
    """Return what changed; `likeness` is how alike both are in their words, from 0 to 1."""
    obstacles = tuple(_obstacles(first, last, likeness))
    if obstacles:
        return Verdict(("not-comparable",), None, None, obstacles)
    way = _way(first, last)
    number = _number(first.target.measure, last.target.measure)
    reasons = [*number, *_bounds(first.target.measure, last.target.measure, way, bool(number))]
    reasons += _softeners(first.last, last.last)
    more = _asks_more(first.target.measure, last.target.measure, way)
    if number and _is_step(first, last, more):
        # Less by an earlier day is on the way to more by a later one: nothing was put off, and
        # neither asks for more.
        reasons, more = [*reasons, Reason(code="step")], None
    else:
        reasons += _time(first, last)
    changes = tuple(change for change in CHANGES if any(reason.code == change for reason in reasons))
    if more is None and not number:
        more = _presses_more(changes)
    return Verdict(changes, _delta(first.target.measure, last.target.measure), more, tuple(reasons))


def _way(first: Promise, last: Promise) -> Better | None:
    """Return which way asks for more, or None where that is not known or both sides differ in it."""
    shared: list[str | None] = [code for code in first.codes if code in last.codes]
    codes = shared or [*first.codes, *last.codes, None]
    ways = {
        taxonomy.better(code, measure)
        for code in codes
        for measure in (first.target.measure, last.target.measure)
    } - {None}
    return ways.pop() if len(ways) == 1 else None


def _obstacles(first: Promise, last: Promise, likeness: float) -> Iterator[Reason]:
    """Yield why two promises can not be compared, with the words that show it."""
    one, two = first.target, last.target
    families = [set(map(taxonomy.family, promise.codes)) for promise in (first, last)]
    if all(families) and families[0].isdisjoint(families[1]):
        yield Reason(code="other-indicator", first=first.codes[0], last=last.codes[0])
    if unit_of(one) != unit_of(two) or (one.measure.value is None) != (two.measure.value is None):
        yield Reason(code="other-unit", first=_said(one.measure), last=_said(two.measure))
    elif one.measure.direction != two.measure.direction:
        yield Reason(code="other-direction", first=one.measure.text, last=two.measure.text)
    elif "completion" in (one.measure.kind, two.measure.kind) and likeness < _SAME_TASK:
        yield Reason(code="other-task", first=one.text, last=two.text)
    if set(one.scope.sectors) != set(two.scope.sectors):
        yield Reason(
            code="other-sectors", first=", ".join(one.scope.sectors), last=", ".join(two.scope.sectors)
        )
    if _other_whole(one.text, two.text):
        yield Reason(code="other-denominator", first=one.text, last=two.text)
    if _other_baseline(first.last, last.last):
        yield Reason(code="other-baseline", first=_since(first.last), last=_since(last.last))


def _said(measure: Measure) -> str:
    return measure.unit or measure.text


def _other_whole(first: str, last: str) -> bool:
    """Return whether both say what their share is taken of, and say it differently."""
    one, two = words.denominator(first), words.denominator(last)
    return bool(one and two) and 2 * len(one & two) / (len(one) + len(two)) < _SAME_WHOLE


def _other_baseline(first: Entry, last: Entry) -> bool:
    """Return whether changes by a number start from years that differ, also counted from their end."""
    one, two = first.target.baseline, last.target.baseline
    if not (one and two and one.year and two.year) or first.target.measure.value is None:
        return False
    if first.target.measure.direction == "reach" or one.year == two.year:
        return False
    ends = first.due, last.due
    return None in ends or ends[0].year - one.year != ends[1].year - two.year  # type: ignore[union-attr]


def _since(one: Entry) -> str:
    return one.target.baseline.text if one.target.baseline else ""


def _number(first: Measure, last: Measure) -> list[Reason]:
    if first.value is None or last.value is None:
        return []
    shares = ambition.as_shares((first, last))
    one = ambition.number(first.value, first, shares=shares)
    two = ambition.number(last.value, last, shares=shares)
    if one == two:
        return []
    return [Reason(code="raised" if two > one else "lowered", first=first.text, last=last.text)]


def _delta(first: Measure, last: Measure) -> Decimal | None:
    if first.value is None or last.value is None or (first.of and last.of and first.of != last.of):
        return None
    return last.value - first.value


def _asks_more(first: Measure, last: Measure, way: Better | None) -> int | None:
    if way is None:
        return None
    shares = ambition.as_shares((first, last))
    one, two = (ambition.demand(measure, way, shares=shares) for measure in (first, last))
    if one is None or two is None or one == two:
        return None
    return 1 if two > one else -1


def _bounds(first: Measure, last: Measure, way: Better | None, moved: bool) -> list[Reason]:
    """Return whether the bound presses harder or less at the same number."""
    if moved or first.value is None or last.value is None:
        return []
    more = _asks_more(first, last, way or "higher")
    if more is None:
        return []
    return [Reason(code="tightened" if more > 0 else "softened", first=first.text, last=last.text)]


def _softeners(first: Entry, last: Entry) -> list[Reason]:
    """Return what was taken back or pressed for: exceptions, conditions, a mere trial."""
    one, two = _taken_back(first), _taken_back(last)
    added = [Reason(code="softened", last=two[kind]) for kind in two if kind not in one]
    return added + [Reason(code="tightened", first=one[kind]) for kind in one if kind not in two]


def _taken_back(one: Entry) -> dict[str, str]:
    found = dict(words.softeners(one.target.text))
    if one.target.scope.except_:
        found["softener.exception"] = one.target.scope.except_
    if one.target.wording == "exploratory":
        found["exploratory"] = one.target.text
    return found


def _time(first: Promise, last: Promise) -> list[Reason]:
    one, two = first.last.due, last.last.due
    if one is None or two is None or one == two or _rolling(first.last, last.last):
        return []
    return [
        Reason(
            code="brought-forward" if two < one else "put-off", first=one.isoformat(), last=two.isoformat()
        )
    ]


def _rolling(first: Entry, last: Entry) -> bool:
    """Return whether both are due only because their plans end: a plan of each year puts nothing off."""
    lengths = _length(first), _length(last)
    return None not in lengths and lengths[0] == lengths[1]


def _length(one: Entry) -> int | None:
    """Return how many years a target holds for, or None where it is due at a time of its own."""
    deadline = one.target.deadline
    if deadline is None or deadline.start is None or deadline.end is None:
        return None
    whole_years = (deadline.start.month, deadline.start.day, deadline.end.month, deadline.end.day) == (
        1,
        1,
        12,
        31,
    )
    return deadline.end.year - deadline.start.year if whole_years else None


def _is_step(first: Promise, last: Promise, more: int | None) -> bool:
    """Return whether the smaller promise is a step to the greater: a yearly plan within a longer one."""
    if more is None or first.last.document.province is None:
        return False
    great, small = (last.last, first.last) if more > 0 else (first.last, last.last)
    period = great.document.period
    return (
        great.document.province == small.document.province
        and period is not None
        and None not in (great.due, small.due)
        and period.start <= small.due.year  # type: ignore[union-attr]
        and small.due < great.due  # type: ignore[operator]
    )


def _presses_more(changes: tuple[Change, ...]) -> int | None:
    """Return who asks for more where the numbers are the same: the stricter, else the sooner."""
    for harder, softer in (("tightened", "softened"), ("brought-forward", "put-off")):
        if (harder in changes) != (softer in changes):
            return 1 if harder in changes else -1
    return None
