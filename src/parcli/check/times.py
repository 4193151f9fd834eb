"""Deadlines that have passed when the plan is issued, or that lie outside the years that it plans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import regex

from parcli import clauses
from parcli.check.draft import Draft
from parcli.check.records import Finding
from parcli.compare.promises import last_day
from parcli.model import Target
from parcli.normalise import lower
from parcli.recognise.deadlines import Time
from parcli.recognise.mention import Hit, hits
from parcli.render import phrase
from parcli.segment import Passage, column_of

# How long after its years a plan may still set days: reports of the last year are due then.
_MONTHS_AFTER = 3
# A day that is longer ago tells of something that was; it is no slip from last year's plan.
_YEARS_AGO = 2
# What may stand behind a deadline: the clause is over.
_OVER = regex.compile(r"\s*(?:\([^()]*\)\s*)?(?:[.;)]|$)")


def find(draft: Draft) -> Iterator[Finding]:
    """Yield the deadlines that cannot be meant."""
    if draft.is_report:
        return
    told = {target.place.table for target in draft.targets if target.progress is not None} - {None}
    for target in draft.targets:
        day = _own_day(target)
        # A table that tells how far things have come is about tasks that were given before.
        if day is not None and target.place.table not in told and "quoted-target" not in target.flags:
            yield from _of_target(draft, target, day)
    for passage in draft.passages():
        table = passage.row.row.table if passage.row is not None else None
        if not passage.header and (table is None or table not in told):
            yield from _in_passage(draft, passage)


def _own_day(target: Target) -> date | None:
    """Return the last day of a deadline that stands in the target's clause or row."""
    deadline = target.deadline
    if deadline is None or deadline.origin not in ("clause", "table"):
        return None
    return last_day(deadline)


def _of_target(draft: Draft, target: Target, day: date) -> Iterator[Finding]:
    issued, period = draft.document.issued_on, draft.document.period
    assert target.deadline is not None
    span = target.deadline.span or target.span
    if _dates_a_thing(draft, lower(draft.walk.source.text[target.span.start : span.start])):
        return
    if issued is not None and day < issued:
        if target.deadline.kind == "during" and target.deadline.origin == "clause":
            return  # "hồ sơ trễ hạn năm 2025": what the words are bound to is told below
        yield draft.finding(
            "deadline-before-issue", "error", span, [target], day=phrase.day(day), issued=phrase.day(issued)
        )
    elif period is not None and _outside(target, day, period.end):
        years = str(period.start) if period.start == period.end else f"{period.start}–{period.end}"
        yield draft.finding(
            "deadline-outside-period", "warning", span, [target], day=phrase.day(day), period=years
        )


def _outside(target: Target, day: date, last_year: int) -> bool:
    """Return whether a task is due long after the years of the plan; a level may be a step to a later one."""
    return target.measure.kind == "completion" and day >= date(last_year + 1, _MONTHS_AFTER + 1, 1)


# Deadlines that were over are no targets, so they are looked for in the text.


def _in_passage(draft: Draft, passage: Passage) -> Iterator[Finding]:
    issued = draft.document.issued_on
    if issued is None:
        return
    cell = passage.row is not None and _is_time(passage, draft)
    times = clauses.find(passage, draft.rules, issued.year, bare_times=cell).times
    for time in times:
        if time.due is None or time.kind not in ("by", "before", "during"):
            continue
        day = time.due - timedelta(days=1) if time.kind == "before" else time.due
        if not issued.year - _YEARS_AGO < day.year or day >= issued:
            continue
        if cell or _sets_a_deadline(draft, passage, time, times, issued):
            yield draft.finding(
                "deadline-before-issue", "error", draft.span(passage, time.start, time.end),
                day=phrase.day(day), issued=phrase.day(issued),
            )  # fmt: skip


def _is_time(passage: Passage, draft: Draft) -> bool:
    """Return whether a passage stands in a table's column of times."""
    header = passage.row.row.header if passage.row is not None else ()
    column = passage.column
    return column is not None and column < len(header) and column_of(header[column], draft.rules) == "time"


def _sets_a_deadline(draft: Draft, passage: Passage, time: Time, times: list[Time], issued: date) -> bool:
    """Return whether a sentence says that its task is to be brought to an end by a time."""
    folded = passage.folded
    start, end = draft.sentence(passage, time.start)
    later = any(
        other.due is not None and other.due >= issued for other in times if start <= other.start < end
    )
    if later or draft.tells(passage, start, end):
        return False
    verbs = [hit for hit in hits(draft.rules, "task", folded, start, time.end) if not _lasts(hit)]
    strong = any(map(_is_strong, verbs))
    if time.kind == "during" and any(_is_strong(hit) and hit.end + 1 >= time.start for hit in verbs):
        return True  # "hoàn thành trong tháng 11": no other time is told of so
    if not _OVER.match(folded, time.end) or _dates_a_thing(draft, folded[start : time.start]):
        return False
    return strong and time.binds if time.kind == "during" else bool(verbs)


def _dates_a_thing(draft: Draft, before: str) -> bool:
    """Return whether a time behind these words says which things are meant: "văn bản ban hành trước ngày 01/7"."""
    thing = draft.rules.fragment("dated-thing")
    return regex.search(rf"(?<!\w)(?:{thing.pattern})\s*$", before) is not None


def _is_strong(hit: Hit) -> bool:
    return bool(hit.rule.rule.gives["strength"] == "strong")


def _lasts(hit: Hit) -> bool:
    return bool(hit.rule.rule.gives["strength"] == "lasting")
