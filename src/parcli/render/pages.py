"""What each command found as one page: which parts it has, and what stands in their tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from parcli import messages
from parcli.check.records import Check
from parcli.compare.matrix import Matrix
from parcli.compare.records import Comparison
from parcli.compare.trend import Trend
from parcli.due.records import Due
from parcli.due.records import rows as due_rows
from parcli.model import Document, Extraction
from parcli.render import agenda, heading, html, notes, phrase
from parcli.render.html import Section, names, sections, tables
from parcli.render.html.chart import chart
from parcli.render.html.comparison import comparison as comparison_part
from parcli.render.html.marked import Mark
from parcli.render.html.tables import Column, Line
from parcli.report import Report


def write(out: TextIO, report: Report) -> None:
    """Write a report as a page: matrix, comparison, targets, texts, as far as there are any."""
    called = dict(zip((side.label for side in report.sides), _labels(report), strict=True))
    numbered = sections.numbers(report.extractions)
    parts = []
    if report.matrix:
        parts.append(sections.matrix(report.matrix, numbered, called))
    if report.comparison:
        parts.append(comparison_part(report.comparison, numbered))
    text = sections.text(report.extractions, report.text_of, numbered)
    parts += [sections.targets(report.extractions, numbered, sections.placed(text)), text]
    html.write(out, _title([*called.values()]), parts, lead=_lead(report.extractions))


def write_targets(out: TextIO, extractions: Sequence[Extraction], text_of: sections.TextOf) -> None:
    """Write what documents promise as a page: the targets, and the texts in which they stand."""
    numbered = sections.numbers(extractions)
    text = sections.text(extractions, text_of, numbered)
    parts = [sections.targets(extractions, numbered, sections.placed(text)), text]
    title = phrase.document(extractions[0].document) if len(extractions) == 1 else ""
    html.write(out, title or messages.text("page.heading.targets"), parts, lead=_lead(extractions))


def write_comparison(out: TextIO, comparison: Comparison, *, explain: bool = False) -> None:
    """Write a comparison as a page; with `explain` it also says what made each pair."""
    html.write(out, _title(names.sides(comparison.sides)), [comparison_part(comparison, {}, explain=explain)])


def write_documents(out: TextIO, listed: Sequence[Document]) -> None:
    """Write the documents of a list as a page."""
    columns = [
        Column("issued_on", "when"),
        *map(Column, ("province", "number", "title", "issuer", "type", "period", "id")),
    ]
    lines = [
        Line(
            [
                phrase.day(one.issued_on) if one.issued_on else "", phrase.province(one.province), one.number or "",
                one.title or one.source, one.issuer or "", one.type or "", phrase.years(one), one.id,
            ],
            choices={"province": [phrase.province(one.province)], "type": [one.type or ""]},
        )
        for one in listed
    ]  # fmt: skip
    parts = [tables.table("documents", columns, lines, _filters(lines, "province", "type"))]
    html.write(out, messages.text("page.heading.documents"), parts)


def write_matrix(out: TextIO, record: Matrix) -> None:
    """Write a matrix as a page: the heat map, and the quote behind each of its cells."""
    numbered = {cell.target: number for number, cell in enumerate(record.cells[: tables.MOST_LINES], 1)}
    columns = [Column(name) for name in ("row", "province", "indicator-name")]
    columns += [
        Column("measure", "figure"),
        Column("text", "quote"),
        Column("deadline", "when"),
        Column("document"),
    ]
    names_of = {column.indicator: column for column in record.columns}
    lines = []
    for number, cell in enumerate(record.cells, 1):
        column, place = names_of[cell.indicator], phrase.province(cell.province)
        said = [phrase.measure(cell.measure), cell.text, phrase.deadline(cell.deadline), cell.document]
        choices = {"province": [place], "area": [column.area or "other"]}
        first = numbered.get(cell.target) == number
        lines.append(Line([str(number), place, column.name, *said], f"t-{number}" if first else "", choices))
    filters = {
        "province": tables.options([phrase.province(one) for one in record.provinces]),
        "area": sections.areas(column.area for column in record.columns),
    }
    parts = [sections.matrix(record, numbered), tables.table("quotes", columns, lines, filters)]
    html.write(out, heading.matrix(record), parts, lead=list(notes.matrix(record)))


def write_trend(out: TextIO, record: Trend) -> None:
    """Write a trend as a page: lines over the years, and the quote behind each point."""
    columns = [
        Column("province"),
        Column("year"),
        Column("measure", "figure"),
        Column("text", "quote"),
        Column("document"),
    ]
    lines = [
        Line(
            [
                phrase.point(point),
                str(point.year),
                phrase.measure(point.measure),
                point.text,
                point.document,
            ],
            choices={"province": [phrase.province(point.province)], "year": [str(point.year)]},
        )
        for point in record.points
    ]
    parts = [tables.table("quotes", columns, lines, _filters(lines, "province", "year"))]
    drawn = chart(record, messages.language())
    if drawn:
        parts.insert(0, Section("chart", {"chart": drawn, "title": heading.trend(record)}))
    html.write(out, record.name, parts, lead=[heading.trend(record), *notes.trend(record)])


def write_due(out: TextIO, record: Due) -> None:
    """Write what falls due as a page: each target once a day, with its agencies."""
    columns = [Column("due", "when"), Column("text", "quote"), Column("agencies"), Column("document")]
    rows = list(due_rows(record))
    lines = [
        Line(
            agenda.cells(row, record),
            choices={
                "agency": [agency.name for agency in row.agencies],
                "year": [str(row.first.last_day.year)],
                "document": [row.first.number or row.first.document],
            },
        )
        for row in rows
    ]
    filters = _filters(lines, "agency", "year", "document")
    html.write(out, heading.due(record), [tables.table("due", columns, lines, filters)])


def write_check(out: TextIO, record: Check, text: str | None) -> None:
    """Write the findings in a plan as a page, and the plan's text in which they are marked."""
    numbered = dict(enumerate(record.findings, 1))
    words = {number: messages.text(f"check.{one.severity}") for number, one in numbered.items()}
    marks = {number: Mark(one.span, one.span) for number, one in numbered.items()}
    notes = {number: sections.Note(words[number], one.reason) for number, one in numbered.items()}
    shown = sections.texts_with([(record.document, marks, notes)], lambda _: text)
    in_text = sections.placed(shown)
    columns = [Column("row"), Column("severity"), Column("quote", "quote"), Column("reason"), Column("code")]
    lines = [
        Line(
            [str(number), words[number], one.quote, one.reason, one.code],
            f"t-{number}",
            {"severity": [words[number]], "code": [one.code]},
            f"m-{number}" if number in in_text else "",
        )
        for number, one in numbered.items()
    ]
    parts = [tables.table("findings", columns, lines, _filters(lines, "severity", "code")), shown]
    html.write(out, phrase.document(record.document), parts, lead=[heading.check(record)])


