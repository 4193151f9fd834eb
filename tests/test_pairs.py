"""Pairs between documents against those that the gold implies: which count, how many are found and right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from extractions import document

from parcli import pipeline, readers
from parcli.evaluate import Reading, evaluate, gold, pairs, written
from parcli.evaluate.gold import Gold, Line, Wanted
from parcli.model import SCHEMA_VERSION, Extraction
from parcli.rulebook import Rulebook

SAMPLES = Path(__file__).parents[1] / "samples"

# The figures of the samples, which were read while the rules were written, stand above these floors of
# documents that nobody has seen.
FLOORS = {
    "pairs-precision": 0.97, "pairs-recall": 0.95, "text-pairs-precision": 0.90, "text-pairs-recall": 0.75,
}  # fmt: skip


def read(path: Path, rulebook: Rulebook) -> Reading:
    sheet = gold.read(path)
    source = readers.read(sheet.source)
    found = pipeline.extract_source(source, rulebook)
    return Reading(path.parent.name, gold.place(sheet, source.text), found, source.text)


def test_nearly_all_pairs_that_the_readers_imply_are_found_and_nearly_all_found_are_right(
    rulebook: Rulebook,
) -> None:
    readings = [read(path, rulebook) for path in sorted(SAMPLES.glob("*/gold.jsonl"))]

    figures = evaluate(readings, rulebook.version, with_pairs=True).total.figures

    assert figures["pairs-recall"].of > 100
    assert {
        name: figures[name].value for name, least in FLOORS.items() if (figures[name].value or 0) < least
    } == {}


def reading(name: str, *stated: dict[str, Any]) -> Reading:
    """Return a document whose gold is `stated`, as fields of its lines, and of which nothing was extracted."""
    given = {
        "kind": "percentage", "operator": ">=", "value": 90, "upper": None, "unit": "%", "direction": "reach",
        "indicator": "procedures.on-time", "levels": [], "deadline": None,
    }  # fmt: skip
    text = "".join(f"{number}0% hồ sơ đúng hạn\n" for number in range(1, len(stated) + 1))
    lines = []
    for number, fields in enumerate(stated, 1):
        anchor = f"{number}0%"
        line = Line.model_validate(given | {"anchor": anchor, "text": f"{anchor} hồ sơ đúng hạn"} | fields)
        start = text.index(anchor)
        lines.append(Wanted(line, start, start + len(anchor)))
    read = Gold({"province": "hung-yen"}, 0, len(text), tuple(lines))
    return Reading(
        name, read, Extraction(schema_version=SCHEMA_VERSION, document=document(text), targets=()), text
    )


@pytest.mark.parametrize(
    ("left", "right", "implied"),
    [
        ([{}], [{}], 1),
        ([{}], [{"value": 50, "deadline": {"kind": "by", "end": "2030-12-31"}}], 1),
        ([{"indicator": "procedures.late|procedures.on-time"}], [{}], 1),
        ([{"indicator": "index.par", "unit": "hạng"}], [{"indicator": "index.par", "unit": "điểm"}], 0),
        ([{"direction": "increase"}], [{}], 0),
        ([{"levels": ["commune"]}], [{}], 0),
        ([{"levels": ["commune", "province"]}], [{"levels": ["province", "commune"]}], 1),
        ([{"indicator": None}], [{"indicator": None}], 0),
        ([{"indicator": "?"}], [{}], 0),
        ([{"optional": True}], [{}], 0),
        ([{}, {}, {}], [{}, {}], 2),
    ],
)
def test_indicator_levels_unit_and_direction_imply_pairs_one_to_one(
    left: list[dict[str, Any]], right: list[dict[str, Any]], implied: int
) -> None:
    figures, _ = pairs.figures([reading("left", *left), reading("right", *right)])

    assert figures["pairs-recall"].of == implied
    assert figures["pairs-recall"].right == implied


def test_a_pair_that_is_missed_is_listed_with_both_quotes() -> None:
    _, mistakes = pairs.figures([reading("left", {}), reading("right", {})])

    # Nothing was extracted from either text.
    [missed] = mistakes
    assert (missed.document, missed.status, missed.quote, missed.wanted) == (
        "left, right", "unpaired", "10%", "10%: 10% hồ sơ đúng hạn",
    )  # fmt: skip


def test_the_records_of_a_gold_say_what_the_reader_wrote(rulebook: Rulebook) -> None:
    found = read(SAMPLES / "lam-dong-2026-1" / "gold.jsonl", rulebook)

    record = written.extraction(found.name, found.gold, found.extraction.document)

    assert record.document.province == "lam-dong"
    for target, one in zip(record.targets, found.gold.targets, strict=True):
        assert target.measure.text == found.text[target.measure.span.start : target.measure.span.end]
        assert one.line.value in ("?", target.measure.value)
        assert target.measure.of == (34 if target.measure.unit == "hạng" else None)
