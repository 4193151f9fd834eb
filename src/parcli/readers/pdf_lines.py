"""Words on a page → lines, and lines of all pages → paragraphs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import regex

from parcli.readers.pdf_words import Word

# Words side by side further apart than this many times their size stand in two columns; so do words
# half as far apart where the other words of their line stand much closer.
_COLUMN_GAP, _NARROW_GAP, _MUCH = 2.0, 0.9, 3.0
# How far the words of a list's item stand behind its number at most, in times their size.
_LABEL_GAP = 5.0
# The number before a footnote is smaller than this share of its words.
_RAISED = 0.85
# Share of the page's height, at either end, in which running heads and page numbers stand.
_EDGE = 0.11
_NUMBER = regex.compile(r"[-–—\s/.|]*\d{1,4}(?:\s*/\s*\d{1,4})?[-–—\s.|]*|[ivxlc]{1,6}")
_DIGITS = regex.compile(r"\d+")
_MARKER = regex.compile(
    r"(?:[-–—+•▪*]|\(?[\p{L}\d]{1,4}[.)]|[IVXLC]{1,5}[.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?)(?=\s|$)"
)
# A compound or a date goes on; so does the number of a document, which narrow cells cut anywhere.
_OPEN = regex.compile(r"[\p{L}\d][-/]$")
_LETTERS, _YEAR = (
    regex.compile(r"\d/(?:\d{4}/)?\p{Lu}{0,3}$"),
    regex.compile(r"(\d/\d{1,2})?(?<=\d)/(\d{1,3})$"),
)
_REST = regex.compile(
    r"(?P<letters>\p{Lu}{0,4}-\p{Lu})|(?P<year>\d{1,3})(?P<goes_on>/)?(?!\d)|(?P<slash>/\p{L})"
)
_END = regex.compile(r"[.;:!?…][)\]\"”’]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text, its place and the page it stands on."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    page: int
    first_word: float
    # Where the words behind a list's number or dash begin: the item's other lines may begin there too.
    hang: float
    bold: bool = False
    # Whether it begins with a small raised number, as a footnote does.
    raised: bool = False
    # Whether something begins here, where that is known: at the top of a block beside another.
    begins: bool | None = None

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def holds(self, word: Word) -> bool:
        """Whether a word stands in the line."""
        return self.left <= word.left and word.right <= self.right and self.top <= word.middle <= self.bottom


def lines(words: Iterable[Word], page: int) -> list[Line]:
    """Return words as lines, from the top; words far apart on one height are lines of their own."""
    return [line_of(part, page) for row in rows(words) for part in columns(row)]


def columns(row: Sequence[Word]) -> list[list[Word]]:
    """Return the words of one height in columns; a list's number stays with the words behind it."""
    parts = [[row[0]]]
    usual = median([b.left - a.right for a, b in pairwise(row)]) if len(row) > 4 else math.inf
    for last, word in pairwise(row):
        gap, size = word.left - last.right, max(word.size, last.size)
        if gap > _COLUMN_GAP * size or gap > max(_NARROW_GAP * size, _MUCH * usual):
            parts.append([])
        parts[-1].append(word)
    if len(parts) == 2 and len(parts[0]) == 1 and is_marker(row[0].text):
        gap = row[1].left - row[0].right
        return [list(row)] if gap <= _LABEL_GAP * row[1].size else parts
    return parts


def rows(words: Iterable[Word]) -> list[list[Word]]:
    """Return words of one height together, each row from the left."""
    found: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.bottom, word.left)):
        for row in reversed(found[-3:]):
            other = row[0]
            overlap = min(word.bottom, other.bottom) - max(word.top, other.top)
            if overlap > 0.5 * min(word.bottom - word.top, other.bottom - other.top) or (
                abs(word.bottom - other.bottom) < 0.35 * max(word.size, other.size)
            ):
                row.append(word)
                break
        else:
            found.append([word])
    return [sorted(row, key=lambda word: word.left) for row in found]


def line_of(words: Sequence[Word], page: int) -> Line:
    """Return the line that words in their order make."""
    first, size = words[0], median(w.size for w in words)
    hang = words[1].left if len(words) > 1 and is_marker(first.text) else first.left
    raised = first.text.isdigit() and first.size < _RAISED * size
    return Line(
        " ".join(word.text for word in words), first.left, min(w.top for w in words), max(w.right for w in words),
        max(w.bottom for w in words), size, page, first.right - first.left, hang, all(w.bold for w in words), raised,
    )  # fmt: skip


def is_marker(text: str) -> bool:
    """Whether a word is the number or the dash of a list's item."""
    return _MARKER.fullmatch(text) is not None


def furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float], within: float = 4.0) -> set[Line]:
    """Return the lines that are page numbers and running heads: at an edge, and on page after page.

    `within` is how far they may be from one height, in points: scans lie a little higher or lower.
    """
    edges = [
        [
            line for line in page
            if (line.bottom < _EDGE * height or line.top > (1 - _EDGE) * height) and not _begins_row(line, page)
        ]
        for page, height in zip(pages, heights, strict=True)
    ]  # fmt: skip
    outer = [set(page[:1] + page[-1:]) for page in map(list, pages)]
    seen = Counter(key for edge in edges for key in {_key(line, within) for line in edge})
    often = max(3, round(0.4 * len(pages)))
    # In a short document the outermost line of every page.
    every = Counter(key for found in outer for key in {_key(line, within) for line in found})
    return {
        line
        for edge, ends in zip(edges, outer, strict=True)
        for line in edge
        if seen[_key(line, within)] >= often
        or (line in ends and _NUMBER.fullmatch(line.text.lower()))
        or (line in ends and every[_key(line, within)] == len(pages) > 1)
    }


