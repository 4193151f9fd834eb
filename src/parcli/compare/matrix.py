"""Provinces by indicators for one year: one number a cell, and who asks for more of each indicator.

To render: `provinces` by `columns` (an indicator each, in the order of `indicators`), the cells of
`Matrix.cells` in their places, coloured by `Cell.ambition` from 0 (asks for least) to 1 (for most) of the
cells of one column; None has nothing to be set beside. A place without a cell is silence: `Matrix.plans` says
whether the province has documents for the year at all, and whether these merely contain it. A cell's
`value` is null where the target states no number. `Cell.others` more targets of the province speak
of the indicator for narrower scopes or in other units; `parcli compare` lists them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from parcli import messages, taxonomy
from parcli.compare import ambition
from parcli.compare.promises import spelled, unit_of
from parcli.compare.sides import Side, issue_day
from parcli.compare.trend import year_of
from parcli.model import Deadline, Direction, Document, Measure, Number, Record, Scope, Target
from parcli.taxonomy import Better


class Cell(Record):
    """What one province asks for of one indicator; the fields after `target` are for renderers."""

    province: str
    indicator: str
    value: Number | None
    target: str
    document: SkipJsonSchema[Annotated[str, Field(exclude=True)]]
    text: SkipJsonSchema[Annotated[str, Field(exclude=True)]]
    measure: SkipJsonSchema[Annotated[Measure, Field(exclude=True)]]
    deadline: SkipJsonSchema[Annotated[Deadline | None, Field(exclude=True)]]
    scope: SkipJsonSchema[Annotated[Scope, Field(exclude=True)]]
    ambition: SkipJsonSchema[Annotated[float | None, Field(exclude=True)]] = None
    others: SkipJsonSchema[Annotated[int, Field(exclude=True)]] = 0


class Column(Record):
    """One indicator of a matrix; cells in another unit or direction have no ambition."""

    indicator: str
    name: str
    area: str | None
    unit: str | None
    direction: Direction
    better: Better | None


class Plans(Record):
    """What speaks for a province: its documents of the year, or the longer ones that contain it."""

    province: str
    documents: tuple[str, ...]
    contains: bool


class Matrix(Record):
    """What `parcli matrix` prints; the fields after `cells` are for renderers, in no JSON."""

    year: int
    provinces: tuple[str, ...]
    indicators: tuple[str, ...]
    cells: tuple[Cell, ...]
    columns: SkipJsonSchema[Annotated[tuple[Column, ...], Field(exclude=True)]]
    plans: SkipJsonSchema[Annotated[tuple[Plans, ...], Field(exclude=True)]]

    @property
    def at(self) -> Mapping[tuple[str, str], Cell]:
        """The cells by province and indicator."""
        return {(cell.province, cell.indicator): cell for cell in self.cells}


@dataclass(frozen=True)
class Wanted:
    """Which columns are wanted, and of which level targets speak; empty wants all."""

    indicators: tuple[str, ...] = ()
    areas: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()

    def want(self, target: Target) -> bool:
        """Return whether a target is wanted."""
        code = target.indicator
        if code is None or (self.levels and not self.levels & set(target.scope.levels)):
            return False
        known = taxonomy.indicators().get(code)
        named = {code, taxonomy.family(code)}
        return (not self.indicators or bool(named & set(self.indicators))) and (
            not self.areas or (known.area if known else target.area) in self.areas
        )


Stated = tuple[Target, Document]


def matrix(
    year: int, sides: Sequence[Side], *, wanted: Wanted | None = None, lang: str | None = None
) -> Matrix:
    """Return the matrix of a year; each side is one province, with what it says in that year or nothing."""
    wanted = wanted or Wanted()
    stated: dict[tuple[str, str], list[Stated]] = {}
    for side in sides:
        for target, document in side.targets:
            if wanted.want(target):
                stated.setdefault((str(side.province), str(target.indicator)), []).append((target, document))
    codes = _in_order({code for _, code in stated}, wanted.indicators)
    columns = [_column(code, _of(code, stated), lang or messages.language()) for code in codes]
    provinces = [str(side.province) for side in sides]
    cells = [
        _cell(province, column, stated[province, column.indicator], year)
        for province in provinces
        for column in columns
        if (province, column.indicator) in stated
    ]
    rated = {id(cell): share for column in columns for cell, share in _rated(column, cells)}
    return Matrix(
        year=year,
        provinces=tuple(provinces),
        indicators=tuple(codes),
        cells=tuple(cell.model_copy(update={"ambition": rated.get(id(cell))}) for cell in cells),
        columns=tuple(columns),
        plans=tuple(
            Plans(
                province=str(side.province), documents=tuple(document.id for document in side.documents),
                contains=side.contains is not None,
            )
            for side in sides
        ),
    )  # fmt: skip


def _in_order(codes: Iterable[str], asked: Sequence[str]) -> list[str]:
    """Return codes as they were asked for, else as the rules list them."""
    order = {code: place for place, code in enumerate([*asked, *taxonomy.indicators()][::-1])}
    return sorted(codes, key=lambda code: (-order.get(code, -1), code))


def _of(code: str, stated: Mapping[tuple[str, str], Sequence[Stated]]) -> list[Sequence[Stated]]:
    return [targets for (_, one), targets in stated.items() if one == code]


def _column(code: str, provinces: Sequence[Sequence[Stated]], lang: str) -> Column:
    """Return the column of an indicator, in the unit of most provinces, its own among equals."""
    known = taxonomy.indicators().get(code)
    own = spelled(known.unit) if known else None
    every = [target for targets in provinces for target, _ in targets]
    counts = Counter(key for targets in provinces for key in {_scale(target) for target, _ in targets})

    def preferred(key: tuple[str | None, Direction]) -> tuple[bool, int, bool, bool, str]:
        unit, direction = key
        numbers = any(target.measure.value is not None for target in every if _scale(target) == key)
        return numbers, counts[key], unit == own, direction == "reach", unit or ""

    chosen = max(counts, key=preferred)
    measure = next(target.measure for target in every if _scale(target) == chosen)
    return Column(
        indicator=code, name=known.called(lang) if known else code,
        area=known.area if known else every[0].area, unit=measure.unit, direction=chosen[1],
        better=taxonomy.better(code, measure),
    )  # fmt: skip


def _scale(target: Target) -> tuple[str | None, Direction]:
    return unit_of(target), target.measure.direction


def _cell(province: str, column: Column, stated: Sequence[Stated], year: int) -> Cell:
    """Return the target that stands for a province: in the column's unit, of the widest scope, the latest."""

    def rank(place: int) -> tuple[Any, ...]:
        target, document = stated[place]
        reached = year_of(target, document)
        scope = target.scope
        return (
            not _fits(column, target.measure),
            target.measure.value is None,
            len(scope.sectors), scope.except_ is not None, _breadth(scope),
            # What is to be reached in the year itself, else the first that falls due after it.
            (reached is None or reached < year, abs((reached or year) - year)),
            date.max - issue_day(document)[0],
            place,
        )  # fmt: skip

    target, document = stated[min(range(len(stated)), key=rank)]
    return Cell(
        province=province, indicator=column.indicator, value=target.measure.value, target=target.id,
        document=document.id, text=target.text, measure=target.measure, deadline=target.deadline,
        scope=target.scope, others=len(stated) - 1,
    )  # fmt: skip


def _breadth(scope: Scope) -> tuple[int, str]:
    """Return the place of a scope among those of one province: all levels, the province's own, narrower ones."""
    if not scope.levels:
        return 0, ""
    return (1 if "province" in scope.levels else 2), ",".join(sorted(scope.levels))


def _fits(column: Column, measure: Measure) -> bool:
    return (spelled(measure.unit), measure.direction) == (spelled(column.unit), column.direction)


def _rated(column: Column, cells: Sequence[Cell]) -> list[tuple[Cell, float | None]]:
    """Return each cell of a column with its place from the least that is asked for, 0, to the most, 1."""
    own = [cell for cell in cells if cell.indicator == column.indicator and _fits(column, cell.measure)]
    if column.better is None:
        return []
    shares = ambition.as_shares(cell.measure for cell in own)
    asked = [(cell, ambition.demand(cell.measure, column.better, shares=shares)) for cell in own]
    steps = sorted({demand for _, demand in asked if demand is not None})
    if len([demand for _, demand in asked if demand is not None]) < 2:
        return []
    if len(steps) == 1:
        return [(cell, 0.5) for cell, demand in asked if demand is not None]
    return [(cell, steps.index(demand) / (len(steps) - 1)) for cell, demand in asked if demand is not None]
