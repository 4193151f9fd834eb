"""What is stored is what was extracted, whoever else writes, and whatever breaks off."""

from __future__ import annotations

import os
import signal
import sqlite3
import string
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from extractions import document, extraction, measure, target
from hypothesis import given
from hypothesis import strategies as st

from parcli import model, store
from parcli.errors import LookupFailed, StoreError
from parcli.library import Library, default_path, of_year

TESTS = Path(__file__).parent
PLAN = {"number": "204/KH-UBND", "issued_on": date(2022, 12, 23)}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "library.db"


def add(library, made, path="plan.txt", rules="1", **more):
    return library.add(made, path=path, rules_version=rules, **more)


def ids(documents):
    return [found.id for found in documents]


# What a new version is


def test_a_document_is_stored_with_its_targets(path):
    made = extraction("Trên 95%", target())
    with Library(path) as library:
        assert add(library, made) == "added"
    with Library(path) as library:
        assert library.extraction("hung-yen-2023") == made


@pytest.mark.parametrize("second", ["plan.txt", "copy/of/plan.txt", "-"])
def test_the_same_text_again_changes_nothing(path, second):
    made = extraction("Trên 95%", target())
    with Library(path) as library:
        add(library, made)
        again = made.model_copy(update={"document": made.document.model_copy(update={"source": second})})

        assert add(library, again, second) == "unchanged"
        assert list(library.extractions()) == [made]


@pytest.mark.parametrize(
    ("first", "second", "paths"),
    [
        ({}, {}, ("plan.txt", "plan.txt")),
        (PLAN, PLAN, ("a.txt", "b.txt")),
        (PLAN, PLAN, ("-", "-")),
    ],
    ids=["same path", "same number, date", "same number, date, no path"],
)
def test_a_new_version_takes_the_place_of_the_old_one(path, first, second, paths):
    with Library(path) as library:
        add(library, extraction("90%", target("90%"), **first), paths[0])
        new = extraction("95%", target("95%"), **second)

        assert add(library, new, paths[1]) == "replaced"
        assert list(library.extractions()) == [new]


DRAFT = {"title": "Kế hoạch  cải cách", "issuer": "UBND tỉnh Hưng Yên", "province": "hung-yen"}


@pytest.mark.parametrize(
    ("first", "second", "words", "alike"),
    [
        (DRAFT, DRAFT | {"title": "KẾ HOẠCH cải cách"}, "khác", True),
        (DRAFT, DRAFT | {"number": "1/KH-UBND"}, "khác", True),
        (DRAFT, DRAFT | {"title": "Kế hoạch khác"}, "như cũ", True),
        (DRAFT, DRAFT | {"title": "Kế hoạch khác"}, "khác", False),
        (DRAFT, DRAFT | {"province": "hai-duong"}, "như cũ", False),
        (DRAFT | {"number": "2/KH-UBND"}, DRAFT | {"number": "1/KH-UBND"}, "như cũ", False),
    ],
    ids=["same head", "draft and act", "same targets", "another plan", "another province", "other numbers"],
)
def test_a_document_that_seems_to_be_there_already_is_found(path, first, second, words, alike):
    def plan(text, said, **about):
        return extraction(
            text, *(target(f"{number}% {said if number > 3 else ''}") for number in range(8)), **about
        )

    with Library(path) as library:
        add(library, plan("a", "như cũ", **first), "a.txt")
        add(library, plan("b", words, **second), "b.pdf")
        found = library.lookalike("hung-yen-2023-2")

    assert found == ("hung-yen-2023" if alike else None)


@pytest.mark.parametrize(
    ("first", "second", "paths"),
    [
        ({}, {}, ("a.txt", "b.txt")),
        ({}, {}, ("-", "-")),
        ({}, {}, ("/dev/fd/63", "/dev/fd/63")),
        ({"number": "1"}, {"number": "1"}, ("a.txt", "b.txt")),
        (PLAN, PLAN | {"type": "news"}, ("a.txt", "b.txt")),
    ],
    ids=["other path", "no path", "a pipe", "no date", "other type"],
)
def test_other_documents_stand_beside_each_other(path, first, second, paths):
    with Library(path) as library:
        add(library, extraction("90%", target("90%"), **first), paths[0])

        assert add(library, extraction("95%", target("95%"), **second), paths[1]) == "added"
        assert sorted(ids(library.documents())) == ["hung-yen-2023", "hung-yen-2023-2"]
        assert library.extraction("hung-yen-2023-2").targets[0].text == "95%"


