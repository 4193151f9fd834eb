"""Check a plan before it is signed: what contradicts itself, the law, the calendar, or earlier plans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from parcli import explain
from parcli.check import acts, agencies, bases, days, floors, lists, shares, sums, times, values, wording
from parcli.check.draft import Draft
from parcli.check.records import CODES, Check, Finding
from parcli.model import Document, Extraction
from parcli.readers import Source
from parcli.rulebook import Rulebook

__all__ = ["CODES", "Check", "Finding", "check"]

_FAMILIES = (values, sums, bases, floors, times, agencies, acts, lists, wording, shares, days)


def check(
    plan: Source, rules: Rulebook, against: Iterable[Extraction] = (), *, ignore: Sequence[str] = ()
) -> Check:
    """Return what is wrong in a plan that was read, in reading order.

    `against` are other plans and programmes: those of the national level are floors, those of the
    plan's own province what it asked for before. The plan itself is left out of them, and what was
    issued after it. Codes in `ignore` are not looked for.
    """
    walk = explain.of_source(plan, rules)
    earlier = tuple(one for one in against if _is_earlier(one.document, walk.document))
    draft = Draft(walk, earlier)
    found: dict[tuple[str, int, int], Finding] = {}
    for family in _FAMILIES:
        for one in family.find(draft):
            found.setdefault((one.code, one.span.start, one.span.end), one)
    findings = sorted(
        (one for one in found.values() if one.code not in ignore),
        key=lambda one: (one.span.start, one.span.end, CODES.index(one.code)),
    )
    return Check(document=walk.document, findings=tuple(findings), targets=len(walk.targets))


def _is_earlier(other: Document, plan: Document) -> bool:
    """Return whether another document can be held against a plan: it is another one, and not a later one."""
    named = ("type", "number", "issuer", "period", "issued_on" if plan.number else "title")
    if other.sha256 == plan.sha256 or all(getattr(other, name) == getattr(plan, name) for name in named):
        return False  # the plan itself, or an earlier draft of it
    begun, planned = other.issued_on or _begin(other), plan.issued_on or _begin(plan)
    later = begun is not None and planned is not None and begun > planned
    return not later


def _begin(document: Document) -> date | None:
    """Return the last day on which a document without a date can have been issued: its first year's end."""
    return date(document.period.start, 12, 31) if document.period else None
