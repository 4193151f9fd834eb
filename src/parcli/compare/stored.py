"""Trend and matrix of what a library holds: names looked up, documents chosen, silence told from absence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from parcli import places, taxonomy
from parcli.compare import matrix, trend
from parcli.compare.sides import Side, periods, without_reports, years_of
from parcli.errors import LookupFailed
from parcli.model import Document
from parcli.places import NATIONAL

if TYPE_CHECKING:
    from parcli.library import Library


def trend_of(
    library: Library, indicator: str, provinces: Sequence[str] = (), limits: trend.Limits | None = None
) -> trend.Trend:
    """Return the trend of an indicator in some provinces of a library, or in all of them.

    Errors: LookupFailed where the library is empty, or nothing is called so.
    """
    documents = _documents(library)
    slugs = [slug_of(name) for name in provinces]
    indicator = taxonomy.code_of(indicator)
    stated = list(library.targets(provinces=slugs, indicators=[indicator]))
    if not stated:
        _check(library, [indicator])
    return trend.trend(indicator, stated, documents=documents, provinces=slugs, limits=limits)


def matrix_of(
    library: Library, year: int | None, provinces: Sequence[str] = (), wanted: matrix.Wanted | None = None
) -> matrix.Matrix:
    """Return the matrix of a year for some provinces of a library, or for all that have documents for it.

    Without a year it is the last in which a plan of theirs starts.

    Errors: LookupFailed where the library is empty, nothing is called so, or no document is of the year.
    """
    from parcli.library import of_year

    documents = _documents(library)
    wanted = wanted or matrix.Wanted()
    wanted = replace(
        wanted, indicators=tuple(map(taxonomy.code_of, wanted.indicators)),
        areas=frozenset(map(taxonomy.area_of, wanted.areas)),
    )  # fmt: skip
    slugs = [slug_of(name, year) for name in provinces]
    own: dict[str, list[Document]] = {slug: [] for slug in slugs}
    for document in documents:
        if document.province is not None and (not slugs or document.province in own):
            own.setdefault(document.province, []).append(document)
    if year is None:
        starts = [years_of(document)[0] for found in own.values() for document in found if years_of(document)]
        year = max(starts, default=0)
    chosen = {slug: of_year(found, year) for slug, found in own.items()}
    if not any(found for found, _ in chosen.values()):
        raise _no_year(year, [document for found in own.values() for document in found], slugs)
    speaking = {slug: without_reports(found) for slug, (found, _) in chosen.items() if found or slug in slugs}
    named = {document.id for found in speaking.values() for document in found}
    codes = [code for code in wanted.indicators if code not in taxonomy.indicators()]
    _check(library, codes, wanted.areas)
    targets = [pair for pair in library.targets(provinces=[*speaking]) if pair[1].id in named]
    # The national level first, as the floor that the others stand on; those asked for as they were.
    order = slugs or sorted(speaking, key=lambda slug: (slug != NATIONAL, slug))
    sides = [
        Side(
            f"{slug}@{year}", slug, tuple(speaking[slug]),
            tuple(pair for pair in targets if pair[1].province == slug),
            year if chosen[slug][1] == "contains" and speaking[slug] else None,
        )
        for slug in dict.fromkeys(order)
    ]  # fmt: skip
    return matrix.matrix(year, sides, wanted=wanted)


def slug_of(name: str, year: int | None = None) -> str:
    """Return the slug of a province by any of its names, a code as it was in `year`.

    Errors: LookupFailed with the nearest names.
    """
    if name.strip().lower() == NATIONAL:
        return NATIONAL
    return places.find(name, places.first_day(year) if year else None).slug


def _documents(library: Library) -> list[Document]:
    documents = library.documents()
    if not documents:
        raise LookupFailed(code="note.empty-library", path=library.path)
    return documents


def _check(library: Library, codes: Sequence[str], areas: Iterable[str] = ()) -> None:
    """Raise LookupFailed for a code that neither the rules nor the library know, with the nearest."""
    # Rules of the user's own give codes that only the library can tell of.
    unknown = [code for code in codes if next(library.targets(indicators=[code]), None) is None]
    taxonomy.check(unknown, areas)


def _no_year(year: int, documents: Sequence[Document], provinces: Sequence[str]) -> LookupFailed:
    years = periods(documents)
    if not years:
        return LookupFailed(code="matrix.no-documents", provinces=", ".join(provinces))
    return LookupFailed(code="matrix.no-year", year=year, years=years)
