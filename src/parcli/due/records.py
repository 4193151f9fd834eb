"""The records of what falls due, as section 5 of the contract prints them.

What the follow-up table and the calendar show beside that is kept in the records, and is in no JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from parcli.model import DeadlineKind, Record, Role

Every = Literal["year", "half", "quarter", "month", "week", "day"]


class Item(Record):
    """One target that falls due once, for one agency; `end` is excluded where `kind` is "before".

    A deadline that comes again is an item for each time, with that time's own kind and dates.
    `agency` is an id; it and `role` are null where the document names nobody.
    """

    kind: DeadlineKind
    start: date | None
    end: date
    agency: str | None
    role: Role | None
    target: str
    document: str
    province: str | None
    text: str
    name: SkipJsonSchema[Annotated[str | None, Field(exclude=True)]] = None  # of the agency
    product: SkipJsonSchema[Annotated[str | None, Field(exclude=True)]] = None
    said: SkipJsonSchema[Annotated[str, Field(exclude=True)]] = ""  # the words of the deadline
    every: SkipJsonSchema[Annotated[Every | None, Field(exclude=True)]] = None
    number: SkipJsonSchema[Annotated[str | None, Field(exclude=True)]] = None  # of the document
    issued_on: SkipJsonSchema[Annotated[date | None, Field(exclude=True)]] = None

    @property
    def last_day(self) -> date:
        """The last day on which the target is met in time."""
        return self.end - timedelta(days=1) if self.kind == "before" else self.end


class Due(Record):
    """What falls due on `as_of` or later, the soonest first; `undated` counts the targets that have no day."""

    as_of: date
    items: tuple[Item, ...]
    undated: SkipJsonSchema[Annotated[int, Field(exclude=True)]] = 0


@dataclass(frozen=True)
class Row:
    """One target that falls due once, with all its agencies: a line of the table that offices keep."""

    items: tuple[Item, ...]

    @property
    def first(self) -> Item:
        """The item that stands for all in what they share."""
        return self.items[0]

    def named(self, *roles: Role) -> list[str]:
        """Return the names of the agencies with one of these roles."""
        return [item.name for item in self.items if item.name and item.role in roles]


def rows(due: Due) -> Iterator[Row]:
    """Yield the items of each target and day together, in their order."""
    for _, same in groupby(due.items, lambda item: (item.last_day, item.target)):
        yield Row(tuple(same))
