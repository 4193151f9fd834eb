"""A clause: one measure, or a task, with the words that belong to it; and all that a passage says."""

from __future__ import annotations

from dataclasses import dataclass, field

from parcli.recognise.deadlines import Time
from parcli.recognise.mention import Hit
from parcli.recognise.quantity import Quantity
from parcli.recognise.scopes import EquivalentMention, LevelMention
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


@dataclass
class Found:
    """Everything recognised in one passage, with its clauses in reading order."""

    passage: Passage
    clauses: list[Clause] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    masks: list[Span] = field(default_factory=list)
    no_such_days: list[Span] = field(default_factory=list)
    levels: list[LevelMention] = field(default_factory=list)
