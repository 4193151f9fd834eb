"""From what the user names as a side to the targets that stand for it.

A side is a province, with a year or without, the national level, a document of the library, a file
of a document, or a JSON file that `parcli extract` wrote.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import regex

from parcli import places
from parcli.compare import files
from parcli.compare.promises import unit_of
from parcli.errors import LookupFailed, UsageError
from parcli.model import Document, Extraction, Target
from parcli.places import NATIONAL

if TYPE_CHECKING:
    from parcli.library import Library

_SUFFIX = regex.compile(r"\.[A-Za-z0-9]{1,8}$")
_YEAR = regex.compile(r"(?P<name>.+)@(?P<year>(?:19|20)\d\d)$")


@dataclass(frozen=True)
class Side:
    """What one side says: its targets, each with its document, in reading order."""

    label: str
    province: str | None
    documents: tuple[Document, ...]
    targets: tuple[tuple[Target, Document], ...]
    contains: int | None = None  # the year that was asked for, where only longer plans speak for it
    part_of: str | None = None  # the new province that it is laid beside as one of its parts

    @property
    def years(self) -> tuple[int, ...]:
        """The first and the last year that the documents plan, or nothing."""
        found = [year for document in self.documents for year in years_of(document)]
        return (min(found), max(found)) if found else ()

    @property
    def begins(self) -> date | None:
        """The day from which what the side says holds, or None where that is not known."""
        days = [day for document in self.documents if (day := _begins(document)) != date.min]
        return min(days, default=None)

    def starts_after(self, day: date) -> bool:
        """Return whether all that the side says is planned for after `day`."""
        return bool(self.documents) and all(_begins(document) > day for document in self.documents)


def years_of(document: Document) -> tuple[int, ...]:
    """Return the first and the last year that a document plans, else the one in which it was issued."""
    if document.period:
        return document.period.start, document.period.end
    return (document.issued_on.year,) if document.issued_on else ()


def periods(documents: Iterable[Document]) -> str:
    """Return which years some documents plan, each period once: "2021–2025, 2023"; "" where none is known."""
    known = sorted({(years[0], years[-1]) for document in documents if (years := years_of(document))})
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in known)


def _begins(document: Document) -> date:
    """Return the day from which a document holds: not before it was issued, whatever years it plans."""
    first = places.first_day(document.period.start) if document.period else date.min
    return max(first, document.issued_on or date.min)


def of(extractions: Iterable[Extraction], label: str, *, province: str | None = None) -> Side:
    """Return the side that all targets of some documents make."""
    found = list(extractions)
    named = {one.document.province for one in found}
    return Side(
        label, province or (named.pop() if len(named) == 1 else None), tuple(one.document for one in found),
        tuple((target, one.document) for one in found for target in one.targets),
    )  # fmt: skip


def labelled(sides: Sequence[Side], names: Sequence[str]) -> list[Side]:
    """Return the sides, those that would be called alike by the whole names that they were given."""
    labels = [side.label for side in sides]
    return [
        replace(side, label=name) if labels.count(side.label) > 1 else side
        for side, name in zip(sides, names, strict=True)
    ]


class Resolver:
    """Finds sides by their names; the library is opened when one asks for it, and once."""

    def __init__(
        self, library: Callable[[], Library], extract: Callable[[str], Extraction], year: int | None = None
    ) -> None:
        """Take what opens the library, what reads a document, and the year of provinces without one."""
        self._open, self._extract, self._year = library, extract, year
        self._library: Library | None = None

    def sides(self, names: Sequence[str]) -> list[Side]:
        """Return the side of each name; files of one name in several folders keep their folders."""
        return labelled([self.side(name) for name in names], names)

    @property
    def library(self) -> Library:
        """The library, opened now if nothing asked for it before."""
        if self._library is None:
            self._library = self._open()
        return self._library

    def path_of(self, document_id: str) -> str | None:
        """Return the file of a document of the library, None where no side asked for the library."""
        return self._library.path_of(document_id) if self._library else None

    def side(self, name: str) -> Side:
        """Return the side that `name` stands for.

        Errors: LookupFailed where nothing is called so or has no documents; ReadError for files; UsageError
        for a province with something else than a year after its @.
        """
        if is_file_name(name):
            return of(self._file(name), Path(name).name)
        dated = _YEAR.match(name)
        before, at, _ = name.rpartition("@")
        if at and not dated and province_named(before, None) is not None:
            raise UsageError(code="compare.year-after", name=name, province=before)
        plain, year = (dated["name"], int(dated["year"])) if dated else (name, self._year)
        province = province_named(plain, year)
        if province is not None:
            return self._province(province, year, f"{province}@{year}" if year else province)
        return of([self._document(name)], name)

    def _file(self, name: str) -> list[Extraction]:
        return files.written(name) if files.is_json(name) else [self._extract(name)]

    def _document(self, name: str) -> Extraction:
        ids = [document.id for document in self.library.documents()]
        if name in ids:
            return self.library.extraction(name)
        near = [*places.nearest(name), *difflib.get_close_matches(name, ids, 3, 0.6)]
        code = "compare.unknown-near" if near else "compare.unknown"
        raise LookupFailed(code=code, name=name, near=", ".join(near))

    def _province(self, province: str, year: int | None, label: str) -> Side:
        documents, how = self.library.documents_of(province, year)
        if not documents:
            raise self._missing(province, year)
        counting = without_reports(documents)
        extractions = [self.library.extraction(document.id) for document in counting]
        targets = [(target, one.document) for one in extractions for target in one.targets]
        if year is None:
            targets = latest(targets)
        asked = year if how == "contains" else None
        return Side(label, province, tuple(one.document for one in extractions), tuple(targets), asked)

    def _missing(self, province: str, year: int | None) -> LookupFailed:
        """Return the error for a province, or a year of it, without documents."""
        known = self.library.documents()
        years = periods(document for document in known if document.province == province)
        if years and year:
            return LookupFailed(code="compare.no-year", name=province, year=year, years=years)
        if year and any(document.province == province for document in known):
            return LookupFailed(code="compare.undated", name=province, year=year)
        there = ", ".join(sorted({document.province for document in known if document.province}))
        code = "compare.no-documents" if there else "compare.empty-library"
        return LookupFailed(code=code, name=province, provinces=there)


def is_file_name(name: str) -> bool:
    """Return whether `name` is a file's: it has a separator or a suffix, and no place is called so.

    >>> is_file_name("plan.txt"), is_file_name("hai-duong"), is_file_name("TP.HCM")
    (True, False, False)
    """
    if "/" in name or "\\" in name:
        return True
    return bool(_SUFFIX.search(name)) and (Path(name).is_file() or places.lookup(name) is None)


def province_named(name: str, year: int | None) -> str | None:
    """Return the slug of the province that `name` meant in `year`, "national", or None."""
    if name.strip().lower() == NATIONAL:
        return NATIONAL
    found = places.lookup(name, places.first_day(year) if year else None)
    return found.slug if found else None


def without_reports(documents: Sequence[Document]) -> list[Document]:
    """Return the documents without the news of plans that are there themselves."""
    plans = [document for document in documents if document.type != "news"]
    return [one for one in documents if one.type != "news" or not any(_reports(one, plan) for plan in plans)]


def _reports(news: Document, plan: Document) -> bool:
    """Return whether `news` reports `plan`: by its number, or by province and period where it names none."""
    if news.province != plan.province:
        return False
    if news.number and plan.number:
        return places.slug(news.number) == places.slug(plan.number)
    return news.period is not None and news.period == plan.period


def latest(targets: Sequence[tuple[Target, Document]]) -> list[tuple[Target, Document]]:
    """Return the targets without those that a later document states anew, for the same scope and unit."""
    newest: dict[object, tuple[date, str]] = {}
    for target, document in targets:
        key = _subject(target)
        newest[key] = max(newest.get(key, (date.min, "")), issue_day(document))
    return [
        (target, document)
        for target, document in targets
        if target.indicator is None or newest[_subject(target)] == issue_day(document)
    ]


def issue_day(document: Document) -> tuple[date, str]:
    """Return by what the latest of several documents is known: its day of issue, then its id."""
    return document.issued_on or _begins(document), document.id


def _subject(target: Target) -> object:
    # A task on an indicator does not take back the share of it that an earlier plan asks for.
    return (
        target.indicator, frozenset(target.scope.levels), frozenset(target.scope.sectors),
        unit_of(target), target.measure.direction,
    )  # fmt: skip
