"""Statements without a number: more or less than a baseline, things that must not be there → measures."""

from __future__ import annotations

from decimal import Decimal

from parcli.recognise.mention import scan
from parcli.recognise.quantity import Quantity
from parcli.rulebook import Rulebook


def trends(folded: str, rules: Rulebook) -> list[Quantity]:
    """Return the statements of more or less than a baseline, which have no number."""
    return [
        Quantity(
            "trend", hit.start, hit.end, (hit.start, hit.end), None, None,
            direction=str(hit.rule.rule.gives["direction"]), rules=(hit.rule.id,), head=hit.start,
        )
        for hit in scan(rules, "trend", folded)
    ]  # fmt: skip


def zeros(folded: str, rules: Rulebook) -> list[Quantity]:
    """Return the statements that something countable must not be there."""
    return [
        Quantity(
            "count", hit.start, hit.match.end("noun"), (hit.start, hit.end), "=", Decimal(0),
            unit=str(hit.match["noun"]), rules=(hit.rule.id,), bounded=True, head=hit.start,
        )
        for hit in scan(rules, "zero", folded)
    ]  # fmt: skip
