"""What a rule of each kind says of what it finds: the fields of `gives`, and the groups of its pattern."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from parcli.model import Direction, Level, Operator, ProgressStatus, Wording

# Names of groups in a pattern: of each tuple one must be there.
Groups = Sequence[tuple[str, ...]]
Text = Annotated[str, Field(min_length=1)]


class Gives(BaseModel):
    """Base of what rules give: nothing, and no unknown fields."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    def groups(self) -> Groups:
        """Return what the pattern must name with (?P<name>...): of each tuple one."""
        return ()


class Nothing(Gives):
    """The finding itself says all."""


class Quantity(Gives):
    """A number with a unit that makes it a measure."""

    measure: Literal["percentage", "count", "rank", "duration", "score", "ratio", "money"]
    unit: Text | None = None
    operator: Operator | None = None
    needs: Literal["bound", "cue"] | None = Field(
        default=None,
        description="what must stand before the number: a bound, or a verb of setting up as well",
    )

    def groups(self) -> Groups:
        more: dict[str, Groups] = {"money": [("currency",)], "count": [("noun", "unit")]}
        return [("value",), *more.get(self.measure, ())]


class Bound(Gives):
    """Words beside a number: which side of it is meant, or that it is an amount of change."""

    side: Literal["left", "right", "head"] = Field(
        description="left: before the number; right: after it; head: a verb before the object of the change"
    )
    operator: Literal[">=", ">", "<=", "<", "~"] | None = None
    direction: Direction | None = None
    span: Literal["skip"] | None = Field(
        default=None, description="skip: the words are no part of the measure"
    )
    measure: Literal["duration"] | None = Field(default=None, description="the only kind that the words bind")
    unit: str | None = Field(default=None, description="the only unit that the words bind")
    cue: bool | None = Field(default=None, description="true: a number of things behind them is a target")


class Trend(Gives):
    """More or less than a baseline, without a number."""

    direction: Literal["increase", "decrease"]


class Zero(Gives):
    """Something countable that must not be there."""

    def groups(self) -> Groups:
        return [("noun",)]


class Task(Gives):
    """A verb of a task; a strong one says that it is brought to its end, a lasting one that it goes on."""

    strength: Literal["strong", "weak", "lasting"]


class Deadline(Gives):
    """A stretch of time (`grain`), or words that bind one (`bound`)."""

    bound: str | None = None
    grain: Literal["none", "day", "month", "quarter", "half", "year"] | None = None
    every: str | None = None
    part: str | None = None

    def groups(self) -> Groups:
        if self.bound is not None and self.grain in (None, "none"):
            return ()
        if self.every is not None:
            return ()
        names = {"day": ("day", "month"), "month": ("month",), "quarter": ("quarter",), "half": ("half",)}
        return [(name,) for name in names.get(str(self.grain), ())]


class Recurrence(Gives):
    """How often a deadline comes again; `shift` counts years from the one that is worked on.

    A day is one of the last month, unless `part` says that it is one of the first.
    """

    every: Literal["year", "half", "quarter", "month", "week", "day"]
    shift: Literal[-1, 1] | None = None
    part: Literal["first"] | None = None


AgencyId = Annotated[str, Field(pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$")]


class City(BaseModel):
    """What a body of a province is called in a city under central government."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: AgencyId
    name: Text


class Called(BaseModel):
    """How a class of bodies is shown: {list} stands for its members as the document has them."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    list: Text
    related: Text = Field(description="where only those are meant whom it concerns")


class Agency(Gives):
    """A body; `family` names those that are listed after one head: "các sở: Nội vụ, Tài chính"."""

    id: AgencyId | None = None
    name: str | None = None
    city: City | None = None
    called: Called | None = None
    family: Literal["so", "bo"] | None = None
    level: Level | None = None
    since: str | None = Field(default=None, alias="from", description="the first day of the body, in quotes")
    to: str | None = Field(default=None, description="the last day of the body, in quotes")
    successor: str | None = None
    collective: bool | None = None
    head: str | None = None
    open: bool | None = Field(default=None, description="the name goes on up to a verb or a mark")

    def groups(self) -> Groups:
        if self.head is not None:
            return [("place",)]
        return [("list",), ("related",)] if self.collective and not self.id else ()


class Role(Gives):
    """What an agency does; `side` says where the agencies stand, after the words (right) or before."""

    role: Literal["lead", "coordinate", "advise", "monitor", "none"]
    side: Literal["left", "right"]


class Levels(Gives):
    """Levels of government; `list` and `span` read them from the groups `first` and `more`."""

    levels: Annotated[
        list[Literal["province", "district", "commune", "list", "span"]], Field(min_length=1, max_length=3)
    ]

    def groups(self) -> Groups:
        return [("first",), ("more",)] if self.levels[0] in ("list", "span") else ()


class Sector(Gives):
    """Fields that a clause is limited to, in the group `list`."""

    sector: Literal["list"]

    def groups(self) -> Groups:
        return [("list",)]


class Limit(Gives):
    """What a clause leaves out."""

    limit: Literal["except"]


class Baseline(Gives):
    """What a change is measured from; its year is the group `year`."""

    year: Literal["group"] | None = None


class Words(Gives):
    """How firmly a clause is worded."""

    wording: Wording


class Name(BaseModel):
    """What an indicator is called."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    vi: Text
    en: Text | None = None


class Indicator(Gives):
    """What is measured; `under` is a wider indicator, `weight` are characters of evidence for nothing."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9-]+\.[a-z0-9-]+$")]
    area: Text
    unit: str | None = None
    better: Literal["higher", "lower"] | None = None
    name: Name | None = None
    under: str | None = None
    weight: float | int | None = None


