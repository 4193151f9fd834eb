"""What a reader should know of the results of commands beside their rows, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from parcli import messages
from parcli.render import phrase

if TYPE_CHECKING:
    from parcli.compare.matrix import Matrix
    from parcli.compare.records import Comparison
    from parcli.compare.trend import Trend


def comparison(record: Comparison) -> list[str]:
    """Return in words what a reader should know of the sides: mergers, longer plans, no targets."""
    return [phrase.note(note) for note in record.notes]


def matrix(record: Matrix) -> Iterator[str]:
    """Yield in words what the cells do not show: provinces without documents, or with longer plans alone."""
    without = [phrase.province(plans.province) for plans in record.plans if not plans.documents]
    longer = [phrase.province(plans.province) for plans in record.plans if plans.contains]
    if without:
        yield messages.text("matrix.no-document", name=", ".join(without), year=record.year)
    if longer:
        yield messages.text("compare.contains", name=", ".join(longer), year=record.year)


def trend(record: Trend) -> Iterator[str]:
    """Yield in words what the points do not show: mergers, provinces without any, other units."""
    yield from map(phrase.note, record.mergers)
    for province, why in record.silent:
        yield messages.text(f"trend.{why}", name=phrase.province(province), indicator=record.indicator)
    for group in record.left_out:
        unit = group.unit or messages.text("trend.no-unit")
        if group.direction != "reach":
            unit += f" ({messages.text(f'trend.{group.direction}')})"
        yield messages.text("trend.left-out", count=group.count, unit=unit)
