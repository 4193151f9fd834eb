"""Stretches of time and the words that bind to them → deadlines with ISO dates."""

from __future__ import annotations

import calendar
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import regex

from parcli.recognise import numerals
from parcli.recognise.mention import BINDING, Hit, Match, Mention, covered, group, hits, longest
from parcli.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Time:
    """A deadline as a text states it; `start` and `end` are its first and last day."""

    kind: str
    begin: date | None
    due: date | None
    start: int
    end: int
    rules: tuple[str, ...]
    grain: str = "none"

    @property
    def binds(self) -> bool:
        """Whether a word beside the stretch of time says how it binds."""
        return any(rule.startswith("deadline.bound.") for rule in self.rules)

    @property
    def dated(self) -> bool:
        """Whether the text says a date, or a date that comes again each year."""
        return (
            self.due is not None
            or self.begin is not None
            or (self.kind == "recurring" and len(self.rules) > 1)
        )

    @property
    def yearly(self) -> bool:
        """Whether the text only says a year, or years."""
        return self.grain == "year" and self.kind != "recurring"

    def mention(self) -> Mention:
        """Return the deadline as a mention, for the tests of rules."""
        data = {"kind": self.kind, "start": self.begin, "end": self.due}
        return Mention("deadline", self.start, self.end, self.rules, data)


def find(
    folded: str,
    rules: Rulebook,
    year: int | None = None,
    masks: Sequence[tuple[int, int]] = (),
    *,
    bare: bool = False,
    spans: bool = False,
) -> list[Time]:
    """Return the deadlines in a text, in reading order.

    `year` is the document's, for days without one; with `bare` a stretch of years needs no word
    before it (a cell in a column of times), with `spans` a stretch of years (a heading).
    """
    found = hits(rules, "deadline", folded)
    if not found:
        return []
    bounds = [hit for hit in hits(rules, BINDING, folded) if not covered(masks, hit.start, hit.end)]
    cores = longest(
        hit for hit in found
        if hit.rule.id == "deadline.by-reference" or not covered(masks, hit.start, hit.end)
    )  # fmt: skip
    times: list[Time] = []
    for hit in cores:
        time = _time(hit, folded, bounds, year, bare, spans)
        if time is not None:
            times.append(time)
    return _merge(times, folded, rules)


def stated(folded: str, rules: Rulebook) -> bool:
    """Whether a text may state a time: it holds more than words that would bind one."""
    return bool(hits(rules, "deadline", folded))


def of_head(folded: str, rules: Rulebook, year: int | None = None) -> Time | None:
    """Return the time that the head of a column states, where years need no word before them: "KH 2026"."""
    found = find(folded, rules, year, bare=True, spans=True)
    if found:
        return found[0]
    match = rules.fragment("year-in-a-head").search(folded)
    if match is None:
        return None
    first, last = int(match["year"]), int(match["last"] or match["year"])
    if last < first:
        return None
    return Time(
        "during", date(first, 1, 1), date(last, 12, 31), *match.span(), ("deadline.year-in-a-head",), "year"
    )


def due(time: Time) -> Time:
    """Return the time as an end where it is a single day: "30/11/2026" in a column of ends."""
    single = time.kind == "during" and time.grain == "day" and time.begin == time.due
    return replace(time, kind="by", begin=None) if single else time


def says_by_when(folded: str, rules: Rulebook) -> bool:
    """Whether the head of a column says that what stands below is the last moment."""
    return any(hit.rule.rule.gives["bound"] == "due" for hit in hits(rules, BINDING, folded))


def no_such_days(folded: str, rules: Rulebook) -> list[tuple[int, int]]:
    """Return where a text states a day that the calendar does not have: "trước ngày 31/02/2026"."""
    days = [
        hit for hit in hits(rules, "deadline", folded)
        if hit.rule.rule.gives.get("grain") == "day" and "every" not in hit.rule.rule.gives
        and group(hit.match, "year")
    ]  # fmt: skip
    return [(hit.start, hit.end) for hit in days if _stretch(hit, None) is None]


def _time(
    hit: Hit, folded: str, bounds: Sequence[Hit], year: int | None, bare: bool, spans: bool
) -> Time | None:
    gives = hit.rule.rule.gives
    if gives["grain"] == "none":
        return Time(str(gives["bound"]), None, None, hit.start, hit.end, (hit.rule.id,))
    if gives.get("every"):
        start, used, _ = _before(hit.start, folded, bounds)
        return Time("recurring", None, None, start, hit.end, (hit.rule.id, *used))
    start, used, bound = _before(hit.start, folded, bounds)
    end, after, bound_after = _after(hit.end, folded, bounds)
    ids = (hit.rule.id, *used, *after)
    if bound_after == "yearly" and not group(hit.match, "year"):
        return Time("recurring", None, None, start, end, ids)
    stretch = _stretch(hit, year)
    if stretch is None:
        return None
    if gives["grain"] == "day" and bound is None and bound_after is None and not bare:
        # "Ngày 25/11, UBND tỉnh ban hành ..." dates an event; a deadline has a word that binds.
        return None
    if (
        hit.rule.id == "deadline.date.span"
        and not (bare or spans)
        and not bound
        and not group(hit.match, "since")
    ):
        return None
    grain = str(gives["grain"])
    first, last = stretch
    bound = bound or "during"
    if bound == "due":
        bound = "by" if grain == "day" else "during"
    if bound_after == "onward" or (bound == "from" and not group(hit.match, "last")):
        return Time("from", first, None, start, end, ids, grain)
    if bound == "by":
        return Time("by", None, last, start, end, ids, grain)
    if bound == "before":
        return Time("before", None, first, start, end, ids, grain)
    return Time("during", first, last, start, end, ids, grain)


