"""`parcli report`: which sides a page is made of, what is said of those that are not there."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest
from extractions import extraction, measure, target

import parcli
from parcli import cli, model
from parcli.library import Library
from parcli.render import phrase

PLAN = "UBND TỈNH HƯNG YÊN\n\nKẾ HOẠCH\n\nĐến hết năm 2025, tối thiểu 80% hồ sơ được giải quyết đúng hạn.\n"


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Return what runs parcli in a folder of its own, and what it gave: status, page, messages."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PARCLI_LANG", "en")
    monkeypatch.setenv("PARCLI_LIBRARY", str(tmp_path / "library.db"))

    def run_it(*arguments):
        status = cli.run(["report", *map(str, arguments), "--output", "page.html"])
        page = tmp_path / "page.html"
        text = page.read_text("utf-8") if page.exists() else ""
        page.unlink(missing_ok=True)
        written = capsys.readouterr()
        assert written.out == ""
        return status, text, written.err.splitlines()

    return run_it


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def stored(tmp_path, province, year, value, text="", **changes):
    """Store a document with one target; its text is in a file of its own where it is given."""
    name = f"{province}-{year}"
    promise = target(
        text or name, id=f"{name}:1", measure=measure(value=Decimal(value), operator=">="), **changes
    )
    found = extraction(
        text or name, promise, id=name, province=province, period=model.Period(start=year, end=year)
    )
    path = "-"
    if text:
        path = tmp_path / f"{name}.txt"
        path.write_text(text, encoding="utf-8")
    with Library(tmp_path / "library.db") as library:
        library.add(found, path=str(path), rules_version="1")


def heading(page):
    return re.search(r"<h1>(.*?)</h1>", page)[1]


def parts(page):
    return re.findall(r'<section id="(\w+)">', page)


def test_one_document_is_its_targets_and_its_text(run, plan):
    status, page, said = run(plan)

    assert (status, said, parts(page)) == (0, [], ["targets", "text"])
    assert '<mark><a id="m-1" href="#t-1">tối thiểu 80%</a></mark>' in page


def test_what_extract_wrote_is_a_side_with_its_text_where_that_is_unchanged(run, plan, tmp_path):
    cli.run(["extract", "plan.txt", "--output", "plan.json"])
    assert "<mark>" in run("plan.json")[1]

    plan.write_text(PLAN.replace("80", "90"), encoding="utf-8")
    assert "<mark>" not in run("plan.json")[1]


def test_a_source_that_is_no_text_of_the_document_is_never_shown(run, plan, tmp_path):
    (tmp_path / "secret.txt").write_text("mật khẩu", encoding="utf-8")
    cli.run(["extract", "plan.txt", "--output", "plan.json"])
    record = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    record["document"]["source"] = "secret.txt"
    (tmp_path / "plan.json").write_text(json.dumps(record), encoding="utf-8")

    status, page, _ = run("plan.json")
    assert status == 0
    assert "mật khẩu" not in page


def test_provinces_of_the_library_stand_side_by_side_with_their_texts(run, tmp_path):
    stored(tmp_path, "bac-ninh", 2023, 90, text="Trên 95% hồ sơ")
    stored(tmp_path, "hung-yen", 2023, 80)
    status, page, _ = run("Bắc Ninh@2023", "hung-yen")

    assert (status, parts(page)) == (0, ["matrix", "comparison", "targets", "text"])
    assert heading(page) == "Bắc Ninh 2023 · Hưng Yên 2023"
    assert page.count('<article class="document"') == 1


def test_without_a_name_it_takes_all_provinces_of_the_library(run, tmp_path):
    for province, year in [("bac-ninh", 2023), ("hung-yen", 2023), ("lam-dong", 2026), ("national", 2026)]:
        stored(tmp_path, province, year, 90)

    assert heading(run()[1]) == "National level 2026 · Bắc Ninh 2023 · Hưng Yên 2023 · Lâm Đồng 2026"
    assert heading(run("--year", 2023)[1]) == "Bắc Ninh 2023 · Hưng Yên 2023"


def test_an_indicator_an_area_and_a_level_limit_all_parts(run, tmp_path):
    stored(tmp_path, "bac-ninh", 2023, 90, indicator="egov.case-files", area="e-government")
    stored(tmp_path, "hung-yen", 2023, 80)
    _, page, _ = run("--area", "e-government")

    assert page.count('id="t-') == 1
    assert phrase.indicator_name("egov.case-files") in page
    assert "Cases resolved on time" not in page


def test_more_sides_than_can_be_compared_are_a_heat_map_and_a_note(run, tmp_path):
    for number, province in enumerate(
        [
            "bac-ninh",
            "ca-mau",
            "cao-bang",
            "dak-lak",
            "gia-lai",
            "hai-phong",
            "hung-yen",
            "lam-dong",
            "son-la",
        ]
    ):
        stored(tmp_path, province, 2026, 80 + number)
    status, page, said = run()

    assert (status, parts(page)) == (0, ["matrix", "targets", "text"])
    assert heading(page) == "Targets of 9 provinces and plans"
    assert said == [
        "parcli: 9 sides: the page compares at most 8 side by side, and shows these in the heat map alone"
    ]


@pytest.mark.parametrize(
    ("arguments", "status", "reason"),
    [
        (["no-such.txt"], 1, "no-such.txt: cannot be read: no such file or folder"),
        (["hung-yen"], 1, "hung-yen: the library is empty; add documents with: parcli add FILE"),
        ([], 1, "library.db is empty; fill it with: parcli add PATH..."),
        (["plan.txt", "--area", "procedure"], 1, "procedure: there is no such area; the areas are civil-service (Civil service)"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_one_line_and_no_page(run, plan, arguments, status, reason):
    found, page, said = run(*arguments)

    assert (found, page, len(said)) == (status, "", 1)
    assert reason in said[0]


def test_a_side_that_is_missing_does_not_take_the_others_along(run, plan):
    status, page, said = run("no-such.txt", "plan.txt", "plan.txt")

    assert (status, heading(page)) == (1, "Hưng Yên 2025")
    assert said == ["parcli: no-such.txt: cannot be read: no such file or folder"]


def test_a_page_is_not_written_to_a_terminal(capsys, plan, monkeypatch):
    monkeypatch.setattr("parcli.cli.output.is_terminal", lambda out: True)
    monkeypatch.setenv("PARCLI_LANG", "en")

    assert cli.run(["report", str(plan)]) == 2
    assert "html is no format for a terminal; name a file with --output FILE" in capsys.readouterr().err


def test_the_library_makes_the_page_that_the_command_writes(run, plan, tmp_path):
    stored(tmp_path, "bac-ninh", 2023, 90, text="Trên 95% hồ sơ")

    with Library(tmp_path / "library.db") as library:
        assert parcli.page("bac-ninh", plan, library=library) == run("bac-ninh", plan)[1]
    with pytest.raises(parcli.UsageError):
        parcli.page()
