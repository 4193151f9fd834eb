"""Records as tables, JSON, CSV and Markdown say what is in them and do nothing else."""

from __future__ import annotations

import csv
import io
import json
import string
from datetime import date
from decimal import Decimal

import pytest
from extractions import document, extraction, measure, target
from hypothesis import given
from hypothesis import strategies as st
from terminals import Terminal

from parcli import messages, model
from parcli.render import documents, grid, phrase, safe, targets

HOSTILE = 'Trên \x1b[31m95%\x1b[0m | [bold]hồ sơ[/bold]\x07\x9b2J\u202e\n=cmd|"/c calc"!A1'


@pytest.fixture(autouse=True)
def in_english(monkeypatch):
    monkeypatch.setenv("PARCLI_LANG", "en")


def rendered(form, *extractions, out=None, several=False):
    out = out or io.StringIO()
    with targets.writer(form, out, several=several) as write:
        for made in extractions:
            write(made)
    return out.getvalue()


def cells(text):
    return list(csv.DictReader(io.StringIO(text)))


# In a few words


@pytest.mark.parametrize(
    ("changes", "en", "vi"),
    [
        ({}, "> 95 %", "> 95 %"),
        ({"operator": "=", "value": Decimal("2.50")}, "2.5 %", "2,5 %"),
        ({"operator": "between", "value": Decimal(20), "upper": Decimal(25)}, "20–25 %", "20–25 %"),
        ({"operator": "<=", "value": Decimal(20), "unit": "hạng", "of": 63}, "≤ 20/63 hạng", "≤ 20/63 hạng"),
        ({"operator": "=", "value": Decimal(6), "direction": "increase"}, "+ 6 %", "+ 6 %"),
        ({"operator": "=", "value": Decimal("2.5E+12"), "unit": "VND"}, "2,500,000,000,000 VND", "2.500.000.000.000 VND"),
        ({"operator": None, "value": None, "text": "cao hơn năm 2022"}, "cao hơn năm 2022", "cao hơn năm 2022"),
    ],
)  # fmt: skip
def test_a_measure_reads_as_people_write_it(changes, en, vi, monkeypatch):
    assert phrase.measure(measure(**changes)) == en
    monkeypatch.setenv("PARCLI_LANG", "vi")
    assert phrase.measure(measure(**changes)) == vi


