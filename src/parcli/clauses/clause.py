"""A clause: one measure, or a task, with the words that belong to it; and all that a passage says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from parcli.clauses import masks
from parcli.recognise import scopes
from parcli.recognise.deadlines import Time
from parcli.recognise.mention import Hit
from parcli.recognise.quantity import Quantity
from parcli.recognise.scopes import EquivalentMention, LevelMention
from parcli.rulebook import Rulebook
from parcli.segment import Passage

Span = tuple[int, int]


@dataclass(eq=False)
class Clause:
    """One measure (or none, for a task) with its stretch of a passage's folded text."""

    start: int
    end: int
    part: Span
    sentence: Span
    measure: Quantity | None
    times: list[Time]
    levels: tuple[str, ...] = ()
    head: Span | None = None
    tail: Span | None = None
    leaning: bool = False
    equivalent: EquivalentMention | None = None
    baseline: tuple[Hit, int | None] | None = None


class Found:
    """Everything recognised in one passage; what is not asked for is not looked for."""

    def __init__(self, passage: Passage, rules: Rulebook, cut: Callable[[Found], list[Clause]]) -> None:
        """Take the passage, the rulebook, and what makes its clauses when they are asked for."""
        self.passage = passage
        self.times: list[Time] = []
        self.no_such_days: list[Span] = []
        # Whether neither a number of anything nor a time stands in it, so that it can state no target.
        self.quiet = False
        self._rules = rules
        self._cut = cut

    @cached_property
    def clauses(self) -> list[Clause]:
        """The clauses in reading order."""
        return self._cut(self)

    @cached_property
    def masked(self) -> dict[str, list[Span]]:
        """The stretches that hold no measure, no deadline or neither."""
        return masks.find(self.passage.folded, self._rules)

    @property
    def masks(self) -> list[Span]:
        """The stretches that hold neither a measure nor a deadline."""
        return self.masked["all"]

    @cached_property
    def levels(self) -> list[LevelMention]:
        """The levels of administration that the passage names."""
        return scopes.levels(self.passage.folded, self._rules)
