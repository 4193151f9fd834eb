"""Lines of a document → blocks: paragraphs, list items, headings and table rows, each with its spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parcli.layout import tables
from parcli.layout.block import (
    ARTICLE,
    HEADS_IN_TWO,
    NAMED,
    PARAGRAPH,
    TITLE,
    Block,
    Cell,
    Hint,
    Line,
    Piece,
    Row,
)
from parcli.layout.joining import Joiner
from parcli.layout.rows import IsHeader

__all__ = [
    "ARTICLE", "HEADS_IN_TWO", "NAMED", "PARAGRAPH", "TITLE", "Block", "Cell", "Hint", "Line", "Row", "blocks",
]  # fmt: skip


def blocks(text: str, is_header: IsHeader, hints: Sequence[Hint] = ()) -> list[Block]:
    """Return the blocks of a document's text, in reading order.

    `is_header` tells whether a cell's text names a table column.
    """
    lines = [_line(text, start, end) for start, end in _line_spans(text)]
    found: list[Block] = []
    joiner = Joiner(lines, hints)
    position, table = 0, 0
    run: list[Line] = []
    while position < len(lines):
        taken = tables.at_line(lines, position, is_header, joiner, table + 1)
        if taken is None:
            line = lines[position]
            if line.text == "|" or tables.RULE_LINE.fullmatch(line.text):
                found += joiner.blocks(run)
                run = []
            else:
                run.append(line)
            position += 1
            continue
        rows, begin, position = taken
        found += joiner.blocks(run[: len(run) - begin] if begin else run)
        run = []
        if rows:
            table += 1
            found += rows
    found += joiner.blocks(run)
    return found


def _line_spans(text: str) -> Iterator[Piece]:
    start = 0
    for piece in text.split("\n"):
        yield start, start + len(piece)
        start += len(piece) + 1


def _line(text: str, start: int, end: int) -> Line:
    raw = text[start:end]
    stripped = raw.strip()
    start += len(raw) - len(raw.lstrip())
    return Line(start, start + len(stripped), stripped)
