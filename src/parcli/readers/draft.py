"""Paragraphs, table rows and notes, one after the other → the text of a document with its hints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from parcli.errors import ReadError
from parcli.layout import Hint
from parcli.normalise import nfc
from parcli.readers import limits, plain
from parcli.readers.source import Source

CELL = " | "
# A table that lays out a letterhead or signatures has no more rows.
_LAYOUT_ROWS, _LONGEST_NUMBER = 5, 4
# What other systems use as the end of a line, and what no text can show.
_LINES = {0x0B: "\n", 0x0C: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
_CONTROLS = dict.fromkeys((*range(9), *range(14, 32), 127))
_CLEAN = {**_CONTROLS, **_LINES}


@dataclass(frozen=True, slots=True)
class _Row:
    """A table row: the lines of each cell, and where it stands."""

    cells: list[list[str]]
    table: int
    row: int
    page: int | None
    continued: tuple[int, ...]


class Draft:
    """A document's text as it grows, a paragraph or a table row a line."""

    def __init__(self, name: str) -> None:
        """Begin with an empty text; `name` stands in messages."""
        self._name = name
        self._lines: list[str] = []
        # Until the end a hint's start is a line's index: conversion may still move the characters.
        self._hints: list[Hint] = []
        self._size = 0
        self._notes: list[tuple[str, int | None]] = []
        self._table = 0
        self._rows: list[_Row] = []

    def paragraph(
        self, text: str, level: int | None = None, page: int | None = None, whole: bool = True
    ) -> None:
        """Add a paragraph; the line breaks in it stay, an empty one is an empty line.

        `whole` is False where the format does not tell whether a paragraph begins here.
        """
        self._end_table()
        lines = tidy(text).split("\n")
        if lines == [""]:
            if self._lines and self._lines[-1]:
                self._add("")
            return
        self._hints.append(Hint(len(self._lines), 0, level, whole=whole, page=page))
        for line in lines:
            self._add(line)

    def table(self) -> int:
        """Return the number of a table that begins here."""
        self._end_table()
        self._table += 1
        return self._table

    def row(
        self,
        cells: Sequence[str],
        table: int,
        row: int,
        page: int | None = None,
        continued: Iterable[int] = (),
    ) -> None:
        """Add a table row; line breaks within a cell become spaces, but for tables that lay out a page.

        `continued` are the columns, from 0, in which the cell above reaches down.
        """
        self._rows.append(
            _Row([tidy(cell).split("\n") for cell in cells], table, row, page, tuple(continued))
        )

    def _end_table(self) -> None:
        rows, self._rows = self._rows, []
        laid_out = _lays_out(rows)
        for row in rows:
            if laid_out:
                self._side_by_side(row)
                continue
            texts = [" ".join(cell) for cell in row.cells]
            if any(texts):
                self._hints.append(
                    Hint(
                        len(self._lines), 0, whole=True, page=row.page, table=row.table, row=row.row,
                        continued=row.continued,
                    )
                )  # fmt: skip
                self._add(CELL.join(texts))

    def _side_by_side(self, row: _Row) -> None:
        """Add the cells of a letterhead or of signatures one after the other, line by line."""
        for cell in row.cells:
            for index, line in enumerate(line for line in cell if line):
                start = len(self._lines)
                self._hints.append(
                    Hint(start, 0, whole=not index, page=row.page, table=row.table, row=row.row)
                )
                self._add(line)

    def note(self, text: str, page: int | None = None) -> None:
        """Keep a footnote; it becomes a line at the end."""
        self._notes.append((text, page))

    def words(self) -> str:
        """Return the text so far without its tables, for a draft that is a table's cell."""
        self._end_table()
        return "\n".join(line.replace(CELL, " ") for line in self._lines if line)

    def source(self, encoding: str, confidence: Sequence[float] = ()) -> Source:
        """Return the document: text, hints, and encoding with those of lines that were converted."""
        self._end_table()
        notes, self._notes = self._notes, []
        for number, (note, page) in enumerate(notes, 1):
            text = " ".join(tidy(note).split())
            if text:
                self._hints.append(Hint(len(self._lines), 0, whole=True, page=page, note=True))
                self._add(f"[{number}] {text}")
        while self._lines and not self._lines[-1]:
            self._lines.pop()
        repaired, others = plain.repair("\n".join(self._lines))
        names = dict.fromkeys((*encoding.split("+"), *others))
        text = repaired + "\n" if repaired else ""
        return Source(self._name, text, "+".join(names), self._placed(repaired), tuple(confidence))

    def _placed(self, text: str) -> tuple[Hint, ...]:
        starts, ends, place = [], [], 0
        for line in text.split("\n"):
            starts.append(place)
            place += len(line) + 1
            ends.append(place - 1)
        return tuple(replace(hint, start=starts[hint.start], end=ends[hint.start]) for hint in self._hints)

    def _add(self, line: str) -> None:
        self._lines.append(line)
        self._size += len(line) + 1
        if self._size > limits.MAX_CHARS:
            raise ReadError(f"{self._name}: holds more than the {limits.MAX_CHARS} characters that are read")


def _lays_out(rows: Sequence[_Row]) -> bool:
    """Whether a table only puts blocks side by side: a few rows of one or two cells, the first with lines."""
    if not rows or len(rows) > _LAYOUT_ROWS or any(sum(map(any, row.cells)) > 2 for row in rows):
        return False
    first = [[line for line in cell if line] for cell in rows[0].cells if any(cell)]
    # The number of a row of data is a cell of its own.
    return any(len(cell) > 1 for cell in first) and all(
        len("".join(cell)) > _LONGEST_NUMBER for cell in first
    )


def tidy(text: str) -> str:
    """Return `text` in NFC with line feeds, without control characters and outer white space.

    >>> tidy("  A\\x0bB\\x07 ")
    'A\\nB'
    """
    lines: Iterable[str] = nfc(text.translate(_CLEAN)).split("\n")
    return "\n".join(line.strip(" \t\u00a0\u3000") for line in lines).strip("\n")


def grid(cells: Iterable[tuple[str, int]]) -> list[str]:
    """Return a row's cells with as many empty ones after each as it spans further columns.

    >>> grid([("a", 1), ("b", 2), ("c", 1)])
    ['a', 'b', '', 'c']
    """
    row: list[str] = []
    for text, span in cells:
        row.append(text)
        row += [""] * (max(1, min(span, limits.MAX_COLUMNS)) - 1)
    return row
