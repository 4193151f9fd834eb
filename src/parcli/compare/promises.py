"""From the targets of a side to its promises: steps of one aim are one promise."""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

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
    groups: dict[object, _Begun] = {}
    order: list[list[Entry]] = []
    for one in entries:
        if not _can_be_a_step(one):
            order.append([one])
            continue
        begun = groups.setdefault(_key(one), _Begun())
        place = begun.going_on(one)
        if place is None:
            place = len(order)
            order.append([])
        begun.add(place, one)
        order[place].append(one)
    return [Promise(tuple(sorted(steps, key=_in_time))) for steps in order]


class _Begun:
    """The promises of one thing so far, by their places. Those whose steps say the same are judged together."""

    def __init__(self) -> None:
        # By the documents and times of their steps, then by all that they say.
        self._alike: dict[tuple[object, ...], dict[tuple[object, ...], _Alike]] = {}
        self._at: dict[int, _Alike] = {}

    def going_on(self, one: Entry) -> int | None:
        """Return the place of the promise that `one` is a further step of: the nearest in words, the first of several."""
        found = [
            (-_shared(alike.steps[-1], one), place)
            for times, kinds in self._alike.items()
            if _has_room(times, one)
            for alike in kinds.values()
            for place in alike.going_on(one)
        ]
        return min(found)[1] if found else None

    def add(self, place: int, one: Entry) -> None:
        """Take `one` as the last step of the promise at a place."""
        before = self._at.get(place)
        steps: tuple[Entry, ...] = (one,)
        if before is not None:
            steps = (*before.standing[place], one)
            before.leave(place)
            if not before.places:
                times = _times(before.steps)
                del self._alike[times][_said(before.steps)]
                if not self._alike[times]:
                    del self._alike[times]
        kinds = self._alike.setdefault(_times(steps), {})
        self._at[place] = alike = kinds.setdefault(_said(steps), _Alike(steps))
        alike.take(place, steps)


class _Alike:
    """Promises whose steps say the same of the same times: only where they stand is their own."""

    def __init__(self, steps: tuple[Entry, ...]) -> None:
        self.steps = steps
        self.places: list[int] = []
        self.standing: dict[int, tuple[Entry, ...]] = {}

    def take(self, place: int, steps: tuple[Entry, ...]) -> None:
        """Add the promise at a place."""
        insort(self.places, place)
        self.standing[place] = steps

    def leave(self, place: int) -> None:
        """Take away the promise at a place."""
        self.places.remove(place)
        del self.standing[place]

    def going_on(self, one: Entry) -> list[int]:
        """Return the places of the promises that `one` goes on with; of those that are all alike to it the first."""
        if not _continues(self.steps, one):
            return []
        if any(cues.contradiction(step.cues, one.cues) for step in self.steps):
            return []
        if all(_shared(step, one) >= _ALIKE for step in self.steps):
            return self.places[:1]
        return [place for place in self.places if all(_same_aim(step, one) for step in self.standing[place])]


def _times(steps: Sequence[Entry]) -> tuple[object, ...]:
    return tuple((_in_time(step), step.document.id) for step in steps)


def _said(steps: Sequence[Entry]) -> tuple[object, ...]:
    """Return all that decides whether a further step can follow, but for where the steps stand."""
    return tuple((_demand(step), step.words, frozenset(step.cues.items())) for step in steps)


def _has_room(times: Sequence[Any], one: Entry) -> bool:
    """Return whether one more step has a time of its own among others; of another document it needs none."""
    chain = sorted([*times, (_in_time(one), one.document.id)], key=lambda step: step[0])
    return all(left != right for left, right in pairwise(chain))


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
    """Return whether `one` can be a further step: due at another time, with more or less to reach by then.

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
    return (rising or falling) and in_time


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