class Aspect(Gives):
    """Whether a clause tells of what was, what is asked for, or a rule of law."""

    aspect: Literal[
        "aim", "weak-aim", "result", "weak-result", "results-opening", "event", "forecast", "law", "quoted"
    ]


class Section(Gives):
    """What a heading opens."""

    section: Literal["aims", "results", "legal", "end"]


class Mask(Gives):
    """A stretch whose numbers are no measures, no deadlines, or neither."""

    masks: Literal["measure", "deadline", "all"]


class Column(Gives):
    """What the column of a table holds, by its head."""

    column: Literal[
        "index", "task", "unit", "value", "indicator", "time", "lead", "coordinate", "monitor", "advise", "product", "note", "other"
    ]  # fmt: skip


class Furniture(Gives):
    """What belongs to a page and not to the document."""

    furniture: Text


class Document(Gives):
    """What a document says of itself in its head or title."""

    field: Text
    value: Text | None = None

    def groups(self) -> Groups:
        day: Groups = [("day",), ("month",), ("year",)]
        needed: dict[str, Groups] = {
            "number": [("number",)], "reported": [("number",)], "period": [("start",)], "date": day,
            "attached": day, "passed": day, "page-date": day, "enacts": [("act",)], "full-text": [("act",)],
        }  # fmt: skip
        return needed.get(self.field, ())


class Progress(Gives):
    """How far a task has come, said beside it."""

    status: ProgressStatus


class Predicate(Gives):
    """Words that show where a statement begins (head) or what it says of a counted thing (verb)."""

    predicate: Literal["head", "verb"]


class Issuer(Gives):
    """Who issues acts with such numbers; the group `body` is somebody else, to whom one is ascribed."""

    issuer: Text

    def groups(self) -> Groups:
        return [("body",)]


class Announcement(Gives):
    """How many items follow, in the group `count`."""

    def groups(self) -> Groups:
        return [("count",)]


class Whole(Gives):
    """Words that open parts: of a hundred per cent, or of the total that stands before them."""

    whole: Literal["hundred", "total"]


class Contrary(Gives):
    """What the words say, against what must be meant; `sure` where they contradict themselves."""

    says: Name
    sure: bool | None = None


BY_KIND: Mapping[str, type[Gives]] = {
    "quantity": Quantity, "bound": Bound, "trend": Trend, "zero": Zero, "task": Task, "completion": Nothing, "deadline": Deadline,
    "agency": Agency, "role": Role, "level": Levels, "sector": Sector, "limit": Limit, "baseline": Baseline,
    "equivalent": Nothing, "wording": Words, "indicator": Indicator, "aspect": Aspect, "section": Section,
    "mask": Mask, "column": Column, "furniture": Furniture, "document": Document, "progress": Progress,
    "predicate": Predicate, "recurrence": Recurrence,
    "issuer": Issuer, "announcement": Announcement, "whole": Whole, "contrary": Contrary,
    "above-whole": Nothing, "written-day": Nothing,
}  # fmt: skip


def fields(kind: str) -> tuple[str, ...]:
    """Return the names that `gives` may hold in rules of one kind, as they are written.

    >>> fields("mask")
    ('masks',)
    """
    return tuple(field.alias or name for name, field in BY_KIND[kind].model_fields.items())


def read(kind: str, given: Mapping[str, Any]) -> Gives:
    """Return what a rule of this kind gives; raises pydantic's ValidationError where it is not valid."""
    return BY_KIND[kind].model_validate(dict(given), strict=False)
