"""Tables in plain text → rows: cells joined by "|", Markdown, one cell a line between lines of "|"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

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
    if line and len(line) <= _SHORT_HEAD and is_header(line):
        return _line_table(lines, at, is_header, joiner, number)
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
    rows: list[Block] = []
    for offset, row in enumerate(raw[header_at + 1 :], 1):
        if tuple(words.strip("* ") for _, words in row) != header:
            above = rows[-1].row if rows else None
            rows.append(_row_block([[cell] for cell in row], header, number, offset, joiner, above))
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
    cells = _Cells(lines, at)
    width = _header_width(cells, is_header)
    if width is None:
        return None
    header = tuple(" ".join(line.text for line in cell).strip("* ") for cell in cells.of(0, width))
    rows: list[Block] = []
    cursor, last = width, width
    while cells.has(cursor) and _is_index(cells.at(cursor)):
        stop = _row_end(cells, cursor, width)
        if stop is None:
            break
        parts = [[((line.start, line.end), line.text) for line in cell] for cell in cells.of(cursor, stop)]
        rows.append(_row_block(parts, header, number, len(rows) + 1, joiner))
        cursor = last = stop
    return (rows, 0, cells.end(last - 1)) if rows else None


# The head of the column of running numbers; the heads of a table typed one cell a line.
_SHORT_HEAD, _LONG_HEAD, _MOST_HEADS, _NAMED_HEADS = 12, 80, 14, 3
_NUMBER = regex.compile(r"\**(\d{1,3})\.?\**")


def _line_table(
    lines: Sequence[Line], at: int, is_header: IsHeader, joiner: Joiner, number: int
) -> tuple[list[Block], int, int] | None:
    """Read a table written one cell a line with nothing between: heads, then rows that begin with a number."""
    heads, cursor = _heads(lines, at)
    if heads is None or sum(is_header(_words(cell)) for cell in heads) < _NAMED_HEADS:
        return None
    header = tuple(_words(cell).strip("* ") for cell in heads)
    rows: list[Block] = []
    counted, last = 0, at
    while (start := _row_start(lines, cursor, counted)) is not None:
        cells, cursor = _row_lines(lines, start, counted, len(header))
        counted += _number(lines[start]) is not None
        parts = [[((line.start, line.end), line.text) for line in cell] for cell in cells]
        rows.append(_row_block(parts, header, number, len(rows) + 1, joiner))
        last = cursor
    return (rows, 0, last) if counted else None


def _words(cell: Sequence[Line]) -> str:
    return " ".join(line.text for line in cell)


def _heads(lines: Sequence[Line], at: int) -> tuple[list[list[Line]] | None, int]:
    """Return the head cells that begin here, up to the first row's number, and where they end."""
    cells: list[list[Line]] = []
    for place in range(at, min(len(lines), at + 2 * _MOST_HEADS)):
        line = lines[place]
        if not line.text:
            continue
        if len(cells) >= _NAMED_HEADS and _INDEX.fullmatch(visible(line.text)):
            return cells, place
        if len(line.text) > _LONG_HEAD or "|" in line.text or len(cells) > _MOST_HEADS:
            break
        _add(cells, line)
    return None, at


def _add(cells: list[list[Line]], line: Line) -> None:
    """Add a line to the cells: to the last one where it goes on with it, else as one of its own."""
    goes_on = bool(cells) and (line.text[:1].islower() or cells[-1][-1].text.endswith((",", "-", "(")))
    if goes_on:
        cells[-1].append(line)
    else:
        cells.append([line])


def _number(line: Line) -> int | None:
    found = _NUMBER.fullmatch(line.text)
    return int(found[1]) if found else None


def _row_start(lines: Sequence[Line], at: int, counted: int) -> int | None:
    """Return where the next row begins: its number follows the last one's, or heads a group of rows."""
    for place in range(at, len(lines)):
        line = lines[place]
        if not line.text:
            continue
        own = _number(line)
        if own == counted + 1 or (own is None and _INDEX.fullmatch(visible(line.text))):
            return place
        if own is None:
            return None
    return None


