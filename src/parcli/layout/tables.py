"""Tables in plain text → rows: cells joined by "|", Markdown, one cell a line between lines of "|"."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from parcli.layout import typed
from parcli.layout.block import HEADS_IN_TWO, Block, Line, Piece
from parcli.layout.joining import Joiner
from parcli.layout.rows import INDEX, IsHeader, row_block
from parcli.normalise import visible

RULE_LINE = regex.compile(r"[\s|*_=~.:-]*[-=_~*]{3,}[\s|*_=~.:-]*")


def at_line(
    lines: Sequence[Line], at: int, is_header: IsHeader, joiner: Joiner, number: int
) -> tuple[list[Block], int, int] | None:
    """Return rows of a table whose first row begins here, how many lines before belong to it, and its end."""
    line = lines[at].text
    if line != "|" and line.count("|") >= 1 and ("|" in line.strip("| ") or line.startswith("|")):
        return _piped_table(lines, at, is_header, joiner, number)
    if at + 1 < len(lines) and lines[at + 1].text == "|" and line and is_header(line):
        return _cell_table(lines, at, is_header, joiner, number)
    if line and len(line) <= typed.SHORT_HEAD and is_header(line):
        return typed.read(lines, at, is_header, joiner, number)
    return None


def _split_cells(line: Line, *, framed: bool) -> list[Piece]:
    """Return the spans of the cells of a line, at its `|` signs; where the rows are framed the outer ones part none."""
    text = line.text
    start = line.start + (1 if framed and text.startswith("|") else 0)
    end = line.end - (1 if framed and text.endswith("|") and len(text) > 1 else 0)
    spans = []
    for part in line.text[start - line.start : end - line.start].split("|"):
        left = len(part) - len(part.lstrip())
        spans.append((start + left, start + left + len(part.strip())))
        start += len(part) + 1
    return spans


def _piped_table(
    lines: Sequence[Line], at: int, is_header: IsHeader, joiner: Joiner, number: int
) -> tuple[list[Block], int, int]:
    position = _end_of_rows(lines, at, is_header)
    piped = [line for line in lines[at:position] if line.text and not RULE_LINE.fullmatch(line.text)]
    # Signs frame the rows if they do the first; in others "| Tỷ lệ ..." begins with an empty cell.
    framed = bool(piped) and piped[0].text.startswith("|") and all(_begins_framed(line) for line in piped[:2])
    raw = [
        _once(
            [
                (span, line.text[span[0] - line.start : span[1] - line.start])
                for span in _split_cells(line, framed=framed)
            ]
        )
        for line in piped
    ]
    header_at = next(
        (i for i, row in enumerate(raw[:4]) if sum(is_header(words) for _, words in row) >= 2), None
    )
    if header_at is None and raw and (_is_headless(raw) or _are_tasks(raw)):
        none = ("",) * max(map(len, raw))
        return (
            [row_block([[cell] for cell in row], none, number, at + 1, joiner) for at, row in enumerate(raw)],
            0,
            position,
        )
    if header_at is None:
        return [_plain(span, joiner, lines, at) for row in raw for span, words in row if words], 0, position
    before = [_plain(span, joiner, lines, at) for row in raw[:header_at] for span, words in row if words]
    heads = [tuple(words.strip("* ") for _, words in row) for row in raw[header_at : header_at + 3]]
    deep = 2 if len(heads) > 1 and _is_second_head(*heads[:2]) else 1
    header = _joined_heads(*heads[:2]) if deep == 2 else heads[0]
    numbered = len(heads) > deep and _is_numbering(heads[deep])
    heads = heads[: deep + numbered]
    if len(raw) == header_at + 1:
        typed_below = typed.below(lines, position, header, is_header, joiner, number)
        if typed_below is not None:
            return [*before, *typed_below[0]], 0, typed_below[2]
    rows: list[Block] = []
    for offset, row in enumerate(raw[header_at + deep :], deep):
        if tuple(words.strip("* ") for _, words in row) not in heads:
            above = rows[-1].row if rows else None
            rows.append(row_block([[cell] for cell in row], header, number, offset, joiner, above))
    return [*before, *rows], 0, position


def _is_headless(raw: Sequence[Sequence[tuple[Piece, str]]]) -> bool:
    """Whether rows without a head are those of a table of values: a number, a name, a unit, a value."""
    width = max(map(len, raw))
    # The rows that head groups may be shorter.
    if width < _NARROWEST or any(2 < len(row) < width for row in raw):
        return False
    valued = [row for row in raw if len(row) == width and _is_figure(row[-1][1]) and _is_unit(row[-2][1])]
    return len(valued) >= max(_FEWEST, len(raw) // 2)


def _are_tasks(raw: Sequence[Sequence[tuple[Piece, str]]]) -> bool:
    """Whether rows without a head are those of a table of tasks: a number, what, who, and a short cell with a year."""
    tasks = 0
    for row in raw:
        words = [words for _, words in row if words]
        timed = any(len(last) <= _TIME and _A_YEAR.search(last) for last in words[-2:])
        tasks += timed and len(words) >= _NARROWEST_TASK and INDEX.fullmatch(words[0]) is not None
    return tasks >= _FEWEST_TASKS


def _is_unit(words: str) -> bool:
    """Whether words may be a unit: no figure, and no name, whose words begin with capitals."""
    return (
        bool(words)
        and not _is_figure(words)
        and not (words[1:] != words[1:].lower() and len(words) > _LETTERS)
    )


# Longer words in capitals are no unit, such as "USD".
_LETTERS = 5
# So many columns and rows of values make a table, and so many of tasks; a cell of a time has so many characters.
_NARROWEST, _FEWEST = 3, 3
_NARROWEST_TASK, _FEWEST_TASKS, _TIME = 4, 2, 40
_A_YEAR = regex.compile(r"(?<!\d)20\d\d(?!\d)")


def _end_of_rows(lines: Sequence[Line], at: int, is_header: IsHeader) -> int:
    """Return where the rows end that begin at line `at`: blank lines between rows as wide are no end."""
    position = at
    while position < len(lines) and _is_row(lines[position]):
        position += 1
        following = position
        while following < len(lines) and not lines[following].text:
            following += 1
        if (
            position < following < len(lines)
            and _is_row(lines[following])
            and lines[following].text.count("|") == lines[position - 1].text.count("|")
            and sum(map(is_header, set(map(str.strip, lines[following].text.split("|"))))) < _HEADS
        ):
            position = following
    return position


# A row with so many cells that name columns is a head.
_HEADS = 2


def _begins_framed(line: Line) -> bool:
    return line.text.startswith("|")


def _is_row(line: Line) -> bool:
    return "|" in line.text and line.text != "|"


def _once(row: list[tuple[Piece, str]]) -> list[tuple[Piece, str]]:
    """Return a row with the words of a cell over several columns said once, where they were written into each."""
    first = next(
        (at for at, (_, words) in enumerate(row) if len(words) > _A_NAME and not _is_figure(words)), None
    )
    if first is None or len(row) - first < 3 or len({words for _, words in row[first:]}) > 1:
        return row
    return [*row[: first + 1], *(((end, end), "") for (_, end), _ in row[first + 1 :])]


# Longer words than this are no value that happens to stand in several columns.
_A_NAME = 8


def _is_second_head(head: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row names the columns that a head above reaches over: "Kế hoạch" over "2024 | 2025"."""
    if len(head) != len(below):
        return False
    filled = [column for column, words in enumerate(below) if words and words != head[column]]
    # A head that reaches over several columns leaves those behind its first one empty.
    reaching = next((column for column in filled if not head[column]), None)
    if not reaching or any(_is_figure(below[column]) for column in filled):
        return False
    first = max(column for column in range(reaching) if head[column] or not column)
    # What stands before it is one with the head above, or adds a remark to it.
    return 0 not in filled and all(below[column].startswith("(") for column in filled if column < first)


