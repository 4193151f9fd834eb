"""One indicator over the years: what each province asks for, by the year in which it is to be reached.

To render: a line a `Series` (one province and scope) over `Point.year`; of a line several points of one
year are a conflict between documents of one day, or within one, and each is shown. `better` says
which end of the scale asks for more; `Trend.left_out`, `Trend.silent` and `Trend.mergers`
belong below the picture (`render.trend.notes` has them in words).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Annotated, Any, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from parcli import messages, places, taxonomy
from parcli.compare.lineage import mergers
from parcli.compare.promises import last_day, spelled, unit_of
from parcli.compare.records import Note
from parcli.compare.sides import issue_day, without_reports
from parcli.errors import LookupFailed, UsageError
from parcli.model import Deadline, Direction, Document, Measure, Number, Operator, Record, Scope, Target
from parcli.places import Province
from parcli.taxonomy import Better

# "no-document": the library has none of the province; "not-stated": its documents say nothing of it.
Silent = Literal["no-document", "not-stated"]


class Point(Record):
    """What one target asks for in one year; the fields after `document` are for renderers, in no JSON."""

    province: str
    year: int
    value: Number | None
    upper: Number | None
    operator: Operator | None
    target: str
    document: str
    text: SkipJsonSchema[Annotated[str, Field(exclude=True)]]
    measure: SkipJsonSchema[Annotated[Measure, Field(exclude=True)]]
    deadline: SkipJsonSchema[Annotated[Deadline | None, Field(exclude=True)]]
    scope: SkipJsonSchema[Annotated[Scope, Field(exclude=True)]]


class Series(Record):
    """The points of one province and scope, in time order."""

    province: str
    scope: Scope
    points: tuple[Point, ...]


class LeftOut(Record):
    """Targets on the indicator that stand on no common scale with the points: their unit, how many."""

    unit: str | None
    direction: Direction
    count: int


class Trend(Record):
    """What `parcli trend` prints; the fields after `points` are for renderers, in no JSON."""

    indicator: str
    unit: str | None
    better: Better | None
    points: tuple[Point, ...]
    name: SkipJsonSchema[Annotated[str, Field(exclude=True)]]
    direction: SkipJsonSchema[Annotated[Direction, Field(exclude=True)]] = "reach"
    left_out: SkipJsonSchema[Annotated[tuple[LeftOut, ...], Field(exclude=True)]] = ()
    silent: SkipJsonSchema[Annotated[tuple[tuple[str, Silent], ...], Field(exclude=True)]] = ()

    @property
    def series(self) -> tuple[Series, ...]:
        """The points by province and scope, in the order of `points`."""
        return tuple(
            Series(province=province, scope=Scope(levels=levels, sectors=sectors, except_=left_out), points=tuple(points))
            for (province, levels, sectors, left_out), points in groupby(self.points, _line)
        )  # fmt: skip

    @property
    def mergers(self) -> tuple[Note, ...]:
        """Which of the provinces went into others of them between their first point and their last."""
        every: dict[Province, None] = {}
        for point in self.points:
            known = places.lookup(point.province, places.first_day(point.year))
            if known is not None:
                every[known] = None
        return tuple(mergers(every))

    @property
    def years(self) -> tuple[int, ...]:
        """The years that have points, in order."""
        return tuple(sorted({point.year for point in self.points}))


@dataclass(frozen=True)
class Limits:
    """Which points of an indicator are wanted; empty or None wants all.

    Errors: UsageError where the first year is after the last.
    """

    levels: frozenset[str] = frozenset()
    unit: str | None = None
    first: int | None = None
    last: int | None = None

    def __post_init__(self) -> None:
        if self.first is not None and self.last is not None and self.first > self.last:
            raise UsageError(code="trend.years", first=self.first, last=self.last)

    def want(self, target: Target, year: int | None) -> bool:
        """Return whether a target for a year is wanted, whatever its unit."""
        return (
            (not self.levels or bool(self.levels & set(target.scope.levels)))
            and (self.first is None or (year is not None and year >= self.first))
            and (self.last is None or (year is not None and year <= self.last))
        )


def trend(
    indicator: str, stated: Iterable[tuple[Target, Document]], *, documents: Collection[Document] = (),
    provinces: Sequence[str] = (), limits: Limits | None = None, lang: str | None = None,
) -> Trend:  # fmt: skip
    """Return the points of `indicator` out of what is stated.

    Documents of no province, those of ministries, say nothing of provinces and are left out.
    `documents` are all there are, by which a province without any is told from one that says
    nothing. Where several documents state one year and scope, the latest issued counts.

    Errors: LookupFailed where the targets have other units than the one that `limits` ask for.
    """
    limits = limits or Limits()
    counting = {one.id for one in without_reports(list(documents))} if documents else None
    found = [
        (target, document)
        for target, document in stated
        if target.indicator == indicator
        and document.province is not None
        and (counting is None or document.id in counting)
        and (not provinces or document.province in provinces)
        and limits.want(target, year_of(target, document))
    ]
    _check_unit(indicator, [target for target, _ in found], limits.unit)
    scale, left_out = _scale(indicator, [target for target, _ in found], limits.unit)
    known = taxonomy.indicators().get(indicator)
    points = _latest([pair for pair in found if _unit(pair[0]) == scale and year_of(*pair) is not None])
    return Trend(
        indicator=indicator,
        unit=points[0].measure.unit if points else None,
        better=taxonomy.better(indicator, points[0].measure) if points else None,
        points=points,
        name=known.called(lang or messages.language()) if known else indicator,
        direction=scale[1] if scale else "reach",
        left_out=left_out,
        silent=tuple(_silent(provinces, documents, {point.province for point in points})),
    )


def year_of(target: Target, document: Document) -> int | None:
    """Return the year in which a target is to be reached: its deadline's, else the last that is planned."""
    due = last_day(target.deadline)
    if due is not None:
        return due.year
    if target.deadline is not None and target.deadline.start is not None:
        return target.deadline.start.year
    if document.period is not None:
        return document.period.end
    return document.issued_on.year if document.issued_on else None


