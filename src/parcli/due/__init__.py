"""What falls due: each target with a day, for each agency, deadlines that come again unrolled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from parcli import bodies, places
from parcli.compare import sides
from parcli.due import recurrence
from parcli.due.records import Due, Item, Row, rows
from parcli.due.recurrence import Time
from parcli.errors import LookupFailed
from parcli.library import Library
from parcli.model import Agency, Document, Extraction, Role, Target
from parcli.rulebook import Rulebook

__all__ = ["Asked", "Due", "Item", "Row", "due", "rows", "stored"]

# How many years what comes again without an end is unrolled for at most.
_LONGEST = 10
_ROLES = ("lead", "advise", "coordinate", "monitor")


@dataclass(frozen=True)
class Asked:
    """Which items are wanted: from `as_of` on, up to the day before `before`, of an agency, in some roles.

    `agency` is whatever names one; it stands for the bodies before and after it as well. `province` is
    a slug; what a province owes whose place it has taken falls due to it. With `collective` an agency has
    also what is given to all of its kind ("Các sở, ban, ngành").
    """

    as_of: date
    before: date | None = None
    agency: str | None = None
    roles: frozenset[Role] = frozenset()
    province: str | None = None
    by_agency: bool = False
    collective: bool = False

    def when(self, day: date) -> bool:
        """Return whether a last day is asked."""
        return self.as_of <= day and (self.before is None or day < self.before)


def due(extractions: Iterable[Extraction], asked: Asked, rules: Rulebook) -> Due:
    """Return what falls due of some documents, the soonest first, or agency by agency.

    What is reported as completed is left out. Deadlines that come again are unrolled up to `before`, for
    a year where there is none, and not beyond the years that their document plans.

    Errors: LookupFailed for an agency that neither the rules nor the documents know, and for a province
    that has no document.
    """
    found = [one for one in extractions if _of_province(one.document, asked)]
    if asked.province is not None and not found:
        raise LookupFailed(code="due.no-documents", name=asked.province)
    meant = _meant(found, asked, rules)
    items: list[Item] = []
    undated = 0
    for one in found:
        for target in one.targets:
            if target.progress is not None and target.progress.status == "completed":
                continue
            agencies = list(_agencies(target, asked, meant))
            times = list(_times(target, one.document, asked, rules)) if agencies else []
            undated += bool(agencies) and not _has_day(target)
            items += [_item(time, agency, target, one.document) for time in times for agency in agencies]
    items.sort(key=lambda item: _place(item, asked.by_agency))
    return Due(as_of=asked.as_of, items=tuple(items), undated=undated)


def stored(library: Library) -> Iterator[Extraction]:
    """Yield the documents of a library, without the news of plans that are there themselves."""
    for document in sides.without_reports(library.documents()):
        yield library.extraction(document.id)


def _place(item: Item, by_agency: bool) -> tuple[str, date, str, str, int]:
    first = (item.agency or "~") if by_agency else ""
    return first, item.last_day, item.document, item.target, _ROLES.index(item.role) if item.role else 0


def _of_province(document: Document, asked: Asked) -> bool:
    if asked.province is None or document.province == asked.province:
        return True
    return _merged_on(document, asked) is not None


def _merged_on(document: Document, asked: Asked) -> date | None:
    """Return since when the province that is asked for stands for another one's document, if it does."""
    entity = places.lookup(asked.province) if asked.province else None
    if entity is None or document.province == asked.province:
        return None
    return entity.valid_from if document.province in entity.merged_from else None


def _meant(found: Iterable[Extraction], asked: Asked, rules: Rulebook) -> frozenset[str] | None:
    """Return the ids of the agency that is asked for, and of those that take it in; None where none is."""
    if asked.agency is None:
        return None
    named = {
        (agency.id, agency.name) for one in found for target in one.targets for agency in target.agencies
    }
    identity = bodies.find(asked.agency, rules, sorted(named))
    whole = {known for known, name in named if asked.collective and bodies.takes_in(name, identity, rules)}
    return bodies.in_time(identity, rules) | whole


def _agencies(target: Target, asked: Asked, meant: frozenset[str] | None) -> Iterator[Agency | None]:
    """Yield the agencies of a target that are wanted; None for nobody, where nobody in particular is."""
    if not target.agencies and meant is None and not asked.roles:
        yield None
    for agency in target.agencies:
        if (meant is None or agency.id in meant) and (not asked.roles or agency.role in asked.roles):
            yield agency


def _has_day(target: Target) -> bool:
    deadline = target.deadline
    return deadline is not None and (deadline.end is not None or deadline.kind == "recurring")


def _times(target: Target, document: Document, asked: Asked, rules: Rulebook) -> Iterator[Time]:
    """Yield the times at which a target falls due, as far as they are asked."""
    deadline = target.deadline
    if deadline is None:
        return
    since = _merged_on(document, asked) or date.min
    if deadline.kind == "recurring":
        first, last = _years(document, asked)
        issued = document.issued_on or date.min
        for time in recurrence.unrolled(deadline.text, rules, first, last):
            until = asked.before or _year_later(asked.as_of)
            if asked.when(time.last_day) and max(since, issued) <= time.last_day < until:
                yield time
    elif deadline.end is not None and deadline.kind in ("by", "before", "during"):
        time = Time(deadline.kind, deadline.start, deadline.end)
        if asked.when(time.last_day) and since <= time.last_day:
            yield time


def _years(document: Document, asked: Asked) -> tuple[int, int]:
    """Return the first and the last year of the work whose returning deadlines can be asked."""
    until = (asked.before or _year_later(asked.as_of)).year
    first = max(asked.as_of.year - 1, date.min.year + 1)
    last = min(until + 1, asked.as_of.year + _LONGEST, date.max.year - 2)
    if document.period is not None:
        return max(first, document.period.start), min(last, document.period.end)
    return max(first, document.issued_on.year) if document.issued_on else first, last


def _year_later(day: date) -> date:
    return date(
        min(day.year + 1, date.max.year), day.month, 28 if (day.month, day.day) == (2, 29) else day.day
    )


def _item(time: Time, agency: Agency | None, target: Target, document: Document) -> Item:
    return Item(
        kind=time.kind, start=time.start, end=time.end, agency=agency.id if agency else None,
        role=agency.role if agency else None, target=target.id, document=document.id,
        province=document.province, text=target.text, name=agency.name if agency else None,
        product=target.product.text if target.product else None,
        said=target.deadline.text if target.deadline else "", every=time.every, number=document.number,
        issuer=document.issuer, issued_on=document.issued_on, agencies=target.agencies,
    )  # fmt: skip
