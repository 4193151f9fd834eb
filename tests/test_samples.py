"""Every sample, extracted whole: against `targets.jsonl` to the letter, against the careful reader's
`gold.jsonl` in figures, and all of them together against the fields of the contract.

PARCLI_UPDATE=1 rewrites each `targets.jsonl`; what version control then shows is what to review.
`python tests/test_samples.py` prints the figures of FLOORS as they are today.
"""

from __future__ import annotations

import functools
import json
import os
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import parcli
from parcli import evaluate, model, readers
from parcli.evaluate import gold
from parcli.evaluate.records import EXACT, FIELDS, MORE_FIELDS
from parcli.evaluate.score import tally
from parcli.render.safe import json_text

ROOT = Path(__file__).parents[1]
SAMPLES = sorted(path.parent.name for path in ROOT.glob("samples/*/plan.txt"))
Json = dict[str, Any]
UPDATE = os.environ.get("PARCLI_UPDATE") == "1"

# How near each sample's extraction is to what the careful reader took: no figure may fall below its
# floor. Whoever improves the extractor raises them. Detection, exact, details, document: see Score.
FLOORS = {
    "bac-ninh-2021-1": (0.969, 0.848, 1.000, 1.000),
    "bo-xay-dung-2025-1": (1.000, 1.000, 1.000, 1.000),
    "ca-mau-2025-1": (1.000, 0.972, 0.957, 1.000),
    "chinh-phu-2025-1": (1.000, 1.000, 1.000, 1.000),
    "dak-lak-2025-1": (1.000, 0.833, 0.947, 1.000),
    "hai-duong-2021-1": (1.000, 1.000, 1.000, 1.000),
    "hai-duong-2024-1": (1.000, 1.000, 0.929, 1.000),
    "ho-chi-minh-2020-1": (1.000, 1.000, 1.000, 1.000),
    "hung-yen-2021-1": (0.977, 0.844, 1.000, 1.000),
    "hung-yen-2023-1": (1.000, 1.000, 1.000, 1.000),
    "khanh-hoa-2021-1": (1.000, 0.846, 1.000, 1.000),
    "lam-dong-2026-1": (1.000, 0.952, 0.989, 1.000),
}


@functools.cache
def rules() -> parcli.Rulebook:
    return parcli.load_rules()


def plan(name: str) -> Path:
    """Return the document of a sample: its text, of which other formats hold the same."""
    return ROOT / "samples" / name / "plan.txt"


@functools.cache
def extraction(name: str) -> parcli.Extraction:
    """Return what `parcli extract samples/NAME/plan.txt` finds, run from the top of the project."""
    found = parcli.extract(plan(name), rules=rules())
    source = plan(name).relative_to(ROOT).as_posix()
    return found.model_copy(update={"document": found.document.model_copy(update={"source": source})})


@functools.cache
def text(name: str) -> str:
    """Return the document's own text, which `parcli text` prints."""
    return readers.read(plan(name)).text


class Score(typing.NamedTuple):
    """How near an extraction comes to its gold: each figure from 0 to 1."""

    detection: float
    exact: float
    details: float  # share of the fields that no exact target needs
    document: float  # share of what is said of the document itself


def reading(name: str) -> evaluate.Reading:
    sheet = gold.read(ROOT / "samples" / name / "gold.jsonl")
    return evaluate.Reading(name, gold.place(sheet, text(name)), extraction(name), text(name))


def score(name: str) -> Score:
    figures = tally(reading(name).judged()).figures
    details = [figures[field] for field in (*FIELDS, *MORE_FIELDS) if field not in EXACT]
    parts = (figures["detection"], figures["exact"], [sum(part) for part in zip(*details, strict=True)])
    return Score(*(right / of if of else 1.0 for right, of in (*parts, figures["metadata"])))


# To the letter


def lines_of(found: parcli.Extraction) -> list[str]:
    """Return the lines of `targets.jsonl`: the document's, and each target's."""
    return [json_text({"document": found.document.json_dict()}), *map(target_line, found.targets)]


def target_line(target: parcli.Target) -> str:
    return json_text(target.json_dict())


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_says_what_its_reviewed_targets_say(name):
    path = ROOT / "samples" / name / "targets.jsonl"
    found = lines_of(extraction(name))
    if UPDATE:
        path.write_text("".join(f"{line}\n" for line in found), encoding="utf-8")
    reviewed = path.read_text("utf-8").splitlines()
    if found != reviewed:  # not asserted: pytest would take minutes to show what differs
        changed = changes([json.loads(line) for line in reviewed], [json.loads(line) for line in found])
        pytest.fail(
            "\n".join(["PARCLI_UPDATE=1 rewrites targets.jsonl, for review. It changes:", *changed]),
            pytrace=False,
        )


def changes(reviewed: list[Json], found: list[Json]) -> list[str]:
    """Return what is gone, new or different, a line for each target."""
    before, after = ({one.get("id", "document"): one for one in side} for side in (reviewed, found))
    return [
        *(f"- {said(before[key])}" for key in before if key not in after),
        *(f"+ {said(after[key])}" for key in after if key not in before),
        *(
            f"~ {said(after[key])}: {field}, {was!r} before, now {after[key][field]!r}"
            for key in before
            if key in after
            for field, was in before[key].items()
            if was != after[key][field]
        ),
        *(["the order"] if list(before) != list(after) and before.keys() == after.keys() else []),
    ]


