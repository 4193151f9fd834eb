"""Paragraphs, table rows and notes, one after the other → the text of a document with its hints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from parcli.errors import ReadError
from parcli.layout import Hint
from parcli.normalise import nfc
from parcli.readers import limits, plain
from parcli.readers.source import Source

CELL = " | "
# What other systems use as the end of a line, and what no text can show.
_LINES = {0x0B: "\n", 0x0C: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
_CONTROLS = dict.fromkeys((*range(9), *range(14, 32), 127))
_CLEAN = {**_CONTROLS, **_LINES}


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

    def paragraph(
        self, text: str, level: int | None = None, page: int | None = None, whole: bool = True
    ) -> None:
        """Add a paragraph; the line breaks in it stay, an empty one is an empty line.

        `whole` is False where the format does not tell whether a paragraph begins here.
        """
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
        self._table += 1
        return self._table

    def row(self, cells: Sequence[str], table: int, row: int, page: int | None = None) -> None:
        """Add a table row; line breaks within a cell become spaces."""
        texts = [" ".join(tidy(cell).split("\n")) for cell in cells]
        if any(texts):
            self._hints.append(Hint(len(self._lines), 0, whole=True, page=page, table=table, row=row))
            self._add(CELL.join(texts))

    def note(self, text: str, page: int | None = None) -> None:
        """Keep a footnote; it becomes a line at the end."""
        self._notes.append((text, page))

    def words(self) -> str:
        """Return the text so far as one line, for a draft that is a table's cell."""
        return " ".join(line.replace(CELL, " ") for line in self._lines if line)

    def source(self, encoding: str, confidence: Sequence[float] = ()) -> Source:
        """Return the document: text, hints, and encoding with those of lines that were converted."""
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
