"""How much a measure asks for: what sets measures of one unit and direction in order."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from parcli.model import Measure
from parcli.taxonomy import Better

# How hard a bound presses at the same number. A bare number is asked for as at least as much.
_PRESSURE = {"~": 0, "=": 1, ">=": 1, "<=": 1, "between": 1, ">": 2, "<": 2}

# The least that will do, how firmly it is bound, and the best that is hoped for: more asks for more.
Demand = tuple[Decimal, int, Decimal]


def as_shares(measures: Iterable[Measure]) -> bool:
    """Return whether ranks have to be compared as shares of those ranked: 15 of 34 asks less than 20 of 63."""
    ranked = {measure.of for measure in measures}
    return len(ranked) > 1 and None not in ranked


def number(value: Decimal, measure: Measure, *, shares: bool) -> Decimal:
    """Return a number of `measure`, as a share of those ranked where `shares` are compared."""
    return value / measure.of if shares and measure.of else value


def demand(measure: Measure, way: Better, *, shares: bool = False) -> Demand | None:
    """Return how much is asked for, where `way` is better; None where there is no number.

    In a range the worst that is allowed binds; the best that is hoped for settles a tie.
    """
    if measure.value is None:
        return None
    value = number(measure.value, measure, shares=shares)
    upper = value if measure.upper is None else number(measure.upper, measure, shares=shares)
    worst, best = (upper, value) if way == "lower" else (value, upper)
    sign = -1 if way == "lower" else 1
    excluded = way == "lower" and measure.operator == "between" and not measure.upper_inclusive
    return sign * worst, 2 if excluded else _PRESSURE[measure.operator or "="], sign * best
