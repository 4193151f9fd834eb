"""Cells in their lines → table rows, and the numbers that rows begin with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import regex

from parcli.layout.block import Block, Cell, Line, Piece, Row
from parcli.layout.joining import Joiner

IsHeader = Callable[[str], bool]

INDEX = regex.compile(
    r"\**(?:\d{1,3}(?:\.\d{1,3}){0,3}\.?|[IVXLC]{1,6}\.?|[A-H]\.?|\([\da-zđ]{1,2}\)|[a-zđ]\))\**"
)


def row_block(
    cells: Sequence[Sequence[tuple[Piece, str]]],
    header: tuple[str, ...],
    table: int,
    row: int,
    joiner: Joiner,
    above: Row | None = None,
) -> Block:
    """Return the cells of a row as a block; `above` hands its cells down where they reach over several rows."""
    made = []
    joiner.cell = True
    for column, parts in enumerate(cells):
        lines = [Line(span[0], span[1], words) for span, words in parts if words]
        made.append(Cell(tuple(joiner.blocks(lines)), column, " ".join(line.text for line in lines)))
    joiner.cell = False
    spans = [piece for cell in cells for piece, words in cell if words] or [cells[0][0][0]]
    hint = joiner.hint(spans[0][0])
    if hint is not None and above is not None:
        _hand_down(made, above, hint.continued)
    if hint is not None and hint.table is not None and hint.row is not None:
        # Numbered as in the file, where those tables and rows count that hold no targets, too.
        table, row = hint.table, hint.row
    return Block(tuple(spans), row=Row(tuple(made), header, table, row), hint=hint)


def _hand_down(cells: list[Cell], above: Row, columns: Sequence[int]) -> None:
    """Put the cells of the row above where they reach down."""
    for column in columns:
        if column < min(len(cells), len(above.cells)) and not cells[column].text:
            cells[column] = replace(above.cells[column], continued=True)
