"""Documents of the library, and what became of them, as a table, JSON, CSV, Markdown, a workbook or a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TextIO

from parcli import messages
from parcli.render import grid, safe

if TYPE_CHECKING:
    from parcli.model import Document

FORMATS = ("table", "json", "csv", "markdown", "xlsx", "html")
COLUMNS = ("id", "type", "number", "issued_on", "province", "period", "title")
CSV_COLUMNS = (
    "id", "source", "sha256", "encoding", "type", "number", "title", "issuer", "issuer_level", "province",
    "issued_on", "period.start", "period.end", "status",
)  # fmt: skip


def write(form: str, out: TextIO, documents: Sequence[Document]) -> None:
    """Write the documents of a list to `out`."""
    if form == "json":
        listed = {"documents": [document.json_dict() for document in documents]}
        out.write(safe.json_text(listed, indent=2) + "\n")
    elif form == "csv":
        grid.comma_separated(
            out, [CSV_COLUMNS, *([_flat(item)[name] for name in CSV_COLUMNS] for item in documents)]
        )
    elif form == "xlsx":
        from parcli.render import sheets, workbook

        workbook.write(out, sheets.documents(documents))
    elif form == "html":
        from parcli.render import pages

        pages.write_documents(out, documents)
    else:
        headings = [messages.text(f"column.{name}") for name in COLUMNS]
        rows = [_row(document) for document in documents]
        if form == "markdown":
            grid.markdown(out, headings, rows)
        else:
            grid.terminal(out, headings, rows, wide=COLUMNS.index("title"))


def _row(document: Document) -> list[str]:
    from parcli.render import phrase

    issued = phrase.day(document.issued_on) if document.issued_on else ""
    cells = (document.id, document.type, document.number, issued, document.province, phrase.years(document))
    return [*(cell or "" for cell in cells), document.title or document.source]


def _flat(document: Document) -> dict[str, Any]:
    record = document.json_dict()
    period = record.pop("period") or {"start": None, "end": None}
    return {**record, "period.start": period["start"], "period.end": period["end"]}


def write_outcomes(form: str, out: TextIO, outcomes: Sequence[dict[str, Any]]) -> None:
    """Write what became of each document: a table, or one JSON object a line."""
    if form == "json":
        out.writelines(safe.json_text(outcome) + "\n" for outcome in outcomes)
        return
    names = [*outcomes[0]] if outcomes else []
    headings = [messages.text(f"column.{name}") for name in names]
    rows = [[_shown(name, outcome[name]) for name in names] for outcome in outcomes]
    if rows:
        grid.terminal(out, headings, rows)


def _shown(name: str, value: Any) -> str:
    return messages.text(f"outcome.{value}") if name == "status" else str("" if value is None else value)
