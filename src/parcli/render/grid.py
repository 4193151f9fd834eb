"""Rows of text as a table on a terminal, as CSV, or as Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TextIO

from parcli.render import safe

# What stands in a cell of a table: a text, or several, each on a line of its own.
Cell = str | Sequence[str]
# So many characters are left to each column where some are never broken.
_LEAST = 14


def terminal(
    out: TextIO,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    title: str = "",
    wide: int | None = None,
    whole: Collection[int] = (),
    styles: Sequence[Sequence[str]] = (),
) -> None:
    """Write a table for a person to read; column `wide` keeps room on a narrow terminal.

    Cells of the columns `whole` are never broken; the table is wider than the terminal where it must be.
    `styles` are those of the cells, row by row, as rich names them. Nothing in a cell acts on the terminal: control characters show as \\x1b, markup as it is written.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # Colours only on a terminal, and not where NO_COLOR is set, which Console knows. It writes to
    # memory first because on a closed pipe it would end the process itself.
    page = io.StringIO()
    console = Console(
        file=page, force_terminal=True if out.isatty() else None, markup=False, highlight=False, emoji=False
    )
    table = Table(
        title=Text(safe.printable(title)) if title else None, title_justify="left", box=box.SIMPLE_HEAD
    )
    filled = list(rows)
    longest = {
        place: max((len(text) for row in filled for text in _texts(row[place])), default=0) for place in whole
    }
    if whole:
        console.width = max(console.width, sum(longest.values()) + _LEAST * len(columns))
    for place, name in enumerate(columns):
        narrow = console.width // 4 if wide not in (None, place) and place not in longest else None
        table.add_column(
            Text(safe.printable(name)), overflow="fold", max_width=narrow,
            min_width=longest.get(place), no_wrap=place in longest,
        )  # fmt: skip
    for number, row in enumerate(filled):
        drawn = styles[number] if styles else [""] * len(row)
        cells = ("\n".join(map(safe.printable, _texts(cell))) for cell in row)
        table.add_row(*(Text(cell, style=style) for cell, style in zip(cells, drawn, strict=True)))
    console.print(table)
    out.write(page.getvalue())


def width(out: TextIO) -> int:
    """Return how many characters a line of `out` takes: a terminal's own, else those of rich."""
    from rich.console import Console

    return Console(file=out).width


def parts(widths: Sequence[int], room: int) -> Iterator[list[int]]:
    """Yield the columns that have room beside each other, by their places; at least one at a time.

    >>> list(parts([10, 10, 10], 26))
    [[0, 1], [2]]
    """
    padding, part, taken = 3, list[int](), 0
    for place, wide in enumerate(widths):
        if part and taken + wide + padding > room:
            yield part
            part, taken = [], 0
        part.append(place)
        taken += wide + padding
    if part:
        yield part


def _texts(cell: Cell) -> Sequence[str]:
    return [cell] if isinstance(cell, str) else cell


def comma_separated(out: TextIO, rows: Iterable[Sequence[object]]) -> None:
    """Write rows as CSV in which no cell is a formula."""
    csv.writer(out, lineterminator="\n").writerows([safe.csv_cell(cell) for cell in row] for row in rows)


def markdown(out: TextIO, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str = "") -> None:
    """Write a Markdown table, under a heading where it has a title."""
    if title:
        out.write(f"## {safe.markdown_cell(title)}\n\n")
    lines = [[safe.markdown_cell(name) for name in columns], ["---"] * len(columns)]
    lines += [[safe.markdown_cell("; ".join(_texts(cell))) for cell in row] for row in rows]
    out.writelines(f"| {' | '.join(line)} |\n" for line in lines)
    out.write("\n")
