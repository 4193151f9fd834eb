"""The rows of a comparison: both quotes side by side, and shares as places on a scale."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import get_args

from parcli.compare.records import Comparison, Row
from parcli.model import Level
from parcli.render import differences, notes
from parcli.render.html import Section, names, tables
from parcli.render.html.sections import Numbers, areas

MOST_ROWS = 600
MOST_QUOTES = 3_000
_LARGEST = 10
_LEVELS: tuple[str, ...] = get_args(Level)
_STATUSES = ("changed", "only", "same")


@dataclass(frozen=True)
class Entry:
    """A row, by its number in the page: what differs, what made the pair, and shares by side, from 0 to 100."""

    number: int
    row: Row
    differences: list[str]
    grounds: list[str]
    scale: list[tuple[int, float]]


def comparison(record: Comparison, numbered: Numbers, *, explain: bool = False) -> Section:
    """Return the rows of a comparison, both quotes side by side; with `explain` also what made each pair."""
    labels = names.sides(record.sides)
    rows = [
        Entry(
            number, row, differences.of(row, labels),
            differences.explained(row, labels) if explain else [], _scale(row),
        )
        for number, row in enumerate(_as_many(record.rows), 1)
    ]  # fmt: skip
    tally: Counter[str] = Counter(row.status for row in record.rows)
    counts = {status: tally[status] for status in _STATUSES if tally[status]}
    return Section(
        "comparison",
        {
            "labels": labels,
            "rows": rows,
            "total": len(record.rows),
            "largest": _largest(rows),
            "filters": tables.with_choice(
                status=tables.words("page.status", _STATUSES, counts),
                area=areas(entry.row.area for entry in rows),
                level=tables.words(
                    "level", _LEVELS, {level for one in rows for level in one.row.scope.levels}
                ),
            ),
            "counts": counts,
            "notes": notes.comparison(record),
            "more": [sum(row.more_ambitious == side for row in record.rows) for side in range(len(labels))],
            "numbers": numbered,
        },
    )


def _as_many(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows as long as a page has room for them and their quotes."""
    quotes = 0
    for row in itertools.islice(rows, MOST_ROWS):
        quotes += sum(cell is not None for cell in row.cells)
        if quotes > MOST_QUOTES:
            return
        yield row


def _scale(row: Row) -> list[tuple[int, float]]:
    """Return the shares of the sides as places on a scale from 0 to 100, where two or more state one."""
    if row.unit != "%" or "not-comparable" in row.changes:
        return []
    stated = [
        (side, float(cell.measure.value))
        for side, cell in enumerate(row.cells)
        if cell and cell.measure.value is not None and cell.measure.direction == "reach"
    ]
    return stated if len(stated) > 1 and all(0 <= value <= 100 for _, value in stated) else []


def _largest(rows: Iterable[Entry]) -> list[Entry]:
    """Return the rows whose shares lie furthest apart, the furthest first."""
    apart = [(abs(one.scale[-1][1] - one.scale[0][1]), one) for one in rows if one.scale and one.row.name]
    apart.sort(key=lambda pair: -pair[0])
    return [one for distance, one in apart[:_LARGEST] if distance]