_GAP = regex.compile(r"[\s,:]*")


def _before(place: int, folded: str, bounds: Sequence[Hit]) -> tuple[int, tuple[str, ...], str | None]:
    """Return where the words that bind begin, their rules, and how they bind: the outermost decides."""
    used: list[str] = []
    bound: str | None = None
    while True:
        end = place
        while end > 0 and folded[end - 1] in " :":
            end -= 1
        found = [
            hit
            for hit in bounds
            if hit.end == end and hit.rule.rule.gives["bound"] not in ("yearly", "onward")
        ]
        if not found:
            return place, tuple(used), bound
        hit = min(found, key=lambda hit: hit.start)
        said = str(hit.rule.rule.gives["bound"])
        # "chậm nhất trong tháng 2": the limit outside governs the stretch inside.
        bound = said if bound in (None, "during") else bound
        used.append(hit.rule.id)
        place = hit.start


def _after(place: int, folded: str, bounds: Sequence[Hit]) -> tuple[int, tuple[str, ...], str | None]:
    gap = _GAP.match(folded, place)
    start = gap.end() if gap else place
    found = [
        hit for hit in bounds if hit.start == start and hit.rule.rule.gives["bound"] in ("yearly", "onward")
    ]
    if not found:
        return place, (), None
    hit = max(found, key=lambda hit: hit.end)
    return hit.end, (hit.rule.id,), str(hit.rule.rule.gives["bound"])


def _stretch(hit: Hit, year: int | None) -> tuple[date, date] | None:
    """Return first and last day of the stretch of time that a rule matched; None for no such day."""
    match, gives = hit.match, hit.rule.rule.gives
    stated = group(match, "year")
    years = int(stated) if stated else year
    if years is None:
        return None
    try:
        if gives["grain"] == "day":
            day = date(years, numerals.month(match["month"]), int(match["day"]))
            return day, day
        if gives["grain"] == "month":
            first = numerals.month(match["month"])
            last = numerals.month(group(match, "last") or match["month"])
            return _months(years, first, last - first + 1) if last >= first else None
        if gives["grain"] == "quarter":
            first = numerals.quarter(match["quarter"])
            last = numerals.quarter(group(match, "last") or match["quarter"])
            return (_months(years, 3 * first - 2, 3 * (last - first + 1))) if last >= first else None
        if gives["grain"] == "half":
            return _half(match, years)
        ending = int(group(match, "last") or years)
        return (date(years, 1, 1), date(ending, 12, 31)) if ending >= years else None
    except ValueError:
        return None


def _half(match: Match, year: int) -> tuple[date, date]:
    months = int(group(match, "months") or 6)
    return _months(year, 1 if group(match, "first") else 13 - months, months)


def _months(year: int, first: int, count: int) -> tuple[date, date]:
    last = first + count - 1
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _merge(times: Sequence[Time], folded: str, rules: Rulebook) -> list[Time]:
    """Return the times with "thường xuyên trong năm 2024" and "định kỳ … hằng năm" made one."""
    merged: list[Time] = []
    joined = rules.fragment("between-times")
    for time in times:
        last = merged[-1] if merged else None
        if last is not None and (whole := _from_to(last, time, folded)) is not None:
            merged[-1] = whole
            continue
        if last is not None and joined.fullmatch(folded, last.end, max(last.end, time.start)):
            if last.kind == "ongoing" and time.kind == "during":
                merged[-1] = replace(time, kind="ongoing", start=last.start, rules=(*last.rules, *time.rules))
                continue
            if last.rules == ("deadline.recurring",) and _of_any_year(time, folded):
                # "Hằng năm, trước ngày 30/9": the day comes again.
                merged[-1] = Time("recurring", None, None, last.start, time.end, (*last.rules, *time.rules))
                continue
            if last.kind == time.kind == "recurring":
                merged[-1] = replace(last, end=time.end, rules=(*last.rules, *time.rules))
                continue
            if last.kind == "recurring" and "(" in folded[last.end : time.start]:
                # "định kỳ 6 tháng (trước ngày 15/6)": the bracket says when in each half-year.
                merged[-1] = replace(last, end=time.end, rules=(*last.rules, *time.rules))
                continue
            if last.kind == "during" and time.kind == "recurring" and last.begin is not None:
                merged[-1] = replace(time, start=last.start, rules=(*last.rules, *time.rules))
                continue
        merged.append(time)
    return merged


_TO = regex.compile(r"[\s,]*(?:-\s?)?")


def _from_to(first: Time, second: Time, folded: str) -> Time | None:
    """Return the stretch between two times: "từ tháng 3 đến tháng 9 năm 2021", "tháng 3 - tháng 9/2021"."""
    gap = folded[first.end : second.start]
    dashed = gap.strip() == "-" and first.kind == second.kind == "during"
    if first.begin is None or second.due is None or _TO.fullmatch(gap) is None:
        return None
    if not dashed and not (first.kind == "from" and second.kind == "by"):
        return None
    begin = first.begin
    if not _YEAR.search(folded, first.start, first.end):
        # The year is said once, at the end, or is the document's for both.
        with contextlib.suppress(ValueError):
            begin = begin.replace(year=second.due.year)
    if begin > second.due:
        return None
    rules = tuple(dict.fromkeys((*first.rules, *second.rules)))
    return Time("during", begin, second.due, first.start, second.end, rules, second.grain)


_YEAR = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def _of_any_year(time: Time, folded: str) -> bool:
    return time.kind in ("by", "before", "during") and not _YEAR.search(folded, time.start, time.end)
