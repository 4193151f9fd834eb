"""Every example and counter-example of the tables in rules/text."""

from __future__ import annotations

import pytest

from parcli import ruletable, segment
from parcli.layout.markers import RANKS, marker_of
from parcli.readers import syllables
from parcli.recognise import numerals

OUTLINE, NUMERALS, SYLLABLES = (
    ruletable.read(f"text/{name}.yaml") for name in ("outline", "numerals", "syllables")
)
EXAMPLES = [(one["rank"], text) for one in OUTLINE["divisions"] for text in one["examples"]]
OTHERS = [(one["rank"], other["text"]) for one in OUTLINE["divisions"] for other in one["counter_examples"]]


@pytest.mark.parametrize(("rank", "text"), EXAMPLES)
def test_a_line_begins_a_division_of_its_rank(rank, text):
    assert marker_of(text)[0] == RANKS[rank]


@pytest.mark.parametrize(("rank", "text"), OTHERS)
def test_another_line_begins_none(rank, text):
    assert marker_of(text)[0] != RANKS[rank]


@pytest.mark.parametrize("word", [*OUTLINE["abbreviations"], "A"])
def test_the_dot_of_an_abbreviation_ends_no_sentence(word):
    assert len(list(segment.sentences(f"Theo {word}. Hải Dương. Năm 2025 đạt 95%."))) == 2


@pytest.mark.parametrize("one", NUMERALS["examples"], ids=lambda one: one["text"])
def test_a_numeral_has_its_value(one):
    assert numerals.number(one["text"]) == one["value"]


@pytest.mark.parametrize("one", NUMERALS["counter_examples"], ids=lambda one: one["text"])
def test_what_is_no_numeral_has_none(one):
    with pytest.raises(ValueError, match="not a numeral"):
        numerals.number(one["text"])


@pytest.mark.parametrize("word", SYLLABLES["examples"])
def test_a_syllable_speaks_for_a_decoding(word):
    assert syllables._worth(word) == 1


@pytest.mark.parametrize("one", SYLLABLES["counter_examples"], ids=lambda one: one["text"])
def test_what_is_no_syllable_speaks_against_it(one):
    assert syllables._worth(one["text"]) == -1