@pytest.mark.parametrize(
    ("kind", "start", "end", "shown"),
    [
        ("by", None, date(2025, 12, 31), "≤ 2025-12-31"),
        ("before", None, date(2024, 2, 15), "< 2024-02-15"),
        ("during", date(2023, 1, 1), date(2025, 12, 31), "2023–2025"),
        ("during", date(2023, 1, 1), date(2023, 12, 31), "2023"),
        ("during", date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
        ("during", date(2025, 1, 1), date(2025, 3, 31), "2025-01-01–2025-03-31"),
        ("from", date(2025, 1, 1), None, "≥ 2025-01-01"),
        ("ongoing", None, None, "ongoing: the words"),
        ("by-reference", None, None, "as stated in: the words"),
    ],
)
def test_a_deadline_reads_as_its_days(kind, start, end, shown):
    made = model.Deadline(kind=kind, start=start, end=end, text="the words", origin="clause", span=None)
    assert phrase.deadline(made) == shown


# On a terminal


def test_text_from_a_document_does_nothing_to_a_terminal():
    shown = rendered("table", extraction("", target(HOSTILE)), out=Terminal())

    assert "\\x1b[31m95%" in shown.replace("│\n", "")
    assert not set(shown.replace("\x1b[1m", "").replace("\x1b[0m", "")) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_markup_is_shown_as_it_is_written(monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    shown = rendered("table", extraction("", target("[bold]hồ sơ[/bold] :smile:")))
    assert "[bold]hồ sơ[/bold] :smile:" in shown


def test_no_color_is_respected(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    out = Terminal()
    grid.terminal(out, ["A"], [["b"]])
    assert "\x1b[3" not in out.getvalue()


def test_a_document_without_targets_says_so():
    assert rendered("table", extraction("")) == "Kế hoạch · UBND tỉnh Hưng Yên: no targets\n"


@given(st.text())
def test_printable_text_is_one_line_of_characters_that_only_show(text):
    shown = safe.printable(text)
    assert not any(ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0 for letter in shown)
    assert len(shown.splitlines()) <= 1


# JSON


@given(st.text() | st.text(st.characters(max_codepoint=0x9F)))
def test_json_reads_back_the_same_and_acts_on_no_terminal(text):
    made = safe.json_text({"a": text})
    assert json.loads(made) == {"a": text}
    assert not any(ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0 for letter in made)
    made.encode()


def test_one_document_is_one_object_and_several_are_one_a_line():
    made = extraction("", target())

    assert json.loads(rendered("json", made)) == made.json_dict()
    lines = rendered("json", made, made, several=True).splitlines()
    assert [json.loads(line) for line in lines] == [made.json_dict()] * 2


def test_a_line_of_json_begins_with_the_documents_id():
    [line] = rendered("jsonl", extraction("", target())).splitlines()

    assert list(json.loads(line))[:2] == ["document", "id"]
    assert json.loads(line) == {"document": "hung-yen-2023", **target().json_dict()}


def test_whole_numbers_have_no_fraction():
    made = extraction(
        "", target(measure=measure(value=Decimal("95.0"))), target(measure=measure(value=Decimal("2.50")))
    )
    values = [line["measure"]["value"] for line in json.loads(rendered("json", made))["targets"]]
    assert str(values) == "[95, 2.5]"


# CSV


def test_a_row_of_csv_has_every_field_of_the_json_by_its_path():
    roles = [("Sở Nội vụ", "lead"), ("Sở Tài chính", "lead"), ("UBND cấp xã", "coordinate")]
    made = target(
        agencies=tuple(model.Agency(id="x", name=name, role=role, span=None) for name, role in roles),
        flags=("no-deadline", "ocr"),
        measure=measure(operator="="),
    )
    [row] = cells(rendered("csv", extraction("", made)))

    assert (row["document"], row["measure.value"], row["measure.operator"]) == ("hung-yen-2023", "95", "=")
    assert (row["agencies.lead"], row["agencies.coordinate"]) == ("Sở Nội vụ; Sở Tài chính", "UBND cấp xã")
    assert (row["flags"], row["baseline.year"], row["measure.upper_inclusive"]) == (
        "no-deadline; ocr",
        "",
        "true",
    )


def test_the_header_of_csv_stands_once():
    made = extraction("", target())
    assert len(cells(rendered("csv", made, made))) == 2


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+2", "'=1+2"), ("+84", "+84"), ("+A1", "'+A1"), ("-5", "-5"), ("-2.5", "-2.5"), ("- Trên 95%", "'- Trên 95%"),
        ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'=1"), ("\r=1", "'=1"), ("＝1", "'＝1"), ("=", "="), (None, ""),
        (-5, "-5"), (Decimal("2.5"), "2.5"), (True, "true"), ("a\x00b\x1bc\nd", "abc d"), ("\x00=1", "'=1"),
    ],
)  # fmt: skip
def test_a_cell_is_never_a_formula_and_a_number_stays_one(value, cell):
    assert safe.csv_cell(value) == cell


@given(st.text(st.sampled_from("=+-@＝\t\r\n\x00 a1.") | st.characters(exclude_categories=["Cs"])))
def test_no_text_becomes_a_formula(text):
    cell = safe.csv_cell(text)
    if cell.startswith(tuple("=+-@\t\r＝＋－＠")) and cell != "=":
        assert float(cell) is not None


# Markdown


def test_markdown_shows_text_as_it_is_written():
    shown = rendered("markdown", extraction("", target("a | *b* <script>\n[c](d)")))

    assert "a \\| \\*b\\* \\<script\\> \\[c\\](d)" in shown
    assert shown.startswith("## Kế hoạch · UBND tỉnh Hưng Yên\n\n| \\# | Target |")


# Documents


def test_documents_are_listed_as_extract_prints_them():
    out = io.StringIO()
    documents.write("json", out, [document()])
    assert json.loads(out.getvalue()) == {"documents": [document().json_dict()]}


@pytest.mark.parametrize("form", [form for form in documents.FORMATS if form != "xlsx"])
@pytest.mark.parametrize("found", [[], [document(), document(period=None, title=None, type=None)]])
def test_documents_are_listed_in_every_format(form, found):
    out = io.StringIO()
    documents.write(form, out, found)
    assert out.getvalue().count("hung-yen-2023") == len(found)


# Messages


def test_both_languages_say_the_same_things_with_the_same_values():
    def holes(entry):
        forms = entry.values() if isinstance(entry, dict) else [entry]
        return sorted({name for form in forms for _, name, _, _ in string.Formatter().parse(form) if name})

    english, vietnamese = messages.catalogue("en"), messages.catalogue("vi")
    assert list(english) == list(vietnamese)
    assert {key: holes(english[key]) for key in english} == {key: holes(vietnamese[key]) for key in english}


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"PARCLI_LANG": "vi", "LC_ALL": "en_US.UTF-8"}, "vi"),
        ({"PARCLI_LANG": "fr", "LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LC_ALL": "C", "LANG": "vi_VN"}, "en"),
        ({"LC_MESSAGES": "vi_VN.UTF-8", "LANG": "en_US.UTF-8"}, "vi"),
        ({}, "en"),
    ],
)
def test_the_environment_chooses_the_language(environment, language):
    assert messages.from_environment(environment) == language
