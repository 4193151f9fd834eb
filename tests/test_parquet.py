"""Parquet says what JSON says, in columns with the types of the records."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pyarrow
from extractions import extraction, measure, target
from pyarrow import parquet

from parcli import model
from parcli.render import targets


def read(*found):
    raw = io.BytesIO()
    page = io.TextIOWrapper(raw, encoding="utf-8")
    with targets.writer("parquet", page, several=True) as write:
        for one in found:
            write(one)
    return parquet.read_table(io.BytesIO(raw.getvalue()))


def nested(row):
    """Return a row of a table as the JSON has it: `measure.value` within `measure`."""
    found = {}
    for name, value in row.items():
        *above, last = name.split(".")
        place = found
        for each in above:
            place = place.setdefault(each, {})
        place[last] = value.isoformat() if isinstance(value, date) else value
    return found


def without_nothing(value):
    """Return a record with parts of which nothing is known as the one word that says so."""
    if isinstance(value, dict):
        kept = {name: without_nothing(one) for name, one in value.items()}
        return kept if any(one is not None for one in kept.values()) else None
    return [without_nothing(one) for one in value] if isinstance(value, list) else value


def test_a_row_says_what_the_json_says():
    agency = model.Agency(id="so-noi-vu", name="Sở Nội vụ", role="lead", span=model.Span(start=1, end=2))
    deadline = model.Deadline(
        kind="by", start=None, end=date(2025, 12, 31), text="đến năm 2025", origin="clause", span=None
    )
    one = target(
        agencies=(agency,), deadline=deadline, flags=("no-deadline",), measure=measure(value=Decimal("2.5"))
    )
    made = extraction("Trên 95%", one)

    [row] = read(made).to_pylist()
    wanted = {"document": made.document.json_dict(), **one.json_dict()}
    assert without_nothing(nested(row)) == without_nothing(wanted)


def test_columns_have_types_even_where_all_is_unknown():
    schema = read(extraction("")).schema
    assert schema.field("deadline.end").type == pyarrow.date32()
    assert schema.field("measure.value").type == pyarrow.float64()
    assert schema.field("flags").type == pyarrow.list_(pyarrow.string())
    assert read(extraction("95%", target())).schema == schema


def test_a_document_without_targets_is_a_row_all_the_same():
    rows = read(
        extraction("a", id="a"), extraction("b", target(), id="b"), extraction("c", id="c")
    ).to_pylist()
    assert [(row["document.id"], row["id"]) for row in rows] == [("a", None), ("b", "t0"), ("c", None)]


def test_no_document_is_an_empty_table():
    assert read().num_rows == 0
