"""Deadlines that come again, unrolled: "trước ngày 15 hằng tháng" → a date in each month.

In the words of the deadline those that say how often are replaced by the time in question, and what
is left is read like any other deadline. `rules/deadline/recurrence.yaml` has the words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from parcli.due.records import Every
from parcli.model import DeadlineKind
from parcli.probe import passage
from parcli.recognise import deadlines
from parcli.recognise.mention import Hit, group, hits, longest
from parcli.rulebook import Rulebook

# How many months a time takes; what comes again more often than that is counted in days.
_MONTHS: dict[str, int] = {"year": 12, "half": 6, "quarter": 3, "month": 1}
_FINEST = ("day", "week", "month", "quarter", "half", "year")


@dataclass(frozen=True)
class Time:
    """A deadline once; `end` is excluded where `kind` is "before"."""

    kind: DeadlineKind
    start: date | None
    end: date
    every: Every | None = None

    @property
    def last_day(self) -> date:
        """The last day on which the deadline is kept."""
        return self.end - timedelta(days=1) if self.kind == "before" else self.end


def unrolled(text: str, rules: Rulebook, first: int, last: int) -> Iterator[Time]:
    """Yield each time of a deadline that comes again, for the work of the years `first` to `last`.

    What comes each day, or says no more than that it comes again, has no times: nothing falls due.
    """
    folded = passage(text, rules).folded
    found = longest(hits(rules, "recurrence", folded))
    if not found:
        return
    hit = min(found, key=_fineness)
    every: Every = hit.rule.rule.gives["every"]
    if every == "day":
        return
    years = int(hit.rule.rule.gives.get("shift", 0))
    for begin, end in _stretches(every, first + years, last + years):
        yield _once(folded, found, hit, begin, end, rules)


def _fineness(hit: Hit) -> tuple[int, int]:
    return _FINEST.index(hit.rule.rule.gives["every"]), 0 if group(hit.match, "day") else 1


def _stretches(every: Every, first: int, last: int) -> Iterator[tuple[date, date]]:
    """Yield the first and the last day of each year, month or week of some years."""
    if every == "week":
        monday = date(first, 1, 1)
        monday += timedelta(days=-monday.weekday() % 7)
        while monday.year <= last:
            yield monday, monday + timedelta(days=6)
            monday += timedelta(days=7)
        return
    months = _MONTHS[every]
    for year in range(first, last + 1):
        for month in range(1, 13, months):
            yield date(year, month, 1), _month_end(year, month + months - 1)


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _once(folded: str, found: Sequence[Hit], hit: Hit, begin: date, end: date, rules: Rulebook) -> Time:
    """Return the time that the words set within one stretch, the whole stretch where they set none."""
    every: Every = hit.rule.rule.gives["every"]
    day = group(hit.match, "day")
    if day is not None or every == "year":
        # Of a month that has no such day the last one is meant.
        last = _month_end(begin.year, begin.month) if hit.rule.rule.gives.get("part") == "first" else end
        said = f"{min(int(day), last.day)}/{last.month}/{last.year}" if day else ""
        words = folded
        for other in reversed(found):
            words = f"{words[: other.start]}{said if other is hit else ''}{words[other.end :]}"
        for time in deadlines.find(words, rules, begin.year, bare=True):
            if time.due is not None and time.kind in ("by", "before", "during"):
                return Time(time.kind, time.begin, time.due, every)  # type: ignore[arg-type]
    return Time("during", begin, end, every)
