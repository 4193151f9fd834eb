"""What falls due as a table, JSON, CSV, Markdown, a calendar, a page, or the workbook that offices keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TextIO

from parcli import messages
from parcli.due.records import Due, Item, Row, rows
from parcli.model import Role
from parcli.render import agenda, calendar, grid, heading, safe, workbook

FORMATS = ("table", "json", "csv", "markdown", "ics", "xlsx", "html")
CSV_COLUMNS = (
    "last_day", "kind", "start", "end", "agency", "agency.name", "role", "text", "product", "deadline.text",
    "every", "target", "document", "number", "province", "lead", "coordinate",
)  # fmt: skip
# The columns of the table that offices follow their tasks with; it is in Vietnamese whoever asks for it.
FOLLOW_UP = (
    "STT", "Nội dung", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn", "Sản phẩm", "Ghi chú",
)  # fmt: skip


def write(form: str, out: TextIO, due: Due) -> None:
    """Write what falls due to `out`.

    Errors: StoreError where what a format needs is not installed.
    """
    if form == "json":
        out.write(safe.json_text(due.json_dict(), indent=2) + "\n")
    elif form == "csv":
        grid.comma_separated(out, [CSV_COLUMNS, *map(_flat, due.items)])
    elif form == "ics":
        calendar.write(out, due)
    elif form == "xlsx":
        workbook.write(out, [_sheet(due)])
    elif form == "html":
        from parcli.render import pages

        pages.write_due(out, due)
    elif not due.items:
        out.write(safe.printable(heading.due(due)) + "\n")
    else:
        headings = [messages.text(f"column.{name}") for name in agenda.COLUMNS]
        lines = [agenda.cells(row, due) for row in rows(due)]
        if form == "markdown":
            grid.markdown(out, headings, lines, title=heading.due(due))
        else:
            grid.terminal(out, headings, lines, title=heading.due(due), wide=agenda.COLUMNS.index("text"))


def _flat(item: Item) -> list[Any]:
    return [
        item.last_day, item.kind, item.start, item.end, item.agency, item.name, item.role, item.text,
        item.product, item.said, item.every, item.target, item.document, item.number, item.province,
        _named(item, "lead", "advise"), _named(item, "coordinate"),
    ]  # fmt: skip


def _named(item: Item, *roles: Role) -> str:
    return "; ".join(Row((item,)).named(*roles))


def _sheet(due: Due) -> workbook.Sheet:
    lines = [_followed(number, row, due) for number, row in enumerate(rows(due), 1)]
    return workbook.Sheet("Theo dõi", FOLLOW_UP, lines, days="dd/mm/yyyy")


def _followed(number: int, row: Row, due: Due) -> list[workbook.Value]:
    item = row.first
    return [
        number, item.text, row.named("lead", "advise"), row.named("coordinate"), item.last_day, item.product,
        list(_notes(row, due)),
    ]  # fmt: skip


def _notes(row: Row, due: Due) -> Iterator[str]:
    """Yield what the other columns have no room for: the document, the words of the time, who watches."""
    item = row.first
    yield ", ".join(agenda.document(item, due))
    if item.said:
        yield f"Thời hạn trong văn bản: {item.said}"
    watching = row.named("monitor")
    if watching:
        yield f"Theo dõi: {', '.join(watching)}"
