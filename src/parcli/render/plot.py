"""A trend as a picture, SVG or PNG; the same points give the same bytes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from parcli import messages
from parcli.compare import ambition
from parcli.compare.trend import Series, Trend
from parcli.errors import StoreError
from parcli.render import heading, phrase, safe

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FORMATS = ("svg", "png")
_SIZE = (9.0, 5.0)  # inches
_COLUMN = 2.2  # inches that a further column of the key takes
_MARKERS = "osD^v<>pP*Xh"
_ROWS = 24  # of the key in one column
_SETTINGS = {
    # Ids within an SVG come out of this and not of chance; its letters stay text.
    "svg.hashsalt": "parcli", "svg.fonttype": "none", "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"], "text.parse_math": False,
}  # fmt: skip


def picture(trend: Trend, form: str) -> bytes:
    """Return `trend` as SVG or PNG: a line for each province and scope, over the years.

    Where fewer is better, less stands higher, so that up asks for more in every picture.

    Errors: StoreError where the engine that draws is not installed.
    """
    try:
        import matplotlib
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
    except ImportError as error:
        raise StoreError(code="plot.engine") from error
    with matplotlib.rc_context(_SETTINGS):  # type: ignore[arg-type]
        columns = 1 + (len(trend.series) - 1) // _ROWS
        figure = Figure(figsize=(_SIZE[0] + _COLUMN * (columns - 1), _SIZE[1]), layout="constrained")
        (FigureCanvasSVG if form == "svg" else FigureCanvasAgg)(figure)
        axes = figure.add_subplot()
        _draw(axes, trend, columns)
        page = io.BytesIO()
        # No time of writing and no version in the file.
        stamps: dict[str, Any] = {"Date": None, "Creator": "parcli"} if form == "svg" else {"Software": None}
        figure.savefig(page, format=form, metadata=stamps, dpi=150)
    return page.getvalue()


def _draw(axes: Axes, trend: Trend, columns: int) -> None:
    shares = ambition.as_shares(point.measure for point in trend.points)
    lines = [_line(axes, place, series, shares) for place, series in enumerate(trend.series)]
    if trend.better == "lower" and trend.points:
        axes.invert_yaxis()
    axes.set_title(safe.plain(heading.trend(trend)), fontsize="medium")
    unit = trend.unit or ""
    axes.set_ylabel(safe.plain(messages.text("plot.share", unit=unit) if shares else unit))
    if trend.years:
        axes.set_xticks(trend.years, [str(year) for year in trend.years])
    axes.grid(axis="y", alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    if lines:
        names = [safe.plain(phrase.clipped(phrase.point(series.points[0]), 48)) for series in trend.series]
        axes.legend(
            lines, names, loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize="small", frameon=False,
            ncols=columns,
        )  # fmt: skip


def _line(axes: Axes, place: int, series: Series, shares: bool) -> Any:
    """Draw one line with its points and, from the lower to the upper bound of a range, its bars."""
    points = [point for point in series.points if point.value is not None]
    years = [point.year for point in points]
    lows = [_height(point.value, point.measure, shares) for point in points]
    highs = [
        low if point.upper is None else _height(point.upper, point.measure, shares)
        for point, low in zip(points, lows, strict=True)
    ]
    marker = _MARKERS[place // 10 % len(_MARKERS)]
    [line] = axes.plot(years, lows, marker=marker, color=f"C{place % 10}", label=f"line {place}")
    axes.vlines(years, lows, highs, colors=f"C{place % 10}", linewidth=3, alpha=0.4)
    return line


def _height(number: Any, measure: Any, shares: bool) -> float:
    return float(ambition.number(number, measure, shares=shares))
