"""Hard-wrapped lines → the paragraphs, items and headings that were written."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

import regex

from parcli.layout.block import PARAGRAPH, Block, Hint, Line
from parcli.layout.markers import marker_of

_TERMINAL = regex.compile(r"[.;:!?…][)\]\"”'*_]*$")


class Joiner:
    """Joins the hard-wrapped lines of a document into blocks."""

    def __init__(self, lines: Sequence[Line], hints: Sequence[Hint]) -> None:
        """Measure how the document wraps its lines."""
        self.width = _wrap_width(lines)
        self.first_width = _first_width(lines, self.width)
        self._hints = {hint.start: hint for hint in hints}
        self._starts = [hint.start for hint in hints]
        self._ordered = hints
        self.cell = False

    def hint(self, place: int) -> Hint | None:
        """Return what the format knows of the line or row that a place lies in."""
        index = bisect_right(self._starts, place) - 1
        return self._ordered[index] if index >= 0 and place <= self._ordered[index].end else None

    def blocks(self, lines: Sequence[Line]) -> list[Block]:
        """Return the blocks of a run of lines without tables."""
        groups: list[list[Line]] = []
        for line in lines if self.cell else _without_page_numbers(lines):
            if not line.text:
                groups.append([])
                continue
            if groups and groups[-1] and self._continues(groups[-1], line):
                groups[-1].append(line)
            else:
                groups.append([line])
        return [self.block(group) for group in groups if group]

    def block(self, group: Sequence[Line]) -> Block:
        """Return the lines of one paragraph, item or heading as a block."""
        first = group[0]
        rank, marker = marker_of(first.text)
        hint = self._hints.get(first.start)
        pieces = [(line.start, line.end) for line in group]
        if hint is not None and hint.note:
            return Block(tuple(pieces), hint=hint)
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
        return Block(tuple(pieces), rank, marker.strip(), heading, hint=hint or self.hint(first.start))

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
        if self.width is not None and len(last) > _MOSTLY * self.width and _NUMBER_AND_WORD.match(plain):
            # "trước ngày 15 tháng\n3 năm 2020"
            return True
        if first.islower() or last.endswith((",", "-", "–", "(", "/")) or first in ",.;:)%":
            return True
        if _is_caps(last) and _is_caps(line.text) and "/" not in last + line.text:
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
        # A name that goes on in capitals: letters of a print are not equally wide.
        name = last[-1:].isalpha() and last.rsplit(" ", 1)[-1][:1].isupper() and following[:1].isupper()
        return needed > self.width * (_NEARLY if name and not _is_caps(last) else 1)


# So much of its width a line takes that breaks inside a name.
_NEARLY = 0.85
# A line that takes so much of the width goes on with a number that heads no item.
_MOSTLY = 0.7
_NUMBER_AND_WORD = regex.compile(r"\d[\d.,/]*\s?(?:%|\p{Ll})")
_PAGE = regex.compile(r"[-–\s]*\d{1,3}[-–\s]*")


def _without_page_numbers(lines: Sequence[Line]) -> list[Line]:
    """Return the lines without numbers that stand alone; a sentence goes on behind the page's end."""
    kept: list[Line] = []
    waiting = False
    for line in lines:
        if _PAGE.fullmatch(line.text):
            waiting = True
            continue
        if waiting and line.text:
            last = next((one for one in reversed(kept) if one.text), None)
            if last is not None and line.text[:1].islower() and not _TERMINAL.search(last.text):
                while kept and not kept[-1].text:
                    kept.pop()
            waiting = False
        kept.append(line)
    return kept


def _wrap_width(lines: Sequence[Line]) -> int | None:
    """Return at how many characters lines were wrapped, None where they were not."""
    texts = [line.text for line in lines]
    pairs = [(a, b) for a, b in pairwise(texts) if a and b and a != "|" and b != "|"]
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
    capitals = sum(map(str.isupper, text))
    if capitals < 2 or sum(map(str.islower, text)) >= capitals:
        return False  # as nearly all lines are
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 1 and sum(char.isupper() for char in letters) > 0.8 * len(letters)


def _looks_like_title(text: str) -> bool:
    """Whether an unmarked paragraph is a heading: short, without an end mark, or all in capitals."""
    if _is_caps(text):
        return True
    bold = text.startswith("**") and text.rstrip().endswith("**")
    return (bold or len(text) <= 120) and not _TERMINAL.search(text) and not text.endswith(",")
