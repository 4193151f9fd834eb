"""Rows of cells that only say where they begin and end → the columns of their table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from parcli.readers.draft import Draft, grid

# Edges within this many twentieths of a point are one edge.
_SAME = 120


@dataclass(frozen=True, slots=True)
class Row:
    """The texts of a row's cells, where these begin and the last ends (twentieths of a point).

    `below` says of each cell whether it is the one above, which reaches down.
    """

    cells: Sequence[str]
    edges: Sequence[int]
    below: Sequence[bool] = ()


def write(draft: Draft, rows: Sequence[Row]) -> None:
    """Add a table: cells that span several columns of other rows are followed by empty ones."""
    edges = _edges(rows)
    number = draft.table()
    single = len(edges) <= 2 and all(len(row.cells) == 1 for row in rows)
    for index, row in enumerate(rows, 1):
        if single:
            draft.paragraph(row.cells[0])
        else:
            cells = _aligned(row, edges)
            at = [0, *accumulate(span for _, span in cells)]
            continued = [column for column, below in zip(at, row.below, strict=False) if below]
            draft.row(grid(cells), number, index, continued=continued)


def _edges(rows: Sequence[Row]) -> list[int]:
    edges: list[int] = []
    for edge in sorted({edge for row in rows for edge in row.edges}):
        if not edges or edge - edges[-1] > _SAME:
            edges.append(edge)
    return edges


def _aligned(row: Row, edges: Sequence[int]) -> list[tuple[str, int]]:
    """Return a row's cells with the number of columns that each spans."""
    cells = []
    for index, text in enumerate(row.cells):
        span = 1
        if index + 1 < len(row.edges):
            start, end = row.edges[index] + _SAME, row.edges[index + 1] + _SAME
            span = sum(start < edge <= end for edge in edges)
        cells.append((text, max(1, span)))
    return cells
