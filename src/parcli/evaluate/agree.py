"""Which fields of a target found are as the gold has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from parcli import taxonomy
from parcli.evaluate.gold import OPEN, Line
from parcli.model import Target

# Small words of collective names: "các sở, ban, ngành và địa phương có liên quan".
_SMALL = re.compile(r"^cac-|-va(?=-)|-co(?=-lien-quan)")


def right(gold: Line, found: Target, codes: frozenset[str]) -> dict[str, bool]:
    """Return for each field that the gold settles whether `found` has it right.

    `codes` are the indicators that gold is annotated with: where it names none, a code of none of
    them is right too.
    """
    checked = {
        field: bool(check(gold, found))
        for field, (names, check) in _CHECKS.items()
        if all(getattr(gold, name) != OPEN for name in names)
    }
    if gold.indicator != OPEN:
        checked["indicator"] = _indicator(gold.indicator, found.indicator, codes)
    return checked


def said(field: str, gold: Line, found: Target) -> tuple[Any, Any]:
    """Return what the gold and the target found say of a field, as JSON."""
    stated = gold.model_dump(mode="json", by_alias=True)
    if field == "value":
        return (
            {name: stated[name] for name in ("operator", "value", "upper")},
            found.measure.model_dump(mode="json", include={"operator", "value", "upper"}),
        )
    if field == "agencies":
        return _named(stated[field]), _named(found.json_dict()[field])
    record = found.json_dict()
    parts = (record["measure"], record["scope"], record)
    here = next(part[field] for part in parts if field in part)
    if isinstance(here, dict):
        here = {name: value for name, value in here.items() if name != "span"}
    return stated[field], here


def _named(agencies: list[dict[str, Any]]) -> list[str]:
    return [f"{agency['id']} ({agency['role']})" for agency in agencies]


def _value(gold: Line, found: Target) -> bool:
    measure = found.measure
    return (gold.operator, gold.value, gold.upper) == (measure.operator, measure.value, measure.upper)


def _unit(gold: Line, found: Target) -> bool:
    units = {unit.strip().casefold() for unit in (gold.unit or "").split("|")}
    return (found.measure.unit or "").casefold() in units


def _deadline(gold: Line, found: Target) -> bool:
    one, two = gold.deadline, found.deadline
    if one is None or one == OPEN or two is None:
        return one is None and two is None
    # What goes on through a year and what is done during it fall due alike.
    kinds = {"during" if kind == "ongoing" else kind for kind in (one.kind, two.kind)}
    same_dates = kinds == {"recurring"} or (one.start, one.end) == (two.start, two.end)
    return len(kinds) == 1 and same_dates


def _agencies(gold: Line, found: Target) -> bool:
    stated = () if gold.agencies == OPEN else gold.agencies
    wanted = {(_plain(one.id), one.role) for one in stated}
    return wanted == {(_plain(one.id), one.role) for one in found.agencies}


def _plain(agency: str) -> str:
    return _SMALL.sub("", agency)


def _indicator(gold: str | None, found: str | None, codes: frozenset[str]) -> bool:
    if gold is None:
        return found not in codes
    # A code that refines the one named is right too.
    return found is not None and bool({found, taxonomy.family(found)} & set(gold.split("|")))


def _baseline(gold: Line, found: Target) -> bool:
    wanted = None if gold.baseline is None or gold.baseline == OPEN else gold.baseline.year
    return wanted == (found.baseline.year if found.baseline else None)


def _part(wanted: Any, found: Any) -> bool:
    """Return whether `found` says all that the gold says of it, which may be less than all there is."""
    if wanted is None or found is None:
        return wanted is found
    stated: Mapping[str, Any] = found.json_dict()
    return all(stated.get(name) == value for name, value in wanted.items())


# Each field: the names in the gold that must be settled, and the check. The indicator needs more.
_CHECKS: dict[str, tuple[tuple[str, ...], Callable[[Line, Target], object]]] = {
    "value": (("operator", "value", "upper"), _value),
    "kind": (("kind",), lambda gold, found: gold.kind == found.measure.kind),
    "unit": (("unit",), _unit),
    "direction": (("direction",), lambda gold, found: gold.direction == found.measure.direction),
    "deadline": (("deadline",), _deadline),
    "agencies": (("agencies",), _agencies),
    "levels": (("levels",), lambda gold, found: set(gold.levels) == set(found.scope.levels)),
    "baseline": (("baseline",), _baseline),
    "wording": (("wording",), lambda gold, found: gold.wording == found.wording),
    "sectors": (("sectors",), lambda gold, found: gold.sectors == found.scope.sectors),
    "except": (("except_",), lambda gold, found: gold.except_ == found.scope.except_),
    "upper_inclusive": (
        ("upper_inclusive",),
        lambda gold, found: gold.upper_inclusive == found.measure.upper_inclusive,
    ),
    "equivalent": (("equivalent",), lambda gold, found: _part(gold.equivalent, found.measure.equivalent)),
    "product": (
        ("product",),
        lambda gold, found: gold.product == (found.product.text if found.product else None),
    ),
    "progress": (("progress",), lambda gold, found: _part(gold.progress, found.progress)),
}
