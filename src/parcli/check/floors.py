"""Targets below the national floor, or below what the province itself asked for in its last plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from parcli import places
from parcli.check.draft import Draft
from parcli.check.records import Code, Finding
from parcli.compare import change, pair
from parcli.compare.promises import Promise, entry
from parcli.model import Extraction
from parcli.places import NATIONAL
from parcli.render import phrase
from parcli.render.safe import one_line

# Kinds whose level is a promise of its own; amounts and numbers of things follow a year's means.
_LEVELS = ("percentage", "rank", "score", "duration")
# How many of all their words two clauses share, and of those of the shorter one: two places state one aim
# in other words, and one indicator takes in aims that differ in whom they count.
_SAME, _ALIKE = (0.4, 0.6), (0.15, 0.35)
# What the country reaches as a whole is no floor for each of its provinces.
_NO_FLOOR = ("socio-economic",)


def find(draft: Draft) -> Iterator[Finding]:
    """Yield the promises that ask for less than the floor, or than the last plan."""
    if draft.is_report:
        return
    national = _promises([one for one in draft.against if one.document.issuer_level == NATIONAL])
    own = _promises([one for one in draft.against if _is_own(draft, one)])
    for promise in draft.promises:
        if promise.target.measure.kind not in _LEVELS or promise.target.area in _NO_FLOOR:
            continue
        floors = [one for one in national if one.target.measure.kind != "rank" and _asks_more(one, promise)]
        if floors:
            yield _finding(draft, promise, floors[-1], "below-national")
        known = [one for one in own if _comparable(one, promise)]
        last = max(known, key=_newest, default=None)
        if last is not None and _asks_more(last, promise):
            yield _finding(draft, promise, last, "below-last-plan")


def _promises(extractions: Sequence[Extraction]) -> list[Promise]:
    """Return the targets of earlier documents one by one, each step of an aim by its own day."""
    entries = [entry(target, one.document) for one in extractions for target in one.targets]
    return [Promise((one,)) for one in entries]


def _newest(one: Promise) -> tuple[date, date]:
    """Return what the last of several earlier promises is chosen by: its plan's day, then its own."""
    return one.last.document.issued_on or date.min, one.last.due or date.min


def _is_own(draft: Draft, other: Extraction) -> bool:
    """Return whether another plan is of the same province, or of one that went into it."""
    slug = draft.document.province
    if slug is None or slug == NATIONAL or other.document.type == "news":
        return False
    entity = places.lookup(slug, draft.day)
    merged = entity.merged_from if entity else ()
    return other.document.province == slug or other.document.province in merged


def _comparable(reference: Promise, promise: Promise) -> bool:
    """Return whether a promise can be held against an earlier one of the same thing, by when they are due."""
    one, two = reference.target, promise.target
    if not set(reference.codes) & set(promise.codes) or pair.forbidden(reference, promise) is not None:
        return False
    if one.measure.value is None or two.measure.value is None or one.scope.except_ != two.scope.except_:
        return False
    if one.measure.direction != "reach" or two.measure.direction != "reach":
        return False
    due = promise.last.due or _end(promise)
    if reference.last.due is None or due is None or due < reference.last.due:
        return False  # less by an earlier day may be a step on the way
    if _likeness(reference, promise) == 0:
        return False
    return change.between(reference, promise, 1.0).comparable


def _end(promise: Promise) -> date | None:
    """Return the end of the years of a plan, by which what it asks for again and again holds at last."""
    document = promise.last.document
    year = document.period.end if document.period else document.issued_on.year if document.issued_on else None
    return date(year, 12, 31) if year else None


def _likeness(one: Promise, two: Promise) -> int:
    """Return whether two promises of one indicator speak of the same thing: 2 surely, 1 maybe, 0 hardly."""
    left, right = one.last.words, two.last.words
    if not left or not right:
        return 1
    shared = len(left & right)
    of_all, of_less = shared / len(left | right), shared / min(len(left), len(right))
    if of_all >= _SAME[0] or of_less >= _SAME[1]:
        return 2
    return int(of_all >= _ALIKE[0] and of_less >= _ALIKE[1])


def _asks_more(reference: Promise, promise: Promise) -> bool:
    verdict = change.between(reference, promise, 1.0)
    lower = any(reason.code in ("raised", "lowered") for reason in verdict.reasons)
    return _comparable(reference, promise) and lower and verdict.asks_more == -1


def _finding(draft: Draft, promise: Promise, reference: Promise, code: Code) -> Finding:
    target, other = promise.target, reference.target
    sure = code == "below-national" and _likeness(reference, promise) == 2
    return draft.finding(
        code, "error" if sure else "warning", target.span, [target], why=code if sure else f"{code}.maybe", own=one_line(target.measure.text), floor=one_line(other.measure.text),
        quote=one_line(other.text), document=phrase.document(reference.last.document),
    )  # fmt: skip