def _filters(lines: Sequence[Line], *names: str) -> dict[str, tables.Options]:
    return {name: tables.options([one for line in lines for one in line.choices[name]]) for name in names}


def _title(labels: Sequence[str]) -> str:
    """Return the names of few sides, the number of many."""
    if len(labels) > _TITLED:
        return messages.text("page.sides", count=len(labels))
    title = " · ".join(labels)
    return title[:1].upper() + title[1:]


def _labels(report: Report) -> list[str]:
    return names.sides_of([(side.label, side.province, side.years) for side in report.sides])


def _lead(extractions: Sequence[Extraction]) -> list[str]:
    """Return which documents speak, a line each, and how much they promise."""
    targets = sum(len(one.targets) for one in extractions)
    flagged = sum(bool(target.flags) for one in extractions for target in one.targets)
    documents = [_document(one.document) for one in extractions[:_NAMED]]
    counts = messages.text("page.counts", documents=len(extractions), targets=targets, flagged=flagged)
    more = len(extractions) - _NAMED
    rest = [messages.text("page.more-documents", count=more)] if more > 0 else []
    return [*documents, *rest, counts]


def _document(document: Document) -> str:
    issued = phrase.day(document.issued_on) if document.issued_on else ""
    return " · ".join(part for part in (phrase.document(document), issued, phrase.years(document)) if part)


_TITLED = 4  # sides that a title names
_NAMED = 6  # documents that a page names at its head
