"""Anchors: that a rule's words are sought first changes no result, whatever the text."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from parcli import rulebook as rulebooks
from parcli import rulefile
from parcli.normalise import lower
from parcli.recognise import deadlines, literals, measures, wordless
from parcli.recognise.anchors import Anchors, Choice
from parcli.recognise.mention import BINDING, hits
from parcli.rulebook import Rulebook
from parcli.tokens import Words

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*/plan.txt"))
KINDS = [kind for kind in rulefile.KINDS if kind != "indicator"]


def ungated(rules: Rulebook, kind: str, text: str) -> list[tuple[str, int, int]]:
    """What every rule of a kind matches when all are run over all of the text."""
    return [(rule.id, *match.span()) for rule in rules.of(kind) for match in rule.matches(text)]


def gated(rules: Rulebook, kind: str, text: str) -> list[tuple[str, int, int]]:
    """The same where their words are sought first; words that only bind a time are asked for by themselves."""
    found = [*hits(rules, kind, text), *(hits(rules, BINDING, text) if kind == "deadline" else ())]
    return [(hit.rule.id, hit.start, hit.end) for hit in sorted(found, key=lambda hit: hit.rule.id)]


def phrases(rules: Rulebook) -> list[str]:
    """Words that rules look for, whole and cut short, and what stands between words."""
    made = {word for rule in rules.rules.values() for word in rule.rule.words}
    made |= {word for rule in rules.rules.values() for source in rule.all_sources()
             for need in literals.read(source).needs for word in need}  # fmt: skip
    return sorted(made)


RULES = rulebooks.load()
PHRASES = st.sampled_from(phrases(RULES))
FIGURES = st.sampled_from(
    ["0", "95", "2,5", "1.500", "٣", "2025", "31/12/2025", "%", "‰", "quý iv", "(", ")", '"', "-"]
)
GAPS = st.sampled_from([" ", " ", " ", "", ", ", "; ", ". ", "\t", "\u00a0", "\n"])
TEXTS = st.lists(st.tuples(st.one_of(PHRASES, FIGURES, st.text(max_size=3)), GAPS), max_size=14).map(
    lambda pieces: lower("".join(piece + gap for piece, gap in pieces))
)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_gating_changes_no_result_on_any_text(text):
    for kind in KINDS:
        assert gated(RULES, kind, text) == ungated(RULES, kind, text)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.parent.name)
def test_gating_changes_no_result_on_a_plan(sample):
    for line in filter(None, lower(sample.read_text(encoding="utf-8")).split("\n")):
        for kind in KINDS:
            assert gated(RULES, kind, line) == ungated(RULES, kind, line)


def test_hits_of_a_stretch_are_those_that_lie_in_it():
    text = lower(
        "Đến năm 2025, ít nhất 80% hồ sơ được xử lý; trên 90% hồ sơ trả đúng hạn, tối thiểu 02 mô hình"
    )
    for kind in ("quantity", "bound", "predicate", "deadline"):
        for start in range(0, len(text), 7):
            for end in range(start, len(text) + 1, 11):
                inside = [hit for hit in hits(RULES, kind, text) if start <= hit.start and hit.end <= end]
                assert hits(RULES, kind, text, start, end) == inside


@given(TEXTS)
def test_texts_are_compared_with_their_places_kept(text):
    assert len(literals.plain(text)) == len(text)


@pytest.mark.parametrize(
    ("source", "needs", "starts"),
    [
        ("a(?:b|cd)e", [{"abe", "acde"}], {"abe", "acde"}),
        ("công (?:bố|khai)?.*niêm yết", [{"niêm yết"}, {"công"}], {"công"}),
        (r"\d{1,2}\s?/\s?\d{4}", [{"0/0000", "0 /0000", "0/ 0000", "0 / 0000"}], {"0"}),
        (r"[3-5][.,]\d", [{"0.0", "0,0"}], {"0"}),
        (r"(?<!đã )(?:đạt|vượt)(?! được)", [{"đạt", "vượt"}], {"đạt", "vượt"}),
        (r"(?:xã )+đạt", [{"xã đạt"}], {"xã"}),
        (r"\p{L}+ xã|thôn", [{"xã", "thôn"}], set()),
        (r"^\W*số", [{"số"}], set()),
        # What a pattern looks for around it has to stand in the text as well.
        (r"(?<=trên \w{0,9})\d(?=.{0,9}(?:xã|thôn))", [{"xã", "thôn"}, {"trên"}], {"0"}),
        (r"(?:(?=xã)\w+)?đạt", [{"đạt"}], set()),
        # What is not read says nothing: flags, fuzzy matches, classes in classes, back references.
        ("(?i)abc", [], set()),
        ("(?:abc){e<=1}", [], set()),
        ("[[:alpha:]]bc", [], set()),
        (r"(ab)\1", [], set()),
        (r"\x41bc", [], set()),
    ],
)
def test_what_a_pattern_cannot_do_without_is_read_from_it(source, needs, starts):
    found = literals.read(source)
    assert (set(found.needs), found.starts) == ({frozenset(need) for need in needs}, starts)


PATTERNS = st.recursive(
    st.sampled_from(["a", "b", "ab", "ba", r"\d", r"\s", "[ab]", "[^a]", r"\w", ".", "^", "$", r"\b"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{1,2}", "{0,2}", "+?", "*+"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
        inner.map(lambda part: f"(?={part})"),
        inner.map(lambda part: f"(?<={part})"),
        inner.map(lambda part: f"(?<!{part})"),
    ),
    max_leaves=8,
)


@given(PATTERNS, st.text(alphabet="ab 12\t", max_size=12))
@settings(max_examples=400, deadline=None)
def test_no_text_with_a_match_is_refused_nor_any_place_of_one(source, text):
    anchors = Anchors.read([rf"(?<!\w)(?:{source})"])
    [source] = anchors.sources
    sight = anchors.sight(text)
    for match in regex.finditer(source, text, timeout=5):
        assert Choice(anchors, [source]).of(sight) == [0]
        starts = anchors.starts(source)
        assert not starts or match.start() in sight.places(starts)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_a_text_that_is_read_no_further_states_neither_a_measure_nor_a_time(text):
    if deadlines.stated(text, RULES) or any(
        hits(RULES, kind, text) for kind in ("quantity", "trend", "zero")
    ):
        return
    assert deadlines.find(text, RULES, 2025, bare=True, spans=True) == []
    assert deadlines.no_such_days(text, RULES) == []
    assert measures.find(text, RULES, Words(text), cued=False) == []
    assert [*wordless.trends(text, RULES), *wordless.zeros(text, RULES)] == []