def test_newer_rules_that_find_something_else_replace_what_the_old_ones_found(path):
    with Library(path) as library:
        add(library, extraction("95%"), rules="1")

        assert add(library, extraction("95%", target()), rules="2") == "replaced"
        assert len(library.extraction("hung-yen-2023").targets) == 1


def test_a_file_that_turns_into_a_copy_of_another_document_leaves_one(path):
    with Library(path) as library:
        add(library, extraction("90%", id="a"), "a.txt")
        add(library, extraction("95%", id="b"), "b.txt")

        assert add(library, extraction("95%", id="b"), "a.txt") == "replaced"
        assert ids(library.documents()) == ["b"]


def test_a_file_is_known_while_neither_it_nor_the_rules_change(path):
    with Library(path) as library:
        add(library, extraction("95%", target()), file_sha256="f1", rules="1")

        assert library.known("plan.txt", "f1", "1") == ("hung-yen-2023", 1)
        assert library.known("plan.txt", "f2", "1") is None
        assert library.known("plan.txt", "f1", "2") is None
        assert library.known("other.txt", "f1", "1") is None
        add(library, extraction("95%", target()), file_sha256="f1", rules="2")
        assert library.known("plan.txt", "f1", "2") == ("hung-yen-2023", 1)
        library.remove("hung-yen-2023")
        assert library.known("plan.txt", "f1", "2") is None


@pytest.mark.parametrize(
    ("first", "second"), [("90%", "90%"), ("90%", "95%")], ids=["a copy", "a newer version"]
)
def test_a_file_is_known_beside_its_copies_and_newer_versions(path, first, second):
    with Library(path) as library:
        add(library, extraction(first, **PLAN), "a.txt", file_sha256="fa")
        add(library, extraction(second, **PLAN), "b.txt", file_sha256="fb")

        known = [library.known("a.txt", "fa", "1"), library.known("b.txt", "fb", "1")]
    assert known == [("hung-yen-2023", 0)] * 2


def test_a_copy_of_what_another_document_moved_away_is_not_known(path):
    with Library(path) as library:
        add(library, extraction("90%"), "a.txt", file_sha256="fa")
        add(library, extraction("90%"), "copy.txt", file_sha256="fa")
        assert add(library, extraction("other 95%"), "a.txt", file_sha256="fb") == "replaced"

        assert library.known("copy.txt", "fa", "1") is None
        assert library.known("a.txt", "fb", "1") is not None


def test_a_library_of_the_first_version_is_brought_to_this_one(path, monkeypatch):
    with monkeypatch.context() as older:
        older.setattr(store, "VERSION", 1)
        with Library(path) as library:
            assert library._connection.execute("PRAGMA user_version").fetchone()[0] == 1
    with Library(path) as library:
        add(library, extraction("95%"), file_sha256="f1")
        assert library.known("plan.txt", "f1", "1") is not None


# Province and year


@pytest.mark.parametrize(
    ("year", "wanted", "how"),
    [
        (None, ["issued-2022", "plan-2021-2025", "plan-2023"], "all"),
        (2021, ["plan-2021-2025"], "starts"),
        (2022, ["issued-2022"], "starts"),
        (2023, ["plan-2023"], "starts"),
        (2024, ["plan-2021-2025"], "contains"),
        (2030, [], "contains"),
    ],
)
def test_a_year_takes_the_plans_that_start_in_it_before_those_that_contain_it(path, year, wanted, how):
    years = model.Period(start=2021, end=2025)
    with Library(path) as library:
        add(library, extraction("1", id="plan-2021-2025", period=years), "1")
        add(library, extraction("2", id="plan-2023"), "2")
        add(library, extraction("3", id="issued-2022", period=None, issued_on=date(2022, 5, 1)), "3")
        add(library, extraction("4", id="elsewhere", province="hai-duong"), "4")

        found, taken = library.documents_of("hung-yen", year)

    assert (sorted(ids(found)), taken) == (wanted, how)