def _key(line: Line, within: float) -> tuple[str, int]:
    """Return what a running head has in common with those of other pages: its words and its height."""
    return _DIGITS.sub("#", line.text), round(line.bottom / within)


def _begins_row(line: Line, page: Sequence[Line]) -> bool:
    """Whether a number stands before words on its height, as that of a table's row does."""
    if any(map(str.isalpha, line.text)):
        return False
    return any(
        other.left > line.right and abs(other.bottom - line.bottom) < 0.5 * line.height for other in page
    )


class Paragraphs:
    """Joins lines into paragraphs, over the ends of pages too."""

    def __init__(self, all_lines: Sequence[Line]) -> None:
        """Measure where the document's text begins and ends on the line, and how far lines are apart."""
        wide = [line for line in all_lines if len(line.text) > 40]
        self._left = _commonest([line.left for line in wide])
        self._right = _far_edge([line.right for line in wide])
        self._step = median(steps) if (steps := _steps(all_lines)) else 0.0

    def join(self, stretch: Sequence[Line]) -> list[tuple[str, bool, int]]:
        """Return paragraphs of lines in order: text, whether its beginning is sure, page."""
        groups: list[list[Line]] = []
        for line in stretch:
            if groups and self.continues(groups[-1], line):
                groups[-1].append(line)
            else:
                groups.append([line])
        return [
            (mended(line.text for line in group), self._sure(group[0]), group[0].page) for group in groups
        ]

    def continues(self, group: Sequence[Line], line: Line) -> bool:
        """Whether a line goes on with the paragraph that the lines before it began."""
        last = group[-1]
        if line.begins or self._apart(last, line) or abs(last.size - line.size) > 0.25 * last.size:
            return False
        if not line.bold and all(one.bold for one in group):
            # A heading above its text.
            return False
        full = last.right + line.first_word + 0.2 * line.size > self._right
        if not full:
            return False
        if _MARKER.match(line.text) and (line.left > self._left + 6 or _END.search(last.text)):
            return False
        # The first line of a paragraph is indented; of a list item the others are, too.
        indented = line.left > self._left + 6
        return (
            not indented
            or abs(line.left - group[0].hang) < 6 < group[0].hang - group[0].left
            or (abs(line.left - last.left) < 6 and len(group) > 1)
            or (abs(line.left - last.left) < 3 and not _END.search(last.text))
        )

    def _apart(self, last: Line, line: Line) -> bool:
        if line.page != last.page:
            return False
        step = line.bottom - last.bottom
        return step < 0 or (self._step > 0 and step > 1.35 * max(self._step, 1.15 * line.size))

    def _sure(self, line: Line) -> bool:
        if line.begins is not None or _MARKER.match(line.text):
            return line.begins is not False or _MARKER.match(line.text) is not None
        return self._left + 6 < line.left < self._left + 60 and not self._centred(line)

    def _centred(self, line: Line) -> bool:
        """Whether a line stands in the middle, as titles do; a title may have several."""
        before, behind = line.left - self._left, self._right - line.right
        return min(before, behind) > 6 and abs(before - behind) < 12


def mended(texts: Iterable[str]) -> str:
    """Return lines as one, the hyphen of a date or a compound at a line's end without a space after it.

    >>> mended(["giai đoạn 2021-", "2025 của", "tỉnh"])
    'giai đoạn 2021-2025 của tỉnh'
    """
    whole = ""
    for text in texts:
        tight = _OPEN.search(whole) is not None or _is_cut(whole, text)
        whole = whole + text if tight or not whole else f"{whole} {text}"
    return whole


def _is_cut(whole: str, text: str) -> bool:
    """Whether the number of a document ("52/2015/NĐ-CP") or a date stands on two lines."""
    rest = _REST.match(text)
    if rest is None:
        return False
    if rest["slash"]:
        return whole[-1:].isalnum()
    year = _YEAR.search(whole)
    if rest["year"]:
        # "52/20" and "15/NĐ-CP", "25/9/202" and "5"; but "15/12" and "20 xã" are two things.
        whole_date = year is not None and (year[1] is not None or rest["goes_on"] is not None)
        return year is not None and whole_date and len(year[2]) + len(rest["year"]) == 4
    return _LETTERS.search(whole) is not None


def _steps(all_lines: Sequence[Line]) -> list[float]:
    pairs = pairwise(all_lines)
    steps = [b.bottom - a.bottom for a, b in pairs if a.page == b.page]
    return [step for step in steps if 4 < step < 60]


def _commonest(values: Sequence[float]) -> float:
    """Return where most lines begin: the leftmost of the places that many share."""
    counts = Counter(round(value / 3) for value in values)
    often = [place for place, count in counts.items() if count >= 0.15 * len(values)]
    return 3 * min(often) if often else min(values, default=0.0)


def _far_edge(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[int(0.9 * (len(ordered) - 1))] if ordered else 0.0
