"""A document's own text in lines of segments that know which targets they belong to."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parcli.model import Target


@dataclass(frozen=True)
class Segment:
    """Some characters: the numbers of the targets whose clause, whose measure they are part of.

    `begins` are those whose measure begins here.
    """

    text: str
    clauses: tuple[int, ...] = ()
    measures: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line of the text, and the numbers of the targets whose measure begins in it."""

    segments: tuple[Segment, ...]
    notes: tuple[int, ...]


def lines(text: str, numbered: Mapping[int, Target]) -> list[Line]:
    """Return the lines of `text` that hold anything, marked with the targets of these numbers."""
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


def _cuts(text: str, numbered: Mapping[int, Target]) -> Iterator[int]:
    """Yield where a segment may begin: at each line end and after it, and at the ends of all spans."""
    for place, character in enumerate(text):
        if character == "\n":
            yield from (place, place + 1)
    for target in numbered.values():
        for span in (target.span, target.measure.span):
            # A text of another version may be shorter.
            yield from (min(span.start, len(text)), min(span.end, len(text)))


def _segments(text: str, cuts: Sequence[int], numbered: Mapping[int, Target]) -> Iterator[Segment]:
    """Yield the text between each two cuts with the targets that are open there."""
    starts: dict[int, list[int]] = {}
    for number, target in numbered.items():
        for start in {target.span.start, target.measure.span.start}:
            starts.setdefault(start, []).append(number)
    open_now: set[int] = set()
    for start, end in itertools.pairwise(cuts):
        open_now |= set(starts.get(start, ()))
        open_now = {number for number in open_now if _end(numbered[number]) > start}
        here = sorted(open_now)
        measures = tuple(
            n for n in here if _holds(numbered[n].measure.span.start, start, numbered[n].measure.span.end)
        )
        yield Segment(
            text[start:end],
            tuple(n for n in here if _holds(numbered[n].span.start, start, numbered[n].span.end)),
            measures,
            tuple(n for n in measures if numbered[n].measure.span.start == start),
        )


def _end(target: Target) -> int:
    return max(target.span.end, target.measure.span.end)


def _holds(start: int, place: int, end: int) -> bool:
    return start <= place < end
