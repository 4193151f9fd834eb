"""Lines of a document → blocks: paragraphs, list items, headings and table rows, each with its spans.

Hard-wrapped lines are joined, tables are rebuilt from the three forms that texts have (cells
joined by " | ", Markdown, one cell a line between lines of "|").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import regex

from parcli.normalise import visible

Piece = tuple[int, int]

# Outline ranks: a block stands under the nearest one before it with a lower rank.
TITLE, NAMED, ARTICLE, PARAGRAPH = 0, 1, 3, 14
_ROMAN = r"[IVXLC]+"
_MARKERS: tuple[tuple[int, regex.Pattern[str]], ...] = tuple(
    (rank, regex.compile(pattern))
    for rank, pattern in (
        (TITLE, r"(?:PHỤ\s+LỤC|Phụ\s+lục)(?:\s+(?:[IVXLC]+|\d+))?\b(?!\s+(?:kèm|ban|số|này|\p{Ll}))"),
        (
            NAMED,
            r"(?:PHẦN|Phần|CHƯƠNG|Chương)\s+(?:(?:thứ|THỨ)\s+\p{L}+|[IVXLC]+|\d+|MỘT|HAI|BA|BỐN|NĂM)\b\.?",
        ),
        (2, r"(?:MỤC|Mục)\s+(?:\d+|[IVXLC]+|[A-Z])\b\.?"),
        (ARTICLE, r"(?:ĐIỀU|Điều)\s+\d+\s*[.:]"),
        (4, r"[A-H]\s?[.)/-]\s*(?=\p{Lu}{2})"),
        (5, rf"{_ROMAN}\s?[.)/-]\s*(?=[^\s\d\p{{Ll}}])"),
        (8, r"\d{1,2}\.\d{1,2}\.\d{1,2}\.?(?=\s)"),
        (7, r"\d{1,2}\.\d{1,2}\.?(?=\s*[\p{Lu}*])(?!\d)"),
        (6, r"\(?\d{1,2}\s?[.)/](?!\d)\s*(?=[\p{L}*\"“(\[])"),
        (9, r"\(?[a-zđ]\s?\)\s*|[a-zđ]\.\s+(?=\p{Lu})"),
        (10, r"\((?:\d{1,2}|[ivx]+)\)\s*"),
        (11, r"[-–—]\s*(?=[^\s\d|-])|[-–—]\s+(?=\d)|[•▪‣◦●○■·]\s*"),
        (12, r"\+\s*(?=\S)"),
    )
)
_HASHES = regex.compile(r"#{1,6}\s+")
_STARS = regex.compile(r"[*_]{1,3}")
_RULE_LINE = regex.compile(r"[\s|*_=~.:-]*[-=_~*]{3,}[\s|*_=~.:-]*")
_BULLET_STAR = regex.compile(r"\*\s+(?=\S)")
_TERMINAL = regex.compile(r"[.;:!?…][)\]\"”'*_]*$")
_INDEX = regex.compile(
    r"\**(?:\d{1,3}(?:\.\d{1,3}){0,3}\.?|[IVXLC]{1,6}\.?|[A-H]\.?|\([\da-z]{1,2}\)|[a-z]\))\**"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its span without white space at its ends, and its text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: the paragraphs in it, and where it stands."""

    blocks: tuple[Block, ...]
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A table row with the table's header cells."""

    cells: tuple[Cell, ...]
    header: tuple[str, ...]
    table: int
    row: int


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, heading or table row, in reading order."""

    pieces: tuple[Piece, ...]
    rank: int = PARAGRAPH
    marker: str = ""
    heading: bool = False
    row: Row | None = None
    page: int | None = None

    @property
    def start(self) -> int:
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        return self.pieces[-1][1]


@dataclass(frozen=True, slots=True)
class Hint:
    """What a format knows of a stretch of text: a heading's level, a paragraph that is whole, a page."""

    start: int
    end: int
    level: int | None = None
    whole: bool = False
    page: int | None = None
    table: int | None = None
    row: int | None = None


IsHeader = Callable[[str], bool]


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
        taken = _table_at(lines, position, is_header, joiner, table + 1)
        if taken is None:
            line = lines[position]
            if line.text == "|" or _RULE_LINE.fullmatch(line.text):
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


def marker_of(text: str) -> tuple[int, str]:
    """Return outline rank and marker of a line's beginning; an unmarked line has PARAGRAPH and ""."""
    lead = _HASHES.match(text)
    skipped = lead[0] if lead else ""
    rest = text[len(skipped) :]
    star = _BULLET_STAR.match(rest)
    if star:
        return 11, skipped + star[0]
    bold = _STARS.match(rest)
    if bold:
        skipped += bold[0]
        rest = rest[len(bold[0]) :]
    for rank, pattern in _MARKERS:
        found = pattern.match(rest)
        if found:
            return rank, skipped + found[0]
    if lead:
        return min(len(lead[0].strip()), 4), lead[0]
    return PARAGRAPH, ""


