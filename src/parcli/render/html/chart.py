"""A trend as lines in a picture of its own size: where each point stands, and what is written beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parcli.compare import ambition
from parcli.compare.trend import Point, Trend
from parcli.render import phrase, safe

WIDTH, HEIGHT = 720, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 16, 36
_TICKS = 5
# More lines than this are told apart by nobody; they are drawn alike, and the table names them.
MOST_COLOURS = 6


@dataclass(frozen=True)
class Mark:
    """A point of the picture with its words."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Line:
    """A province and scope over the years; `colour` is None where there are too many to tell apart."""

    name: str
    colour: int | None
    marks: tuple[Mark, ...]

    @property
    def path(self) -> str:
        """The points, as SVG writes a polyline."""
        return " ".join(f"{mark.x:g},{mark.y:g}" for mark in self.marks)


@dataclass(frozen=True)
class Chart:
    """Lines between axes; what stands higher asks for more."""

    lines: tuple[Line, ...]
    years: tuple[tuple[float, str], ...]
    levels: tuple[tuple[float, str], ...]


def chart(trend: Trend, language: str) -> Chart | None:
    """Return the picture of a trend, None where fewer than two points have a number."""
    shares = ambition.as_shares(point.measure for point in trend.points)
    stated = [point for point in trend.points if point.value is not None]
    if len(stated) < 2:
        return None
    heights = {id(point): _height(point, shares) for point in stated}
    scale = _Scale(trend, list(heights.values()))
    several = len(trend.series) > MOST_COLOURS
    lines = []
    for place, series in enumerate(trend.series):
        marks = [
            Mark(
                scale.x(point.year),
                scale.y(heights[id(point)]),
                f"{point.year}: {phrase.measure(point.measure)}",
            )
            for point in stated
            if point in series.points
        ]
        if marks:
            lines.append(Line(phrase.point(series.points[0]), None if several else place, tuple(marks)))
    years = tuple((scale.x(year), str(year)) for year in trend.years)
    levels = tuple((scale.y(level), _level(level, shares, language)) for level in scale.levels)
    return Chart(tuple(lines), years, levels)


def _level(height: float, share: bool, language: str) -> str:
    """Return what stands at a height; a share of those ranked as a percentage."""
    return (
        f"{safe.number(round(height * 100), language)} %"
        if share
        else safe.number(round(height, 2), language)
    )


def _height(point: Point, shares: bool) -> float:
    assert point.value is not None, "points without a number are left out before"
    return float(ambition.number(point.value, point.measure, shares=shares))


class _Scale:
    """From years and numbers to places in the picture."""

    def __init__(self, trend: Trend, heights: Sequence[float]) -> None:
        self._first, self._last = min(trend.years), max(trend.years)
        # Shares of a hundred stand between 0 and 100, so that a small step does not look like a large one.
        whole = trend.unit == "%" and trend.direction == "reach" and max(heights) <= 100
        self._least, self._most = (0.0, 100.0) if whole else (min(0.0, *heights), max(heights) or 1.0)
        self._turned = trend.better == "lower"

    @property
    def levels(self) -> list[float]:
        """The numbers that the axis names."""
        step = (self._most - self._least) / (_TICKS - 1)
        return [self._least + step * place for place in range(_TICKS)]

    def x(self, year: int) -> float:
        """Return where a year stands, from the left."""
        if self._first == self._last:
            return (WIDTH + _LEFT - _RIGHT) / 2
        share = (year - self._first) / (self._last - self._first)
        return round(_LEFT + 12 + share * (WIDTH - _LEFT - _RIGHT - 24), 1)

    def y(self, height: float) -> float:
        """Return where a number stands, from the top."""
        share = (height - self._least) / (self._most - self._least)
        down = share if self._turned else 1 - share
        return round(_TOP + down * (HEIGHT - _TOP - _BOTTOM), 1)
