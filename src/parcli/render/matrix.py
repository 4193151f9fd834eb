"""A matrix as tables coloured by ambition, JSON, CSV, Markdown, a workbook or a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TextIO

from parcli import messages
from parcli.compare.matrix import Cell, Column, Matrix
from parcli.render import grid, heading, phrase, safe

FORMATS = ("table", "json", "csv", "markdown", "xlsx", "html")
# From the least that is asked for to the most. The mark says the same where there are no colours,
# and to eyes that see no difference between them.
_MARKS = "▁▃▅▆█"
_STYLES = ("black on #deebf7", "black on #c6dbef", "black on #9ecae1", "black on #6baed6", "white on #2171b5")
_NAME = 36  # characters of an indicator's name in a table
_COLUMNS = (
    "year", "province", "indicator", "name", "area", "operator", "value", "upper", "unit", "direction", "ambition",
    "others", "levels", "sectors", "text", "target", "document",
)  # fmt: skip


def write(form: str, out: TextIO, matrix: Matrix) -> None:
    """Write `matrix` to `out`: JSON, CSV one line a cell, tables of as many provinces as have room."""
    if form == "json":
        out.write(safe.json_text(matrix.json_dict(), indent=2) + "\n")
    elif form == "csv":
        grid.comma_separated(out, [_COLUMNS, *_flat(matrix)])
    elif form == "xlsx":
        from parcli.render import sheets, workbook

        workbook.write(out, sheets.matrix(matrix))
    elif form == "html":
        from parcli.render import pages

        pages.write_matrix(out, matrix)
    elif not matrix.cells:
        out.write(safe.printable(f"{heading.matrix(matrix)}: {messages.text('matrix.no-cells')}") + "\n")
    elif form == "markdown":
        provinces = matrix.provinces
        heads = [messages.text("column.indicator"), *map(phrase.province, provinces)]
        rows = [[_subject(column), *_texts(matrix, column, provinces)] for column in matrix.columns]
        grid.markdown(out, heads, rows, title=heading.matrix(matrix))
    else:
        _tables(out, matrix)


def mark(cell: Cell) -> str:
    """Return the sign of a cell's ambition, from ▁ for the least to █ for the most, or nothing."""
    return "" if cell.ambition is None else _MARKS[_step(cell.ambition)]


def _step(share: float) -> int:
    return round(share * (len(_MARKS) - 1))


def _subject(column: Column) -> str:
    return phrase.clipped(column.name, _NAME)


def _texts(matrix: Matrix, column: Column, provinces: Sequence[str]) -> list[str]:
    """Return what the provinces ask for of one indicator; a dash where one says nothing of it."""
    without = {plans.province for plans in matrix.plans if not plans.documents}
    found = [matrix.at.get((province, column.indicator)) for province in provinces]
    return [
        _text(cell) if cell else ("" if province in without else "—")
        for province, cell in zip(provinces, found, strict=True)
    ]


def _text(cell: Cell) -> str:
    said = phrase.measure(cell.measure) if cell.value is not None else messages.text("matrix.no-number")
    more = f" +{cell.others}" if cell.others else ""
    return f"{said} {mark(cell)}".rstrip() + more


def _tables(out: TextIO, matrix: Matrix) -> None:
    """Write as many tables as the provinces need beside each other."""
    heads = [phrase.province(province) for province in matrix.provinces]
    texts = [_texts(matrix, column, matrix.provinces) for column in matrix.columns]
    widths = [max(len(head), *(len(row[place]) for row in texts)) for place, head in enumerate(heads)]
    name = max(len(_subject(column)) for column in matrix.columns)
    for number, places in enumerate(grid.parts(widths, grid.width(out) - name - 4)):
        provinces = [matrix.provinces[place] for place in places]
        rows = [
            [_subject(column), *(texts[line][place] for place in places)]
            for line, column in enumerate(matrix.columns)
        ]
        styles = [["", *_colours(matrix, column, provinces)] for column in matrix.columns]
        grid.terminal(
            out, [messages.text("column.indicator"), *(heads[place] for place in places)], rows,
            title="" if number else heading.matrix(matrix), styles=styles,
        )  # fmt: skip
    out.write(messages.text("matrix.legend", least=_MARKS[0], most=_MARKS[-1]) + "\n")


def _colours(matrix: Matrix, column: Column, provinces: Sequence[str]) -> list[str]:
    found = [matrix.at.get((province, column.indicator)) for province in provinces]
    return [_STYLES[_step(cell.ambition)] if cell and cell.ambition is not None else "" for cell in found]


def _flat(matrix: Matrix) -> Iterator[list[Any]]:
    columns = {column.indicator: column for column in matrix.columns}
    for cell in matrix.cells:
        measure, column = cell.measure.json_dict(), columns[cell.indicator]
        yield [
            matrix.year, cell.province, cell.indicator, column.name, column.area, measure["operator"],
            measure["value"], measure["upper"], measure["unit"], measure["direction"], cell.ambition, cell.others,
            "; ".join(cell.scope.levels), "; ".join(cell.scope.sectors), cell.text, cell.target, cell.document,
        ]  # fmt: skip
