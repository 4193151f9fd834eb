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

from parcli.model import Agency, DeadlineKind, Record, Role

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
    issuer: SkipJsonSchema[Annotated[str | None, Field(exclude=True)]] = None
    issued_on: SkipJsonSchema[Annotated[date | None, Field(exclude=True)]] = None
    # All agencies of the target, whichever of them were asked for.
    agencies: SkipJsonSchema[Annotated[tuple[Agency, ...], Field(exclude=True)]] = ()

    @property
    def last_day(self) -> date:
        """The last day on which the target is met in time."""
        return self.end - timedelta(days=1) if self.kind == "before" else self.end


class Due(Record):
    """What falls due on `as_of` or later, the soonest first; `undated` counts the targets that have no day."""

    as_of: date
    items: tuple[Item, ...]
    undated: SkipJsonSchema[Annotated[int, Field(exclude=True)]] = 0

    @property
    def count(self) -> int:
        """How many targets fall due, each counted once a day, however many agencies have it."""
        return len({(item.last_day, item.target) for item in self.items})

    @property
    def mixed(self) -> bool:
        """Whether the documents are of more than one province, or issuer where they have no province."""
        return len({item.province or item.issuer for item in self.items}) > 1


@dataclass(frozen=True)
class Row:
    """One target that falls due once: a line of the table that offices keep. `items` are those asked for."""

    items: tuple[Item, ...]

    @property
    def first(self) -> Item:
        """The item that stands for all in what they share."""
        return self.items[0]

    @property
    def agencies(self) -> list[Agency]:
        """All agencies of the target, those asked for first."""
        asked = {(item.agency, item.role) for item in self.items}
        return sorted(self.first.agencies, key=lambda agency: (agency.id, agency.role) not in asked)

    def named(self, *roles: Role) -> list[str]:
        """Return the names of the agencies with one of these roles, whichever were asked for."""
        return [agency.name for agency in self.first.agencies if agency.role in roles]


def rows(due: Due) -> Iterator[Row]:
    """Yield the items of each target and day together, in their order."""
    for _, same in groupby(due.items, lambda item: (item.last_day, item.target)):
        yield Row(tuple(same))
