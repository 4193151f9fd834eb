"""What the results of commands are headed by, in words: what is shown, and how much of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parcli import messages
from parcli.render import phrase

if TYPE_CHECKING:
    from parcli.check.records import Check
    from parcli.compare.matrix import Matrix
    from parcli.compare.trend import Trend
    from parcli.due.records import Due


def check(record: Check) -> str:
    """Return how many findings there are, and how many of them are errors."""
    name = phrase.document(record.document)
    errors = sum(one.severity == "error" for one in record.findings)
    key = "check.title" if record.findings else "check.none"
    return messages.text(key, name=name, count=len(record.findings), errors=errors)


def due(record: Due) -> str:
    """Return how many targets fall due, and from when on."""
    return messages.text("due.title", count=record.count, day=phrase.day(record.as_of))


def matrix(record: Matrix) -> str:
    """Return what is shown."""
    return messages.text(
        "matrix.title", year=record.year, provinces=len(record.provinces), indicators=len(record.indicators)
    )


def trend(record: Trend) -> str:
    """Return what is shown, in which unit, and which way is better."""
    parts = [record.name, record.indicator] if record.name != record.indicator else [record.name]
    if record.unit:
        parts.append(record.unit)
    if record.direction != "reach":
        parts.append(messages.text(f"trend.{record.direction}"))
    if record.better:
        parts.append(messages.text(f"trend.better.{record.better}"))
    return " · ".join(parts)
