"""The plan that is checked, with what it is held against, and how a finding in it is made."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from parcli import clauses, fates, messages
from parcli.check.records import Code, Finding, Severity
from parcli.compare.promises import Entry, Promise, entry, fold
from parcli.explain import Walk
from parcli.model import Document, Extraction, Span, Target
from parcli.recognise.mention import Hit, hits, longest
from parcli.rulebook import Rulebook
from parcli.segment import Passage

# Parts of a document that ask for nothing: what was reached, what the law says, the signature.
_NOTHING_ASKED = ("results", "legal", "end")

# How sentences speak that ask for nothing of their own.
_TOLD = ("result", "results-opening", "law", "forecast")


@dataclass(frozen=True)
class Draft:
    """A plan on its way to be signed; `walk` has all that the stages made of it."""

    walk: Walk
    against: tuple[Extraction, ...] = ()

    @property
    def document(self) -> Document:
        """What the plan says of itself."""
        return self.walk.document

    @property
    def targets(self) -> Sequence[Target]:
        """Its targets, in reading order."""
        return self.walk.targets

    @property
    def rules(self) -> Rulebook:
        """The rules that it was read with."""
        return self.walk.rules

    @property
    def is_report(self) -> bool:
        """Whether it is news of a plan: such a text leaves out what a plan has to say."""
        return self.document.status == "reported"

    @property
    def day(self) -> date | None:
        """The day of issue; for a draft without one the first day that it plans."""
        if self.document.issued_on is not None or self.document.period is None:
            return self.document.issued_on
        return date(self.document.period.start, 1, 1)

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """The targets made ready for comparing."""
        return [entry(target, self.document) for target in self.targets]

    @cached_property
    def promises(self) -> Sequence[Promise]:
        """The targets as promises: the steps of one aim together."""
        return fold(self.entries)

    def passages(self) -> Iterator[Passage]:
        """Yield the passages with text that may ask for something, in reading order."""
        for passage in fates.each(self.walk.passages):
            if passage.section_kind not in _NOTHING_ASKED:
                yield passage

    def hits(self, kind: str, passage: Passage) -> list[Hit]:
        """Return what the rules of one kind find in a passage."""
        return longest(hits(self.rules, kind, passage.folded))

    def sentence(self, passage: Passage, place: int) -> tuple[int, int]:
        """Return where the sentence begins and ends in which a character of a passage stands."""
        whole = (0, len(passage.folded))
        return next(((start, end) for start, end in passage.sentences if place < end), whole)

    def tells(self, passage: Passage, start: int, end: int) -> bool:
        """Return whether a stretch of a passage tells of what was, or of law: it asks for nothing."""
        found = hits(self.rules, "aspect", passage.folded, start, end)
        return any(hit.rule.rule.gives["aspect"] in _TOLD for hit in found)

    def past(self, passage: Passage, start: int, end: int) -> bool:
        """Return whether a stretch of a passage speaks of a time that was over when the plan was issued."""
        day = self.day
        if day is None:
            return False
        times = clauses.find(passage, self.rules, day.year).times
        return any(time.due is not None and time.due < day and start <= time.start < end for time in times)

    def span(self, passage: Passage, start: int, end: int) -> Span:
        """Return where characters of a passage stand in the document."""
        first, last = passage.clean.span(start, end)
        return Span(start=first, end=last)

    def within(self, span: Span) -> list[Target]:
        """Return the targets whose measure lies in a stretch of the document."""
        low = bisect_left(self._by_measure, (span.start, 0))
        near = self._by_measure[low : bisect_left(self._by_measure, (span.end + 1, 0))]
        return [
            self.targets[place]
            for place in sorted(place for _, place in near)
            if self.targets[place].measure.span.end <= span.end
        ]

    @cached_property
    def _by_measure(self) -> Sequence[tuple[int, int]]:
        """Where each measure begins, in the order of the text, and the place of its target."""
        return sorted((target.measure.span.start, place) for place, target in enumerate(self.targets))

    def finding(
        self,
        code: Code,
        severity: Severity,
        span: Span,
        targets: Sequence[Target] = (),
        why: str | None = None,
        **values: object,
    ) -> Finding:
        """Return a finding whose reason is the message `check.<why>`, by default that of its code."""
        return Finding(
            code=code, severity=severity, quote=self.walk.source.text[span.start : span.end], span=span,
            reason=messages.text(f"check.{why or code}", **values), targets=tuple(one.id for one in targets),
        )  # fmt: skip
