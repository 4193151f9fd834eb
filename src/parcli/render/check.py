"""The findings of a check as a table, JSON, CSV, Markdown, a workbook or a page."""

from __future__ import annotations

from typing import TextIO

from parcli import messages
from parcli.check.records import Check, Finding
from parcli.render import grid, heading, safe

FORMATS = ("table", "json", "csv", "markdown", "xlsx", "html")
COLUMNS = ("severity", "code", "quote", "reason")
CSV_COLUMNS = ("document", "code", "severity", "quote", "reason", "span.start", "span.end", "targets")
_QUOTE = 200  # characters of the plan that a table shows


def write(form: str, out: TextIO, check: Check, *, text: str | None = None) -> None:
    """Write a check to `out`; a page shows the plan's `text` with its findings marked.

    Errors: StoreError where what a format needs is not installed.
    """
    if form == "json":
        out.write(safe.json_text(check.json_dict(), indent=2) + "\n")
    elif form == "csv":
        grid.comma_separated(
            out, [CSV_COLUMNS, *([check.document.id, *_flat(one)] for one in check.findings)]
        )
    elif form == "xlsx":
        from parcli.render import workbook

        rows = [[*_cells(one), ", ".join(one.targets)] for one in check.findings]
        headings = [*_headings(), messages.text("column.targets")]
        workbook.write(out, [workbook.Sheet(check.document.number or check.document.id, headings, rows)])
    elif form == "html":
        from parcli.render import pages

        pages.write_check(out, check, text)
    elif not check.findings:
        out.write(safe.printable(heading.check(check)) + "\n")
    elif form == "markdown":
        grid.markdown(out, _headings(), map(_row, check.findings), title=heading.check(check))
    else:
        grid.terminal(
            out, _headings(), map(_row, check.findings), title=heading.check(check), wide=COLUMNS.index("reason"),
            whole=[COLUMNS.index("code")],
        )  # fmt: skip


def _headings() -> list[str]:
    return [messages.text(f"column.{name}") for name in COLUMNS]


def _cells(one: Finding) -> list[str]:
    return [messages.text(f"check.{one.severity}"), one.code, one.quote, one.reason]


def _row(one: Finding) -> list[grid.Cell]:
    severity, code, quote, reason = _cells(one)
    line = safe.one_line(quote)
    return [severity, code, line if len(line) <= _QUOTE else f"{line[: _QUOTE - 1].rstrip()}…", reason]


def _flat(one: Finding) -> list[object]:
    return [
        one.code, one.severity, one.quote, one.reason, one.span.start, one.span.end, "; ".join(one.targets),
    ]  # fmt: skip
