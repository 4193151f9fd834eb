"""What is found in each passage, once, and what the document says of its own time."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import date

import regex

from parcli import clauses, model
from parcli.clauses import Found
from parcli.normalise import clean, lower
from parcli.recognise import deadlines
from parcli.recognise.deadlines import Time
from parcli.recognise.mention import hits
from parcli.rulebook import Rulebook
from parcli.segment import Passage, column_of

Span = tuple[int, int]

_BRACKET = regex.compile(r"[()]")
# A time may open a sentence this far behind its first character.
_OPENING = 160
# Years until which a task that is given out is to be done, or more.
_FAR = 3


class Reading:
    """A document with its rules: every part of the assembling asks it what a passage says."""

    def __init__(
        self, text: str, document: model.Document, rules: Rulebook, today: date | None = None
    ) -> None:
        """Take the document's text and record, and the day it was written; the rulebook is only read."""
        self.text = text
        self.document = document
        self.rules = rules
        issued, period = document.issued_on, document.period
        # News tells of acts that are older than its page.
        self._today = (today or issued) if document.status == "reported" else (issued or today)
        year = issued.year if issued else period.start if period else today.year if today else None
        # The year of days that name none.
        self._year = year or _commonest_year(text, rules)
        self._first_year = _first_year(document, rules)
        self._found: dict[Passage, Found] = {}
        self._over: dict[Passage, list[Time]] = {}
        # Whether the times below these heads are ends.
        self._ends: dict[tuple[str, ...], bool] = {}
        self._brackets: tuple[Passage, Span, Brackets] | None = None

    def found(self, passage: Passage) -> Found:
        """Return what stands in a passage, recognised once."""
        if passage not in self._found:
            self._found[passage] = clauses.find(
                passage,
                self.rules,
                self._year,
                bare_times=passage.row is not None,
                spans=passage.heading and not passage.header,
            )
        return self._found[passage]

    def over(self, passage: Passage) -> list[Time]:
        """Return the times of a passage that are past."""
        if passage not in self._over:
            self._over[passage] = [time for time in self.found(passage).times if self.past(time)]
        return self._over[passage]

    def brackets(self, passage: Passage, stretch: Span) -> Brackets:
        """Return the brackets of a stretch of a passage, which all clauses in it ask for in turn."""
        known = self._brackets
        if known is None or known[0] is not passage or known[1] != stretch:
            known = self._brackets = (passage, stretch, Brackets(passage.folded, *stretch))
        return known[2]

    def times_of_cell(self, passage: Passage) -> Sequence[Time]:
        """Return the times that a cell in a column of times states, where a year may stand alone."""
        times = self.found(passage).times
        alone = self.rules.fragment("year-in-a-head").fullmatch(passage.folded.strip())
        time = deadlines.of_head(passage.folded, self.rules, self._year) if alone and not times else None
        if time is not None:
            return [time]
        return [deadlines.due(one) for one in times] if self._in_a_column_of_ends(passage) else times

    def _in_a_column_of_ends(self, passage: Passage) -> bool:
        """Whether the head of a cell's column says by when: "Thời hạn", "Ngày hoàn thành"."""
        header = passage.row.row.header if passage.row is not None else ()
        if header not in self._ends:
            heads = [self.folded(head) for head in header if column_of(head, self.rules) == "time"]
            self._ends[header] = any(deadlines.says_by_when(head, self.rules) for head in heads)
        return self._ends[header]

    def time_of_head(self, words: str) -> Time | None:
        """Return the time that the head of a column states."""
        return deadlines.of_head(self.folded(words), self.rules, self._year)

    def folded(self, words: str) -> str:
        """Return words outside of any passage in lower case and one spelling."""
        return clean(words, ((0, len(words)),), self.rules.spelling).folded

    def past(self, time: Time) -> bool:
        """Whether a time is over when the document is written, or lies before the years that it plans."""
        if time.due is None:
            # "Từ năm 2015, tỉnh triển khai ...": what began long ago is told, not asked for.
            begun = time.begin if time.kind == "from" else None
            return begun is not None and self._first_year is not None and begun.year < self._first_year
        if self._today is not None and time.kind in ("during", "by") and time.due < self._today:
            return True
        # What prepares a plan of years to come falls due before them.
        before = 1 if self._today is None and not time.yearly else 0
        return self._first_year is not None and time.due.year < self._first_year - before

    def far(self, time: Time) -> bool:
        """Whether a time ends years after the document was written, or nothing says when that was."""
        written = self._today.year if self._today is not None else self._first_year
        return time.due is not None and (written is None or time.due.year - written >= _FAR)

    def ahead(self, time: Time) -> bool:
        """Whether a time begins after the day on which the document is written."""
        if time.begin is None:
            return False
        if self._today is not None:
            return time.begin > self._today
        return self._first_year is not None and time.begin.year > self._first_year

    def looks_ahead(self, passage: Passage, stretch: Span) -> bool:
        """Whether a stretch of a passage states a time to come."""
        start, end = stretch
        return any(self.ahead(time) for time in self.found(passage).times if start <= time.start < end)

    def opens(self, passage: Passage, start: int, time: Time) -> bool:
        """Whether a time opens the sentence that begins at `start`."""
        return (
            start <= time.start <= start + _OPENING
            and self.rules.fragment("before-opening-time").fullmatch(passage.folded, start, time.start)
            is not None
        )

    def aspects(self, folded: str, start: int = 0, end: int | None = None) -> set[str]:
        """Return how a stretch of text speaks: of aims, results, law or forecasts."""
        return {str(hit.rule.rule.gives["aspect"]) for hit in hits(self.rules, "aspect", folded, start, end)}

    def strives(self, passage: Passage, stretch: Span) -> bool:
        """Whether a stretch of a passage says that something is striven for."""
        return any(
            hit.rule.id == "wording.striving" for hit in hits(self.rules, "wording", passage.folded, *stretch)
        )

    def words(self, passages: list[Passage]) -> tuple[str, model.Span]:
        """Return the document's own words from the first passage to the last, with their place."""
        start = passages[0].clean.span(0, 1)[0]
        end = passages[-1].clean.span(0, len(passages[-1].text))[1]
        return self.text[start:end], model.Span(start=start, end=end)


class Brackets:
    """The brackets of a stretch of text."""

    def __init__(self, text: str, start: int, end: int) -> None:
        """Read them once, from left to right."""
        self._places, self._around = [start], [-1]
        opened: list[int] = []
        for found in _BRACKET.finditer(text, start, end):
            if found[0] == "(":
                opened.append(found.start())
            elif opened:
                opened.pop()
            self._places.append(found.end())
            self._around.append(opened[-1] if opened else -1)

    def around(self, place: int) -> int:
        """Return where the bracket around a place opens, -1 where there is none."""
        return self._around[max(0, bisect_right(self._places, place) - 1)]


def _commonest_year(text: str, rules: Rulebook) -> int | None:
    """Return the year that most of a text's days and months are of, the last of several, None without any."""
    years = Counter(int(found["year"]) for found in rules.fragment("month-of-a-year").finditer(lower(text)))
    return max(years, key=lambda year: (years[year], year), default=None)


def _first_year(document: model.Document, rules: Rulebook) -> int | None:
    """Return the year in which the document's own time begins; "đến năm 2025" in a title does not say it."""
    issued, period = document.issued_on, document.period
    ends = rules["document.period.until"].matches(lower(document.title or ""))
    unbegun = period is not None and any(int(end["start"]) == period.end for end in ends)
    years = [period.start] if period and not (unbegun and period.start == period.end) else []
    years += [issued.year] if issued else []
    return min(years, default=None)
