"""Provinces of sides in time: which went into which, and a new province laid beside all that it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import permutations

from parcli import places
from parcli.compare.records import Note
from parcli.compare.sides import Resolver, Side, years_of
from parcli.errors import LookupFailed, UsageError
from parcli.places import NATIONAL, Province


def entity(side: Side) -> Province | None:
    """Return the province that a side speaks for, as it was when its documents begin to hold."""
    if side.province is None or side.province == NATIONAL:
        return None
    return places.lookup(side.province, side.begins)


def is_new(province: Province) -> bool:
    """Return whether a province was made of several."""
    return len(province.merged_from) > 1


def same_line(one: Side, two: Side) -> bool:
    """Return whether two sides speak for one province over time: the same, or one that went into the other."""
    left, right = entity(one), entity(two)
    if left is None or right is None:
        return one.province is not None and one.province == two.province
    return left.slug == right.slug or places.successor(left) == right or places.successor(right) == left


def notes(sides: Sequence[Side]) -> Iterator[Note]:
    """Yield which side's province went into another's, and what another is made of since when."""
    yield from mergers(province for side in sides if (province := entity(side)))


def mergers(provinces: Iterable[Province]) -> Iterator[Note]:
    """Yield which of some provinces went into others of them, each time once."""
    told: list[Note] = []
    for former, present in permutations(provinces, 2):
        note = _merged(former, present)
        if note is not None and note not in told:
            told.append(note)
            yield note


def _merged(former: Province, present: Province) -> Note | None:
    into = places.successor(former)
    if into is None or into.slug != present.slug or into.valid_from is None or not is_new(into):
        return None
    day = into.valid_from.isoformat()
    if former.slug != into.slug:
        # True of the places, whichever of the two the other side's documents are of.
        return Note(code="merged", values={"former": former.slug, "present": into.slug, "day": day})
    if present == into:
        parts = ", ".join(one.slug for one in places.predecessors(into))
        return Note(code="enlarged", values={"present": into.slug, "day": day, "parts": parts})
    return None


def restated(given: Sequence[Side], resolver: Resolver) -> tuple[list[Side], list[Note]]:
    """Return `given` with each new province beside all that it is made of, and notes of those without documents.

    Where only former provinces are given, the one that they went into is laid beside them. Former
    ones that are not given are taken of the last year before the merger for which there are documents.

    Errors: UsageError where no side's province merged; LookupFailed where the new one has no documents.
    """
    made = [province for side in given if (province := entity(side)) and is_new(province)]
    sides = [*given]
    if not made:
        former = [province for side in given if (province := entity(side)) and places.successor(province)]
        into = places.successor(former[0]) if former else None
        if into is None or not is_new(into):
            raise UsageError(code="compare.no-merger", names=", ".join(side.label for side in given))
        sides.append(_last(resolver, into))
        made = [into]
    result, told = sides, list[Note]()
    for province in dict.fromkeys(made):
        result, more = _beside(province, result, resolver)
        told += more
    return result, told


def _beside(province: Province, sides: Sequence[Side], resolver: Resolver) -> tuple[list[Side], list[Note]]:
    """Return the sides with the parts of `province` before it, in the order of the resolution."""
    before: list[Side] = []
    told: list[Note] = []
    for part in places.predecessors(province):
        there = [side for side in sides if entity(side) == part]
        if not there:
            try:
                there = [_last(resolver, part)]
            except LookupFailed:
                told.append(Note(code="no-document", values={"name": part.slug}))
        before += [replace(side, part_of=province.slug) for side in there]
    labels = {side.label for side in before}
    rest = [side for side in sides if side.label not in labels]
    at = next(place for place, side in enumerate(rest) if entity(side) == province)
    return [*rest[:at], *before, *rest[at:]], told


def _last(resolver: Resolver, province: Province) -> Side:
    """Return the side of the last year for which there are documents of `province` while it was that."""
    days = [
        (years_of(document)[0], document)
        for document in resolver.library.documents(province.slug)
        if years_of(document) and _is_of(province, years_of(document)[0])
    ]
    if not days:
        raise LookupFailed(code="compare.no-documents-of", name=province.slug)
    return resolver.side(f"{province.slug}@{max(year for year, _ in days)}")


def _is_of(province: Province, year: int) -> bool:
    return places.lookup(province.slug, places.first_day(year)) == province
