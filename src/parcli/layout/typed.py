"""Tables that were typed one cell a line, with nothing between the cells → rows."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from parcli.layout.block import Block, Line
from parcli.layout.joining import Joiner
from parcli.layout.markers import marker_of
from parcli.layout.rows import INDEX, IsHeader, row_block
from parcli.normalise import visible

# The head of the column of running numbers; the heads of a table typed one cell a line.
SHORT_HEAD, _LONG_HEAD, _MOST_HEADS, _NAMED_HEADS = 12, 80, 14, 3
_NUMBER = regex.compile(r"\**(\d{1,3})\.?\**")
# A row below a numbered one, as full as others.
_LETTER = regex.compile(r"\**(?:\([a-zđ]\)|[a-zđ]\))\**")


def read(
    lines: Sequence[Line], at: int, is_header: IsHeader, joiner: Joiner, number: int
) -> tuple[list[Block], int, int] | None:
    """Read a table written one cell a line with nothing between: heads, then rows that begin with a number."""
    heads, cursor = _heads(lines, at)
    if heads is None or sum(is_header(_words(cell)) for cell in heads) < _NAMED_HEADS:
        return None
    return _rows(lines, cursor, tuple(_words(cell).strip("* ") for cell in heads), joiner, number)


def below(
    lines: Sequence[Line], at: int, header: tuple[str, ...], is_header: IsHeader, joiner: Joiner, number: int
) -> tuple[list[Block], int, int] | None:
    """Read the rows of a table of which only the head is a row, and the rest one cell a line, further heads first."""
    place = at
    while place < len(lines) and (not lines[place].text or is_header(lines[place].text)):
        header += (lines[place].text.strip("* "),) if lines[place].text else ()
        place += 1
    return _rows(lines, place, header, joiner, number)


def _rows(
    lines: Sequence[Line], at: int, header: tuple[str, ...], joiner: Joiner, number: int
) -> tuple[list[Block], int, int] | None:
    rows: list[Block] = []
    counted, last, cursor = 0, at, at
    while (start := _row_start(lines, cursor, counted)) is not None:
        cells, cursor = _row_lines(lines, start, counted, len(header))
        counted += _number(lines[start]) is not None
        parts = [[((line.start, line.end), line.text) for line in cell] for cell in cells]
        rows.append(row_block(parts, header, number, len(rows) + 1, joiner))
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
        if len(cells) >= _NAMED_HEADS and INDEX.fullmatch(visible(line.text)):
            return cells, place
        if len(line.text) > _LONG_HEAD or "|" in line.text or len(cells) > _MOST_HEADS:
            break
        if marker_of(line.text)[1]:
            # What heads a part of the text heads no column.
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
        if own == counted + 1 or (own is None and INDEX.fullmatch(visible(line.text))):
            return place
        if own is None:
            return None
    return None


def _row_lines(lines: Sequence[Line], start: int, counted: int, width: int) -> tuple[list[list[Line]], int]:
    """Return the cells of the row that begins at `start`, and where it ends; page numbers between are left out."""
    group = _number(lines[start]) is None and _LETTER.fullmatch(visible(lines[start].text)) is None
    following = counted + 1 if _number(lines[start]) is None else counted + 2
    cells: list[list[Line]] = []
    place = start + 1
    while place < len(lines):
        line = lines[place]
        own = _number(line) if line.text else None
        if (
            line.text
            and cells
            and (own == following or (own is None and INDEX.fullmatch(visible(line.text))))
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
