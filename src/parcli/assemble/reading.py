"""What is found in each passage, once, and what the document says of its own time."""

from __future__ import annotations

from datetime import date

from parcli import clauses, model
from parcli.clauses import Found
from parcli.normalise import clean
from parcli.recognise import deadlines
from parcli.recognise.deadlines import Time
from parcli.recognise.mention import hits
from parcli.rulebook import Rulebook
from parcli.segment import Passage

# A time may open a sentence this far behind its first character.
_OPENING = 160


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
        self._year = issued.year if issued else (period.start if period else None)
        self._today = issued or today
        self._first_year = _first_year(document)
        self._found: dict[Passage, Found] = {}

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

    def times(self, words: str) -> list[Time]:
        """Return the times that words outside of any passage state: the head of a column."""
        return deadlines.find(self.folded(words), self.rules, self._year, bare=True, spans=True)

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
        return self._first_year is not None and time.due.year < self._first_year

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

    def words(self, passages: list[Passage]) -> tuple[str, model.Span]:
        """Return the document's own words from the first passage to the last, with their place."""
        start = passages[0].clean.span(0, 1)[0]
        end = passages[-1].clean.span(0, len(passages[-1].text))[1]
        return self.text[start:end], model.Span(start=start, end=end)


def _first_year(document: model.Document) -> int | None:
    """Return the year in which the document's own time begins."""
    issued, period = document.issued_on, document.period
    years = [period.start] if period else []
    years += [issued.year] if issued else []
    return min(years, default=None)
