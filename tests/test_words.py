"""Words: the model read from underthesea's files says what underthesea itself says."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from underthesea import word_tokenize

from parcli import tokens, wordmodel
from parcli.rulebook import Rulebook

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*/plan.txt"))
PIECES = [
    "hồ sơ", "Thủ tục", "HÀNH CHÍNH", "cơ sở y tế", "Sở Nội vụ", "UBND", "ð", "Ðồng", "95,5%", "02", "1.234", "+7",
    "31/12/2025", "2147483648", "²", "ß", "a.b.vn", "x@y.vn", "TP.", "v.v.", "(", ")", ";", ",", ".", "…", "-", "=>",
    "mức độ", "trực tuyến", "có", "của", "\u200b", "👍", "điện tử",
]  # fmt: skip


@pytest.fixture(scope="module")
def model() -> wordmodel.WordModel:
    known = wordmodel.load()
    assert known is not None, "the installed underthesea is not the one whose files parcli knows"
    return known


def words(model: wordmodel.WordModel, text: str) -> list[str]:
    return ["".join(text[start:end].split()) for start, end in model.split(text)]


def underthesea_words(text: str) -> list[str]:
    # It reads ð as đ, and joins the tokens of a word by a blank whether the text has one there or not.
    same = word_tokenize(text.translate(str.maketrans("ðÐ", "đĐ")), use_token_normalize=False)
    return ["".join(word.split()) for word in same]


def plain(text: str) -> str:
    return text.translate(str.maketrans("ðÐ", "đĐ"))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.parent.name)
def test_words_of_a_plan_are_those_of_underthesea(model, sample):
    for line in filter(None, sample.read_text(encoding="utf-8").split("\n")):
        assert words(model, line) == underthesea_words(line)


def test_words_of_the_examples_of_rules_are_those_of_underthesea(model, rulebook: Rulebook):
    texts = {
        example.text
        for compiled in rulebook.rules.values()
        for example in (*compiled.rule.examples, *compiled.rule.counter_examples)
    }
    differing = [text for text in sorted(texts) if words(model, text) != underthesea_words(text)]
    assert differing == []


@given(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from([" ", "", "  ", "\n"])), max_size=12))
def test_words_of_any_text_are_those_of_underthesea(model, pieces):
    text = "".join(piece + gap for piece, gap in pieces)
    assert words(model, plain(text)) == underthesea_words(text)


@given(st.text(max_size=60))
def test_words_are_stretches_of_the_text_in_order(model, text):
    spans = model.split(text)
    assert all(start < end for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    left = "".join(
        text[end:start]
        for (_, end), (start, _) in zip([(0, 0), *spans], [*spans, (len(text),) * 2], strict=True)
    )
    assert left.strip() == "".join(left.split()) == ""


def test_files_that_are_not_known_are_left_to_underthesea(monkeypatch):
    monkeypatch.setattr(wordmodel, "_DIGEST", "another")
    monkeypatch.setattr(tokens, "_ready", [])
    assert wordmodel.load() is None
    assert tokens.split("Cơ sở y tế") == [(0, 5), (6, 10)]
    assert tokens._ready == [tokens.split_by_underthesea]


def test_a_long_run_without_blanks_takes_no_time_by_its_square(model):
    # Every "a." might begin an address: only as far as a piece of the run is it looked for.
    spans = model.split("a." * 20_000)
    assert spans[-1][1] == 40_000


def test_words_are_the_same_where_nothing_is_kept_on_disk(model, monkeypatch):
    monkeypatch.setenv("PARCLI_CACHE", "off")
    made = wordmodel.load()
    assert made is not None
    text = SAMPLES[0].read_text(encoding="utf-8")
    assert made.split(text) == model.split(text)


def test_a_text_with_the_marks_of_the_table_is_not_found_in_it(model):
    table = model.table
    texts = ("sở", "sở\0d\0", "\x01sở", "\0\x01sở\0d\0\0", "sởsở")
    assert [table.of(text).listed for text in texts] == [True, False, False, False, False]