def test_without_a_province_each_province_has_its_year(path):
    years = model.Period(start=2021, end=2025)
    with Library(path) as library:
        add(library, extraction("1", id="hai-duong-2021", province="hai-duong", period=years), "1")
        add(library, extraction("2", id="hung-yen-2023"), "2")

        assert ids(library.documents(year=2023)) == ["hai-duong-2021", "hung-yen-2023"]
        assert ids(library.documents("hung-yen")) == ["hung-yen-2023"]
        assert [found.document.id for found in library.extractions("hai-duong", 2023)] == ["hai-duong-2021"]


def test_a_document_without_any_year_speaks_for_none():
    assert of_year([document(period=None)], 2023) == ([], "contains")


# Taking out


def test_a_removed_document_leaves_no_targets_behind(path):
    with Library(path) as library:
        add(library, extraction("95%", target()))
        library.remove("hung-yen-2023")
        assert library.documents() == []
    [left] = sqlite3.connect(path).execute("SELECT count(*) FROM targets").fetchone()
    assert left == 0


@pytest.mark.parametrize("ask", [Library.extraction, Library.remove])
def test_an_unknown_id_is_answered_with_those_near_it(path, ask):
    with Library(path) as library:
        add(library, extraction("95%"))
        with pytest.raises(LookupFailed, match=r"hung-yen-2032: .*near it: hung-yen-2023"):
            ask(library, "hung-yen-2032")


# What is wrong with the file


def _not_sqlite(path):
    path.write_text("Kế hoạch " * 200, encoding="utf-8")


def _other_sqlite(path):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE photos (name)")


def _newer(path):
    Library(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (_not_sqlite, "no SQLite file"),
        (_other_sqlite, "not a library of parcli"),
        (_newer, "version 99 of the library; this one knows 2"),
        (Path.mkdir, "is a folder"),
    ],
)
@pytest.mark.parametrize("create", [True, False])
def test_a_file_that_is_no_library_is_named_with_the_reason_and_left_alone(path, spoil, reason, create):
    spoil(path)
    before = path.read_bytes() if path.is_file() else None

    with pytest.raises(StoreError, match=rf"^{path}: .*{reason}"):
        Library(path, create=create)
    assert before == (path.read_bytes() if path.is_file() else None)


