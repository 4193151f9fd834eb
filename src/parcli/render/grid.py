"""Rows of text as a table on a terminal, as CSV, or as Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TextIO

from parcli.render import safe

# What stands in a cell of a table: a text, or several, each on a line of its own.
Cell = str | Sequence[str]


def terminal(
    out: TextIO,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    title: str = "",
    wide: int | None = None,
) -> None:
    """Write a table for a person to read; column `wide` keeps room on a narrow terminal.

    Nothing in it acts on the terminal: control characters show as \\x1b, markup as it is written.
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
    for place, name in enumerate(columns):
        narrow = console.width // 4 if wide not in (None, place) else None
        table.add_column(Text(name), overflow="fold", max_width=narrow)
    for row in rows:
        table.add_row(*(Text("\n".join(map(safe.printable, _texts(cell)))) for cell in row))
    console.print(table)
    out.write(page.getvalue())


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
