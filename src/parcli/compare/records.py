"""The records of a comparison, as section 4 of the contract prints them.

What stands behind a row (reasons, what made the pair) is kept beside the published fields, for
the renderers; it is in no JSON.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from parcli.model import SCHEMA_VERSION, Deadline, Level, Measure, Number, Record

Change = Literal[
    "raised", "lowered", "brought-forward", "put-off", "tightened", "softened", "not-comparable"
]  # fmt: skip
CHANGES: tuple[Change, ...] = (
    "raised", "lowered", "brought-forward", "put-off", "tightened", "softened", "not-comparable"
)  # fmt: skip
Status = Literal["same", "changed", "only"]
Ground = Literal["indicator", "wider-indicator", "related-indicator", "words"]


class Reason(Record):
    """Why two cells differ, or why they can not be compared: a code, the words that show it, the sides."""

    code: str
    first: str = ""
    last: str = ""
    sides: tuple[int, int] = (0, 1)


class Grounds(Record):
    """What made a pair and what spoke against it, for `--explain`."""

    by: Ground
    likeness: float
    words: tuple[str, ...]
    against: tuple[str, ...]


class Near(Record):
    """What on a silent side comes nearest to what another states, and what kept the two apart."""

    side: int
    target: str
    text: str
    likeness: float
    apart: str


class Step(Record):
    """One step of a promise that is stated for several dates."""

    target: str
    text: str
    measure: Measure
    deadline: Deadline | None


class Cell(Record):
    """What one side says: a target, or the last step of a promise with all its steps in `path`."""

    target: str
    document: str
    text: str
    measure: Measure
    deadline: Deadline | None
    path: tuple[Step, ...]


class RowScope(Record):
    """For whom both sides of a row speak."""

    levels: tuple[Level, ...]
    sectors: tuple[str, ...]


class Row(Record):
    """What the sides say of one thing, in the order of the sides; None where a side says nothing."""

    indicator: str | None
    name: str | None
    area: str | None
    scope: RowScope
    unit: str | None
    cells: tuple[Cell | None, ...]
    status: Status
    changes: tuple[Change, ...]
    delta: Number | None
    more_ambitious: int | None
    score: float
    reasons: SkipJsonSchema[Annotated[tuple[Reason, ...], Field(exclude=True)]] = ()
    grounds: SkipJsonSchema[Annotated[Grounds | None, Field(exclude=True)]] = None
    near: SkipJsonSchema[Annotated[tuple[Near, ...], Field(exclude=True)]] = ()


class ComparedSide(Record):
    """One side: what the caller asked for, and the documents that speak for it."""

    label: str
    province: str | None
    years: tuple[int, ...]
    documents: tuple[str, ...]


class Note(Record):
    """What a reader should know of the sides: the message `compare.<code>` with the values that fill it."""

    code: str
    values: dict[str, str | int]


class Comparison(Record):
    """What `parcli compare` prints; `notes` are for renderers."""

    schema_version: str = SCHEMA_VERSION
    sides: tuple[ComparedSide, ...]
    rows: tuple[Row, ...]
    notes: SkipJsonSchema[Annotated[tuple[Note, ...], Field(exclude=True)]] = ()