def _unit(target: Target) -> tuple[str | None, Direction]:
    return unit_of(target), target.measure.direction


def _check_unit(indicator: str, targets: Iterable[Target], asked: str | None) -> None:
    """Raise LookupFailed where some of the targets have a number, and none in the unit that is asked for."""
    units = {
        unit_of(one): one.measure.unit
        for one in targets
        if one.measure.unit and one.measure.value is not None
    }
    if asked is not None and units and spelled(asked) not in units:
        raise LookupFailed(
            code="trend.unit", unit=asked, indicator=indicator, units=", ".join(map(str, units.values()))
        )


def _scale(
    indicator: str, targets: Sequence[Target], asked: str | None
) -> tuple[tuple[str | None, Direction] | None, tuple[LeftOut, ...]]:
    """Return the unit and direction that most of the targets have, and what is left out for it.

    Among equals the indicator's own unit comes first, then a level before a change; a wish of the
    user comes before all.
    """
    known = taxonomy.indicators().get(indicator)
    own = spelled(known.unit) if known else None
    counts = Counter(_unit(target) for target in targets)
    scales = [key for key in counts if _has_number(key, targets)]

    def preferred(key: tuple[str | None, Direction]) -> tuple[bool, int, bool, bool, str]:
        unit, direction = key
        wanted = asked is not None and unit == spelled(asked)
        return wanted, counts[key], unit == own, direction == "reach", unit or ""

    chosen = max(scales, key=preferred, default=None)
    rest = [
        LeftOut(unit=unit, direction=direction, count=count)
        for (unit, direction), count in counts.most_common()
        if (unit, direction) != chosen
    ]
    return chosen, tuple(rest)


def _has_number(key: tuple[str | None, Direction], targets: Iterable[Target]) -> bool:
    return any(target.measure.value is not None for target in targets if _unit(target) == key)


def _latest(found: Iterable[tuple[Target, Document]]) -> tuple[Point, ...]:
    """Return the points, those of the latest document alone where several state one year and scope."""
    points = [(_point(target, document), issue_day(document)) for target, document in found]
    newest: dict[object, tuple[date, str]] = {}
    for point, issued in points:
        key = (_line(point), point.year)
        newest[key] = max(newest.get(key, issued), issued)
    kept = [point for point, issued in points if newest[_line(point), point.year] == issued]
    # Provinces in the order of their names, the widest scope first.
    return tuple(sorted(kept, key=lambda point: (_order(point), point.year)))


def _order(point: Point) -> tuple[Any, ...]:
    province, levels, sectors, left_out = _line(point)
    return province, len(sectors), sectors, len(levels), levels, left_out or ""


def _line(point: Point) -> tuple[str, tuple[Any, ...], tuple[str, ...], str | None]:
    scope = point.scope
    return point.province, tuple(sorted(scope.levels)), tuple(sorted(scope.sectors)), scope.except_


def _point(target: Target, document: Document) -> Point:
    year = year_of(target, document)
    assert year is not None and document.province is not None, "others are left out before"
    measure = target.measure
    return Point(
        province=document.province, year=year, value=measure.value, upper=measure.upper,
        operator=measure.operator, target=target.id, document=document.id, text=target.text,
        measure=measure, deadline=target.deadline, scope=target.scope,
    )  # fmt: skip


def _silent(
    provinces: Sequence[str], documents: Collection[Document], stating: Collection[str | None]
) -> Iterable[tuple[str, Silent]]:
    having = {document.province for document in documents}
    for province in provinces:
        if province not in stating:
            yield province, "not-stated" if province in having else "no-document"
