"""What the neighbours' test suites say of Vietnamese dates, numerals and amounts holds here too."""

from __future__ import annotations

import calendar
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from parcli import probe
from parcli.normalise import lower
from parcli.recognise import deadlines, numerals

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "peer_cases.jsonl").read_text("utf-8").splitlines()
]


def cases(kind: str) -> list[object]:
    return [
        pytest.param(case["text"], case["expected"], id=case["text"])
        for case in CASES
        if case["kind"] == kind
    ]


def last_day(value: str, grain: str) -> date:
    """Return the last day of "2017-10", "2017-Q3", "2017" or "2017-10-12"."""
    year = int(value[:4])
    if grain == "day":
        return date.fromisoformat(value)
    month = 12 if grain == "year" else 3 * int(value[-1]) if grain == "quarter" else int(value[5:7])
    return date(year, month, calendar.monthrange(year, month)[1])


@pytest.mark.parametrize(("text", "expected"), cases("time"))
def test_times(text, expected, rulebook):
    found = deadlines.find(lower(text), rulebook, 2017, bare=True)

    assert [time.due for time in found] == ([last_day(**expected)] if expected else [])


@pytest.mark.parametrize(("text", "expected"), cases("numeral"))
def test_numerals(text, expected):
    assert numerals.number(text.replace("tỉ", "tỷ")) == Decimal(str(expected["value"]))


@pytest.mark.parametrize(("text", "expected"), cases("money"))
def test_amounts(text, expected, rulebook):
    [amount] = [one for one in probe.mentions(text, rulebook) if one.kind == "measure"]
    low = expected.get("value", expected.get("from", expected.get("max", expected.get("min"))))

    assert amount.data["value"] == Decimal(str(low))
    assert amount.data["upper"] == (Decimal(str(expected["to"])) if "to" in expected else None)
