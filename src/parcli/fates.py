"""What became of every number of a document: a target, or the one rule or absence that kept it from being one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import regex

from parcli import model
from parcli.assemble.draft import Draft
from parcli.assemble.walk import Assembler
from parcli.recognise import scopes
from parcli.recognise.mention import Hit, group, hits
from parcli.render.safe import one_line
from parcli.rulebook import Rulebook
from parcli.segment import Passage, RowPassages

Span = tuple[int, int]

# A date, a range and a fraction are read as one: 23/6/2022, 2021-2025, 28/63.
_NUMBER = regex.compile(r"\d+(?:[.,/:–-]\d+)*")
_AROUND = 40


@dataclass(frozen=True)
class Fate:
    """A number with what it became: of `target`, `rule` and `absence` one is set, and says why."""

    number: str
    span: Span
    quote: str
    target: str | None = None
    rule: str | None = None
    absence: str | None = None


# Of what decided: the rule's id, or the name of what is missing; and the words that it is about.
_Reason = tuple[str | None, str | None, Span | None]


def numbers(
    text: str, passages: Sequence[Passage | RowPassages], assembler: Assembler, targets: Sequence[model.Target],
    rules: Rulebook, within: Passage | None = None,
) -> list[Fate]:  # fmt: skip
    """Return the fate of each number of `text`, or of one passage, in reading order."""
    judge = _Judge(text, list(each(passages)), assembler, targets, rules)
    low, high = stretch(within) if within is not None else (0, len(text))
    spans = {match.span() for match in _NUMBER.finditer(text, low, high)} | judge.in_words()
    return [
        judge.fate(text[slice(*span)], span) for span in sorted(spans) if within is None or holds(within, span[0])
    ]  # fmt: skip


def each(passages: Sequence[Passage | RowPassages]) -> Iterator[Passage]:
    """Yield the passages with text, those of table cells in their places."""
    for passage in passages:
        inside = passage.cells.values() if isinstance(passage, RowPassages) else [[passage]]
        yield from (one for cell in inside for one in cell if one.text)


def stretch(passage: Passage) -> Span:
    """Return from where to where a passage goes in its document."""
    return (passage.clean.origin[0], passage.clean.origin[-1] + 1) if passage.text else (0, 0)


def holds(passage: Passage, place: int) -> bool:
    """Whether the character at `place` of the document belongs to a passage."""
    low, high = stretch(passage)
    return low <= place < high and any(start <= place < end for start, end in passage.block.pieces)


def measure_span(draft: Draft) -> Span:
    """Return where the measure of a draft stands in the document."""
    if draft.measure is not None:
        return draft.passage.clean.span(draft.measure.start, draft.measure.end)
    return draft.measure_span or (0, 0)


Found = TypeVar("Found")


class _Places(Generic[Found]):
    """Things by where they stand, so that those at a place are found without looking at all of them."""

    def __init__(self, found: Iterable[tuple[Span, Found]]) -> None:
        self._found = sorted(found, key=lambda one: one[0])
        self._starts = [span[0] for span, _ in self._found]
        self._longest = max((end - start for (start, end), _ in self._found), default=0)

    def at(self, place: Span) -> Iterator[tuple[Span, Found]]:
        """Yield what shares a character with `place`, in the order of the text."""
        low = bisect_left(self._starts, place[0] - self._longest)
        for span, found in self._found[low : bisect_left(self._starts, place[1])]:
            if place[0] < span[1]:
                yield span, found


class _Judge:
    """Asks of each number, in the order of the stages, which of them decided about it."""

    def __init__(
        self, text: str, passages: Sequence[Passage], assembler: Assembler, targets: Sequence[model.Target],
        rules: Rulebook,
    ) -> None:  # fmt: skip
        self._text, self._rules, self._assembler = text, rules, assembler
        self._passages = _Places((stretch(one), one) for one in passages)
        self._marked = sorted(one.block.start for one in passages if one.block.marker)
        self._targets = _Places(((one.measure.span.start, one.measure.span.end), one.id) for one in targets)
        self._drafts = _Places((measure_span(draft), draft) for draft in assembler.drafts)
        self._refused = _Places(
            (one.passage.clean.span(measure.start, measure.end), one)
            for one in assembler.refused
            if (measure := one.clause.measure) is not None and measure.end > measure.start
        )
        self._kept: dict[tuple[str, int], _Places[str]] = {}

    def in_words(self) -> set[Span]:
        """Return where measures without a figure stand that became no target: "tám mươi phần trăm"."""
        spans = (span for span, _ in self._refused.at((0, len(self._text))))
        return {span for span in spans if not _NUMBER.search(self._text, *span)}

    def fate(self, number: str, span: Span) -> Fate:
        """Return what became of the number at `span` of the document."""
        for _, target in self._targets.at(span):
            return Fate(number, span, self._quote(span, None), target=target)
        passage = next((one for _, one in self._passages.at(span) if holds(one, span[0])), None)
        if passage is None:
            outside = "marker" if self._opens_a_block(span) else "furniture"
            return Fate(number, span, self._quote(span, None), absence=outside)
        place = passage.clean.at(span[0]), passage.clean.at(span[1] - 1) + 1
        rule, absence, words = self._reason(passage, place, span)
        about = passage.clean.span(*words) if words is not None else None
        return Fate(number, span, self._quote(span, about), rule=rule, absence=absence)

    def _opens_a_block(self, span: Span) -> bool:
        """Whether a number is the mark of a list item or heading: only such stands before a passage on its line."""
        after = bisect_right(self._marked, span[1] - 1)
        return after < len(self._marked) and "\n" not in self._text[span[1] : self._marked[after]]

    def _quote(self, span: Span, about: Span | None) -> str:
        """Return a number's own words: those that a rule took, or some on both sides of it."""
        if (
            about is not None
            and about[0] <= span[0]
            and span[1] <= about[1]
            and about[1] - about[0] <= 2 * _AROUND
        ):
            return one_line(self._text[slice(*about)])
        low, high = max(0, span[0] - _AROUND), min(len(self._text), span[1] + _AROUND)
        before, after = self._text[low : span[0]], self._text[span[1] : high]
        before = before if low == 0 else before.partition(" ")[2]
        after = after if high == len(self._text) else after.rpartition(" ")[0]
        # Of another paragraph nothing is said.
        return one_line(before.rpartition("\n\n")[2] + self._text[slice(*span)] + after.partition("\n\n")[0])

    def _reason(self, passage: Passage, place: Span, span: Span) -> _Reason:
        """Return what decided that the number at `place` of a passage is no target."""
        if passage.section_kind == "end":
            return self._first_of("section", "end"), None, None
        if not self._assembler.holds_targets(passage):
            return None, "head", None
        for _, refusal in self._refused.at(span):
            about = (refusal.clause.start, refusal.clause.end)
            if refusal.reason in self._rules.rules:
                return refusal.reason, None, about
            return None, refusal.reason, about
        return (
            self._said(passage, place)
            or self._unused(passage, place, span)
            or self._unmeasured(passage, place)
        )

    def _first_of(self, kind: str, value: str) -> str | None:
        """Return the rule of a kind that gives `value` under the kind's own name."""
        return next((rule.id for rule in self._rules.of(kind) if rule.rule.gives.get(kind) == value), None)

    def _in(
        self, passage: Passage, name: str, find: Callable[[], Iterable[tuple[Span, str]]]
    ) -> _Places[str]:
        """Return what `find` finds in a passage, found once."""
        key = name, id(passage)
        if key not in self._kept:
            self._kept[key] = _Places(find())
        return self._kept[key]

    def _hits(self, passage: Passage, kind: str, wanted: Callable[[Hit], bool]) -> Iterator[tuple[Span, str]]:
        for hit in hits(self._rules, kind, passage.folded):
            if wanted(hit):
                yield (hit.start, hit.end), hit.rule.id

    def _said(self, passage: Passage, place: Span) -> _Reason | None:
        """Return the rule that says what else a number is: part of an act's number, a time, a baseline."""
        folded, times = passage.folded, self._assembler.found(passage).times
        masks = "deadline"
        kinds: tuple[tuple[str, Callable[[], Iterable[tuple[Span, str]]]], ...] = (
            ("mask", lambda: self._hits(passage, "mask", lambda hit: hit.rule.rule.gives["masks"] != masks)),
            ("baseline", lambda: [((hit.start, hit.end), hit.rule.id) for hit, _ in scopes.baselines(folded, self._rules)]),
            ("time", lambda: [((time.start, time.end), time.rules[0]) for time in times]),
            ("equivalent", lambda: [((one.start, one.end), one.rules[0]) for one in scopes.equivalents(folded, self._rules)]),
            ("time-mask", lambda: self._hits(passage, "mask", lambda hit: hit.rule.rule.gives["masks"] == masks)),
        )  # fmt: skip
        for name, find in kinds:
            found = list(self._in(passage, name, find).at(place))
            if found:
                words, rule = max(found, key=lambda one: one[0][1] - one[0][0])
                return rule, None, words
        return None

    def _unused(self, passage: Passage, place: Span, span: Span) -> _Reason | None:
        """Return why a number with a unit, or in a table, was left where it is."""
        column = self._column(passage)
        if column is not None:
            return column
        if any(True for _ in self._drafts.at(span)):
            return None, "repeated", None
        clauses = self._assembler.found(passage).clauses
        measures = [(one.measure.start, one.measure.end) for one in clauses if one.measure is not None]
        if any(True for _ in self._in(passage, "measure", lambda: [(one, "") for one in measures]).at(place)):
            return None, "other-column" if passage.row is not None else "no-aim", None
        return None

    def _column(self, passage: Passage) -> _Reason | None:
        """Return the rule of a table's column that holds no targets, None outside of such a column."""
        row = passage.row
        if row is None:
            return None
        if row.group or not row.row.header:
            return None, "group-row" if row.group else "no-columns", None
        role = self._assembler.columns(row).get(passage.column or 0)
        if role is None or role in ("task", "product", "value"):
            return None
        rule = self._first_of("column", role)
        return (rule, None, None) if rule else (None, "other-column", None)

    def _unmeasured(self, passage: Passage, place: Span) -> _Reason:
        """Return what a number lacks that no rule took for a measure."""
        dates = self._in(passage, "date", lambda: self._hits(passage, "deadline", lambda hit: True))
        for words, _ in dates.at(place):
            return None, "unbound-date", words
        if _CLOCK.fullmatch(passage.folded, *place):
            return None, "clock", None
        found = [
            hit
            for hit in hits(self._rules, "quantity", *self._near(passage, place))
            if _meets(place, _value(hit))
        ]
        if not found:
            return None, "no-unit", None
        hit = max(found, key=lambda hit: hit.end - hit.start)
        needs = {str(hit.rule.rule.gives.get("needs")) for hit in found}
        about = (hit.start, hit.end) if needs != {"cue"} else None
        if needs <= {"cue", "bound"}:
            return None, "no-bound" if "bound" in needs else "no-cue", about
        return None, "no-measure", about

    def _near(self, passage: Passage, place: Span) -> tuple[str, int, int]:
        """Return where to look for the unit of a number: in its sentence."""
        sentence = next(
            (one for one in passage.sentences if one[0] <= place[0] < one[1]), (0, len(passage.folded))
        )
        return passage.folded, *sentence


_CLOCK = regex.compile(r"[0-2]?\d:[0-5]\d(?::[0-5]\d)?")


def _value(hit: Hit) -> Span:
    """Return where the numbers of a match stand."""
    start, end = hit.match.span("value")
    if start < 0:
        return hit.start, hit.end
    return (start, max(end, hit.match.end("upper"))) if group(hit.match, "upper") else (start, end)


def _meets(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
