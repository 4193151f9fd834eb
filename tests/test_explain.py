"""What the walk tells of a text: the stages of a sentence, and why each number is a target or none."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from parcli import explain, fates, messages, readers
from parcli.cli.explain import is_document
from parcli.errors import LookupFailed
from parcli.render import explain as render

PLAN = "Các sở, ban, ngành và địa phương thực hiện các nhiệm vụ được giao tại Quyết định số 766/QĐ-TTg.\n"
SAMPLES = Path(__file__).resolve().parents[1] / "samples"


@pytest.fixture(scope="module")
def walks(rulebook):
    """A function: the walk of a sample, made once."""
    made = {}

    def walk(name):
        if name not in made:
            made[name] = explain.of_source(readers.read(SAMPLES / name / "plan.txt"), rulebook)
        return made[name]

    return walk


@pytest.fixture
def told(rulebook):
    """A function: the lines on the numbers of a sentence, by number."""

    def lines(text):
        walk = explain.of_sentence(text, rulebook)
        return {fate.number: render.line(fate, rulebook) for fate in explain.numbers(walk)}

    return lines


# Every number is a target, or one rule or absence decided that it is none


@pytest.mark.parametrize(
    ("sample", "number", "words", "decided"),
    [
        ("hung-yen-2023-1", "204", "Kế hoạch số 204/KH-UBND", "mask.act-date"),
        ("hung-yen-2023-1", "96,6", "đúng hạn 96,6% hồ sơ", "aspect.result"),
        ("hung-yen-2023-1", "15", "(tương ứng 15 đơn vị)", "equivalent.bracket"),
        ("hung-yen-2023-1", "2021", "So với năm 2021", "baseline.year"),
        ("hung-yen-2023-1", "842", "Lượt xem: 842", "furniture"),
        ("bac-ninh-2021-1", "99,2", "đạt 99,2%", "past-period"),
        ("hai-duong-2021-1", "4", "mức độ 4", "mask.level-of-service"),
        ("hai-duong-2021-1", "2025", "Đến năm 2025", "deadline.date.year"),
        ("hai-duong-2024-1", "06", "Số: 06/CT-UBND", "head"),
        ("hai-duong-2024-1", "719.569", "719.569 hồ sơ", "aspect.result"),
        ("hai-duong-2024-1", "27,76", "27,76%", "column.note"),
        ("hai-duong-2024-1", "8", "8. Định kỳ", "marker"),
        ("dak-lak-2025-1", "0,5", "0,5 điểm", "aspect.law"),
        ("ca-mau-2025-1", "2.600", "2.600 triệu USD", "section.results"),
        ("lam-dong-2026-1", "14", "Điều 14", "mask.act-article"),
        ("ho-chi-minh-2020-1", "98,5", "98,5% hồ sơ", "section.end"),
        ("khanh-hoa-2021-1", "81", "đạt trên 81%", "repeated"),
        ("chinh-phu-2025-1", "1.000", "1.000 dân", "column.unit"),
    ],
)
def test_a_number_of_a_sample_is_no_target_for_one_reason(walks, sample, number, words, decided):
    found = [fate for fate in explain.numbers(walks(sample)) if fate.number == number and words in fate.quote]

    assert decided in [fate.rule or fate.absence for fate in found], found


@pytest.mark.parametrize("sample", sorted(path.parent.name for path in SAMPLES.glob("*/plan.txt")))
def test_each_number_of_a_sample_has_one_fate_told_in_both_languages(walks, rulebook, sample):
    walk = walks(sample)
    text = walk.source.text
    found = explain.numbers(walk)

    assert [fate.span for fate in found] == sorted({fate.span for fate in found})
    assert {place for fate in found for place in range(*fate.span)} >= {
        match.start() for match in re.finditer(r"[0-9]", text)
    }
    for fate in found:
        assert text[slice(*fate.span)] == fate.number
        assert sum(value is not None for value in (fate.target, fate.rule, fate.absence)) == 1
        assert fate.absence is None or messages.known(f"explain.absence.{fate.absence}")
        assert "\n" not in render.line(fate, rulebook)


@pytest.mark.parametrize("sample", sorted(path.parent.name for path in SAMPLES.glob("*/plan.txt")))
def test_each_measured_target_of_a_sample_has_its_numbers(walks, sample):
    walk = walks(sample)
    explained = {fate.target for fate in explain.numbers(walk)}

    for target in walk.targets:
        same = {other.id for other in walk.targets if other.measure.span == target.measure.span}
        assert not re.search(r"\d", target.measure.text) or explained & same, target.text


def test_the_number_of_an_act_is_told_in_plain_words(told):
    assert told("Thực hiện Quyết định số 766/QĐ-TTg")["766"] == (
        '766 in "Quyết định số 766/QĐ-TTg": no target, it is part of a legal act\'s number or date (mask.act-date)'
    )


@pytest.mark.parametrize(
    ("text", "number", "reason"),
    [
        ("Năm 2020 đã đạt 60% hồ sơ", "60", "its clause tells what was reached (aspect.result)"),
        ("Trong số 512 hồ sơ trực tuyến", "512", "it counts things, and no bound"),
        ("Đường dây nóng 1022", "1022", "no unit stands beside it"),
        ("Họp lúc 08:30", "08:30", "it is a time of day"),
        (
            "Tỉnh đã hoàn thành tám mươi phần trăm hồ sơ",
            "tám mươi phần trăm",
            "its clause tells what was reached",
        ),
    ],
)
def test_a_number_that_is_no_target_says_why(told, text, number, reason):
    assert f": no target, {reason}" in told(text)[number]


def test_a_number_that_is_a_target_names_it(told, rulebook):
    walk = explain.of_sentence("Tối thiểu 80% hồ sơ được giải quyết đúng hạn", rulebook)

    [target] = walk.targets
    assert told("Tối thiểu 80% hồ sơ được giải quyết đúng hạn")["80"].endswith(f": target {target.id}")


def test_a_rule_of_the_user_is_told_by_what_it_means(rulebook):
    class Book(dict):
        pass

    compiled = rulebook["mask.act-date"]
    own = compiled.rule.model_copy(update={"id": "mask.mine", "means": "the number of a bus"})
    book = Book({"mask.mine": type(compiled)(own, "my-rules/a.yaml", compiled.source)})
    fate = fates.Fate("8", (0, 1), "xe buýt số 8", rule="mask.mine")

    assert (
        render.line(fate, book)
        == '8 in "xe buýt số 8": no target, it is part of this: the number of a bus (mask.mine)'
    )


def test_of_a_very_long_line_the_numbers_are_told_in_a_moment(rulebook):
    walk = explain.of_sentence("Quyết định số 1/QĐ, " * 500, rulebook)

    assert {fate.rule for fate in explain.numbers(walk)} == {"mask.act-date"}


# The stages of a sentence


@pytest.fixture
def stages(rulebook):
    def walked(text):
        walk = explain.of_sentence(text, rulebook)
        [passage] = explain.standing(walk)
        return explain.stages(walk, passage)

    return walked


def test_repaired_spelling_is_told(stages):
    assert stages("tối thiếu 80% hồ sơ")["normalise"]["respelled"] == [
        {"from": "tối thiếu", "to": "tối thiểu", "repaired": True}
    ]


def test_words_are_those_of_the_word_splitter(stages):
    assert stages("Cơ sở y tế")["tokens"] == ["Cơ sở", "y tế"]


def test_what_was_recognised_names_its_rules(stages):
    [measure] = [one for one in stages("Tối thiểu 80% hồ sơ")["recognise"] if one["kind"] == "measure"]

    assert measure["text"] == "Tối thiểu 80%"
    assert measure["rules"] == ["measure.percentage.plain", "bound.at-least.word"]
    assert measure["says"]["operator"] == ">="


def test_a_target_says_where_its_parts_come_from(stages):
    [made] = stages("Đến năm 2025, Sở Nội vụ bảo đảm 80% hồ sơ được giải quyết đúng hạn")["assemble"]

    assert made["deadline"]["origin"] in ("clause", "context")
    assert [(one["id"], one["layer"]) for one in made["agencies"]] == [("so-noi-vu", "clause")]
    assert made["indicator"]["code"] == "procedures.on-time"
    assert "đúng hạn" in made["indicator"]["evidence"]


def test_a_refused_clause_says_so(stages):
    assert [one["refused"] for one in stages("Năm 2020 đã đạt 60% hồ sơ")["clauses"]] == ["aspect.result"]


def test_each_part_of_a_target_of_a_plan_has_its_layer(walks):
    walk = walks("hai-duong-2024-1")
    layers = set()
    for target in walk.targets:
        made = explain.stages(walk, explain.passage_of(walk, target), target)
        assert [one["id"] for one in made["assemble"]] == [target.id]
        layers |= {one["layer"] for one in made["assemble"][0]["agencies"]}
        indicator = made["assemble"][0]["indicator"]
        assert (indicator["code"] if indicator else None) == target.indicator

    assert {"clause", "column", "opening"} <= layers


def test_a_target_is_found_by_its_id_or_the_end_of_it(walks):
    walk = walks("hai-duong-2024-1")

    assert explain.target(walk, walk.targets[2].id) is walk.targets[2]
    assert explain.target(walk, walk.targets[2].id.rpartition(":")[2]) is walk.targets[2]
    with pytest.raises(LookupFailed, match="has no target none"):
        explain.target(walk, "none")


# The command


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("-", True),
        ("plan.txt", True),
        ("./plan", True),
        ("/no/such/plan", True),
        ("80%/năm", False),
        ("Tối thiểu 80%", False),
        ("2.5", False),
        ("a" * 5000, False),
        ("a\0b", False),
        ("", False),
    ],
)
def test_a_name_is_told_from_a_sentence(text, document):
    assert is_document(text) is document


@pytest.fixture
def parcli(tmp_path):
    kept = {name: value for name, value in os.environ.items() if name not in {"PARCLI_RULES", "PARCLI_LANG"}}
    environment = kept | {"PYTHONPATH": os.pathsep.join(sys.path), "LC_ALL": "C.UTF-8"}

    def run(*arguments, stdin=""):
        command = [sys.executable, "-m", "parcli", *map(str, arguments)]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, input=stdin, capture_output=True, encoding="utf-8"
        )

    return run


def test_a_sentence_is_explained_in_every_stage(parcli):
    done = parcli("explain", "Tối thiểu 80% hồ sơ được giải quyết đúng hạn", "--format", "table")

    assert done.returncode == 0
    titles = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert titles == [messages.text(f"explain.stage.{name}", "en") for name in (
        "normalise", "segment", "tokens", "recognise", "clauses", "assemble", "numbers"
    )]  # fmt: skip


def test_a_sentence_is_explained_in_vietnamese(parcli):
    written = parcli("--lang", "vi", "explain", "theo Quyết định số 766/QĐ-TTg", "--format", "table").stdout

    assert '766 trong "Quyết định số 766/QĐ-TTg": không phải chỉ tiêu, thuộc số hiệu' in written


def test_one_target_of_a_document_is_explained(parcli, walks):
    target = walks("hai-duong-2024-1").targets[0]
    path = SAMPLES / "hai-duong-2024-1" / "plan.txt"

    found = json.loads(parcli("explain", path, "--target", target.id, "--format", "json").stdout)

    [passage] = found["passages"]
    assert [one["id"] for one in passage["assemble"]] == [target.id]
    assert target.id in {number["target"] for number in found["numbers"]}


def test_all_numbers_of_standard_input_are_explained(parcli):
    found = json.loads(parcli("explain", "-", stdin=PLAN).stdout)

    assert found["source"] == "-"
    assert [(number["number"], number["rule"]) for number in found["numbers"]] == [("766", "mask.act-date")]


@pytest.mark.parametrize(
    "arguments", [("none.txt",), (SAMPLES,), (SAMPLES / "khanh-hoa-2021-1/plan.txt", "--target", "x")]
)
def test_what_is_not_there_is_one_line_and_1(parcli, arguments):
    done = parcli("explain", *arguments)

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)


@pytest.mark.parametrize("form", ["table", "json"])
def test_no_text_acts_on_a_terminal(parcli, form):
    done = parcli("explain", "\x1b[31m Tối thiểu 5%\x07\u202e hồ sơ \udc9b", "--format", form)

    assert done.returncode == 0, done.stderr
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", done.stdout)


def test_an_empty_text_has_no_numbers(parcli):
    assert parcli("explain", "", "--format", "table").stdout == "no numbers\n"
