"""Table cells whose unit stands in a column of its own → measures."""

from __future__ import annotations

import regex

from parcli.recognise import measures
from parcli.recognise.numerals import number, scale
from parcli.recognise.quantity import Quantity
from parcli.rulebook import Rulebook
from parcli.tokens import Words

# The fragments of rules that tell what a column's unit measures, with the unit of the record; None where
# the column's own words are the unit.
# (These two are also the units of a share and of a rank that no column of units names.)
SHARE, RANK = "%", "hạng"
_UNIT_KINDS: tuple[tuple[str, str, str | None], ...] = (
    ("unit-rank", "rank", RANK),
    ("unit-percentage-year", "percentage", "%/năm"),
    ("unit-percentage-output", "percentage", None),
    ("unit-percentage-points", "percentage", "điểm %"),
    ("unit-percentage", "percentage", SHARE),
    ("unit-score", "score", "điểm"),
    ("unit-ratio", "ratio", None),
    ("unit-times", "ratio", "lần"),
    ("unit-duration", "duration", None),
    ("unit-money", "money", None),
)
_BOUNDS = {"at_least": ">=", "at_most": "<=", "above": ">", "below": "<", "about": "~"}


def find(folded: str, unit: str, subject: str, rules: Rulebook, words: Words) -> list[Quantity]:
    """Return the measures of a table cell whose unit stands in a column of its own."""
    found: list[Quantity] = []
    kind, named, factor = _unit_kind(unit.strip(), rules)
    if kind is None:
        # In a column of values a number of things needs no word that asks for them.
        return measures.find(folded, rules, words, cued=False)
    for part in regex.finditer(r"[^;]+", folded):
        match = rules.fragment("cell-number").match(
            folded, part.start() + len(part[0]) - len(part[0].lstrip()), part.end()
        )
        if match is None:
            continue
        if match["percent"] and kind != "percentage":
            continue
        upper = number(match["upper"]) * factor if match["upper"] else None
        operator = "between" if upper is not None else _bound(match)
        if match["up"] and operator == "=":
            operator = ">="
        direction = (
            "increase"
            if rules.fragment("cell-grows").search(subject)
            else "decrease"
            if rules.fragment("cell-shrinks").search(subject)
            else "reach"
        )
        end = len(part[0].rstrip()) + part.start() if kind == "rank" else match.end()
        found.append(
            Quantity(
                kind, match.start(), max(match.end(), min(end, match.end() + 24)), match.span(), operator,
                number(match["value"]) * factor, upper, unit=named, direction=direction,
                rules=(f"measure.{kind}.column",), bounded=operator != "=", head=match.start(),
            )
        )  # fmt: skip
    return found


def _bound(match: regex.Match[str]) -> str:
    """Return the operator of the bound before a cell's number."""
    return next((operator for name, operator in _BOUNDS.items() if match[name]), "=")


def _unit_kind(unit: str, rules: Rulebook) -> tuple[str | None, str | None, int]:
    """Return kind and unit of measure that a column of units names, and by how much it multiplies."""
    if not unit:
        return None, None, 1
    for name, kind, named in _UNIT_KINDS:
        match = rules.fragment(name).match(unit)
        if match is None:
            continue
        if kind == "money":
            per = regex.sub(r"\s*/\s*", "/", match["per"] or "")
            return kind, ("USD" if match["currency"] == "usd" else "VND") + per, scale(match["scale"])
        if kind == "percentage" and named is None:
            return kind, f"% {match['base'].upper()}", 1
        return kind, named or regex.sub(r"\s*/\s*", "/", unit), 1
    return "count", unit, 1
