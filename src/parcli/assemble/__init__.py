"""Clauses of passages → targets, with all that headings, openings, columns and the document hand down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from parcli import model
from parcli.assemble import records
from parcli.assemble.draft import Draft, settled
from parcli.assemble.walk import Assembler
from parcli.rulebook import Rulebook
from parcli.segment import Passage, RowPassages


def targets(
    text: str,
    document: model.Document,
    passages: Sequence[Passage | RowPassages],
    rules: Rulebook,
    today: date | None = None,
) -> list[model.Target]:
    """Return the targets of a document in reading order; `today` is the day it was written."""
    return of_drafts(Assembler(text, document, rules, today).run(passages), text, document, rules)


def of_drafts(
    drafts: Sequence[Draft], text: str, document: model.Document, rules: Rulebook
) -> list[model.Target]:
    """Return the targets that drafts settle to, in reading order."""
    taken: set[str] = set()
    found = [records.target(draft, text, document, rules, taken) for draft in settled(drafts)]
    return sorted(found, key=lambda target: (target.measure.span.start, target.measure.span.end))
