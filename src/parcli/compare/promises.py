"""From the targets of a side to its promises: steps of one aim are one promise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    """Return the promises that `entries` make, in reading order; each entry is a step of one."""
    groups: dict[object, list[list[Entry]]] = {}
    order: list[list[Entry]] = []
    for one in entries:
        begun = groups.setdefault(_key(one), []) if _can_be_a_step(one) else []
        steps = next((steps for steps in begun if _continues(steps, one)), None)
        if steps is None:
            steps = []
            order.append(steps)
            begun.append(steps)
        steps.append(one)
    return [Promise(tuple(sorted(steps, key=_in_time))) for steps in order]


def _key(one: Entry) -> object:
    target = one.target
    return (
        one.document.id, target.indicator, frozenset(target.scope.levels), frozenset(target.scope.sectors),
        unit_of(target), target.measure.kind, target.measure.direction,
    )  # fmt: skip


def _can_be_a_step(one: Entry) -> bool:
    return one.target.indicator is not None and one.target.measure.value is not None and one.due is not None


def _in_time(one: Entry) -> tuple[date, int]:
    """Return the place of a step in time: what holds over a period comes before what holds at its end."""
    deadline = one.target.deadline
    return one.due or date.max, 0 if deadline and deadline.start else 1


def _continues(steps: Iterable[Entry], one: Entry) -> bool:
    """Return whether `one` is a further step: due at another time, with more or less to reach by then."""
    chain = sorted([*steps, one], key=_in_time)
    values = [step.target.measure.value or 0 for step in chain]
    rising = all(low < high for low, high in pairwise(values))
    falling = all(low > high for low, high in pairwise(values))
    times = {_in_time(step) for step in chain}
    return (rising or falling) and len(times) == len(chain) and all(_same_aim(step, one) for step in steps)


def _same_aim(left: Entry, right: Entry) -> bool:
    if cues.contradiction(left.cues, right.cues):
        return False
    first, second = sorted((left.target.span, right.target.span), key=lambda span: span.start)
    shared = len(left.words & right.words) / max(1, min(len(left.words), len(right.words)))
    return second.start - first.end <= _NEAR or shared >= _ALIKE