def test_a_folder_that_is_none_is_named(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(
        StoreError, match=r"library\.db: the library cannot be made: there is no folder .*below"
    ):
        Library(tmp_path / "file" / "below" / "library.db")


@pytest.mark.parametrize(
    ("pragma", "reason"),
    [("query_only = ON", "read-only"), ("max_page_count = 1", "the disk is full")],
)
def test_a_disk_that_takes_nothing_more_leaves_the_library_whole(path, pragma, reason):
    with Library(path) as library:
        add(library, extraction("90%", target("90%")))
        library._connection.execute(f"PRAGMA {pragma}")
        long = target("Trên 95% " * 5000)

        with pytest.raises(StoreError, match=reason):
            add(library, extraction("95%", *[long] * 20))
    with Library(path) as library:
        assert list(library.extractions()) == [extraction("90%", target("90%"))]
        assert library._connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_library_that_is_not_there_is_empty_and_stays_away(path, monkeypatch):
    with pytest.raises(StoreError, match="there is no such library file"):
        Library(path, create=False)
    monkeypatch.setenv("PARCLI_LIBRARY", str(path))
    with Library(create=False) as library:
        assert library.documents() == []
        with pytest.raises(StoreError):
            add(library, extraction("95%"))
    assert not path.exists()


def test_an_empty_file_becomes_a_library(path):
    path.touch()
    with Library(path) as library:
        assert add(library, extraction("95%")) == "added"


def test_a_library_in_use_is_waited_for_and_then_named(path, monkeypatch):
    monkeypatch.setattr(store, "BUSY_SECONDS", 0)
    with Library(path) as library:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked"):
            add(library, extraction("95%"))


def test_the_library_is_one_file_marked_as_ours(path):
    with Library(path) as library:
        add(library, extraction("95%"))
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    assert path.read_bytes()[68:72] == b"PCLI"


def test_the_environment_names_the_library(monkeypatch):
    monkeypatch.setenv("PARCLI_LIBRARY", "/some/library.db")
    assert default_path() == Path("/some/library.db")
    monkeypatch.delenv("PARCLI_LIBRARY")
    assert default_path().parts[-2:] == ("parcli", "library.db")


# Other processes

ADDER = """
import sys
from extractions import extraction, target
from parcli.library import Library

name, path, count = sys.argv[1:]
for number in range(int(count)):
    made = extraction(f"{name} {number}", *[target(f"{number} %", place) for place in range(50)], id=name)
    with Library(path) as library:
        library.add(made, path=f"{name}-{number}.txt", rules_version="1")
    print(number, flush=True)
"""


def adder(name, path, count):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path])}
    command = [sys.executable, "-c", ADDER, name, str(path), str(count)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def test_two_processes_add_at_once(path):
    adders = [adder(name, path, 15) for name in ("a", "b")]

    assert [process.wait() for process in adders] == [0, 0]
    with Library(path) as library:
        assert len(library.documents()) == 30
        assert {len(found.targets) for found in library.extractions()} == {50}


def test_a_process_killed_while_it_adds_leaves_the_library_whole(path):
    process = adder("a", path, 100_000)
    for _ in range(5):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    told = 5 + len(process.stdout.read().splitlines())
    process.wait()

    with Library(path) as library:
        assert len(library.documents()) in (told, told + 1)
        assert {len(found.targets) for found in library.extractions()} == {50}
        assert library._connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


# Stored extractions read back equal

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
numbers = st.decimals(allow_nan=False, allow_infinity=False, places=6) | st.decimals("0", "1", places=25)
spans = st.builds(model.Span, start=st.integers(0, 10**6), end=st.integers(0, 10**6))
days = st.none() | st.dates(date(1945, 9, 2), date(2100, 12, 31))


def or_none(strategy):
    return st.none() | strategy


def several(strategy):
    return st.lists(strategy, max_size=3).map(tuple)


def one_of(literal):
    return st.sampled_from(literal.__args__)


measures = st.builds(
    measure, text=texts, kind=one_of(model.MeasureKind), operator=or_none(one_of(model.Operator)), value=or_none(numbers),
    upper=or_none(numbers), upper_inclusive=st.booleans(), unit=or_none(texts), of=or_none(st.integers(1, 63)),
    direction=one_of(model.Direction),
    equivalent=or_none(st.builds(model.Equivalent, value=numbers, unit=texts, text=texts)),
)  # fmt: skip
progresses = st.builds(
    model.Progress, status=or_none(one_of(model.ProgressStatus)), text=texts,
    reported=several(
        st.builds(model.Reported, agency=or_none(texts), value=or_none(numbers), unit=or_none(texts))
    ),
)  # fmt: skip
deadlines = st.builds(
    model.Deadline, kind=one_of(model.DeadlineKind), start=days, end=days, text=texts,
    origin=one_of(model.Origin), span=or_none(spans),
)  # fmt: skip
targets = st.builds(
    target, text=texts, start=st.integers(0, 10**6), measure=measures, deadline=or_none(deadlines),
    section=several(texts), baseline=or_none(st.builds(model.Baseline, year=or_none(st.integers()), text=texts)),
    scope=st.builds(
        model.Scope, levels=several(one_of(model.Level)), sectors=several(texts), except_=or_none(texts)
    ),
    agencies=several(
        st.builds(model.Agency, id=texts, name=texts, role=one_of(model.Role), span=or_none(spans))
    ),
    product=or_none(st.builds(model.Product, text=texts, span=spans)),
    progress=or_none(progresses), flags=several(one_of(model.Flag)),
)  # fmt: skip
extractions = st.builds(
    lambda targets, **changes: extraction("", *targets, **changes),
    targets=st.lists(targets, max_size=4), number=or_none(texts), title=or_none(texts), issued_on=days,
    source=texts, province=or_none(st.sampled_from(string.ascii_lowercase)), id=texts,
)  # fmt: skip


@given(extractions)
def test_a_stored_extraction_reads_back_equal(made):
    with Library(":memory:") as library:
        add(library, made)

        assert library.extraction(made.document.id) == made
        assert add(library, made) == "unchanged"


def test_a_number_keeps_every_digit(path):
    value = Decimal("0.1234567890123456789012345")
    with Library(path) as library:
        add(library, extraction("95%", target(measure=measure(value=value))))
        assert library.extraction("hung-yen-2023").targets[0].measure.value == value