def _row_lines(lines: Sequence[Line], start: int, counted: int, width: int) -> tuple[list[list[Line]], int]:
    """Return the cells of the row that begins at `start`, and where it ends; page numbers between are left out."""
    group = _number(lines[start]) is None
    following = counted + 1 if group else counted + 2
    cells: list[list[Line]] = []
    place = start + 1
    while place < len(lines):
        line = lines[place]
        own = _number(line) if line.text else None
        if (
            line.text
            and cells
            and (own == following or (own is None and _INDEX.fullmatch(visible(line.text))))
        ):
            break
        full = len(cells) >= (1 if group else width - 1)
        if line.text and own is None:
            if full and not line.text[:1].islower() and not cells[-1][-1].text.endswith((",", "-", "(")):
                if _more(lines, place, following) is None:
                    break
                # A cell that was broken before a capital: the longest text of a row is its task's.
                cells[:2] = [[*cells[0], *cells[1]]] if len(cells) > 1 else cells[:2]
            _add(cells, line)
        place += 1
    return [[lines[start]], *cells], place


def _more(lines: Sequence[Line], at: int, following: int) -> int | None:
    """Return where the number of the next row stands, if it does so near that what is here belongs to this one."""
    for place in range(at, min(len(lines), at + _NEAR)):
        if _number(lines[place]) == following:
            return place
    return None


# So many lines may a row have more than it has columns.
_NEAR = 4


class _Cells:
    """The cells between lines of "|", read no further than they are asked for: the table may end soon."""

    def __init__(self, lines: Sequence[Line], at: int) -> None:
        self._lines, self._position = lines, at
        self._cells: list[list[Line]] = []
        self._ends: list[int] = []

    def has(self, number: int, longest: int | None = None) -> bool:
        """Whether there is a cell of that number, and it and those before it have no more characters than `longest`."""
        while len(self._cells) <= number:
            cell: list[Line] = []
            while self._position < len(self._lines) and self._lines[self._position].text != "|":
                if self._lines[self._position].text:
                    cell.append(self._lines[self._position])
                    if longest is not None and sum(len(line.text) for line in cell) > longest:
                        return False
                self._position += 1
            if self._position >= len(self._lines):
                return False
            self._position += 1
            self._cells.append(cell)
            self._ends.append(self._position)
        return True

    def at(self, number: int) -> list[Line]:
        return self._cells[number]

    def of(self, start: int, stop: int) -> list[list[Line]]:
        return self._cells[start:stop]

    def end(self, number: int) -> int:
        """Return the number of the line behind a cell."""
        return self._ends[number]


# So many cells a head may have, of so many characters each.
_HEAD_CELLS, _HEAD_CELL = 14, 160


def _header_width(cells: _Cells, is_header: IsHeader) -> int | None:
    """Return how many header cells open the table: those before the first row's number."""
    for width in range(_HEAD_CELLS):
        if not cells.has(width, longest=_HEAD_CELL):
            return None
        if _is_index(cells.at(width)) and width >= 2:
            named = sum(is_header(" ".join(line.text for line in head)) for head in cells.of(0, width))
            return width if named >= 2 else None
    return None


def _is_index(cell: Sequence[Line]) -> bool:
    return len(cell) == 1 and _INDEX.fullmatch(visible(cell[0].text)) is not None


def _row_end(cells: _Cells, start: int, width: int) -> int | None:
    """Return where the row that begins at cell `start` ends; a group row may be shorter."""
    short = start + 2
    if cells.has(short) and _is_index(cells.at(short)) and not cells.at(start)[0].text.strip("*.").isdigit():
        return short
    return start + width if cells.has(start + width - 1) else None


def _row_block(
    cells: Sequence[Sequence[tuple[Piece, str]]],
    header: tuple[str, ...],
    table: int,
    row: int,
    joiner: Joiner,
    above: Row | None = None,
) -> Block:
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
