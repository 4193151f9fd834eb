"""A trend as a table with bars, JSON, CSV, Markdown, a workbook or a page: each level with its quote and its document."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, TextIO

from parcli import messages
from parcli.compare import ambition
from parcli.compare.trend import Point, Trend
from parcli.render import grid, heading, phrase, safe

FORMATS = ("table", "json", "csv", "markdown", "xlsx", "html")
_BAR = 12  # characters of the longest bar
_EIGHTHS = " ▏▎▍▌▋▊▉"
_QUOTE = 120
_COLUMNS = (
    "province", "year", "operator", "value", "upper", "unit", "direction", "of", "levels", "sectors", "except",
    "deadline.kind", "deadline.start", "deadline.end", "text", "target", "document",
)  # fmt: skip


def write(form: str, out: TextIO, trend: Trend) -> None:
    """Write `trend` to `out`; JSON and CSV have every point, tables say what is left out as well."""
    if form == "json":
        out.write(safe.json_text(trend.json_dict(), indent=2) + "\n")
        return
    if form == "csv":
        grid.comma_separated(out, [_COLUMNS, *(_flat(point) for point in trend.points)])
        return
    if form == "xlsx":
        from parcli.render import sheets, workbook

        workbook.write(out, sheets.trend(trend))
        return
    if form == "html":
        from parcli.render import pages

        pages.write_trend(out, trend)
        return
    if trend.points:
        headings = ["province", "year", "measure", *(["chart"] if form == "table" else []), "text"]
        columns = [messages.text(f"column.{name}") for name in headings]
        rows = _rows(trend, bars=form == "table")
        if form == "markdown":
            grid.markdown(out, columns, rows, title=heading.trend(trend))
        else:
            grid.terminal(out, columns, rows, title=heading.trend(trend), wide=len(columns) - 1)
    else:
        out.write(safe.printable(f"{heading.trend(trend)}: {messages.text('trend.no-points')}") + "\n")


def _rows(trend: Trend, *, bars: bool) -> Iterator[list[grid.Cell]]:
    scale = _Scale(trend)
    for point in trend.points:
        quote = f"“{phrase.clipped(point.text, _QUOTE)}”"
        chart = [scale.bar(point)] if bars else []
        said = phrase.measure(point.measure)
        yield [phrase.point(point), str(point.year), said, *chart, [quote, point.document]]


class _Scale:
    """How long bars are: from nothing to the greatest number, shares of those ranked where these differ."""

    def __init__(self, trend: Trend) -> None:
        self._shares = ambition.as_shares(point.measure for point in trend.points)
        ends = [self._at(number, point) for point in trend.points for number in (point.value, point.upper)]
        self._most = max((abs(end) for end in ends), default=Decimal(0))
        if trend.unit == "%" and self._most <= 100:
            self._most = Decimal(100)

    def _at(self, number: Decimal | None, point: Point) -> Decimal:
        return Decimal(0) if number is None else ambition.number(number, point.measure, shares=self._shares)

    def bar(self, point: Point) -> str:
        """Return the bar of a point, its part between two bounds lighter."""
        if point.value is None or not self._most:
            return ""
        eighths = self._eighths(self._at(point.value, point))
        if point.upper is None:
            return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).rstrip()
        full = round(eighths / 8)
        return "█" * full + "░" * (round(self._eighths(self._at(point.upper, point)) / 8) - full)

    def _eighths(self, number: Decimal) -> int:
        return max(0, round(8 * _BAR * number / self._most))


def _flat(point: Point) -> list[Any]:
    record, scope = point.json_dict(), point.scope
    deadline = point.deadline.model_dump(mode="json") if point.deadline else {}
    return [
        point.province, point.year, point.operator, record["value"], record["upper"], point.measure.unit,
        point.measure.direction, point.measure.of, "; ".join(scope.levels), "; ".join(scope.sectors), scope.except_,
        *(deadline.get(name) for name in ("kind", "start", "end")), point.text, point.target, point.document,
    ]  # fmt: skip
