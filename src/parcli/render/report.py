"""A report, extractions or a comparison as one page that a browser shows without anything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TextIO

from parcli import messages
from parcli.compare.records import Comparison
from parcli.model import Document, Extraction
from parcli.render import compare, html, phrase
from parcli.render.html import names, sections
from parcli.report import Report


def write(out: TextIO, report: Report) -> None:
    """Write a report as a page: matrix, comparison, targets, texts, as far as there are any."""
    called = dict(zip((side.label for side in report.sides), _labels(report), strict=True))
    numbered = sections.numbers(report.extractions)
    parts = []
    if report.matrix:
        parts.append(sections.matrix(report.matrix, numbered, called))
    if report.comparison:
        parts.append(sections.comparison(report.comparison, numbered))
    text = sections.text(report.extractions, report.texts, numbered)
    parts += [sections.targets(report.extractions, numbered, sections.placed(text)), text]
    html.write(out, " · ".join(called.values()), parts, lead=_lead(report.extractions))


def write_targets(
    out: TextIO, extractions: Sequence[Extraction], text_of: Callable[[Document], str | None]
) -> None:
    """Write what documents promise as a page: the targets, and the texts in which they stand."""
    numbered = sections.numbers(extractions)
    found = {one.document.id: text_of(one.document) for one in extractions}
    texts = {name: text for name, text in found.items() if text is not None}
    text = sections.text(extractions, texts, numbered)
    parts = [sections.targets(extractions, numbered, sections.placed(text)), text]
    title = phrase.document(extractions[0].document) if len(extractions) == 1 else ""
    html.write(out, title or messages.text("page.heading.targets"), parts, lead=_lead(extractions))


def write_comparison(out: TextIO, comparison: Comparison) -> None:
    """Write a comparison as a page."""
    html.write(out, compare.title(comparison), [sections.comparison(comparison, {})])


def _labels(report: Report) -> list[str]:
    return names.sides_of([(side.label, side.province, side.years) for side in report.sides])


def _lead(extractions: Sequence[Extraction]) -> list[str]:
    """Return which documents speak, a line each, and how much they promise."""
    targets = sum(len(one.targets) for one in extractions)
    flagged = sum(bool(target.flags) for one in extractions for target in one.targets)
    documents = [_document(one.document) for one in extractions[:_NAMED]]
    counts = messages.text("page.counts", documents=len(extractions), targets=targets, flagged=flagged)
    return [*documents, counts]


def _document(document: Document) -> str:
    issued = phrase.day(document.issued_on) if document.issued_on else ""
    return " · ".join(part for part in (phrase.document(document), issued, phrase.years(document)) if part)


_NAMED = 6  # documents that a page names at its head
