"""A target before it is a record, a measure that became no target, and which drafts stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parcli import model
from parcli.clauses import Clause
from parcli.recognise import indicators
from parcli.recognise.quantity import Quantity
from parcli.segment import Passage, RowPassages

Span = tuple[int, int]


@dataclass
class Draft:
    """A target before it is checked against the others: its record parts with their places.

    `text` and `measure_span` are of the document; a task has no `measure`, only the place of its words.
    """

    passage: Passage
    clause: Clause
    measure: Quantity | None
    indicator: indicators.Finding | None
    deadline: model.Deadline | None
    agencies: tuple[model.Agency, ...]
    text: Span
    rules: tuple[str, ...]
    row: RowPassages | None = None
    measure_span: Span | None = None
    product: model.Product | None = None
    # The words of a table's row where they stand in another cell than the measure.
    subject: str = ""
    progress: model.Progress | None = None


@dataclass(frozen=True)
class Refusal:
    """A measure that became no target, with the rule or the absence that decided."""

    passage: Passage
    clause: Clause
    reason: str


def settled(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts without the repeats of a headline or a summary."""
    kept: list[Draft] = []
    for place, draft in enumerate(drafts):
        headline = draft.row is None and draft.passage.heading and not draft.passage.block.marker
        if not (headline and any(_repeats(draft, other) for other in drafts[place + 1 :])):
            kept.append(draft)
    return kept


def _repeats(headline: Draft, other: Draft) -> bool:
    """Whether a headline says what another draft says again."""
    a, b = headline.measure, other.measure
    if a is None or b is None:
        return a is b and headline.deadline == other.deadline
    return (a.kind, a.operator, a.value, a.upper) == (b.kind, b.operator, b.value, b.upper) and (
        headline.indicator is None
        or other.indicator is None
        or headline.indicator.code == other.indicator.code
    )