class Joiner:
    """Joins the hard-wrapped lines of a document into blocks."""

    def __init__(self, lines: Sequence[Line], hints: Sequence[Hint]) -> None:
        """Measure how the document wraps its lines."""
        self.width = _wrap_width(lines)
        self.first_width = _first_width(lines, self.width)
        self._hints = {hint.start: hint for hint in hints}
        self.cell = False

    def blocks(self, lines: Sequence[Line]) -> list[Block]:
        """Return the blocks of a run of lines without tables."""
        groups: list[list[Line]] = []
        for index, line in enumerate(lines):
            if not line.text:
                groups.append([])
                continue
            if groups and groups[-1] and self._continues(groups[-1], line):
                groups[-1].append(line)
            else:
                groups.append([line])
            del index
        return [self._block(group) for group in groups if group]

    def _block(self, group: Sequence[Line]) -> Block:
        first = group[0]
        rank, marker = marker_of(first.text)
        hint = self._hints.get(first.start)
        pieces = [(line.start, line.end) for line in group]
        skip = len(marker)
        if skip < len(first.text):
            pieces[0] = (first.start + skip, first.end)
        words = " ".join(line.text for line in group)
        heading = first.text.startswith("#") or (hint is not None and hint.level is not None)
        if not heading and not marker:
            heading = _looks_like_title(words)
        if hint is not None and hint.level is not None and not marker:
            rank = min(hint.level, 4)
        if heading and not marker and rank == PARAGRAPH:
            rank = 4 if words.upper() == words else 13
        return Block(tuple(pieces), rank, marker.strip(), heading, page=hint.page if hint else None)

    def _continues(self, group: Sequence[Line], line: Line) -> bool:
        """Whether `line` goes on with the paragraph that `group` began."""
        last = group[-1].text
        hint = self._hints.get(line.start)
        if hint is not None and hint.whole:
            return False
        if line.text.startswith("#") or group[0].text.startswith("#"):
            return False
        plain = line.text.lstrip("*_ ")
        first = plain[:1]
        full = self._full(last, plain, first=len(group) == 1)
        if marker_of(line.text)[1]:
            # "kinh tế\n- xã hội" and "năm\n2021. Trong" only look like markers.
            dash_inside = line.text[:1] in "-–—" and line.text[1:].strip()[:1].islower()
            return bool(full and not _TERMINAL.search(last) and dash_inside)
        if _TERMINAL.search(last):
            # A sentence may end where a line happens to be full: the paragraph goes on.
            return bool(full and not _is_caps(last) and not last.endswith("./."))
        if self.cell and first.isdigit() and not _TERMINAL.search(last):
            return True
        if first.islower() or last.endswith((",", "-", "–", "(", "/")) or first in ",.;:)%":
            return True
        if _is_caps(last) and _is_caps(line.text) and "/" not in line.text:
            # Titles go on in capitals; an act's number ("204/KH-UBND") stands alone.
            return True
        if _is_caps(last) != _is_caps(line.text) and _is_caps(" ".join(part.text for part in group)):
            return False
        return bool(full)

    def _full(self, last: str, following: str, *, first: bool) -> bool:
        """Whether `last` had no room for the next word: its break was the wrapping's, not the writer's."""
        if self.width is None:
            return False
        needed = len(last) + 1 + len(following.split(" ", 1)[0])
        if first and self.first_width is not None and len(last) < 0.6 * self.width:
            return needed > self.first_width
        return needed > self.width


def _wrap_width(lines: Sequence[Line]) -> int | None:
    """Return at how many characters lines were wrapped, None where they were not."""
    texts = [line.text for line in lines]
    pairs = [(a, b) for a, b in zip(texts, texts[1:], strict=False) if a and b and a != "|" and b != "|"]
    running = sum(b[:1].islower() and not _TERMINAL.search(a) for a, b in pairs)
    if not pairs or running < 3 or running < 0.12 * len(pairs):
        return None
    lengths = sorted(len(a) for a, b in pairs if "|" not in a)
    return lengths[int(0.97 * (len(lengths) - 1))] if lengths else None


def _first_width(lines: Sequence[Line], width: int | None) -> int | None:
    """Return at how many characters the first lines of paragraphs break, where that is much earlier."""
    if width is None:
        return None
    texts = [line.text for line in lines]
    firsts = sorted(
        len(a) for before, a, b in zip(["", *texts], texts, texts[1:], strict=False)
        if a and a != "|" and b[:1].islower() and not _TERMINAL.search(a) and (not before or before == "|" or _TERMINAL.search(before))
    )  # fmt: skip
    if len(firsts) < 5:
        return None
    found = firsts[int(0.9 * (len(firsts) - 1))]
    return found if found < 0.6 * width else None


def _is_caps(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 1 and sum(char.isupper() for char in letters) > 0.8 * len(letters)


def _looks_like_title(text: str) -> bool:
    """Whether an unmarked paragraph is a heading: short, without an end mark, or all in capitals."""
    if _is_caps(text):
        return True
    bold = text.startswith("**") and text.rstrip().endswith("**")
    return (bold or len(text) <= 120) and not _TERMINAL.search(text) and not text.endswith(",")


# --- tables ---------------------------------------------------------------------------------


def _table_at(
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
        if not _RULE_LINE.fullmatch(line.text):
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
            return joiner._block([Line(span[0], span[1], words)])
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
    return Block(tuple(spans), row=Row(tuple(made), header, table, row))
