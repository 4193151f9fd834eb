"""A comparison as a table, JSON, CSV, Markdown, a workbook or a page: both quotes, and in words what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from parcli import messages
from parcli.compare.records import Cell, Comparison, Row, Step
from parcli.render import differences, grid, phrase, safe

FORMATS = ("table", "json", "csv", "markdown", "xlsx", "html")
_ROW = ("indicator", "name", "area", "unit", "status", "delta", "score")
_CELL = ("target", "document", "text")
_MEASURE = ("kind", "operator", "value", "upper", "unit", "of", "direction")
_DEADLINE = ("kind", "start", "end")
_QUOTE = 240  # characters of a clause that a table shows
_NAMED = 6  # sides that a title names
_BESIDE = 3  # sides that have room beside each other on a page


def write(form: str, out: TextIO, comparison: Comparison, *, explain: bool = False) -> None:
    """Write `comparison` to `out`; with `explain` tables and pages also say what made each pair."""
    if form == "json":
        out.write(safe.json_text(comparison.json_dict(), indent=2) + "\n")
    elif form == "csv":
        grid.comma_separated(out, _csv(comparison))
    elif form == "xlsx":
        from parcli.render import sheets, workbook

        workbook.write(out, sheets.comparison(comparison))
    elif form == "html":
        from parcli.render import pages

        pages.write_comparison(out, comparison, explain=explain)
    elif not comparison.rows:
        out.write(safe.printable(f"{title(comparison)}: {messages.text('compare.no-rows')}") + "\n")
    else:
        draw = grid.markdown if form == "markdown" else grid.terminal
        draw(out, _headings(comparison, explain), _rows(comparison, explain), title=title(comparison))


def title(comparison: Comparison) -> str:
    """Return what is compared, and how many rows there are of each status."""
    counts = Counter(row.status for row in comparison.rows)
    labels = _labels(comparison)
    sides = " · ".join(labels if len(labels) <= _NAMED else [*labels[:_NAMED], f"… ({len(labels)})"])
    return messages.text(
        "compare.title", sides=sides, same=counts["same"], changed=counts["changed"], only=counts["only"]
    )


def _labels(comparison: Comparison) -> list[str]:
    return [side.label for side in comparison.sides]


def _headings(comparison: Comparison, explain: bool) -> list[str]:
    last = ["column.difference", *(["column.grounds"] if explain else [])]
    sides = _labels(comparison) if _beside(comparison) else [messages.text("column.sides")]
    return [messages.text("column.indicator"), *sides, *map(messages.text, last)]


def _beside(comparison: Comparison) -> bool:
    """Return whether the sides have a column each; of many each row lists those that state it."""
    return len(comparison.sides) <= _BESIDE


def _rows(comparison: Comparison, explain: bool) -> Iterator[list[grid.Cell]]:
    labels = _labels(comparison)
    for row in comparison.rows:
        cells: list[grid.Cell] = [_cell(cell) if cell else "—" for cell in row.cells]
        if not _beside(comparison):
            cells = [_listed(row, labels)]
        grounds: list[grid.Cell] = [differences.explained(row, labels)] if explain else []
        yield [_subject(row), *cells, differences.joined(row, labels), *grounds]


def _listed(row: Row, labels: list[str]) -> list[str]:
    """Return a line for each side that states it, and one for all that say nothing."""
    lines = [
        f"{label}: {' → '.join(_step(step) for step in cell.path or (cell,))}"
        for label, cell in zip(labels, row.cells, strict=True)
        if cell
    ]
    silent = len(labels) - len(lines)
    return [*lines, messages.text("compare.silent", count=silent)] if silent else lines


def _subject(row: Row) -> str:
    """Return what a row is about: the indicator's name, the levels, the fields."""
    parts = (row.name or row.indicator or "", ", ".join(row.scope.levels), ", ".join(row.scope.sectors))
    return " · ".join(part for part in parts if part)


def _cell(cell: Cell) -> str:
    steps = cell.path or (cell,)
    return f"{' → '.join(_step(step) for step in steps)} “{phrase.clipped(cell.text, _QUOTE)}”"


def _step(step: Step | Cell) -> str:
    due = phrase.deadline(step.deadline)
    return phrase.measure(step.measure) + (f" ({due})" if due else "")


def _csv(comparison: Comparison) -> Iterator[list[Any]]:
    """Yield one line a row; the columns of a side begin with its number, from 1."""
    cell_columns = [*_CELL, *(f"measure.{name}" for name in _MEASURE)]
    cell_columns += [*(f"deadline.{name}" for name in _DEADLINE), "path"]
    sides = range(1, len(comparison.sides) + 1)
    numbered = [f"{number}.{name}" for number in sides for name in ("side", *cell_columns)]
    yield [*_ROW, "levels", "sectors", "changes", "more_ambitious", "difference", *numbered]
    labels = _labels(comparison)
    for row in comparison.rows:
        record = row.json_dict()
        more = None if row.more_ambitious is None else labels[row.more_ambitious]
        scope = ["; ".join(row.scope.levels), "; ".join(row.scope.sectors)]
        cells = [
            value
            for side, cell in zip(labels, record["cells"], strict=True)
            for value in (side, *_flat(cell))
        ]
        yield [
            *(record[name] for name in _ROW), *scope, "; ".join(row.changes), more, differences.joined(row, labels), *cells,
        ]  # fmt: skip


def _flat(cell: Mapping[str, Any] | None) -> list[Any]:
    if cell is None:
        return [None] * (len(_CELL) + len(_MEASURE) + len(_DEADLINE) + 1)
    measure, deadline = cell["measure"], cell["deadline"] or {}
    path = "; ".join(f"{step['measure']['text']}: {step['target']}" for step in cell["path"])
    return [
        *(cell[name] for name in _CELL), *(measure[name] for name in _MEASURE),
        *(deadline.get(name) for name in _DEADLINE), path,
    ]  # fmt: skip