def _joined_heads(head: Sequence[str], below: Sequence[str]) -> tuple[str, ...]:
    """Return the heads of columns written in two rows, the upper words before the lower ones."""
    joined: list[str] = []
    over = ""
    for upper, lower in zip(head, below, strict=True):
        over = upper if upper or not lower else over
        joined.append(lower if over == lower else HEADS_IN_TWO.join(filter(None, (over, lower))))
    return tuple(joined)


_YEAR = regex.compile(r"(?:19|20)\d\d")
# (A figure that begins with zeros is a telephone's.)
_FIGURE = regex.compile(r"(?!0\d\d)[\d.,\s%<>=≥≤+-]+")
_NUMBERING = regex.compile(r"\W*(?:\d{1,2}|[A-Z])\W*(?:=.*)?")


def _is_figure(words: str) -> bool:
    figure = any(map(str.isdigit, words)) and _FIGURE.fullmatch(words) is not None
    return figure and _YEAR.fullmatch(words) is None


def _is_numbering(cells: Sequence[str]) -> bool:
    """Whether a row below the head only numbers the columns: "(1) | (2) | (3)", "A | B | 1 | 2"."""
    numbers = [regex.sub(r"\W", "", words.partition("=")[0]) for words in cells if words]
    figures = [int(number) for number in numbers if number.isdigit()]
    return (
        len(figures) >= 2
        and all(_NUMBERING.fullmatch(words) for words in cells if words)
        and figures == list(range(figures[0], figures[0] + len(figures)))
        and figures[0] in (1, 2)
    )


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
        rows.append(row_block(parts, header, number, len(rows) + 1, joiner))
        cursor = last = stop
    return (rows, 0, cells.end(last - 1)) if rows else None


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
    return len(cell) == 1 and INDEX.fullmatch(visible(cell[0].text)) is not None


def _row_end(cells: _Cells, start: int, width: int) -> int | None:
    """Return where the row that begins at cell `start` ends; a group row may be shorter."""
    short = start + 2
    if cells.has(short) and _is_index(cells.at(short)) and not cells.at(start)[0].text.strip("*.").isdigit():
        return short
    return start + width if cells.has(start + width - 1) else None
