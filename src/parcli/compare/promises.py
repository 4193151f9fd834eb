"""From the targets of a side to its promises: steps of one aim are one promise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from parcli.compare import cues, words
from parcli.model import Deadline, Document, Target

# Steps of one promise stand close together, or speak of it in the same words.
_NEAR = 200
_ALIKE = 0.3


@dataclass(frozen=True)
class Entry:
    """A target with the document that states it, and what comparing reads from its words."""

    target: Target
    document: Document
    words: frozenset[str]
    cues: Mapping[str, frozenset[str]]

    @property
    def due(self) -> date | None:
        """The last day on which the target can be met in time, or None."""
        return last_day(self.target.deadline)


@dataclass(frozen=True)
class Promise:
    """What one side asks for of one thing: its steps in time order, mostly one alone."""

    steps: tuple[Entry, ...]

    @property
    def last(self) -> Entry:
        """The step that counts: the one that is due last."""
        return self.steps[-1]

    @property
    def target(self) -> Target:
        """The target of the last step."""
        return self.last.target

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of what is measured; `a|b` is one or the other, as careful readers write it."""
        return tuple(self.target.indicator.split("|")) if self.target.indicator else ()


def entry(target: Target, document: Document) -> Entry:
    """Return a target made ready for comparing."""
    return Entry(target, document, words.of(target), cues.of_target(target))


def last_day(deadline: Deadline | None) -> date | None:
    """Return the last day of a deadline: the day before its end where the end is excluded."""
    if deadline is None or deadline.end is None or deadline.kind == "recurring":
        return None
    return deadline.end - timedelta(days=1) if deadline.kind == "before" else deadline.end


def unit_of(target: Target) -> str | None:
    """Return the unit in one spelling: "%GRDP" and "% GRDP" are the same."""
    return spelled(target.measure.unit)


def spelled(unit: str | None) -> str | None:
    """Return a unit in the spelling in which units are compared.

    >>> spelled("% GRDP")
    '%grdp'
    """
    return " ".join(unit.casefold().split()).replace("% ", "%") if unit else None


def fold(entries: Sequence[Entry]) -> list[Promise]:
    """Return the promises that `entries` make, in reading order; each entry is a step of one.

    Several acts of one province speak together: what a yearly plan asks for is a step to what the
    five-year plan sets for its last year, and what two acts both ask for is one promise. Where two of
    them set different levels for one time, both stand.
    """
    groups: dict[object, list[list[Entry]]] = {}
    order: list[list[Entry]] = []
    for one in entries:
        begun = groups.setdefault(_key(one), []) if _can_be_a_step(one) else []
        going_on = [steps for steps in begun if _continues(steps, one)]
        if going_on:
            max(going_on, key=lambda steps: _shared(steps[-1], one)).append(one)
        else:
            order.append([one])
            begun.append(order[-1])
    return [Promise(tuple(sorted(steps, key=_in_time))) for steps in order]


def _key(one: Entry) -> object:
    target, document = one.target, one.document
    return (
        document.province or document.issuer or document.id, target.indicator,
        frozenset(target.scope.levels), frozenset(target.scope.sectors),
        unit_of(target), target.measure.kind, target.measure.direction,
    )  # fmt: skip


def _can_be_a_step(one: Entry) -> bool:
    return one.target.indicator is not None and one.target.measure.value is not None and one.due is not None


def _in_time(one: Entry) -> tuple[date, date]:
    """Return the place of a step in time: what holds over a period comes before what holds at its end."""
    deadline = one.target.deadline
    return one.due or date.max, (deadline.start if deadline else None) or date.max


def _continues(steps: Sequence[Entry], one: Entry) -> bool:
    """Return whether `one` is a further step: due at another time, with more or less to reach by then.

    Another document may also repeat a step, or ask for no more by then.
    """
    chain = sorted([*steps, one], key=_in_time)
    values = [step.target.measure.value or 0 for step in chain]
    apart = [left.document.id != right.document.id for left, right in pairwise(chain)]
    rising = all(
        low < high or (low == high and other)
        for (low, high), other in zip(pairwise(values), apart, strict=True)
    )
    falling = all(
        low > high or (low == high and other)
        for (low, high), other in zip(pairwise(values), apart, strict=True)
    )
    in_time = all(
        _in_time(left) != _in_time(right) or (other and _demand(left) == _demand(right))
        for (left, right), other in zip(pairwise(chain), apart, strict=True)
    )
    return (rising or falling) and in_time and all(_same_aim(step, one) for step in steps)


def _demand(one: Entry) -> object:
    measure = one.target.measure
    return measure.operator, measure.value, measure.upper


def _same_aim(left: Entry, right: Entry) -> bool:
    if cues.contradiction(left.cues, right.cues):
        return False
    if left.document.id == right.document.id:
        first, second = sorted((left.target.span, right.target.span), key=lambda span: span.start)
        if second.start - first.end <= _NEAR:
            return True
    return _shared(left, right) >= _ALIKE


def _shared(left: Entry, right: Entry) -> float:
    return len(left.words & right.words) / max(1, min(len(left.words), len(right.words)))
