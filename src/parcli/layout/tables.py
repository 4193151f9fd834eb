"""Tables in plain text → rows: cells joined by "|", Markdown, one cell a line between lines of "|"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import regex

from parcli.layout.block import Block, Cell, Line, Piece, Row
from parcli.layout.joining import Joiner
from parcli.normalise import visible

IsHeader = Callable[[str], bool]

RULE_LINE = regex.compile(r"[\s|*_=~.:-]*[-=_~*]{3,}[\s|*_=~.:-]*")
_INDEX = regex.compile(
    r"\**(?:\d{1,3}(?:\.\d{1,3}){0,3}\.?|[IVXLC]{1,6}\.?|[A-H]\.?|\([\da-z]{1,2}\)|[a-z]\))\**"
)


def at_line(
    lines: Sequence[Line], at: int, is_header: IsHeader, joiner: Joiner, number: int
) -> tuple[list[Block], int, int] | None:
    """Return rows of a table whose first row begins here, how many lines before belong to it, and its end."""
    line = lines[at].text
    if line != "|" and line.count("|") >= 1 and ("|" in line.strip("| ") or line.startswith("|")):
        return _piped_table(lines, at, is_header, joiner, number)
    if at + 1 < len(lines) and lines[at + 1].text == "|" and line and is_header(line):
        return _cell_table(lines, at, is_header, joiner, number)
    return None


def _split_cells(line: Line) -> list[Piece]:
    """Return the spans of the cells of a line, at its `|` signs; the outer ones are no cells."""
    text = line.text
    outer = text.startswith("|")
    start = line.start + (1 if outer else 0)
    end = line.end - (1 if outer and text.endswith("|") and len(text) > 1 else 0)
    spans = []
    for part in line.text[start - line.start : end - line.start].split("|"):
        left = len(part) - len(part.lstrip())
        spans.append((start + left, start + left + len(part.strip())))
        start += len(part) + 1
    return spans


def _piped_table(
    lines: Sequence[Line], at: int, is_header: IsHeader, joiner: Joiner, number: int
) -> tuple[list[Block], int, int]:
    raw: list[list[tuple[Piece, str]]] = []
    position = at
    while position < len(lines) and "|" in lines[position].text and lines[position].text != "|":
        line = lines[position]
        if not RULE_LINE.fullmatch(line.text):
            raw.append(
                [
                    (span, line.text[span[0] - line.start : span[1] - line.start])
                    for span in _split_cells(line)
                ]
            )
        position += 1
    header_at = next(
        (i for i, row in enumerate(raw[:4]) if sum(is_header(words) for _, words in row) >= 2), None
    )
    if header_at is None:
        return [_plain(span, joiner, lines, at) for row in raw for span, words in row if words], 0, position
    before = [_plain(span, joiner, lines, at) for row in raw[:header_at] for span, words in row if words]
    header = tuple(words.strip("* ") for _, words in raw[header_at])
    rows = []
    for offset, row in enumerate(raw[header_at + 1 :], 1):
        if tuple(words.strip("* ") for _, words in row) != header:
            rows.append(_row_block([[cell] for cell in row], header, number, offset, joiner))
    return [*before, *rows], 0, position


def _plain(span: Piece, joiner: Joiner, lines: Sequence[Line], at: int) -> Block:
    """Return the cell of a table that only lays out a page (a letterhead) as a paragraph."""
    for line in lines[at:]:
        if line.start <= span[0] <= line.end:
            words = line.text[span[0] - line.start : span[1] - line.start]
            return joiner.block([Line(span[0], span[1], words)])
    raise AssertionError("a cell's span lies in its lines")


def _cell_table(
    lines: Sequence[Line], at: int, is_header: IsHeader, joiner: Joiner, number: int
) -> tuple[list[Block], int, int] | None:
    """Read a table written one cell a line between lines of "|"."""
    cells: list[list[Line]] = [[]]
    ends: list[int] = []
    position = at
    while position < len(lines):
        if lines[position].text == "|":
            ends.append(position + 1)
            cells.append([])
        elif lines[position].text:
            cells[-1].append(lines[position])
        position += 1
    cells.pop()
    width = _header_width(cells, is_header)
    if width is None:
        return None
    header = tuple(" ".join(line.text for line in cell).strip("* ") for cell in cells[:width])
    rows: list[Block] = []
    cursor, last = width, width
    while cursor < len(cells) and _is_index(cells[cursor]):
        stop = _row_end(cells, cursor, width)
        if stop is None:
            break
        parts = [[((line.start, line.end), line.text) for line in cell] for cell in cells[cursor:stop]]
        rows.append(_row_block(parts, header, number, len(rows) + 1, joiner))
        cursor = last = stop
    return (rows, 0, ends[last - 1]) if rows else None


def _header_width(cells: Sequence[Sequence[Line]], is_header: IsHeader) -> int | None:
    """Return how many header cells open the table: those before the first row's number."""
    for width, cell in enumerate(cells[:14]):
        if _is_index(cell) and width >= 2:
            named = sum(is_header(" ".join(line.text for line in head)) for head in cells[:width])
            return width if named >= 2 else None
        if sum(len(line.text) for line in cell) > 160:
            return None
    return None


def _is_index(cell: Sequence[Line]) -> bool:
    return len(cell) == 1 and _INDEX.fullmatch(visible(cell[0].text)) is not None


def _row_end(cells: Sequence[Sequence[Line]], start: int, width: int) -> int | None:
    """Return where the row that begins at cell `start` ends; a group row may be shorter."""
    short = start + 2
    if short < len(cells) and _is_index(cells[short]) and not cells[start][0].text.strip("*.").isdigit():
        return short
    return start + width if start + width <= len(cells) else None


def _row_block(
    cells: Sequence[Sequence[tuple[Piece, str]]],
    header: tuple[str, ...],
    table: int,
    row: int,
    joiner: Joiner,
) -> Block:
    made = []
    joiner.cell = True
    for column, parts in enumerate(cells):
        lines = [Line(span[0], span[1], words) for span, words in parts if words]
        made.append(Cell(tuple(joiner.blocks(lines)), column, " ".join(line.text for line in lines)))
    joiner.cell = False
    spans = [piece for cell in cells for piece, words in cell if words] or [cells[0][0][0]]
    hint = joiner.hint(spans[0][0])
    if hint is not None and hint.table is not None and hint.row is not None:
        # Numbered as in the file, where those tables and rows count that hold no targets, too.
        table, row = hint.table, hint.row
    return Block(tuple(spans), row=Row(tuple(made), header, table, row), hint=hint)
