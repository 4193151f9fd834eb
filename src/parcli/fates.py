"""What became of every number of a document: a target, or the one rule or absence that kept it from being one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from parcli import model
from parcli.assemble import Assembler, Draft
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
    found = [judge.fate(match[0], match.span()) for match in _NUMBER.finditer(text, low, high)]
    return [fate for fate in found if within is None or holds(within, fate.span[0])]


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


class _Judge:
    """Asks of each number, in the order of the stages, which of them decided about it."""

    def __init__(
        self, text: str, passages: Sequence[Passage], assembler: Assembler, targets: Sequence[model.Target],
        rules: Rulebook,
    ) -> None:  # fmt: skip
        self._text, self._passages, self._rules = text, passages, rules
        self._assembler, self._targets = assembler, targets

    def fate(self, number: str, span: Span) -> Fate:
        """Return what became of the number at `span` of the document."""
        for target in self._targets:
            if target.measure.span.start < span[1] and span[0] < target.measure.span.end:
                return Fate(number, span, self._quote(span, None), target=target.id)
        passage = next((one for one in self._passages if holds(one, span[0])), None)
        if passage is None:
            absence = "marker" if self._opens_a_block(span) else "furniture"
            return Fate(number, span, self._quote(span, None), absence=absence)
        place = passage.clean.at(span[0]), passage.clean.at(span[1] - 1) + 1
        rule, absence, words = self._reason(passage, place)
        about = passage.clean.span(*words) if words is not None else None
        return Fate(number, span, self._quote(span, about), rule=rule, absence=absence)

    def _opens_a_block(self, span: Span) -> bool:
        """Whether a number is the mark of a list item or heading: only such stands before a passage on its line."""
        rest = [one.block.start for one in self._passages if one.block.marker and one.block.start >= span[1]]
        return bool(rest) and "\n" not in self._text[span[1] : min(rest)]

    def _quote(self, span: Span, about: Span | None) -> str:
        """Return a number's own words: those that a rule took, or some on both sides of it."""
        if about is not None and about[0] <= span[0] and span[1] <= about[1] and about[1] - about[0] <= 2 * _AROUND:
            return one_line(self._text[slice(*about)])
        low, high = max(0, span[0] - _AROUND), min(len(self._text), span[1] + _AROUND)
        before, after = self._text[low : span[0]], self._text[span[1] : high]
        before = before if low == 0 else before.partition(" ")[2]
        after = after if high == len(self._text) else after.rpartition(" ")[0]
        # Of another line nothing is said.
        return one_line(before.rpartition("\n\n")[2] + self._text[slice(*span)] + after.partition("\n\n")[0])

    def _reason(self, passage: Passage, place: Span) -> _Reason:
        """Return what decided that the number at `place` of a passage is no target."""
        if passage.section_kind == "end":
            return self._first_of("section", "end"), None, None
        if passage.header and self._assembler.document.status != "reported":
            return None, "head", None
        for refusal in self._assembler.refused:
            measure = refusal.clause.measure
            if refusal.passage is passage and measure is not None and _meets(place, (measure.start, measure.end)):
                known = refusal.reason in self._rules.rules
                about = (refusal.clause.start, refusal.clause.end)
                return (refusal.reason, None, about) if known else (None, refusal.reason, about)
        return self._said(passage, place) or self._unused(passage, place) or self._unmeasured(passage, place)

    def _first_of(self, kind: str, value: str) -> str | None:
        """Return the rule of a kind that gives `value` under the kind's own name."""
        return next((rule.id for rule in self._rules.of(kind) if rule.rule.gives.get(kind) == value), None)

    def _said(self, passage: Passage, place: Span) -> _Reason | None:
        """Return the rule that says what else a number is: part of an act's number, a time, a baseline."""
        folded = passage.folded
        masks = [hit for hit in hits(self._rules.of("mask"), folded) if _meets(place, (hit.start, hit.end))]
        for hit in masks:
            if hit.rule.rule.gives["masks"] != "deadline":
                return hit.rule.id, None, (hit.start, hit.end)
        for base, _ in scopes.baselines(folded, self._rules):
            if _meets(place, (base.start, base.end)):
                return base.rule.id, None, (base.start, base.end)
        for time in self._assembler.found(passage).times:
            if _meets(place, (time.start, time.end)):
                return time.rules[0], None, (time.start, time.end)
        for item in scopes.equivalents(folded, self._rules):
            if _meets(place, (item.start, item.end)):
                return item.rules[0], None, (item.start, item.end)
        return next(((hit.rule.id, None, (hit.start, hit.end)) for hit in masks), None)

    def _unused(self, passage: Passage, place: Span) -> _Reason | None:
        """Return why a number with a unit, or in a table, was left where it is."""
        column = self._column(passage)
        if column is not None:
            return column
        for draft in self._assembler.drafts:
            if draft.passage is passage and draft.measure is not None:
                if _meets(place, (draft.measure.start, draft.measure.end)):
                    return None, "repeated", None
        for clause in self._assembler.found(passage).clauses:
            measure = clause.measure
            if measure is not None and _meets(place, (measure.start, measure.end)):
                return None, "other-column" if passage.row is not None else "no-aim", None
        return None

    def _column(self, passage: Passage) -> _Reason | None:
        """Return the rule of a table's column that holds no targets, None outside of such a column."""
        row = passage.row
        if row is None:
            return None
        if row.group or not row.row.header:
            return None, "group-row" if row.group else "no-columns", None
        role = self._assembler._columns(row).get(passage.column or 0)
        if role is None or role in ("task", "product", "value"):
            return None
        rule = self._first_of("column", role)
        return (rule, None, None) if rule else (None, "other-column", None)

    def _unmeasured(self, passage: Passage, place: Span) -> _Reason:
        """Return what a number lacks that no rule took for a measure."""
        folded = passage.folded
        units = [hit for hit in hits(self._rules.of("quantity"), folded) if _meets(place, _value(hit))]
        needs = {str(hit.rule.rule.gives.get("needs")) for hit in units}
        if not units:
            return None, "no-unit", None
        hit = max(units, key=lambda hit: hit.end - hit.start)
        about = (hit.start, hit.end) if hit.rule.rule.gives.get("needs") != "cue" else None
        if needs <= {"cue", "bound"}:
            return None, "no-bound" if "bound" in needs else "no-cue", about
        return None, "no-measure", about


def _value(hit: Hit) -> Span:
    """Return where the numbers of a match stand."""
    start, end = hit.match.span("value")
    if start < 0:
        return hit.start, hit.end
    return (start, max(end, hit.match.end("upper"))) if group(hit.match, "upper") else (start, end)


def _meets(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
