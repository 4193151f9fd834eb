"""A document's own text in lines of segments that know which marks they belong to."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parcli.model import Span


@dataclass(frozen=True)
class Mark:
    """What is marked in a text: some words, and the clause around them."""

    words: Span
    clause: Span


@dataclass(frozen=True)
class Segment:
    """Some characters: the numbers of the marks whose clause, whose words they are part of.

    `begins` are those whose words begin here.
    """

    text: str
    clauses: tuple[int, ...] = ()
    words: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line of the text, and the numbers of the marks whose words begin in it."""

    segments: tuple[Segment, ...]
    notes: tuple[int, ...]


def lines(text: str, numbered: Mapping[int, Mark]) -> list[Line]:
    """Return the lines of `text` that hold anything, with the marks of these numbers."""
    cuts = sorted({*_cuts(text, numbered), 0, len(text)})
    segments = list(_segments(text, cuts, numbered))
    made: list[Line] = []
    line: list[Segment] = []
    for segment in [*segments, Segment("\n")]:
        if segment.text != "\n":
            line.append(segment)
            continue
        if any(one.text.strip() for one in line):
            notes = dict.fromkeys(number for one in line for number in one.begins)
            made.append(Line(tuple(line), tuple(notes)))
        line = []
    return made


def _cuts(text: str, numbered: Mapping[int, Mark]) -> Iterator[int]:
    """Yield where a segment may begin: at each line end and after it, and at the ends of all spans."""
    for place, character in enumerate(text):
        if character == "\n":
            yield from (place, place + 1)
    for mark in numbered.values():
        for span in (mark.clause, mark.words):
            # A text of another version may be shorter.
            yield from (min(span.start, len(text)), min(span.end, len(text)))


def _segments(text: str, cuts: Sequence[int], numbered: Mapping[int, Mark]) -> Iterator[Segment]:
    """Yield the text between each two cuts with the marks that are open there."""
    starts: dict[int, list[int]] = {}
    for number, mark in numbered.items():
        for start in {mark.clause.start, mark.words.start}:
            starts.setdefault(start, []).append(number)
    open_now: set[int] = set()
    for start, end in itertools.pairwise(cuts):
        open_now |= set(starts.get(start, ()))
        open_now = {number for number in open_now if _end(numbered[number]) > start}
        here = sorted(open_now)
        words = tuple(number for number in here if _holds(numbered[number].words, start))
        yield Segment(
            text[start:end],
            tuple(number for number in here if _holds(numbered[number].clause, start)),
            words,
            tuple(number for number in words if numbered[number].words.start == start),
        )


def _end(mark: Mark) -> int:
    return max(mark.clause.end, mark.words.end)


def _holds(span: Span, place: int) -> bool:
    return span.start <= place < span.end
