"""Pairs between the samples, with their readers' records as sides: how many are found, how many are right."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from extractions import extraction, measure, target

from parcli import model
from parcli.compare import assign, compare
from parcli.compare.records import Cell

SAMPLES = Path(__file__).parents[1] / "samples"
KEY = ("indicator", "levels", "unit", "direction")
UNITS = {"percentage": "%", "rank": "hạng", "score": "điểm", "money": "VND"}
LAST_OF_63 = date(2025, 6, 30)

Gold = dict[str, Any]


@dataclass(frozen=True)
class Sample:
    """A sample's gold lines by the ids of the records that stand for them."""

    name: str
    gold: dict[str, Gold]
    record: model.Extraction


def sure(value: Any, otherwise: Any = None) -> Any:
    return otherwise if value == "?" else value


def read(path: Path) -> Sample:
    first, *lines = [
        json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    name, document = path.parent.name, first["document"]
    period, issued = sure(document["period"]), sure(document["issued_on"])
    fields = {
        "id": name, "type": sure(document["type"]), "province": sure(document["province"]), "number": None,
        "period": model.Period(**period) if period else None,
        "issued_on": date.fromisoformat(issued) if issued else None,
    }  # fmt: skip
    gold = {f"{name}-{number}": line for number, line in enumerate(lines)}
    ranked = 34 if (issued or f"{period['start'] if period else 2020}-01-01") > LAST_OF_63.isoformat() else 63
    records = [record(key, line, place, ranked) for place, (key, line) in enumerate(gold.items())]
    return Sample(name, gold, extraction(name, *records, **fields))


def record(key: str, gold: Gold, place: int, ranked: int) -> model.Target:
    kind, operator = sure(gold["kind"], "completion"), sure(gold["operator"])
    value, upper = (
        None if sure(gold[name]) is None else Decimal(str(gold[name])) for name in ("value", "upper")
    )
    unit = sure(gold["unit"], UNITS.get(kind))
    counted = measure(
        gold["anchor"], kind=kind, operator=operator, value=value, upper=upper, unit=unit,
        of=ranked if unit == "hạng" else None, direction=sure(gold["direction"], "reach"),
    )  # fmt: skip
    scope = model.Scope(levels=tuple(sure(gold["levels"], [])), sectors=(), except_=None)
    return target(
        gold["text"], place * 1000, id=key, area=None, indicator=sure(gold["indicator"]), measure=counted,
        scope=scope, deadline=deadline(sure(gold["deadline"])),
    )  # fmt: skip


def deadline(gold: Gold | None) -> model.Deadline | None:
    if gold is None:
        return None
    days = {name: date.fromisoformat(gold[name]) if gold.get(name) else None for name in ("start", "end")}
    return model.Deadline(kind=gold["kind"], text="", origin="document", span=None, **days)


def agree(one: Gold, two: Gold, fields: tuple[str, ...]) -> bool:
    """Return whether two gold lines agree; either of the codes that "|" joins will do."""
    codes = [set((gold["indicator"] or "").split("|")) for gold in (one, two)]
    return bool(codes[0] & codes[1]) and all(one[name] == two[name] for name in fields if name != "indicator")


def implied(left: Sample, right: Sample) -> int:
    """Return how many pairs there can be at most that share what makes a pair."""

    def certain(sample: Sample) -> list[Gold]:
        return [
            gold
            for gold in sample.gold.values()
            if gold["indicator"] and "?" not in [gold[name] for name in KEY]
        ]

    rows = ([float(agree(one, two, KEY)) for two in certain(right)] for one in certain(left))
    return sum(column is not None for column in assign.best(list(rows)))


def found(left: Sample, right: Sample) -> Iterator[tuple[list[Gold], list[Gold]]]:
    """Yield the gold lines of both cells of each pair that is found."""
    for row in compare([left.record, right.record]).rows:
        one, two = row.cells
        if one and two:
            yield lines(left, one), lines(right, two)


def lines(sample: Sample, cell: Cell) -> list[Gold]:
    return [sample.gold[step.target] for step in cell.path or (cell,)]


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return [read(path) for path in sorted(SAMPLES.glob("*/gold.jsonl"))]


def test_nearly_all_pairs_that_the_readers_imply_are_found_and_nearly_all_found_are_right(
    samples: list[Sample],
) -> None:
    wanted = hits = right = every = 0
    for one, two in itertools.combinations(samples, 2):
        pairs = list(found(one, two))
        alike = [any(agree(left, last, KEY) for left in ones for last in twos) for ones, twos in pairs]
        there = implied(one, two)
        wanted, hits = wanted + there, hits + min(there, sum(alike))
        every += len(pairs)
        right += sum(is_right(ones[-1], twos[-1]) for ones, twos in pairs)

    assert wanted > 50
    assert hits / wanted >= 0.95
    assert right / every >= 0.97


def is_right(one: Gold, two: Gold) -> bool:
    """Return whether a found pair agrees in indicator and levels, as far as the readers were sure."""
    if "?" in (one["indicator"], two["indicator"], one["levels"], two["levels"]):
        return True
    return agree(one, two, ("levels",))
