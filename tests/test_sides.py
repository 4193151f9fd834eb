"""What stands for a side: provinces of the library, documents, JSON files; and `parcli compare` around it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from extractions import extraction, measure, target

from parcli import cli, messages, model
from parcli.cli import schema
from parcli.compare import compare, lineage, sides
from parcli.errors import LookupFailed, ReadError, UsageError
from parcli.library import Library

Add = Callable[..., model.Extraction]


@pytest.fixture
def library() -> Iterator[Library]:
    with Library(":memory:") as store:
        yield store


@pytest.fixture
def add(library: Library) -> Add:
    """Return what stores a document with one target, 90 % of cases on time unless told otherwise."""

    def store(
        name: str, value: int = 90, years: tuple[int, int] | None = None, **fields: Any
    ) -> model.Extraction:
        text = f"{value}% hồ sơ đúng hạn, {name}"
        one = target(
            text, id=f"{name}-target", measure=measure(f"{value}%", value=Decimal(value), operator="=")
        )
        period = model.Period(start=years[0], end=years[1]) if years else None
        found = extraction(text, one, id=name, period=period, **fields)
        library.add(found, path="-", rules_version="1")
        return found

    return store


def resolver(library: Library, year: int | None = None) -> sides.Resolver:
    def unread(name: str) -> model.Extraction:
        raise AssertionError(f"{name} was read")

    return sides.Resolver(lambda: library, unread, year)


def documents(side: sides.Side) -> list[str]:
    return [document.id for document in side.documents]


@pytest.mark.parametrize("name", ["hung-yen", "Hưng Yên", "tỉnh Hưng Yên", "hung yen", "33", "HƯNG YÊN"])
def test_a_province_is_a_side_by_any_of_its_names(name: str, library: Library, add: Add) -> None:
    add("plan", years=(2023, 2023))
    side = resolver(library).side(name)

    assert (side.label, side.province, side.years, documents(side)) == (
        "hung-yen",
        "hung-yen",
        (2023, 2023),
        ["plan"],
    )


def test_a_year_takes_the_plans_that_start_in_it_and_acts_issued_in_it(library: Library, add: Add) -> None:
    add("five-years", years=(2021, 2025))
    add("yearly", years=(2023, 2023))
    add("directive", issued_on=date(2023, 5, 1))
    add("next", years=(2024, 2024))

    assert sorted(documents(resolver(library).side("hung-yen@2023"))) == ["directive", "yearly"]
    assert documents(resolver(library, 2024).side("hung-yen")) == ["next"]


def test_a_year_without_a_plan_of_its_own_takes_those_that_contain_it_and_says_so(
    library: Library, add: Add
) -> None:
    add("five-years", years=(2021, 2025))
    side = resolver(library).side("hung-yen@2023")

    assert (documents(side), side.contains, side.years) == (["five-years"], 2023, (2021, 2025))
    assert resolver(library).side("hung-yen@2021").contains is None


def test_without_a_year_the_latest_issued_speaks(library: Library, add: Add) -> None:
    add("old", 80, (2022, 2022), issued_on=date(2021, 12, 1))
    add("new", 90, (2023, 2023), issued_on=date(2022, 12, 1))
    side = resolver(library).side("hung-yen")

    assert [one.measure.value for one, _ in side.targets] == [90]
    assert [one.measure.value for one, _ in resolver(library).side("hung-yen@2022").targets] == [80]


def test_what_later_documents_do_not_speak_of_stays(library: Library) -> None:
    late = target(
        "2% quá hạn", 1, id="late", indicator="procedures.late", measure=measure("2%", value=Decimal(2))
    )
    task = target(
        "hoàn thành",
        2,
        id="task",
        measure=measure("hoàn thành", kind="completion", operator=None, value=None, unit=None),
    )
    library.add(
        extraction("a", target(id="old"), late, id="a", issued_on=date(2021, 1, 1)),
        path="-",
        rules_version="1",
    )
    library.add(
        extraction("b", target(id="new"), task, id="b", issued_on=date(2022, 1, 1)),
        path="-",
        rules_version="1",
    )

    assert [one.id for one, _ in resolver(library).side("hung-yen").targets] == ["late", "new", "task"]


@pytest.mark.parametrize(
    ("news", "counts"),
    [
        ({"number": "204/KH-UBND", "years": (2023, 2023)}, False),
        ({"number": None, "years": (2023, 2023)}, False),
        ({"number": "9/KH-UBND", "years": (2023, 2023)}, True),
        ({"number": None, "years": (2023, 2025)}, True),
    ],
)
def test_news_count_only_where_the_plan_itself_is_not_there(
    news: dict[str, Any], counts: bool, library: Library, add: Add
) -> None:
    add("plan", years=(2023, 2023), number="204/KH-UBND")
    add("news", type="news", status="reported", **news)

    assert ("news" in documents(resolver(library).side("hung-yen@2023"))) is counts


def test_the_national_level_and_a_document_are_sides(library: Library, add: Add) -> None:
    add("resolution", years=(2021, 2030), province="national")
    add("plan", years=(2023, 2023))

    assert documents(resolver(library).side("national")) == ["resolution"]
    assert resolver(library).side("plan").province == "hung-yen"


def test_a_province_without_documents_says_how_to_add_some_and_which_there_are(
    library: Library, add: Add
) -> None:
    with pytest.raises(LookupFailed, match="parcli add FILE"):
        resolver(library).side("Hải Dương")
    add("plan", years=(2023, 2023))
    with pytest.raises(LookupFailed, match=r"parcli add FILE.*hung-yen"):
        resolver(library).side("Hải Dương")
    add("long", years=(2021, 2025))
    with pytest.raises(LookupFailed, match=r"for 2020; there are documents for 2021–2025, 2023$"):
        resolver(library).side("hung-yen@2020")


@pytest.mark.parametrize("name", ["hung-yen@", "hung-yen@21", "Hưng Yên@nay", "national@"])
def test_after_a_provinces_at_sign_stands_a_year(library: Library, add: Add, name: str) -> None:
    add("plan", years=(2023, 2023))
    with pytest.raises(UsageError, match=r"after @ stands a year: .*@2021"):
        resolver(library).side(name)


def test_documents_without_any_year_are_told_from_none(library: Library, add: Add) -> None:
    add("undated")

    with pytest.raises(LookupFailed, match="none says that it is for 2024"):
        resolver(library).side("hung-yen@2024")


def test_an_unknown_name_gets_the_nearest_provinces_and_documents(library: Library, add: Add) -> None:
    add("hung-yen-204-kh-ubnd-2022")
    with pytest.raises(LookupFailed, match="hung-yen"):
        resolver(library).side("hung-yem")
    with pytest.raises(LookupFailed, match="hung-yen-204-kh-ubnd-2022"):
        resolver(library).side("hung-yen-204-kh-ubnd")


def test_a_name_is_a_file_only_with_a_separator_or_a_suffix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hai-duong").write_text("", encoding="utf-8")

    assert not sides.is_file_name("hai-duong")
    assert not sides.is_file_name("TP.HCM")
    assert sides.is_file_name("./hai-duong")
    assert sides.is_file_name("plan.txt")


def test_a_code_means_the_province_of_the_year() -> None:
    assert sides.province_named("24", 2021) == "bac-giang"
    assert sides.province_named("24", 2026) == sides.province_named("24", None) == "bac-ninh"


# Provinces in time


def told(*names: tuple[str, int]) -> list[tuple[str, ...]]:
    """Return what is told of sides, each a province with the year of its plan."""
    found = [
        sides.of([extraction("", province=name, period=model.Period(start=year, end=year))], name)
        for name, year in names
    ]
    return [(note.code, *map(str, note.values.values())) for note in lineage.notes(found)]


@pytest.mark.parametrize(
    ("names", "notes"),
    [
        ([("hai-phong", 2026), ("hai-duong", 2024)], [("merged", "hai-duong", "hai-phong", "2025-07-01")]),
        ([("hai-duong", 2024), ("hai-phong", 2024)], [("merged", "hai-duong", "hai-phong", "2025-07-01")]),
        ([("hai-phong", 2024), ("hai-phong", 2026)], [("enlarged", "hai-phong", "2025-07-01", "hai-phong, hai-duong")]),
        ([("hai-phong", 2023), ("hai-phong", 2024)], []),
        ([("hai-duong", 2024), ("hung-yen", 2026)], []),
        ([("thua-thien-hue", 2024), ("hue", 2026)], []),
        ([("ha-noi", 2024), ("ha-noi", 2026)], []),
    ],
)  # fmt: skip
def test_that_one_province_went_into_the_other_is_known(
    names: list[tuple[str, int]], notes: list[tuple[str, ...]]
) -> None:
    assert told(*names) == notes


def test_what_is_issued_after_the_merger_is_of_the_new_province() -> None:
    period = model.Period(start=2025, end=2025)
    days = [date(2025, 1, 10), date(2025, 9, 1)]
    old, new = (
        sides.of([extraction("", province="hai-phong", period=period, issued_on=day)], "") for day in days
    )

    found = [lineage.entity(side) for side in (old, new)]
    assert [one.merged_from for one in found if one] == [(), ("hai-phong", "hai-duong")]


def restated(library: Library, *names: str) -> tuple[list[tuple[str, str | None]], list[str]]:
    """Return the sides that `--restate` makes of some, with what each is a part of; and who is missing."""
    found = resolver(library)
    every, notes = lineage.restated([found.side(name) for name in names], found)
    return [(side.label, side.part_of) for side in every], [str(note.values["name"]) for note in notes]


def test_a_new_province_stands_beside_all_that_merged_into_it(library: Library, add: Add) -> None:
    add("old", years=(2021, 2021), province="hai-phong")
    add("former", years=(2024, 2024), province="hai-phong")
    add("merged", years=(2024, 2024), province="hai-duong")
    add("present", 95, years=(2026, 2026), province="hai-phong")

    wanted = [("hai-phong@2024", "hai-phong"), ("hai-duong@2024", "hai-phong"), ("hai-phong@2026", None)]
    # Named or not, in whatever order, they stand in that of the resolution, the new one last.
    for names in (["hai-phong@2026"], ["hai-duong@2024"], ["hai-phong@2026", "hai-duong@2024"]):
        assert restated(library, *names) == (wanted, [])
    assert restated(library, "hai-phong@2026", "hai-phong@2021")[0][0] == ("hai-phong@2021", "hai-phong")


def test_parts_without_documents_are_named(library: Library, add: Add) -> None:
    add("present", years=(2026, 2026), province="lam-dong")
    add("part", years=(2024, 2024), province="dak-nong")

    assert restated(library, "lam-dong@2026") == (
        [("dak-nong@2024", "lam-dong"), ("lam-dong@2026", None)],
        ["binh-thuan", "lam-dong"],
    )


def test_what_did_not_merge_cannot_be_restated(library: Library, add: Add) -> None:
    add("plan", years=(2024, 2024), province="ha-noi")

    with pytest.raises(UsageError, match="ha-noi@2024"):
        restated(library, "ha-noi@2024")


def test_levels_of_what_merged_are_a_conflict_and_never_an_average(library: Library, add: Add) -> None:
    add("former", 90, years=(2024, 2024), province="hai-phong")
    add("merged", 80, years=(2024, 2024), province="hai-duong")
    add("present", 85, years=(2026, 2026), province="hai-phong")
    found = resolver(library)
    every, _ = lineage.restated([found.side("hai-phong@2026")], found)

    [row] = compare(every).rows

    assert [cell.measure.value for cell in row.cells if cell] == [90, 80, 85]
    assert [(reason.code, reason.sides) for reason in row.reasons] == [
        ("conflict", (0, 1)),
        ("lowered", (0, 2)),
        ("raised", (1, 2)),
    ]


# Files


def saved(path: Path, *found: model.Extraction) -> str:
    path.write_text(
        "\n".join(json.dumps(one.json_dict(), ensure_ascii=False) for one in found), encoding="utf-8"
    )
    return str(path)


def test_a_json_file_is_what_extract_wrote(tmp_path: Path, library: Library) -> None:
    both = extraction("a", target(), id="a"), extraction("b", target(), id="b", province="hai-duong")
    side = resolver(library).side(saved(tmp_path / "both.json", *both))

    assert (documents(side), side.province, len(side.targets)) == (["a", "b"], None, 2)
    assert side.targets[0] == (both[0].targets[0], both[0].document)


def test_what_another_program_leaves_out_is_unknown(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "short.json"
    stated = {
        "id": "t1", "text": "95% hồ sơ đúng hạn", "indicator": "procedures.on-time",
        "measure": {"kind": "percentage", "operator": ">=", "value": 92.5, "unit": "%"},
        "deadline": {"kind": "by", "end": "2025-12-31"}, "scope": {"levels": ["commune"]},
    }  # fmt: skip
    path.write_text(json.dumps({"document": {"id": "d1"}, "targets": [stated]}), encoding="utf-8")

    side = resolver(library).side(str(path))

    [(found, document)] = side.targets
    assert (document.id, document.province, document.period) == ("d1", None, None)
    assert (found.measure.value, found.measure.upper, found.measure.direction) == (
        Decimal("92.5"),
        None,
        "reach",
    )
    assert (found.scope.levels, found.agencies, found.baseline) == (("commune",), (), None)
    assert found.deadline is not None
    assert found.deadline.end == date(2025, 12, 31)


def test_a_file_that_plans_for_no_year_there_is_does_no_harm(tmp_path: Path, library: Library) -> None:
    found = [
        extraction(
            "", target(), id=str(year), province="hai-phong", period=model.Period(start=year, end=year)
        )
        for year in (-5, 99999)
    ]
    side = [resolver(library).side(saved(tmp_path / f"{one.document.id}.json", one)) for one in found]

    assert len(compare(side).rows) == 1


@pytest.mark.parametrize(
    "text",
    [
        '{"schema_version": "1"',
        '{"document": {"id": "a"}, "targets": [{"text": "95%"}]}',
        '{"document": {"id": "a"}, "targets": [{"id": "a", "text": "95%", "measure": {"kind": "speed"}}]}',
        '{"document": {"id": "a", "colour": "red"}, "targets": []}',
        '{"targets": []}',
        '{"schema_version": "2", "document": {}}',
        "{}]",
        '{"a": NaN}',
    ],
)
def test_json_of_another_kind_is_refused_with_the_file_and_the_reason(
    text: str, tmp_path: Path, library: Library
) -> None:
    path = tmp_path / "other.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ReadError, match=r"other\.json: "):
        resolver(library).side(str(path))


def test_a_missing_file_is_refused_with_its_name(library: Library) -> None:
    with pytest.raises(ReadError, match=r"nowhere/plan\.json: .*no such file"):
        resolver(library).side("nowhere/plan.json")


# The command


@pytest.fixture
def pair(tmp_path: Path) -> list[str]:
    """Return two files that agree in one target, differ in one, and have one that the other has not."""
    hostile = "\x1b[31m=1+2|<b>\u202e"

    def one(name: str, value: int, *more: model.Target) -> str:
        text = f"{value}% hồ sơ đúng hạn {hostile}"
        on_time = target(
            text, id=f"{name}-1", measure=measure(f"{value}%", value=Decimal(value), operator="=")
        )
        late = target("2% quá hạn", 500, id=f"{name}-2", indicator="procedures.late")
        return saved(tmp_path / f"{name}.json", extraction(name, on_time, late, *more, id=name))

    return [one("left", 90), one("right", 95, target("5 mô hình", 900, id="right-3", indicator=None))]


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Any]:
    monkeypatch.setenv("PARCLI_LIBRARY", str(tmp_path / "library.db"))
    monkeypatch.delenv("PARCLI_RULES", raising=False)
    monkeypatch.setenv("COLUMNS", "200")

    def command(*arguments: str, lang: str = "en") -> tuple[int, str, str]:
        token = messages._chosen.set(None)
        try:
            status = cli.run(["--lang", lang, "compare", *arguments])
        finally:
            messages._chosen.reset(token)
        output = capsys.readouterr()
        return status, output.out, output.err

    return command


def test_json_is_what_the_published_schema_says(run: Callable[..., Any], pair: list[str]) -> None:
    status, output, _ = run(*pair)
    printed = json.loads(output)

    assert status == 0
    jsonschema.validate(printed, schema.of("compare"))
    assert {tuple(row) for row in printed["rows"]} == {
        (
            "indicator",
            "name",
            "area",
            "scope",
            "unit",
            "cells",
            "status",
            "changes",
            "delta",
            "more_ambitious",
            "score",
        )
    }
    assert {tuple(cell) for row in printed["rows"] for cell in row["cells"] if cell} == {
        ("target", "document", "text", "measure", "deadline", "path")
    }
    assert [
        (row["status"], row["delta"]) for row in printed["rows"] if row["indicator"] == "procedures.on-time"
    ] == [("changed", 5)]


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "higher by 5 points: “95%” against “90%”"), ("vi", "cao hơn 5 điểm %: “95%” so với “90%”")],
)
@pytest.mark.parametrize("form", ["table", "markdown"])
def test_a_table_says_in_words_what_differs(
    run: Callable[..., Any], pair: list[str], form: str, lang: str, said: str
) -> None:
    status, output, _ = run(*pair, "--format", form, lang=lang)
    words = " ".join(output.replace("│", " ").split())

    assert status == 0
    assert all(part in words for part in said.split(": ")[0].split())
    assert "right.json" in words
    if form == "markdown":
        assert said in output


@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown"])
def test_text_of_documents_acts_on_nothing(run: Callable[..., Any], pair: list[str], form: str) -> None:
    _, output, _ = run(*pair, "--format", form)

    assert not set(output) & {"\x1b", "\u202e"}
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(output)))
        assert [row["status"] for row in rows].count("only") == 1
        assert not any(value.startswith("=") and value != "=" for row in rows for value in row.values())


def test_explain_says_what_made_a_pair(run: Callable[..., Any], pair: list[str]) -> None:
    _, output, _ = run(*pair, "--format", "markdown", "--explain")

    assert "by the same indicator, 1; words alike" in output
    assert "by the same indicator" not in run(*pair, "--format", "markdown")[1]


@pytest.mark.parametrize("missing", ["nowhere.json", "ha-noi", "Atlantis"])
def test_a_side_that_is_not_there_does_not_hide_the_others(
    run: Callable[..., Any], pair: list[str], missing: str
) -> None:
    status, out, err = run(*pair, missing, "--format", "json")

    assert (status, len(json.loads(out)["sides"])) == (1, 2)
    assert missing in err


def test_many_sides_are_listed_below_each_other(run: Callable[..., Any], pair: list[str]) -> None:
    _, out, _ = run(*pair, *pair, "--format", "table")

    assert "2 sides say nothing" in out
    assert out.count("≥") + out.count("95 %") > 2


@pytest.mark.parametrize(("lang", "word"), [("en", "conflict"), ("vi", "mâu thuẫn")])
def test_restate_asks_for_one_side_alone(
    run: Callable[..., Any], tmp_path: Path, lang: str, word: str
) -> None:
    with Library(tmp_path / "library.db") as store:
        for name, year, value in (("hai-phong", 2024, 90), ("hai-duong", 2024, 80), ("hai-phong", 2026, 85)):
            one = target(
                f"{name} {year}", id=f"{name}{year}", measure=measure(f"{value}%", value=Decimal(value))
            )
            period = model.Period(start=year, end=year)
            store.add(
                extraction(one.text, one, id=f"{name}-{year}", province=name, period=period), path="-", rules_version="1"
            )  # fmt: skip

    status, out, err = run("hai-phong@2026", "--restate", "--format", "table", lang=lang)

    assert status == 0
    assert word in out
    assert "hai-duong" in err
    assert run("hung-yen@2026", "--restate")[0] == 1


def test_only_keeps_some_rows(run: Callable[..., Any], pair: list[str]) -> None:
    rows = json.loads(run(*pair, "--only", "missing")[1])["rows"]

    assert [row["status"] for row in rows] == ["only"]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["hai-duong"], 2, "name two sides or more"),
        (["hai-duong", "hung-yen"], 1, "parcli add FILE"),
        (["nowhere.json", "hung-yen"], 1, "nowhere.json"),
        (["Atlantis", "hung-yen"], 1, "Atlantis"),
        (["hai-duong", "hung-yen", "--only", "some"], 2, "--only"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    run: Callable[..., Any], arguments: list[str], status: int, said: str
) -> None:
    found, output, problem = run(*arguments)

    assert (found, output) == (status, "")
    assert said in problem
    assert problem.count("\n") == 1


@pytest.mark.parametrize("option", ["--area", "--indicator"])
def test_an_unknown_area_or_indicator_is_refused(
    run: Callable[..., Any], pair: list[str], option: str
) -> None:
    status, output, problem = run(*pair, option, "no-such-thing")

    assert (status, output) == (1, "")
    assert "no-such-thing" in problem


def test_an_indicator_that_the_sides_state_is_known(run: Callable[..., Any], pair: list[str]) -> None:
    rows = json.loads(run(*pair, "--indicator", "procedures.late")[1])["rows"]

    assert [row["indicator"] for row in rows] == ["procedures.late"]


def test_two_json_files_are_compared_without_the_word_splitter(pair: list[str]) -> None:
    program = (
        "import sys; from parcli import cli; status = cli.run(sys.argv[1:]); "
        "sys.exit(status or ('underthesea' in sys.modules and 9) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program, "compare", *pair], capture_output=True)

    assert (done.returncode, done.stderr) == (0, b"")
