"""Every published record, from `Span` to `Extraction`, as contract and JSON schema name it.

Records are frozen and refuse unknown fields. Numbers are `Decimal` in Python and plain JSON
numbers outside; spans are half open and count code points of the document's own text, which
is what `parcli text` prints.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, PlainSerializer

SCHEMA_VERSION = "1"


def json_number(value: Decimal) -> int | float:
    """Return `value` as a JSON number, a whole one without a fraction.

    >>> json_number(Decimal("95.0")), json_number(Decimal("2.5"))
    (95, 2.5)
    """
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[Decimal, PlainSerializer(json_number, when_used="json")]

MeasureKind = Literal[
    "percentage", "count", "rank", "duration", "score", "ratio", "money", "trend", "completion"
]
Operator = Literal["=", ">=", ">", "<=", "<", "between", "~"]
Direction = Literal["reach", "increase", "decrease"]
Level = Literal["province", "district", "commune"]
DeadlineKind = Literal["by", "before", "during", "ongoing", "recurring", "from", "by-reference", "relative"]
Origin = Literal["clause", "table", "context", "section", "document"]
Role = Literal["lead", "coordinate", "advise", "monitor"]
Wording = Literal["plain", "striving", "exploratory"]
ProgressStatus = Literal["completed", "partly", "not-completed"]
Flag = Literal[
    "no-deadline",
    "no-agency",
    "unknown-agency",
    "no-indicator",
    "two-readings",
    "repaired-text",
    "quoted-target",
    "ocr",
]
DocumentType = Literal[
    "plan", "decision", "directive", "resolution", "programme", "scheme", "letter", "telegram", "notice",
    "report", "news",
]  # fmt: skip
IssuerLevel = Literal["national", "ministry", "province", "district", "commune"]
DocumentStatus = Literal["issued", "draft", "reported"]


class Record(BaseModel):
    """Base of all records: immutable, strict, without room for unknown fields."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    def json_dict(self) -> dict[str, Any]:
        """Return the record as the plain objects that its JSON holds."""
        return self.model_dump(mode="json")


class Span(Record):
    """Where characters stand: code points of the document's text, half open."""

    start: int
    end: int


class Equivalent(Record):
    """The same amount in another unit: "(tương ứng 15 đơn vị)"."""

    value: Number
    unit: str
    text: str


class Measure(Record):
    """How much a target commits to; `upper` is set only where `operator` is "between"."""

    kind: MeasureKind
    operator: Operator | None
    value: Number | None
    upper: Number | None
    upper_inclusive: bool
    unit: str | None
    of: int | None
    direction: Direction
    equivalent: Equivalent | None
    text: str
    span: Span


class Baseline(Record):
    """What a change is measured from: "so với năm 2021"."""

    year: int | None
    text: str


class Scope(Record):
    """For whom or where a target holds, and what is left out."""

    levels: tuple[Level, ...]
    sectors: tuple[str, ...]
    # `except` is a Python keyword; the JSON name is the contract's.
    except_: str | None

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", alias_generator=lambda name: name.rstrip("_"),
        validate_by_name=True, validate_by_alias=True, serialize_by_alias=True,
    )  # fmt: skip


class Product(Record):
    """What is to be delivered, as a column or a clause says it."""

    text: str
    span: Span


class Deadline(Record):
    """When a target falls due; `end` is excluded where `kind` is "before", else the last day."""

    kind: DeadlineKind
    start: date | None
    end: date | None
    text: str
    origin: Origin
    span: Span | None


class Agency(Record):
    """A body with the role that it has for one target."""

    id: str
    name: str
    role: Role
    span: Span | None


class Reported(Record):
    """A result reported beside a target."""

    agency: str | None
    value: Number | None
    unit: str | None


class Progress(Record):
    """What is said beside a target of how far it has come."""

    status: ProgressStatus | None
    reported: tuple[Reported, ...]
    text: str


class Place(Record):
    """Where in the file the target stands; null where the format has no such thing."""

    page: int | None
    table: int | None
    row: int | None
    cell: int | None


class Target(Record):
    """One commitment: one measure, on one indicator, for one scope."""

    id: str
    text: str
    span: Span
    section: tuple[str, ...]
    area: str | None
    indicator: str | None
    measure: Measure
    baseline: Baseline | None
    scope: Scope
    product: Product | None
    deadline: Deadline | None
    agencies: tuple[Agency, ...]
    wording: Wording
    progress: Progress | None
    flags: tuple[Flag, ...]
    rules: tuple[str, ...]
    place: Place


class Period(Record):
    """The years that a document plans, both included."""

    start: int
    end: int


class Document(Record):
    """What a document says of itself, or what a report says of the plan it reports."""

    id: str
    source: str
    sha256: str
    encoding: str
    type: DocumentType | None
    number: str | None
    title: str | None
    issuer: str | None
    issuer_level: IssuerLevel | None
    province: str | None
    issued_on: date | None
    period: Period | None
    status: DocumentStatus
    confidence: tuple[float, ...] = ()
    """How sure text recognition was of each page, 0 to 100; empty where the text was there to be read."""


class Extraction(Record):
    """What `parcli extract` prints of one document."""

    schema_version: str
    document: Document
    targets: tuple[Target, ...]

    def flagged(self) -> Extraction:
        """Return it with those targets alone that a reader should check first."""
        return self.model_copy(update={"targets": tuple(one for one in self.targets if one.flags)})
