"""`parcli extract` and `parcli add` over folders: what a long run does, and what can befall it."""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from processes import children, gone

from parcli.cli import report
from parcli.library import Library

PLANS = sorted(Path(__file__).parents[1].glob("samples/h*-2021-1/plan.txt"))
FAKE = [sys.executable, str(Path(__file__).parent / "fake_parcli.py")]


@pytest.fixture
def environment(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PARCLI")}
    library = str(tmp_path / "library.db")
    return kept | {"PYTHONPATH": os.pathsep.join(sys.path), "PARCLI_LIBRARY": library, "LC_ALL": "C.UTF-8"}


@pytest.fixture
def parcli(tmp_path, environment):
    def run(*arguments, limit=None, **more):
        return subprocess.run(
            [*FAKE, *map(str, arguments)], cwd=tmp_path, env=environment | more, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, preexec_fn=limit,
        )  # fmt: skip

    return run


@pytest.fixture
def started(tmp_path, environment):
    """Return what starts a command in a session of its own, which is ended with the test."""
    running = []

    def start(*arguments):
        process = subprocess.Popen(
            [*FAKE, *map(str, arguments)], cwd=tmp_path, env=environment, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()


@pytest.fixture
def plans(tmp_path):
    """A folder of thirty plans, in folders of their own."""
    for number in range(30):
        path = tmp_path / "plans" / f"{number % 3}" / f"{number:02}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Kế hoạch {number}\nTrên {number}% hồ sơ\n", encoding="utf-8")
    return tmp_path / "plans"


def rows(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def statuses(done):
    return [row["status"] for row in rows(done)]


# Results


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "table", "markdown"])
def test_any_number_of_processes_prints_the_same(parcli, plans, form):
    one, three = (parcli("extract", plans, "--format", form, "--jobs", jobs) for jobs in (1, 3))
    assert one.stdout == three.stdout
    assert len(one.stdout.splitlines()) >= 30


