"""The Python API: the records that the commands print, from Python."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import parcli
from parcli import api

TEXT = "Năm 2026, trên 95% hồ sơ thủ tục hành chính được trả kết quả đúng hạn.\n"
PLAN = "Năm 2023, trên {share}% hồ sơ thủ tục hành chính được trả kết quả đúng hạn.\n"


@pytest.fixture(scope="module")
def rules():
    return parcli.load_rules()


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def python(code):
    """Return what a new Python prints for `code`."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# Importing


def test_importing_parcli_imports_nothing_else():
    code = (
        "import sys; before = set(sys.modules); import parcli; after = set(sys.modules) - before;"
        "print(sorted(name for name in after if name.split('.')[0] not in sys.stdlib_module_names))"
    )
    assert python(code) == "['parcli']"


@pytest.mark.parametrize("name", parcli.__all__)
def test_every_public_name_is_there_and_documented(name):
    assert getattr(parcli, name).__doc__
    assert name in dir(parcli)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'extrakt'"):
        parcli.extrakt  # noqa: B018 - to fetch it is the test


@pytest.mark.parametrize(
    "first",
    ["parcli", "parcli.compare", "parcli.compare.sides", "parcli.cli", "parcli.api", "parcli.pipeline"],
)
def test_compare_is_a_module_that_can_be_called_whatever_was_imported_first(first):
    code = (
        f"import {first}, parcli; from parcli import compare; from parcli.compare import Comparison;"
        "one = parcli.extract('Đến năm 2025, 95% hồ sơ thủ tục hành chính được trả kết quả đúng hạn.');"
        "print(len(parcli.compare(one, one).rows), len(compare(one, one).rows))"
    )
    assert python(code) == "1 1"


# extract


def test_a_string_with_words_is_the_text_itself(rules):
    [target] = parcli.extract(TEXT, rules=rules).targets
    assert TEXT[target.span.start : target.span.end] == target.text
    assert target.measure.value == Decimal(95)


def test_a_path_is_a_file(plan, rules):
    by_path, by_name = parcli.extract(plan, rules=rules), parcli.extract(str(plan), rules=rules)
    assert by_path == by_name
    assert by_path.document.source == str(plan)
    assert by_path.targets[0].measure == parcli.extract(TEXT, rules=rules).targets[0].measure


@pytest.mark.parametrize("source", [Path("missing"), "missing.txt", "plans/missing", "kế hoạch 2025.DOCX"])
def test_a_file_that_is_not_there_is_no_text(source):
    with pytest.raises(parcli.ReadError, match="no such file"):
        parcli.extract(source)


@pytest.mark.parametrize("text", ["", "\n", "95%", "Đạt 95%/năm.", "a/b c", "x" * 10_000, "Kế hoạch\n/tmp"])
def test_what_names_no_file_is_text(text):
    assert not api.is_file_name(text)


def test_nothing_found_is_no_error(rules):
    assert parcli.extract("", rules=rules).targets == ()


def test_records_are_those_of_the_command_line(plan):
    command = [sys.executable, "-m", "parcli", "extract", str(plan)]
    printed = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert parcli.extract(plan).json_dict() == printed


def test_records_can_not_be_changed(rules):
    [target] = parcli.extract(TEXT, rules=rules).targets
    with pytest.raises(ValueError, match="frozen"):
        target.text = "Trên 96%"


# Rules


def test_rules_of_ones_own_are_added_to_the_built_in_ones(tmp_path, rules):
    (tmp_path / "own.yaml").write_text(
        """\
schema: "1"
rules:
- id: level.own.hamlet
  kind: level
  means: hamlets
  words: ["thôn, bản"]
  gives: {levels: [commune]}
  examples:
  - {text: "100% thôn, bản có tổ công nghệ số", seen: invented}
  counter_examples:
  - {text: "100% xã", why: no hamlet}
""",
        encoding="utf-8",
    )
    assert set(parcli.load_rules(tmp_path).rules) - set(rules.rules) == {"level.own.hamlet"}


def test_rules_that_are_not_there_are_a_rule_error(tmp_path):
    with pytest.raises(parcli.RuleError, match="not a folder"):
        parcli.load_rules(tmp_path / "missing")


# The library and comparing


def extraction(share, province, rules):
    found = parcli.extract(PLAN.format(share=share), rules=rules)
    document = found.document.model_copy(update={"province": province, "type": "plan", "id": province})
    return found.model_copy(update={"document": document})


@pytest.fixture
def two(rules):
    return extraction(90, "hai-duong", rules), extraction(95, "hung-yen", rules)


def test_extractions_are_compared(two):
    [row] = parcli.compare(*two).rows
    assert (row.status, row.delta, row.more_ambitious) == ("changed", 5, 1)


def test_provinces_are_looked_up_in_the_library(two, tmp_path):
    path = tmp_path / "library.db"
    with parcli.Library(path) as library:
        for one in two:
            library.add(one, path=f"{one.document.id}.txt", rules_version="1")
        [row] = parcli.compare("Hải Dương", "hung-yen", library=library).rows
        assert row.delta == 5
        assert len(library.documents()) == 2  # still open
    assert parcli.compare("hai-duong", "hung-yen", library=path).rows == (row,)


def test_a_file_is_compared_with_an_extraction(two, plan, rules):
    comparison = parcli.compare(two[0], plan, rules=rules)
    assert [side.label for side in comparison.sides] == ["hai-duong", "plan.txt"]


def test_a_province_without_documents_is_a_lookup_error():
    with pytest.raises(parcli.LookupFailed, match="parcli add"):
        parcli.compare("hai-duong", "hung-yen", library=":memory:")


def test_one_side_is_no_comparison():
    with pytest.raises(parcli.UsageError):
        parcli.compare("hai-duong")


@pytest.mark.parametrize(
    "text", ["Phấn đấu 90% thủ tục được công khai", "Đến năm 2025, 80% hồ sơ được xử lý qua mạng."]
)
def test_a_sentence_alone_is_read_as_a_sentence_not_as_the_head_of_an_act(text):
    assert len(parcli.extract(text).targets) == 1