def said(line: Json) -> str:
    """Return a line of targets.jsonl in a few words."""
    return f"{line['measure']['text']!r} in {line['text'][:80]!r}" if "measure" in line else "document"


@pytest.mark.parametrize("name", SAMPLES)
def test_reviewed_targets_are_in_reading_order_with_ids_of_their_own(name):
    targets = extraction(name).targets
    assert len({target.id for target in targets}) == len(targets)
    starts = [target.span.start for target in targets]
    assert starts == sorted(starts)
    assert [target.text for target in targets if target.text != target.text.strip()] == []


# Against the careful reader


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_as_near_to_its_careful_reader_as_it_was(name):
    reached, floors = score(name), Score(*FLOORS[name])
    fallen = [figure for figure in Score._fields if getattr(reached, figure) < getattr(floors, figure)]
    assert not fallen, f"{reached}, but the floors are {floors}\n{mistakes(name)}"


def mistakes(name: str) -> str:
    """Return what is missed, spurious or wrong in a sample, a line each."""
    listed = evaluate.evaluate([reading(name)], rules().version, errors=True).mistakes or ()
    return "\n".join(f"  {one.status} {one.field or ''} {one.quote!r}: {one.text[:100]}" for one in listed)


# Spans


def quotes(value: Any) -> Iterator[tuple[str, model.Span]]:
    """Yield each text with its span, however deep in a record."""
    if isinstance(value, tuple):
        for item in value:
            yield from quotes(item)
    elif isinstance(value, model.Record):
        own = getattr(value, "text", None)
        if own is not None and getattr(value, "span", None) is not None:
            yield own, value.span
        for field in type(value).model_fields:
            yield from quotes(getattr(value, field))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_span_cuts_its_text_out_of_the_documents_own(name):
    whole = text(name)
    found = list(quotes(extraction(name)))
    assert len(found) >= 2 * len(extraction(name).targets)
    assert [own for own, span in found if whole[span.start : span.end] != own] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_an_agencys_span_lies_in_the_document(name):
    spans = [agency.span for target in extraction(name).targets for agency in target.agencies if agency.span]
    assert all(0 <= span.start < span.end <= len(text(name)) for span in spans)


# All samples together


@functools.cache
def everything() -> tuple[model.Record, ...]:
    """Return every record in every sample, in all its formats; records within records too."""
    others = [path for path in sorted(ROOT.glob("samples/*/plan.*")) if path.suffix != ".txt"]
    found = [*map(extraction, SAMPLES), *(parcli.extract(path, rules=rules()) for path in others)]
    return tuple(record for one in found for record in records(one))


def records(value: Any) -> Iterator[model.Record]:
    if isinstance(value, tuple):
        for item in value:
            yield from records(item)
    elif isinstance(value, model.Record):
        yield value
        for field in type(value).model_fields:
            yield from records(getattr(value, field))


def values(kind: type[model.Record], field: str) -> set[str]:
    """Return the values that a field has in the samples, as JSON."""
    return {
        json_text(record.json_dict()[field.rstrip("_")])
        for record in everything()
        if isinstance(record, kind)
    }


@pytest.mark.parametrize(
    ("record", "field", "named"),
    [
        (model.Measure, "kind", model.MeasureKind),
        (model.Measure, "operator", model.Operator),
        (model.Measure, "direction", model.Direction),
        (model.Deadline, "kind", model.DeadlineKind),
        (model.Deadline, "origin", model.Origin),
        (model.Agency, "role", model.Role),
        (model.Target, "wording", model.Wording),
    ],
)
def test_the_samples_hold_every(record, field, named):
    assert {json_text(value) for value in typing.get_args(named)} - values(record, field) == set()


@pytest.mark.parametrize(
    ("record", "field"),
    [
        (record, field)
        for record in vars(model).values()
        if isinstance(record, type) and issubclass(record, model.Record) and record is not model.Record
        for field in record.model_fields
        # No sample is a scan, as recognising one takes a program beside the tests.
        if field not in ("schema_version", "confidence")
    ],
    ids=lambda part: part if isinstance(part, str) else part.__name__,
)
def test_the_samples_hold_two_values_of_each_field(record, field):
    assert len(values(record, field)) >= 2


def test_there_are_plans_enough():
    provinces = {extraction(name).document.province for name in SAMPLES} - {None, "national"}
    levels = {extraction(name).document.issuer_level for name in SAMPLES}
    years = {
        extraction(name).document.issued_on.year for name in SAMPLES if extraction(name).document.issued_on
    }
    assert len(SAMPLES) >= 8
    assert len(provinces) >= 5
    assert levels & {"ministry", "national"}
    assert len(years) >= 3
    assert sum(len(extraction(name).targets) for name in SAMPLES) >= 150


if __name__ == "__main__":
    for each in SAMPLES:
        figures = ", ".join(f"{int(value * 1000) / 1000:.3f}" for value in score(each))
        print(f'    "{each}": ({figures}),')