@pytest.mark.parametrize(
    "arguments",
    [
        ("due", *PLANS, "none.txt", "--as-of", "2021-01-01"),
        ("check", PLANS[0], "--against", *PLANS[1:], "--against", "none.txt"),
        ("evaluate", *(plan.with_name("gold.jsonl") for plan in PLANS), "none.jsonl"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_what_is_made_of_several_documents_is_the_same_with_any_number_of_processes(
    environment, tmp_path, arguments
):
    one, two = (
        subprocess.run(
            [sys.executable, "-m", "parcli", *map(str, arguments), "--format", "json", "--jobs", jobs],
            cwd=tmp_path, env=environment, capture_output=True, text=True,
        )
        for jobs in ("1", "2")
    )  # fmt: skip

    assert (one.stdout, one.stderr, one.returncode) == (two.stdout, two.stderr, two.returncode)
    assert json.loads(one.stdout)
    assert "none" in one.stderr


def test_documents_are_added_in_order_by_any_number_of_processes(parcli, plans):
    added = [rows(parcli("add", plans, "--jobs", jobs, "--library", f"{jobs}.db")) for jobs in (1, 3)]
    assert added[0] == added[1]
    assert [row["source"] for row in added[0]] == sorted(row["source"] for row in added[0])


@pytest.mark.parametrize("command", ["extract", "add"])
def test_what_cannot_be_read_is_named_and_the_rest_is_done(parcli, plans, command):
    (plans / "0" / "binary.txt").write_bytes(bytes(range(256)))
    (plans / "1" / "nowhere.txt").symlink_to("/nowhere.txt")
    (plans / "1" / "deadly.txt").write_text("KILL", encoding="utf-8")
    (plans / "2" / "faulty.txt").write_text("FAULT", encoding="utf-8")

    done = parcli(command, "plans", "--jobs", 2)

    assert (done.returncode, len(rows(done))) == (1, 30)
    assert [line.removeprefix("parcli: plans/").split(": ")[0] for line in done.stderr.splitlines()] == [
        "0/binary.txt", "1/deadly.txt", "1/nowhere.txt", "2/faulty.txt"
    ]  # fmt: skip
    assert "was ended twice (SIGKILL)" in done.stderr
    assert "fault in parcli (IndexError, fake_parcli.py:" in done.stderr


@pytest.mark.parametrize("command", ["extract", "add"])
def test_of_a_folder_only_documents_are_read_and_a_file_by_its_name_whatever_it_is(parcli, tmp_path, command):
    folder = tmp_path / "mixed"
    folder.mkdir()
    passed = ("a.jsonl", "b.json", "c.py", "d.csv", "e.yaml", "f.dat")
    for name in (*passed, "plan.txt", "plan.md", "plan"):
        (folder / name).write_text(f"Trên 95% hồ sơ {name}\n", encoding="utf-8")
    (folder / "page.bak").write_text("<html><body>Trên 95% hồ sơ</body></html>", encoding="utf-8")
    (folder / "cut.docx").write_bytes(b"\x00")

    done = parcli(command, "mixed")

    found = [row.get("source") or row["document"]["source"] for row in rows(done)]
    assert found == ["mixed/page.bak", "mixed/plan", "mixed/plan.md", "mixed/plan.txt"]
    assert sorted(done.stderr.splitlines()) == [
        "parcli: 6 files are passed over, as they are no documents: mixed/a.jsonl …",
        "parcli: mixed/cut.docx: is binary, not a text",
    ]
    assert parcli(command, "mixed/b.json").returncode == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to the superuser")
def test_a_folder_that_cannot_be_opened_is_named_and_the_rest_is_done(parcli, plans):
    (plans / "1").chmod(0)
    done = parcli("extract", plans)
    (plans / "1").chmod(0o755)
    assert (done.returncode, len(rows(done))) == (1, 20)
    assert "1: cannot be read: permission denied" in done.stderr


def test_standard_input_stands_among_files(parcli, plans, environment, tmp_path):
    done = subprocess.run(
        [*FAKE, "extract", "plans/0/00.txt", "-", "plans/1/01.txt", "--jobs", "2"],
        cwd=tmp_path, env=environment, input=b"95%", capture_output=True,
    )  # fmt: skip
    found = [json.loads(line)["document"]["source"] for line in done.stdout.splitlines()]
    assert found == ["plans/0/00.txt", "-", "plans/1/01.txt"]


def test_shards_are_all_documents_each_once_wherever_the_folder_lies(parcli, plans, tmp_path):
    parts = [parcli("extract", "plans", "--shard", f"{number}/3") for number in (1, 2, 3)]
    sources = [[row["document"]["source"] for row in rows(part)] for part in parts]
    assert sorted(source for part in sources for source in part) == sorted(
        str(path.relative_to(tmp_path)) for path in plans.rglob("*.txt")
    )
    assert all(part == sorted(part) and part for part in sources)

    elsewhere = rows(parcli("extract", plans, "--shard", "2/3"))
    assert [Path(row["document"]["source"]).name for row in elsewhere] == [
        Path(name).name for name in sources[1]
    ]


def test_what_is_no_shard_is_a_wrong_command_line(parcli, plans):
    done = parcli("extract", plans, "--shard", "4/3")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "parcli: --shard 4/3: write I/N, the I-th of N parts: --shard 3/8\n"


# A second time


def test_a_second_run_reads_no_file_that_is_known(parcli, plans):
    assert statuses(parcli("add", plans)) == ["added"] * 30
    (plans / "0" / "copy.txt").write_bytes((plans / "0" / "00.txt").read_bytes())
    assert statuses(parcli("add", plans)).count("unchanged") == 31

    again = parcli("add", plans, FAKE_READ="0")
    assert (again.returncode, again.stderr, statuses(again)) == (0, "", ["unchanged"] * 31)


@pytest.mark.parametrize(
    ("arguments", "more", "read"),
    [(["--force"], {}, 30), ([], {"FAKE_RULES": "2"}, 30), ([], {}, 1)],
    ids=["by force", "other rules", "another content"],
)
def test_a_second_run_reads_what_may_say_something_else(parcli, plans, arguments, more, read):
    parcli("add", plans)
    if read == 1:
        (plans / "0" / "03.txt").write_text("Trên 99% hồ sơ", encoding="utf-8")
    done = parcli("add", plans, *arguments, FAKE_READ="0", **more)
    assert [
        line for line in done.stderr.splitlines() if line.endswith(": was read")
    ] == done.stderr.splitlines()
    assert len(done.stderr.splitlines()) == read


# What can befall it


@pytest.mark.parametrize("command", ["extract", "add"])
@pytest.mark.parametrize("group", [True, False], ids=["on a terminal", "by another program"])
def test_an_interrupt_ends_all_processes_and_keeps_what_is_done(started, plans, tmp_path, command, group):
    for number in range(2):
        (plans / "1" / f"slow{number}.txt").write_text("SLEEP", encoding="utf-8")
    process = started(command, "plans", "--jobs", 2)
    first = [process.stdout.readline() for _ in range(20)]
    workers = children(process.pid)
    assert len(workers) == 2
    (os.killpg if group else os.kill)(process.pid, signal.SIGINT)

    rest, said = process.communicate(timeout=20)
    assert (process.returncode, rest, said) == (130, "", "")
    assert all(map(gone, workers))
    if command == "add":
        with Library(tmp_path / "library.db") as library:
            assert sorted(found.source for found in library.documents()) == sorted(
                json.loads(line)["source"] for line in first
            )
            assert library._connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_run_that_is_told_to_end_leaves_nothing_behind(started, plans, tmp_path):
    for path in plans.rglob("*.txt"):
        path.write_text("SLEEP" if path.name > "10" else "95%", encoding="utf-8")
    process = started("extract", "plans", "--jobs", 2, "--output", "out.json")
    while len(children(process.pid)) < 2 or not [*tmp_path.glob(".out.json.*")]:
        time.sleep(0.02)
    workers = children(process.pid)
    process.terminate()
    assert (process.communicate(timeout=20), process.returncode) == (("", ""), 128 + signal.SIGTERM)
    assert all(map(gone, workers))
    assert not [entry for entry in tmp_path.iterdir() if "out.json" in entry.name]


def test_processes_end_with_the_one_that_started_them(started, plans):
    process = started("extract", "plans", "--jobs", 2)
    process.stdout.readline()
    workers = children(process.pid)
    process.kill()
    process.wait()
    assert all(map(gone, workers))


def test_a_pipe_that_is_closed_ends_all_processes_quietly(started, plans):
    for path in plans.rglob("*.txt"):
        path.write_text("Trên 95% hồ sơ\n" * 2000, encoding="utf-8")
    process = started("extract", "plans", "--jobs", 2)
    process.stdout.read(1)
    workers = children(process.pid)
    process.stdout.close()
    assert (process.stderr.read(), process.wait(timeout=20)) == ("", 0)
    assert all(map(gone, workers))


def small_files():
    """Let no file grow beyond 100 kB, which fails as a full disk does."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


def test_a_library_that_can_grow_no_more_keeps_whole_documents(parcli, plans, tmp_path):
    for path in plans.rglob("*.txt"):
        path.write_text(f"{path.name}: trên 95% hồ sơ\n" * 20, encoding="utf-8")
    done = parcli("add", "plans", "--jobs", 2, limit=small_files)

    assert done.returncode == 1
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == [str(tmp_path / "library.db")]
    with Library(tmp_path / "library.db") as library:
        kept = library.documents()
        assert [found.source for found in sorted(kept, key=lambda found: found.source)] == [
            row["source"] for row in rows(done)
        ]
        assert 0 < len(kept) < 30
        assert {len(found.targets) for found in library.extractions()} == {20}
        assert library._connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_file_that_can_grow_no_more_is_not_left_half_written(parcli, plans, tmp_path):
    for path in plans.rglob("*.txt"):
        path.write_text("Trên 95% hồ sơ\n" * 20, encoding="utf-8")
    done = parcli("extract", "plans", "--jobs", 2, "--output", "out.json", limit=small_files)
    assert done.returncode == 1
    assert done.stderr == "parcli: out.json: cannot be written: the file would grow too large\n"
    assert not [entry for entry in tmp_path.iterdir() if "out.json" in entry.name]


def test_two_runs_fill_one_library_at_once(started, plans, tmp_path):
    parts = [started("add", "plans", "--jobs", 2, "--shard", f"{number}/2") for number in (1, 2)]
    assert [process.communicate(timeout=60)[1] for process in parts] == ["", ""]
    with Library(tmp_path / "library.db") as library:
        assert len(library.documents()) == 30


def test_a_library_locked_for_a_while_is_waited_for(started, plans, tmp_path):
    Library(tmp_path / "library.db").close()
    other = sqlite3.connect(tmp_path / "library.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    process = started("add", "plans", "--jobs", 2)
    time.sleep(1)
    other.execute("ROLLBACK")
    said = process.communicate(timeout=60)
    assert (process.returncode, len(said[0].splitlines()), said[1]) == (0, 30, "")


# How far it is


def test_progress_tells_the_rate_and_the_time_left(monkeypatch):
    now = iter([0.0, 1.0, 2.0, 3.0, 4.0, 63.0])
    monkeypatch.setattr(report.time, "monotonic", lambda: next(now))
    monkeypatch.setattr(report, "on_terminal", lambda: True)
    written = []
    monkeypatch.setattr(report.Progress, "_write", lambda self, text: written.append(text))

    progress = report.Progress(100)
    for place in (10, 20, 30, 40, 100):
        progress.show(place, f"{place}.txt")
    assert written[3] == "\r\x1b[K[40/100] ━━━━━━━━──────────── 10/s, 0:00:06 left 40.txt"
    # Only what was done lately tells how fast it goes on.
    assert written[4].startswith("\r\x1b[K[100/100] ━━━━━━━━━━━━━━━━━━━━ 1.02/s")
