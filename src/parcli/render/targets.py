"""The targets of documents as a table, JSON, lines of JSON, CSV or Markdown, document by document; as a workbook or page."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from parcli import messages
from parcli.model import Document, Extraction, Target
from parcli.render import grid, phrase, safe

FORMATS = ("table", "json", "jsonl", "csv", "markdown", "xlsx", "html", "parquet")
COLUMNS = ("row", "text", "measure", "deadline", "agencies", "indicator", "flags")

# One column for each field of the JSON, named by its path there; lists are joined.
CSV_COLUMNS = (
    "document", "id", "text", "section", "area", "indicator",
    "measure.kind", "measure.operator", "measure.value", "measure.upper", "measure.upper_inclusive",
    "measure.unit", "measure.of", "measure.direction",
    "measure.equivalent.value", "measure.equivalent.unit", "measure.equivalent.text", "measure.text",
    "baseline.year", "baseline.text", "scope.levels", "scope.sectors", "scope.except", "product.text",
    "deadline.kind", "deadline.start", "deadline.end", "deadline.text", "deadline.origin",
    "agencies.lead", "agencies.coordinate", "agencies.advise", "agencies.monitor",
    "wording", "progress.status", "progress.reported", "progress.text", "flags", "rules",
    "place.page", "place.table", "place.row", "place.cell", "span.start", "span.end",
)  # fmt: skip


@contextlib.contextmanager
def writer(
    form: str, out: TextIO, *, several: bool, text_of: Callable[[Document], str | None] = lambda _: None
) -> Iterator[Callable[[Extraction], None]]:
    """Yield what writes one extraction after the other to `out` in the format `form`.

    With `several` documents to come, each JSON object stands on one line. Workbooks and pages are
    written at the end, if nothing went wrong; `text_of` gives a document's text to a page.
    """
    found: list[Extraction] = []
    if form == "csv":
        yield _csv_writer(out)
    elif form == "json":
        yield lambda extraction: _json(extraction, out, None if several else 2)
    elif form == "xlsx":
        from parcli.render import sheets, workbook

        yield found.append
        workbook.write(out, sheets.targets(found))
    elif form == "parquet":
        from parcli.render import parquet

        with parquet.writer(out) as write:
            yield write
    elif form == "html":
        from parcli.render import pages

        yield found.append
        pages.write_targets(out, found, text_of)
    else:
        yield {"jsonl": _jsonl, "markdown": _markdown, "table": _table}[form](out)


def _json(extraction: Extraction, out: TextIO, indent: int | None) -> None:
    out.write(safe.json_text(extraction.json_dict(), indent=indent) + "\n")


def _jsonl(out: TextIO) -> Callable[[Extraction], None]:
    def write(extraction: Extraction) -> None:
        for target in extraction.targets:
            line = {"document": extraction.document.id, **target.json_dict()}
            out.write(safe.json_text(line) + "\n")

    return write


def _table(out: TextIO) -> Callable[[Extraction], None]:
    def write(extraction: Extraction) -> None:
        title = phrase.document(extraction.document)
        if not extraction.targets:
            out.write(f"{safe.printable(title)}: {messages.text('table.no-targets')}\n")
            return
        # Seven columns are too many for a terminal: indicator and flags stand under the text.
        short = COLUMNS[:-2]
        rows = [
            [str(place), [target.text, _checked(target)], *_said(target)]
            for place, target in enumerate(extraction.targets, 1)
        ]
        grid.terminal(out, _headings(short), rows, title=title, wide=short.index("text"))

    return write


def _markdown(out: TextIO) -> Callable[[Extraction], None]:
    def write(extraction: Extraction) -> None:
        rows = [
            [str(place), target.text, *_said(target), phrase.indicator(target), target.flags]
            for place, target in enumerate(extraction.targets, 1)
        ]
        grid.markdown(out, _headings(COLUMNS), rows, title=phrase.document(extraction.document))

    return write


def _csv_writer(out: TextIO) -> Callable[[Extraction], None]:
    headed = False

    def write(extraction: Extraction) -> None:
        nonlocal headed
        if not headed:
            grid.comma_separated(out, [CSV_COLUMNS])
            headed = True
        rows = (flat(extraction.document.id, target) for target in extraction.targets)
        grid.comma_separated(out, ([row[name] for name in CSV_COLUMNS] for row in rows))

    return write


def _headings(columns: Sequence[str]) -> list[str]:
    return [messages.text(f"column.{name}") for name in columns]


def _said(target: Target) -> tuple[grid.Cell, ...]:
    """Return how much, by when and who."""
    return phrase.measure(target.measure), phrase.deadline(target.deadline), phrase.agencies(target.agencies)


def _checked(target: Target) -> str:
    """Return what is measured, what a reader should check, and where to find it."""
    said = [phrase.indicator(target), *(f"!{flag}" for flag in target.flags), phrase.place(target.place)]
    return " ".join(part for part in said if part)


def flat(document_id: str, target: Target) -> dict[str, Any]:
    """Return a target as one row: a value for each of CSV_COLUMNS."""
    record = target.json_dict()
    row = {"document": document_id, **dict(_leaves(record))}
    for role in ("lead", "coordinate", "advise", "monitor"):
        row[f"agencies.{role}"] = "; ".join(item.name for item in target.agencies if item.role == role)
    if target.progress:
        row["progress.reported"] = "; ".join(
            " ".join(str(part) for part in item.values() if part is not None)
            for item in record["progress"]["reported"]
        )
    return {name: row.get(name) for name in CSV_COLUMNS}


def _leaves(record: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{above}{name}.")
        elif isinstance(value, list):
            yield f"{above}{name}", "; ".join(str(item) for item in value)
        else:
            yield f"{above}{name}", value
