"""One indicator over years, and provinces by indicators: which targets stand, what is told of the rest."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from extractions import extraction, measure, target

import parcli
from parcli import cli, messages, model, taxonomy
from parcli.cli import schema
from parcli.compare import matrix, stored, trend
from parcli.errors import LookupFailed
from parcli.library import Library

Add = Callable[..., None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


@pytest.fixture
def library(path: Path) -> Iterator[Library]:
    with Library(path) as store:
        yield store


@pytest.fixture
def add(library: Library) -> Add:
    """Return what stores a document of a province and its years with targets, given as fields of each."""

    def store(province: str | None, years: tuple[int, int], *fields: dict[str, Any], **about: Any) -> None:
        name = f"{province}-{years[0]}-{years[1]}" + str(about.get("issued_on", ""))
        targets = [made(f"{name}-{place}", one) for place, one in enumerate(fields)]
        period = model.Period(start=years[0], end=years[1])
        record = extraction(name, *targets, id=name, province=province, period=period, **about)
        library.add(record, path="-", rules_version="1")

    return store


def made(name: str, fields: dict[str, Any]) -> model.Target:
    given = dict(fields)
    value = given.pop("value", 90)
    counted = measure(
        given.pop("words", f"{value}%"), value=None if value is None else Decimal(value),
        **{"operator": ">=", **given.pop("measure", {})},
    )  # fmt: skip
    scope = model.Scope(levels=given.pop("levels", ()), sectors=given.pop("sectors", ()), except_=None)
    end = given.pop("by", None)
    due = (
        model.Deadline(kind="by", start=None, end=date(end, 12, 31), text="", origin="clause", span=None)
        if end
        else None
    )
    return target(
        given.pop("text", f"{name}: hồ sơ đúng hạn"),
        id=name,
        measure=counted,
        scope=scope,
        deadline=due,
        **given,
    )


def points(found: trend.Trend) -> list[tuple[str, int, int | None]]:
    return [(one.province, one.year, None if one.value is None else int(one.value)) for one in found.points]


RANK = {"unit": "hạng", "kind": "rank", "operator": "<="}


# Trend


def test_a_point_stands_in_the_year_in_which_it_is_to_be_reached(library: Library, add: Add) -> None:
    add("hung-yen", (2021, 2025), {"value": 80, "by": 2022}, {"value": 95, "by": 2025}, {"value": 70})

    found = stored.trend_of(library, "procedures.on-time")

    # Without a time of its own a target is to be reached by the end of what its document plans.
    assert points(found) == [("hung-yen", 2022, 80), ("hung-yen", 2025, 95), ("hung-yen", 2025, 70)]
    assert (found.unit, found.better) == ("%", "higher")


def test_of_one_year_and_scope_the_latest_issued_counts(library: Library, add: Add) -> None:
    add("hung-yen", (2021, 2025), {"value": 80}, issued_on=date(2021, 1, 5))
    add(
        "hung-yen",
        (2025, 2025),
        {"value": 90},
        {"value": 60, "levels": ("commune",)},
        issued_on=date(2025, 1, 5),
    )

    assert points(stored.trend_of(library, "procedures.on-time")) == [
        ("hung-yen", 2025, 90),
        ("hung-yen", 2025, 60),
    ]


def test_each_scope_is_a_series_of_its_own(library: Library, add: Add) -> None:
    add(
        "hung-yen",
        (2023, 2023),
        {"value": 90},
        {"value": 60, "levels": ("commune",)},
        {"value": 50, "sectors": ("đất đai",)},
    )
    add("hung-yen", (2024, 2024), {"value": 95}, {"value": 70, "levels": ("commune",)})

    found = stored.trend_of(library, "procedures.on-time").series

    assert [(one.scope.levels, one.scope.sectors, len(one.points)) for one in found] == [
        ((), (), 2),
        (("commune",), (), 2),
        ((), ("đất đai",), 1),
    ]


def test_units_are_never_mixed_and_what_is_left_out_is_told(library: Library, add: Add) -> None:
    change = {"unit": "bậc", "kind": "rank", "direction": "increase"}
    add("hung-yen", (2023, 2023), {"indicator": "index.par", "value": 20, "measure": {**RANK, "of": 63}})
    add("ca-mau", (2023, 2023), {"indicator": "index.par", "value": 2, "measure": change})

    own = stored.trend_of(library, "index.par")
    asked = stored.trend_of(library, "index.par", limits=trend.Limits(unit="bậc"))

    assert (own.unit, own.better, points(own)) == ("hạng", "lower", [("hung-yen", 2023, 20)])
    assert [(one.unit, one.direction, one.count) for one in own.left_out] == [("bậc", "increase", 1)]
    assert (asked.unit, points(asked)) == ("bậc", [("ca-mau", 2023, 2)])


def test_silence_is_told_from_the_absence_of_documents(library: Library, add: Add) -> None:
    add("hung-yen", (2023, 2023), {})
    add("ca-mau", (2023, 2023), {"indicator": "index.pci"})

    found = stored.trend_of(library, "procedures.on-time", ["Cà Mau", "33", "Hà Nội"])

    assert points(found) == [("hung-yen", 2023, 90)]
    assert found.silent == (("ca-mau", "not-stated"), ("ha-noi", "no-document"))


def test_ministries_and_news_of_a_plan_that_is_there_are_no_points(library: Library, add: Add) -> None:
    add(None, (2023, 2023), {"value": 99}, issuer="Bộ Xây dựng")
    add("hung-yen", (2023, 2023), {"value": 90}, number="1/KH")
    add("hung-yen", (2023, 2023), {"value": 91}, number="1/KH", type="news", issued_on=date(2023, 2, 1))

    assert points(stored.trend_of(library, "procedures.on-time")) == [("hung-yen", 2023, 90)]


@pytest.mark.parametrize(
    ("limits", "years"),
    [
        ({"first": 2023}, [2023, 2024]),
        ({"last": 2022}, [2022]),
        ({"first": 2023, "last": 2023}, [2023]),
        ({"levels": frozenset({"commune"})}, []),
    ],
)
def test_years_and_levels_limit_the_points(
    library: Library, add: Add, limits: dict[str, Any], years: list[int]
) -> None:
    for year in (2022, 2023, 2024):
        add("hung-yen", (year, year), {})

    found = stored.trend_of(library, "procedures.on-time", limits=trend.Limits(**limits))

    assert [point.year for point in found.points] == years


def test_provinces_that_merged_between_two_points_are_told(library: Library, add: Add) -> None:
    add("hai-duong", (2024, 2024), {})
    add("hai-phong", (2024, 2024), {})
    add("hung-yen", (2024, 2024), {})
    add("hai-phong", (2026, 2026), {})

    notes = stored.trend_of(library, "procedures.on-time").mergers

    assert [(note.code, note.values["present"]) for note in notes] == [
        ("merged", "hai-phong"),
        ("enlarged", "hai-phong"),
    ]


# Matrix


def test_a_cell_is_the_widest_target_in_the_unit_of_the_indicator(library: Library, add: Add) -> None:
    add(
        "hung-yen", (2024, 2024), {"value": 60, "levels": ("commune",)}, {"value": 90},
        {"value": 3, "measure": {"unit": "hồ sơ", "kind": "count"}},
    )  # fmt: skip

    [cell] = stored.matrix_of(library, 2024).cells

    assert (cell.value, cell.measure.unit, cell.others) == (90, "%", 2)


def test_ambition_runs_from_the_least_to_the_most_that_is_asked_for(library: Library, add: Add) -> None:
    for province, place, of in (("hung-yen", 20, 63), ("hai-duong", 15, 34), ("ca-mau", 10, 34)):
        add(
            province, (2024, 2024),
            {"indicator": "index.par", "value": place, "measure": {**RANK, "of": of}},
            {"value": {"hung-yen": 80, "hai-duong": 90, "ca-mau": 95}[province]},
        )  # fmt: skip

    found = stored.matrix_of(library, 2024).at

    # 15 of 34 asks less than 20 of 63.
    assert [found[one, "index.par"].ambition for one in ("hai-duong", "hung-yen", "ca-mau")] == [0, 0.5, 1]
    assert [found[one, "procedures.on-time"].ambition for one in ("hung-yen", "hai-duong", "ca-mau")] == [
        0,
        0.5,
        1,
    ]


def test_a_lone_cell_and_one_in_another_unit_have_no_ambition(library: Library, add: Add) -> None:
    add("hung-yen", (2024, 2024), {})
    add("ca-mau", (2024, 2024), {"value": 3, "measure": {"unit": "hồ sơ", "kind": "count"}})

    assert {cell.ambition for cell in stored.matrix_of(library, 2024).cells} == {None}


def test_a_year_takes_longer_plans_only_where_there_is_none_of_its_own(library: Library, add: Add) -> None:
    add("hung-yen", (2021, 2025), {"value": 80, "by": 2022}, {"value": 95, "by": 2025})
    add("ca-mau", (2021, 2025), {"value": 80})
    add("ca-mau", (2024, 2024), {"value": 85})

    found = stored.matrix_of(library, 2024, ["hung-yen", "ca-mau", "hà nội"])

    # What is to be reached first after the year stands for it.
    assert {cell.province: cell.value for cell in found.cells} == {"hung-yen": 95, "ca-mau": 85}
    assert [(one.province, len(one.documents), one.contains) for one in found.plans] == [
        ("hung-yen", 1, True), ("ca-mau", 1, False), ("ha-noi", 0, False),
    ]  # fmt: skip


def test_indicators_areas_and_provinces_choose_what_is_shown(library: Library, add: Add) -> None:
    every = [{"indicator": code} for code in ("index.par", "procedures.on-time", "procedures.late")]
    add("hung-yen", (2024, 2024), *every)
    add("national", (2024, 2024), *every)

    chosen = matrix.Wanted(areas=frozenset({"procedures"}))
    asked = matrix.Wanted(indicators=("procedures.late", "index.par"))

    assert stored.matrix_of(library, 2024).provinces == ("national", "hung-yen")
    assert set(stored.matrix_of(library, 2024, wanted=chosen).indicators) == {
        "procedures.on-time",
        "procedures.late",
    }
    assert stored.matrix_of(library, 2024, ["33"], asked).indicators == ("procedures.late", "index.par")


# What is not there


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda library: stored.trend_of(library, "procedures.ontime"), "procedures.on-time"),
        (lambda library: stored.trend_of(library, "đúng hạn"), "procedures.on-time"),
        (lambda library: stored.trend_of(library, "PAR"), "index.par"),
        (lambda library: stored.trend_of(library, "procedures.on-time", ["hung-yenn"]), "hung-yen"),
        (lambda library: stored.trend_of(library, "Tỷ lệ thanh toán trực tuyến"), "eservices.payments"),
        (lambda library: stored.trend_of(library, "procedures.on-time", limits=trend.Limits(unit="ngày")), "but in: %"),
        (lambda library: stored.matrix_of(library, 2030), r"for 2021–2025$"),
        (lambda library: stored.matrix_of(library, 2025, ["ha-noi"]), "ha-noi"),
        (lambda library: stored.matrix_of(library, 2025, wanted=matrix.Wanted(("index.papy",))), "index.papi"),
        (lambda library: stored.matrix_of(library, 2025, wanted=matrix.Wanted(areas=frozenset({"procedure"}))), "civil-service .*procedures .*steering"),
    ],
)  # fmt: skip
def test_unknown_names_and_years_get_the_nearest(
    library: Library, add: Add, call: Callable[[Library], Any], said: str
) -> None:
    add("hung-yen", (2021, 2025), {})

    with pytest.raises(LookupFailed, match=said):
        call(library)


@pytest.mark.parametrize("name", ["procedures", "Cải cách thủ tục hành chính", "administrative procedures"])
def test_an_area_is_known_by_its_code_or_heading(library: Library, add: Add, name: str) -> None:
    add("hung-yen", (2024, 2024), {}, {"indicator": "index.par", "measure": RANK})
    wanted = matrix.Wanted(areas=frozenset({name}))
    assert stored.matrix_of(library, 2024, wanted=wanted).indicators == ("procedures.on-time",)


def test_years_that_run_backwards_are_a_wrong_command_line(run: Callable[..., Any]) -> None:
    status, out, err = run("trend", "procedures.on-time", "--from", "2030", "--to", "2020")
    assert (status, out) == (2, "")
    assert err == "parcli: --from 2030 --to 2020: the first year is after the last\n"


def test_an_indicator_is_known_by_its_name_too(library: Library, add: Add) -> None:
    add("hung-yen", (2024, 2024), {})
    name = taxonomy.indicators()["procedures.on-time"].name["vi"].upper()

    assert stored.trend_of(library, name).indicator == "procedures.on-time"
    assert stored.matrix_of(library, 2024, wanted=matrix.Wanted((name,))).indicators == (
        "procedures.on-time",
    )


def test_an_empty_library_says_so() -> None:
    with Library(":memory:") as library:
        for call in (
            lambda: parcli.trend("index.par", library=library),
            lambda: parcli.matrix(2025, library=library),
        ):
            with pytest.raises(LookupFailed, match="empty"):
                call()


# The commands


@pytest.fixture
def run(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Any]:
    monkeypatch.setenv("PARCLI_LIBRARY", str(path))
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: str, lang: str = "en") -> tuple[int, str, str]:
        token = messages._chosen.set(None)
        try:
            status = cli.run(["--lang", lang, *arguments])
        finally:
            messages._chosen.reset(token)
        out, err = capsys.readouterr()
        return status, out, err

    return call


HOSTILE = "=cmd|' /C'!A0 <script>alert(1)</script> \x1b[31m $x_1$ \u202eabc"


@pytest.mark.parametrize(
    ("command", "name"), [(("trend", "procedures.on-time"), "trend"), (("matrix", "2024"), "matrix")]
)
def test_json_is_what_the_contract_and_the_published_schema_say(
    run: Callable[..., Any], add: Add, command: tuple[str, ...], name: Any
) -> None:
    add("hung-yen", (2024, 2024), {"value": "92.5"})

    status, out, _ = run(*command, "--format", "json")

    found = json.loads(out)
    jsonschema.validate(found, schema.of(name))
    wanted = {
        "trend": {
            "indicator": "procedures.on-time", "unit": "%", "better": "higher",
            "points": [{"province": "hung-yen", "year": 2024, "value": 92.5, "upper": None, "operator": ">=",
                        "target": "hung-yen-2024-2024-0", "document": "hung-yen-2024-2024"}],
        },
        "matrix": {
            "year": 2024, "provinces": ["hung-yen"], "indicators": ["procedures.on-time"],
            "cells": [{"province": "hung-yen", "indicator": "procedures.on-time", "value": 92.5,
                       "target": "hung-yen-2024-2024-0"}],
        },
    }  # fmt: skip
    assert (status, found) == (0, wanted[name])


@pytest.mark.parametrize("command", [("trend", "procedures.on-time"), ("matrix", "2024")])
@pytest.mark.parametrize("form", ["table", "csv", "markdown"])
def test_text_of_documents_acts_on_nothing(
    run: Callable[..., Any], add: Add, command: tuple[str, ...], form: str
) -> None:
    add("hung-yen", (2024, 2024), {"text": HOSTILE, "words": HOSTILE, "value": None}, {"text": HOSTILE})

    status, out, _ = run(*command, "--format", form)

    assert status == 0
    assert not re.search("[\x1b\u202e]", out)
    assert form != "csv" or not any(
        cell.startswith("=") for row in csv.reader(io.StringIO(out)) for cell in row
    )
    assert form != "markdown" or "<script>" not in out


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_what_a_picture_or_table_does_not_show_is_told(run: Callable[..., Any], add: Add, lang: str) -> None:
    add("hung-yen", (2024, 2024), {"indicator": "index.par", "value": 20, "measure": RANK})
    add(
        "ca-mau",
        (2021, 2025),
        {"indicator": "index.par", "value": 2, "measure": {"unit": "bậc", "direction": "increase"}},
    )

    status, _, err = run("trend", "index.par", "hung-yen", "ca-mau", "lao-cai", lang=lang)
    year_status, _, year_err = run("matrix", "2024", "hung-yen", "ca-mau", "lao-cai", lang=lang)

    assert (status, year_status) == (1, 1)
    assert [name in err for name in ("Lào Cai", "Cà Mau", "bậc")] == [True] * 3
    assert [name in year_err for name in ("Lào Cai", "Cà Mau", "2024")] == [True] * 3


@pytest.mark.parametrize(
    ("arguments", "year", "provinces"),
    [
        ((), 2024, ["hung-yen"]),
        (("2023",), 2023, ["ca-mau", "hung-yen"]),
        (("2023", "33"), 2023, ["hung-yen"]),
        (("--year", "2023", "--province", "Cà Mau"), 2023, ["ca-mau"]),
        (("33", "--year", "2023"), 2023, ["hung-yen"]),
    ],
)
def test_year_and_provinces_are_named_in_any_of_the_usual_ways(
    run: Callable[..., Any], add: Add, arguments: tuple[str, ...], year: int, provinces: list[str]
) -> None:
    for name, of in (("ca-mau", 2023), ("hung-yen", 2023), ("hung-yen", 2024)):
        add(name, (of, of), {})

    found = json.loads(run("matrix", *arguments, "--format", "json")[1])

    assert (found["year"], found["provinces"]) == (year, provinces)


def test_a_matrix_of_many_provinces_stands_in_several_tables(run: Callable[..., Any], add: Add) -> None:
    names = (
        "hung-yen",
        "ca-mau",
        "ha-noi",
        "hai-duong",
        "lao-cai",
        "nghe-an",
        "thanh-hoa",
        "ba-ria-vung-tau",
    )
    for place, name in enumerate(names):
        add(name, (2024, 2024), {"value": 80 + place})

    _, out, _ = run("matrix", "2024", "--format", "table")

    heads = [line for line in out.splitlines() if line.startswith("  Indicator")]
    assert len(heads) > 1
    assert all(len(line) <= 100 for line in out.splitlines()[:-1])
    assert sum(out.count(f"≥ {80 + place} %") for place in range(len(names))) == len(names)


@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_a_picture_is_the_same_bytes_each_time(
    run: Callable[..., Any], add: Add, tmp_path: Path, suffix: str
) -> None:
    pytest.importorskip("matplotlib", reason="pip install 'parcli[plot]'")
    for year in (2023, 2024):
        add("hung-yen", (year, year), {"value": year - 1930, "sectors": (HOSTILE,)}, {"value": 50})
    files = [tmp_path / f"{number}.{suffix}" for number in (1, 2)]

    for file in files:
        assert run("trend", "procedures.on-time", "--plot", str(file), "--format", "json")[0] == 0

    first, second = (file.read_bytes() for file in files)
    assert first == second
    if suffix == "png":
        assert first.startswith(b"\x89PNG")
    else:
        words = " ".join(ElementTree.fromstring(first.decode()).itertext())
        assert all(part in words for part in ("Hưng Yên", "2023", "2024", "<script>"))


def test_a_picture_of_another_kind_is_refused(run: Callable[..., Any]) -> None:
    status, out, err = run("trend", "procedures.on-time", "--plot", "a.gif")

    assert (status, out) == (2, "")
    assert "a.gif" in err
    assert err.count("\n") == 1


def test_without_its_engine_a_picture_says_what_to_install(
    run: Callable[..., Any], add: Add, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    add("hung-yen", (2024, 2024), {})

    status, _, err = run("trend", "procedures.on-time", "--plot", str(tmp_path / "a.svg"))

    assert status == 1
    assert "parcli[plot]" in err
    assert not (tmp_path / "a.svg").exists()
