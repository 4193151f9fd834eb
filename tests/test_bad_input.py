"""What no plan should be, given to the real command line: a line that says why, and the rest still done.

What does not need the pipeline (binary files, folders, closed pipes, interrupts) is in test_cli.py,
what is wrong with a library's file in test_library.py.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

REAL = [sys.executable, "-m", "parcli"]
GOOD = "Năm 2026, trên 95% hồ sơ thủ tục hành chính được trả kết quả đúng hạn.\n"
SENTENCE = "Năm 2026, trên 95% hồ sơ thủ tục hành chính được trả kết quả đúng hạn; "


@pytest.fixture
def parcli(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PARCLI")}
    environment = kept | {
        "PYTHONPATH": os.pathsep.join(sys.path), "PARCLI_LIBRARY": str(tmp_path / "library.db"), "LC_ALL": "C.UTF-8"
    }  # fmt: skip

    def run(*arguments, shell=None):
        command = shell or [*REAL, *map(str, arguments)]
        return subprocess.run(
            command, shell=bool(shell), cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True,
        )  # fmt: skip

    return run


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.txt"
    path.write_text(GOOD, encoding="utf-8")
    return path.name


def sources(done):
    """Return the names of the documents that were printed."""
    return [json.loads(line)["document"]["source"] for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("binary.bin", bytes(range(256)) * 50, "is binary, not a text"),
        ("null.txt", b"K\xe1\xba\xbf ho\xe1\xba\xa1ch\x00\n", "is binary, not a text"),
        ("fifty.txt", ("Nam 2026, 95% ho so.\n" * 2_500_000).encode(), "characters are more than the"),
        ("sentences.txt", SENTENCE * 60_000, "characters in one paragraph are more than the"),
        ("word.txt", "a" * 5_000_000, "characters in one paragraph are more than the"),
        ("digits.txt", "1" * 5_000_000, "characters in one paragraph are more than the"),
        ("missing.txt", None, "no such file or directory"),
    ],
    ids=lambda part: part if isinstance(part, str) and part.endswith((".txt", ".bin")) else "",
)
def test_what_cannot_be_a_plan_is_one_line_and_the_rest_is_done(
    parcli, tmp_path, good, name, content, reason
):
    if content is not None:
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    started = time.monotonic()
    done = parcli("extract", name, good)

    assert done.returncode == 1
    assert sources(done) == [good]
    [line] = done.stderr.splitlines()
    assert line.startswith(f"parcli: {name}: ")
    assert reason in line
    assert time.monotonic() - started < 120


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("\ufeff" + GOOD, "utf-8"),
        (GOOD, "utf-16"),
        # é of windows-1252 is of no Vietnamese encoding that gives words.
        (GOOD.replace("\n", "\r\n"), "utf-8"),
    ],
)
def test_texts_of_other_spellings_say_the_same(parcli, tmp_path, good, content, encoding):
    (tmp_path / "other.txt").write_bytes(content.encode(encoding))
    one, two = (json.loads(parcli("extract", name).stdout)["targets"] for name in (good, "other.txt"))
    assert [target["measure"] for target in one] == [target["measure"] for target in two] != []


def test_control_characters_come_out_as_they_are_and_harm_no_span(parcli, tmp_path):
    (tmp_path / "plan.txt").write_text(f"\x0c{GOOD}\x1b[31m{GOOD}", encoding="utf-8")
    text = parcli("text", "plan.txt").stdout
    found = json.loads(parcli("extract", "plan.txt").stdout)["targets"]
    assert found
    for target in found:
        span = target["measure"]["span"]
        assert text[span["start"] : span["end"]] == target["measure"]["text"]
    assert "\x1b" not in parcli("extract", "plan.txt", "--format", "table").stdout


def test_nothing_at_all_is_no_error(parcli, tmp_path):
    for name, content in (("empty.txt", ""), ("blank.txt", " \n\n\t"), ("words.txt", "Không có số nào.\n")):
        (tmp_path / name).write_text(content, encoding="utf-8")
    done = parcli("extract", "empty.txt", "blank.txt", "words.txt")
    assert (done.returncode, len(sources(done)), len(done.stderr.splitlines())) == (0, 3, 3)


def test_a_closed_pipe_ends_quietly(parcli, good):
    program = shlex.join(REAL)
    done = parcli(shell=f"{program} extract {' '.join([good] * 40)} | head -1 | wc -l")
    assert (done.stdout.strip(), done.stderr) == ("1", "")


def test_a_document_that_fails_leaves_the_library_as_it_was(parcli, tmp_path, good):
    (tmp_path / "bad.txt").write_bytes(bytes(range(256)))
    done = parcli("add", good, "bad.txt", "missing.txt")
    assert done.returncode == 1
    assert [json.loads(line)["status"] for line in done.stdout.splitlines()] == ["added"]
    assert len(done.stderr.splitlines()) == 2
    assert len(json.loads(parcli("list").stdout)["documents"]) == 1


@pytest.mark.parametrize("command", [["list"], ["add", "good.txt"], ["compare", "hai-duong", "hung-yen"]])
@pytest.mark.parametrize("library", ["text", "newer", "foreign"])
def test_a_library_that_is_none_is_one_line_and_not_touched(parcli, tmp_path, good, library, command):
    path = tmp_path / "library.db"
    if library == "text":
        path.write_text("Kế hoạch\n", encoding="utf-8")
    else:
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE notes (text)")
            if library == "newer":
                parcli("add", good, "--library", "own.db")
                path = tmp_path / "own.db"
                with sqlite3.connect(path) as own:
                    own.execute("PRAGMA user_version = 99")
    before = path.read_bytes()

    done = parcli(*command, "--library", path)

    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert line.startswith(f"parcli: {path}: ")
    assert path.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for the superuser")
def test_a_folder_that_is_read_only_is_one_line(parcli, tmp_path, good):
    (tmp_path / "closed").mkdir(mode=0o555)
    done = parcli("add", good, "--library", "closed/library.db")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)


def test_a_folder_of_many_formats_gives_all_that_can_be_read_and_a_line_for_each_that_cannot(
    parcli, tmp_path
):
    for engine in ("pypdfium2", "olefile", "openpyxl", "xlrd"):
        pytest.importorskip(engine)
    folder = tmp_path / "plans"
    folder.mkdir()
    sample = Path(__file__).parents[1] / "samples" / "lam-dong-2026-1"
    kinds = ("txt", "docx", "pdf", "html", "doc", "rtf", "odt", "xlsx", "xls")
    for kind in kinds:
        shutil.copy(sample / f"plan.{kind}", folder / f"{kind}.{'txt' if kind == 'txt' else 'plan'}")
    (folder / "cut.docx").write_bytes((sample / "plan.docx").read_bytes()[:3000])
    (folder / "cut.pdf").write_bytes((sample / "plan.pdf").read_bytes()[:40])
    (folder / "binary.txt").write_bytes(b"\0\1\2")

    done = parcli("extract", str(folder), "--format", "json")

    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(Path(one["document"]["source"]).stem for one in found) == sorted(kinds)
    assert len({len(one["targets"]) for one in found}) == 1 and found[0]["targets"]
    assert done.stderr.splitlines() == [
        f"parcli: {folder}/binary.txt: is binary, not a text",
        f"parcli: {folder}/cut.docx: is a broken or truncated zip file",
        f"parcli: {folder}/cut.pdf: is a broken or truncated PDF",
    ]
    assert done.returncode == 1
