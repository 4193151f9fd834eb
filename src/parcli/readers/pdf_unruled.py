"""Words of a page → its tables without rules: columns parted by gaps that run down through many lines.

A line belongs to such a table while its words leave two gaps or more free that the lines above left free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from parcli.readers.pdf_lines import is_marker, lines, mended, rows
from parcli.readers.pdf_words import Word

# A gap between columns is so wide, in times the size of the letters, where it begins and where it goes on.
_WIDE, _NARROW = 0.85, 0.6
# Two gaps make three columns; fewer lines are no table. Lines so far apart (times their size) are not of one.
_GAPS, _LINES, _FAR = 2, 3, 4.0
# Between two rows is more room than between two lines of a row, by this factor.
_APART = 1.25
# A page of plans has some hundred words; one of many thousands is no page that somebody laid out.
_MAX_WORDS = 4_000

Gap = tuple[float, float]
Row = list[str]


@dataclass(frozen=True, slots=True)
class Unruled:
    """A table without rules: its words, its rows, and where it stands on the page."""

    words: frozenset[Word]
    rows: list[Row]
    top: float


def find(words: Sequence[Word], page: int) -> list[Unruled]:
    """Return the tables without rules among the words of a page, from the top."""
    found: list[Unruled] = []
    levels = rows(words) if len(words) <= _MAX_WORDS else []
    at = 0
    while at < len(levels):
        end, gaps = _reach(levels, at)
        if end - at >= _LINES and _is_table(levels[at:end], gaps):
            start = at
            if page > 1 and not found:
                # The end of a row that began on the page before has words in one column only.
                start, gaps = _upwards(levels[:at], gaps)
            found.append(_table(levels[start:end], gaps, page))
            at = end
        else:
            at += 1
    return found


def _reach(levels: Sequence[Sequence[Word]], start: int) -> tuple[int, list[Gap]]:
    """Return where the table that may begin at a line ends, and the gaps that are free in all of it."""
    gaps = [
        (a.right, b.left)
        for a, b in pairwise(levels[start])
        if b.left - a.right >= _WIDE * max(a.size, b.size)
    ]
    end = start + 1
    while len(gaps) >= _GAPS and end < len(levels):
        level, above = levels[end], levels[end - 1]
        if level[0].bottom - above[0].bottom > _FAR * level[0].size:
            break
        free = _free(gaps, level)
        if len(free) < _GAPS:
            break
        gaps, end = free, end + 1
    return end, gaps


def _upwards(above: Sequence[Sequence[Word]], gaps: list[Gap]) -> tuple[int, list[Gap]]:
    """Return where a table begins at the top of a page, and its gaps; only if all lines above belong to it."""
    free = gaps
    for level in reversed(above):
        free = _free(free, level)
    fits = len(free) >= len(gaps) and all(
        len({_column(word, gaps) for word in level}) <= _GAPS for level in above
    )
    return (0, free) if fits else (len(above), gaps)


def _free(gaps: Sequence[Gap], level: Sequence[Word]) -> list[Gap]:
    """Return the parts of gaps that the words of a line leave free."""
    size = level[0].size
    for word in level:
        parts = [
            part
            for left, right in gaps
            for part in ((left, min(right, word.left)), (max(left, word.right), right))
        ]
        gaps = list(dict.fromkeys(part for part in parts if part[1] - part[0] >= _NARROW * size))
    return list(gaps)


def _is_table(levels: Sequence[Sequence[Word]], gaps: Sequence[Gap]) -> bool:
    """Whether enough lines fill three columns; a list's dashes and a letterhead do not."""
    full = [level for level in levels if len({_column(word, gaps) for word in level}) > _GAPS]
    return len(full) >= 2


def _column(word: Word, gaps: Sequence[Gap]) -> int:
    middle = (word.left + word.right) / 2
    return sum((left + right) / 2 < middle for left, right in gaps)


def _table(levels: Sequence[Sequence[Word]], gaps: Sequence[Gap], page: int) -> Unruled:
    gaps = sorted(gaps)
    numbered = sum(
        is_marker(level[0].text) or level[0].text.isdigit()
        for level in levels
        if _column(level[0], gaps) == 0
    )
    made: list[list[list[Word]]] = []
    steps = sorted(b[0].bottom - a[0].bottom for a, b in pairwise(levels))
    usual = steps[len(steps) // 4] if steps else 0.0
    for index, level in enumerate(levels):
        first = _column(level[0], gaps) == 0
        apart = index > 0 and level[0].bottom - levels[index - 1][0].bottom > _APART * usual
        if not made or apart or (first and numbered >= 2):
            made.append([[] for _ in range(len(gaps) + 1)])
        for word in level:
            made[-1][_column(word, gaps)].append(word)
    return Unruled(
        frozenset(word for level in levels for word in level),
        [[mended(line.text for line in lines(cell, page)) for cell in row] for row in made],
        min(word.top for word in levels[0]),
    )
