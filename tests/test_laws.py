"""Laws of extraction: what may change in a text without changing its targets."""

from __future__ import annotations

import random
import textwrap
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parcli import normalise, pipeline
from parcli.model import Extraction
from parcli.rulebook import Rulebook

SAMPLES = sorted((Path(__file__).resolve().parents[1] / "samples").glob("*/plan.txt"))
PLAIN = [path for path in SAMPLES if "|" not in path.read_text(encoding="utf-8")]
OLD_STYLE = {
    "hóa": "hoá",
    "hòa": "hoà",
    "ủy": "uỷ",
    "thủy": "thuỷ",
    "xóa": "xoá",
    "khỏe": "khoẻ",
    "tỏa": "toả",
}


def said(text: str, rules: Rulebook) -> Counter[tuple[object, ...]]:
    """What the targets of a text say, whatever characters they stand in."""
    return content(pipeline.extract("plan.txt", text=text, rules=rules))


def content(extraction: Extraction) -> Counter[tuple[object, ...]]:
    return Counter(
        (
            target.measure.kind, target.measure.operator, target.measure.value, target.measure.upper,
            target.measure.unit, target.measure.direction, target.indicator, target.scope.levels,
            target.deadline and (target.deadline.kind, target.deadline.start, target.deadline.end),
            tuple((agency.id, agency.role) for agency in target.agencies),
            target.baseline and target.baseline.year,
        )
        for target in extraction.targets
    )  # fmt: skip


def differences(a: Counter[tuple[object, ...]], b: Counter[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return [*(a - b), *(b - a)]


@pytest.fixture(scope="module")
def originals(rulebook: Rulebook) -> dict[Path, Counter[tuple[object, ...]]]:
    return {path: said(path.read_text(encoding="utf-8"), rulebook) for path in SAMPLES}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_decomposed_letters_change_nothing(path, rulebook, originals):
    text = unicodedata.normalize("NFD", path.read_text(encoding="utf-8"))

    assert differences(said(text, rulebook), originals[path]) == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_tone_marks_of_the_old_style_change_nothing(path, rulebook, originals):
    text = path.read_text(encoding="utf-8")
    for new, old in OLD_STYLE.items():
        text = text.replace(new, old).replace(new.capitalize(), old.capitalize())

    assert differences(said(text, rulebook), originals[path]) == []


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("space", ["\u00a0", "  "], ids=["no-break", "double"])
def test_spaces_of_another_kind_change_nothing(path, space, rulebook, originals):
    text = path.read_text(encoding="utf-8")
    lines = [line.replace(" ", space) for line in text.split("\n")]

    assert differences(said("\n".join(lines), rulebook), originals[path]) == []


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("width", [60, 72, 90, 110])
def test_lines_wrapped_at_any_width_change_nothing(path, width, rulebook, originals):
    text = path.read_text(encoding="utf-8")
    if max(map(len, text.split("\n"))) < 130:
        pytest.skip("the sample is hard-wrapped already")
    wrapped = "\n".join(
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False)
        for line in text.split("\n")
    )

    assert differences(said(wrapped, rulebook), originals[path]) == []


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("bullet", ["– ", "• ", "* "])
def test_other_bullets_change_nothing(path, bullet, rulebook, originals):
    text = path.read_text(encoding="utf-8")
    lines = [bullet + line[2:] if line.startswith("- ") else line for line in text.split("\n")]

    assert differences(said("\n".join(lines), rulebook), originals[path]) == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_every_span_cuts_out_exactly_its_text(path, rulebook):
    text = normalise.nfc(path.read_text(encoding="utf-8"))
    extraction = pipeline.extract(path, rules=rulebook)

    for target in extraction.targets:
        spans = [(target.text, target.span), (target.measure.text, target.measure.span)]
        if target.deadline is not None and target.deadline.span is not None:
            spans.append((target.deadline.text, target.deadline.span))
        if target.product is not None:
            spans.append((target.product.text, target.product.span))
        for words, span in spans:
            assert text[span.start : span.end] == words


@given(seed=st.integers(0, 10**6))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_invisible_characters_change_no_target(seed, rulebook, originals):
    path = SAMPLES[seed % len(SAMPLES)]
    text = path.read_text(encoding="utf-8")
    chance = random.Random(seed)
    places = sorted(chance.sample(range(1, len(text)), 12), reverse=True)
    for place in places:
        if text[place].isalpha() and text[place - 1].isalpha():
            text = text[:place] + chance.choice("\u200b\u00ad\u2060") + text[place:]

    assert differences(said(text, rulebook), originals[path]) == []


def test_the_same_document_gives_the_same_ids(rulebook):
    path = SAMPLES[0]

    first, second = (pipeline.extract(path, rules=rulebook) for _ in range(2))

    assert [target.id for target in first.targets] == [target.id for target in second.targets]
    assert len({target.id for target in first.targets}) == len(first.targets)
