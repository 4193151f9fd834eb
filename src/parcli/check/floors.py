"""Targets below the national floor, or below what the province itself asked for in its last plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from parcli import places
from parcli.check.draft import Draft
from parcli.check.records import Finding
from parcli.compare import change, pair
from parcli.compare.promises import Promise, entry, fold
from parcli.model import Extraction
from parcli.places import NATIONAL
from parcli.render import phrase
from parcli.render.safe import one_line

# Kinds whose level is a promise of its own; amounts and numbers of things follow a year's means.
_LEVELS = ("percentage", "rank", "score", "duration")
# What the country reaches as a whole is no floor for each of its provinces.
_NO_FLOOR = ("socio-economic",)


def find(draft: Draft) -> Iterator[Finding]:
    """Yield the promises that ask for less than the floor, or than the last plan."""
    if draft.is_report:
        return
    national = _promises([one for one in draft.against if one.document.issuer_level == NATIONAL])
    own = _promises(sorted((one for one in draft.against if _is_own(draft, one)), key=_issue))
    for promise in draft.promises:
        if promise.target.measure.kind not in _LEVELS or promise.target.area in _NO_FLOOR:
            continue
        floors = [one for one in national if one.target.measure.kind != "rank" and _asks_more(one, promise)]
        if floors:
            yield _finding(draft, promise, floors[-1], "below-national")
        known = [one for one in own if _comparable(one, promise)]
        if known and _asks_more(known[-1], promise):
            yield _finding(draft, promise, known[-1], "below-last-plan")


def _promises(extractions: Sequence[Extraction]) -> list[Promise]:
    return [
        promise
        for one in extractions
        for promise in fold([entry(target, one.document) for target in one.targets])
    ]


def _issue(one: Extraction) -> tuple[date, str]:
    return one.document.issued_on or date.min, one.document.id


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
    if reference.last.due is None or (promise.last.due or date.max) < reference.last.due:
        return False  # less by an earlier day may be a step on the way
    return change.between(reference, promise, 1.0).comparable


def _asks_more(reference: Promise, promise: Promise) -> bool:
    verdict = change.between(reference, promise, 1.0)
    lower = any(reason.code in ("raised", "lowered") for reason in verdict.reasons)
    return _comparable(reference, promise) and lower and verdict.asks_more == -1


def _finding(draft: Draft, promise: Promise, reference: Promise, code: str) -> Finding:
    target, other = promise.target, reference.target
    national = code == "below-national"
    return draft.finding(
        "below-national" if national else "below-last-plan", "error" if national else "warning",
        target.span, [target], own=one_line(target.measure.text), floor=one_line(other.measure.text),
        quote=one_line(other.text), document=phrase.document(reference.last.document),
    )  # fmt: skip
