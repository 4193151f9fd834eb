"""What each column of a table row holds, by its head or, without any, by its place; short rows are aligned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex

from parcli.assemble.reading import Reading
from parcli.recognise import agencies
from parcli.recognise.deadlines import Time
from parcli.segment import Passage, RowPassages, column_of

_INDEX = regex.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[ivxlc]{1,6}|[a-h])\.?")
# A cell up to so many characters is the time that stands in it: with a date, or with vague words.
_DATED, _VAGUE = 250, 120


@dataclass(frozen=True)
class TableRow:
    """A table row with what each of its columns holds."""

    passages: RowPassages
    columns: Mapping[int, str]

    def of(self, role: str) -> list[int]:
        """Return the columns that hold `role`, from left to right."""
        return [column for column, holds in self.columns.items() if holds == role]

    def cell(self, column: int) -> list[Passage]:
        """Return the passages of the cell in a column."""
        return self.passages.cells.get(column, [])

    def cells(self, *roles: str) -> Iterator[Passage]:
        """Yield the passages of the cells that hold one role after the other."""
        for role in roles:
            for column in self.of(role):
                yield from self.cell(column)

    def text(self, role: str) -> str:
        """Return the folded text of the cells that hold `role`."""
        return " ".join(passage.folded for passage in self.cells(role))


def columns(reading: Reading, row: RowPassages) -> dict[int, str]:
    """Return what each column holds, cells moved over where merged ones are missing."""
    cells = row.row.cells
    if not any(row.row.header):
        kinds = [_cell_kind(reading, row, cell.column) for cell in cells]
        # A table of tasks says who and when in each row; the others hold values.
        return _aligned(kinds, _TASKS) if {"agency", "time"} <= set(kinds) else _by_place(len(cells))
    roles = [column_of(head, reading.rules) or "task" for head in row.row.header]
    if len(cells) == len(roles):
        led = not {"lead", "monitor"}.isdisjoint(roles)
        return {
            # "Đơn vị" heads a column of units of measure, or of the bodies that have to reach the values.
            column: "lead"
            if role == "unit" and not led and _cell_kind(reading, row, column) == "agency"
            else role
            for column, role in enumerate(roles)
        }
    return _aligned([_cell_kind(reading, row, cell.column) for cell in cells], roles)


# The columns of a table of tasks, in their order.
_TASKS = ("index", "task", "lead", "coordinate", "product", "time", "note")


def _by_place(width: int) -> dict[int, str]:
    """Return what the columns of a table without a head hold: ..., what is measured, its unit, its value."""
    if width < 3:
        return dict.fromkeys(range(width), "index")
    return {**dict.fromkeys(range(width), "index"), width - 3: "task", width - 2: "unit", width - 1: "value"}


def heads_time(reading: Reading, row: RowPassages, column: int) -> Time | None:
    """Return the time that the head of a column states: "Mục tiêu đến năm 2030"."""
    header = row.row.header
    if column >= len(header):
        return None
    return reading.time_of_head(header[column])


def _cell_kind(reading: Reading, row: RowPassages, column: int) -> str:
    """Return what a cell looks like by itself."""
    passages = row.cells.get(column) or []
    if not passages:
        return "empty"
    first = passages[0]
    if _INDEX.fullmatch(first.folded.strip()):
        return "index"
    times = [time for time in reading.times_of_cell(first) if time.kind != "by-reference"]
    if times and len(first.folded) <= (_DATED if times[0].dated else _VAGUE):
        return "time"
    bodies = agencies.find(first.folded, first.text, reading.rules, first.words)
    if bodies and sum(body.end - body.start for body in bodies) > 0.5 * len(first.folded):
        return "agency"
    return "text"


# How well a cell of each kind fits a column; what is not listed fits neither well nor badly.
_FIT: Mapping[str, Mapping[str, int]] = {
    "index": {"index": 3, "task": -2},
    "time": {"time": 3, "value": 1},
    "agency": {"lead": 3, "coordinate": 3, "monitor": 3},
    "text": {"task": 2, "product": 2, "note": 1, "value": 1, "time": -1},
    "empty": {"coordinate": 1, "note": 1, "index": 1},
}
_UNFIT = {"agency": -1}
# A column left out in the middle costs less than a cell in the wrong one; a cell left over is no answer.
_SKIPPED, _LEFT_OVER = 0.1, -1000.0


def _aligned(kinds: Sequence[str], roles: Sequence[str]) -> dict[int, str]:
    """Return which column each cell of a short row belongs to: the order kept, the best fit."""
    best: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {}

    def solve(cell: int, column: int) -> tuple[float, tuple[int, ...]]:
        if cell == len(kinds):
            return 0.0, ()
        if column == len(roles):
            return _LEFT_OVER, ()
        key = (cell, column)
        if key not in best:
            kind = kinds[cell]
            used = solve(cell + 1, column + 1)
            skipped = solve(cell, column + 1)
            fit = _FIT[kind].get(roles[column], _UNFIT.get(kind, 0))
            best[key] = max((used[0] + fit, (column, *used[1])), (skipped[0] - _SKIPPED, skipped[1]))
        return best[key]

    _, chosen = solve(0, 0)
    return {cell: roles[column] for cell, column in enumerate(chosen)}
