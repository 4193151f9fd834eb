"""What a user and a script rely on when they run parcli: results, messages, exit statuses."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest
from terminals import written_on

from parcli.cli import inputs, lazy, schema
from parcli.render import targets

TESTS = Path(__file__).parent
REAL = [sys.executable, "-m", "parcli"]
# The real command line on a stand-in for the pipeline, which finds a target in each line with a digit.
FAKE = [sys.executable, str(TESTS / "fake_parcli.py")]


@pytest.fixture
def environment(tmp_path):
    left_out = {"PYTHONUNBUFFERED", "PARCLI_LANG", "PARCLI_RULES", "NO_COLOR", "FORCE_COLOR", "COLUMNS"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    (tmp_path / "data").mkdir()
    library = str(tmp_path / "data" / "library.db")
    return kept | {"PYTHONPATH": os.pathsep.join(sys.path), "PARCLI_LIBRARY": library, "LC_ALL": "C.UTF-8"}


@pytest.fixture
def parcli(tmp_path, environment):
    def run(*arguments, command=FAKE, stdin=b"", **more):
        return subprocess.run(
            [*command, *map(str, arguments)],
            cwd=tmp_path,
            env=environment | more,
            input=stdin,
            capture_output=True,
        )

    return run


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text("Kế hoạch\nTrên 95% hồ sơ\n02 mô hình?\n", encoding="utf-8")
    return path


def lines(output):
    return output.decode().splitlines()


def on_terminal(command, environment, **more):
    """Return what `command` writes where its output and errors are a terminal."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        command, env=environment, stdout=follower, stderr=follower, stdin=follower, **more
    )
    os.close(follower)
    written = written_on(leader)
    return process.wait(), written.decode()


# Without a command


def test_the_version_is_answered_before_anything_is_loaded(parcli):
    code = (
        "import sys; sys.argv = ['parcli', '--version']; from parcli.__main__ import main; status = main();"
        "sys.exit(status or bool({'typer', 'pydantic', 'rich', 'yaml'} & set(sys.modules)))"
    )
    done = parcli(command=[sys.executable, "-c", code])
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"parcli ")
    assert parcli("--lang", "vi", "--version", command=REAL).stdout == done.stdout


@pytest.mark.parametrize(
    ("arguments", "typers_own"),
    # Typer needs pydantic for the types of a command's options, but not for the list of commands.
    [(["--help"], set()), (["extract", "--help"], {"pydantic"}), (["list", "--help"], {"pydantic"})],
)
def test_help_loads_nothing_heavy(parcli, arguments, typers_own):
    heavy = {
        "pydantic",
        "underthesea",
        "regex",
        "rich",
        "sqlite3",
        "parcli.pipeline",
        "parcli.model",
    } - typers_own
    code = (
        f"import sys; sys.argv = ['parcli', *{arguments}]; from parcli.__main__ import main; main();"
        f"print(sorted({heavy} & set(sys.modules)), file=sys.stderr)"
    )
    done = parcli(command=[sys.executable, "-c", code])
    assert done.stderr.strip() == b"[]"


def test_help_shows_each_command_with_a_line_without_importing_it(parcli):
    shown = parcli("--help", command=REAL).stdout.decode()
    assert all(f"\n  {name} " in shown for name in lazy.COMMANDS)


@pytest.mark.parametrize(
    ("more", "arguments", "words"),
    [
        ({}, ["--lang", "vi"], "Cách dùng:"),
        ({"PARCLI_LANG": "vi"}, [], "Cách dùng:"),
        ({"LC_ALL": "vi_VN.UTF-8"}, [], "Cách dùng:"),
        ({"PARCLI_LANG": "vi"}, ["--lang=en"], "Usage:"),
        ({}, [], "Usage:"),
    ],
)
def test_help_speaks_the_language_of_the_user(parcli, more, arguments, words):
    assert words in parcli(*arguments, "extract", "--help", **more).stdout.decode()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_the_commands(parcli, shell, environment):
    words = {"_PARCLI_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": "parcli ext",
             "COMP_WORDS": "parcli ext", "COMP_CWORD": "1", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}  # fmt: skip
    assert b"extract" in parcli(command=REAL, **words).stdout
    assert b"_PARCLI_COMPLETE" in parcli("--show-completion", shell, command=REAL,
                                         _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1").stdout  # fmt: skip


# A wrong command line


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["extract"], "parcli: PATH is missing; see parcli extract --help"),
        (["extract", "--colour"], "parcli: there is no option --colour; see parcli extract --help"),
        (["extract", "--format", "pdf", "x"], "parcli: --format: 'pdf' is not one of"),
        (["extract", "--output"], "parcli: --output needs a value; see parcli "),
        (["extrac"], "parcli: No such command 'extrac'. Did you mean 'extract'"),
        (["--lang", "fr", "list"], "parcli: --lang takes en or vi, not 'fr'"),
        (["list", "--year", "zwei"], "parcli: --year: "),
        (["extract", "--lang", "vi"], "parcli: thiếu PATH; xem parcli extract --help"),
    ],
)
def test_a_wrong_command_line_is_answered_in_one_line(parcli, arguments, line):
    done = parcli(*arguments, command=REAL)

    assert (done.returncode, done.stdout) == (2, b"")
    assert [shown[: len(line)] for shown in lines(done.stderr)] == [line]


def test_no_command_shows_the_help(parcli):
    done = parcli(command=REAL)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"Usage: parcli")


# extract


def test_one_document_is_one_json_object_that_the_schema_describes(parcli, plan):
    done = parcli("extract", plan)

    found = json.loads(done.stdout)
    jsonschema.validate(found, schema.of("extraction"))
    assert [target["text"] for target in found["targets"]] == ["Trên 95% hồ sơ", "02 mô hình?"]
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"{\n  ")


def test_every_span_cuts_its_text_out_of_what_text_prints(parcli, plan):
    text = parcli("text", plan).stdout.decode()
    for target in json.loads(parcli("extract", plan).stdout)["targets"]:
        assert text[target["span"]["start"] : target["span"]["end"]] == target["text"]


def test_several_documents_are_one_object_a_line_in_the_order_asked_for(parcli, tmp_path):
    names = ["b.txt", "a.txt", "c.txt"]
    for name in names:
        (tmp_path / name).write_text("1", encoding="utf-8")

    found = [json.loads(line)["document"]["source"] for line in lines(parcli("extract", *names).stdout)]
    assert found == names


def test_a_folder_is_its_files_in_the_order_of_their_names(parcli, tmp_path):
    for name in ("b/2.txt", "a.txt", "b/1.txt", "c.txt", ".hidden/x.txt", "b/.x"):
        path = tmp_path / "plans" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1", encoding="utf-8")
    (tmp_path / "plans" / "loop").symlink_to(tmp_path / "plans")
    os.mkfifo(tmp_path / "plans" / "pipe")

    done = parcli("extract", "plans")
    found = [json.loads(line)["document"]["source"] for line in lines(done.stdout)]
    assert found == ["plans/a.txt", "plans/b/1.txt", "plans/b/2.txt", "plans/c.txt"]


def test_standard_input_is_read(parcli):
    found = json.loads(parcli("extract", "-", stdin="Trên 95%".encode("utf-16")).stdout)
    assert (found["document"]["source"], found["document"]["encoding"]) == ("-", "utf-16")


def test_a_document_that_cannot_be_read_does_not_stop_the_others(parcli, plan, tmp_path):
    (tmp_path / "photo.jpg").write_bytes(bytes(range(256)))
    (tmp_path / "old.txt").write_bytes("Kế hoạch".encode()[:4] + b"\xff")

    done = parcli("extract", "photo.jpg", "missing.txt", plan, "old.txt", "--format", "jsonl")

    assert done.returncode == 1
    assert len(lines(done.stdout)) == 2
    said = lines(done.stderr)
    assert [line.split(":")[:2] for line in said] == [["parcli", f" {name}"] for name in
                                                      ("photo.jpg", "missing.txt", "old.txt")]  # fmt: skip


def test_a_file_under_the_folder_that_one_is_in_is_named_once(parcli, tmp_path):
    (tmp_path / "hdr.pdf").write_bytes(b"%PDF-1.7")
    done = parcli("extract", ".")
    assert lines(done.stderr) == ["parcli: hdr.pdf: is a broken or truncated PDF"]


def test_an_empty_file_has_no_targets_and_a_note(parcli, tmp_path):
    (tmp_path / "empty.txt").touch()
    assert lines(parcli("add", "empty.txt").stderr) == ["parcli: empty.txt: the file is empty; no targets"]
    done = parcli("extract", "empty.txt")

    assert (done.returncode, json.loads(done.stdout)["targets"]) == (0, [])
    assert lines(done.stderr) == ["parcli: empty.txt: the file is empty; no targets"]


def test_an_empty_folder_has_a_note(parcli, tmp_path):
    (tmp_path / "plans").mkdir()
    done = parcli("extract", "plans")
    assert (done.returncode, done.stdout) == (0, b"")
    assert lines(done.stderr) == ["parcli: plans: no documents in this folder"]


def test_only_flagged_leaves_what_a_reader_should_check(parcli, plan):
    found = json.loads(parcli("extract", plan, "--only-flagged").stdout)
    assert [target["text"] for target in found["targets"]] == ["02 mô hình?"]


def test_a_name_with_an_escape_sequence_or_no_utf8_does_no_harm(parcli, tmp_path):
    done = parcli("extract", "a\x1b[31m\nb.txt")
    assert lines(done.stderr) == [r"parcli: a\x1b[31m b.txt: no such file or directory"]

    strange = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")
    assert b"parcli: " in parcli("text", strange).stderr


@pytest.mark.parametrize("form", targets.FORMATS)
def test_every_format_of_the_command_is_one_that_can_be_written(parcli, plan, form):
    done = parcli("extract", plan, "--format", form)
    assert (done.returncode, done.stderr) == (0, b"")
    begins = {"xlsx": b"PK", "parquet": b"PAR1"}
    assert done.stdout.startswith(begins[form]) if form in begins else "95" in done.stdout.decode()


def test_a_workbook_is_not_written_to_a_terminal(environment, plan):
    status, output = on_terminal([*FAKE, "extract", str(plan), "--format", "xlsx"], environment)
    assert status == 2
    assert output.splitlines() == ["parcli: xlsx is no format for a terminal; name a file with --output FILE"]


# Where results go


@pytest.mark.parametrize(("name", "begins"), [("out.json", "{"), ("out.csv", "document,"), ("out.md", "## ")])
def test_a_file_gets_the_results_in_the_format_of_its_name(parcli, plan, tmp_path, name, begins):
    done = parcli("extract", plan, "--output", name)

    assert (done.returncode, done.stdout) == (0, b"")
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)
    assert (tmp_path / name).stat().st_mode & 0o777 == plan.stat().st_mode & 0o777


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path, environment, plan):
    out, slow = tmp_path / "out.json", tmp_path / "slow.txt"
    out.write_text("before", encoding="utf-8")
    slow.write_text("SLEEP", encoding="utf-8")
    command = [*FAKE, "extract", str(plan), str(slow), "--output", str(out)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
    while not list(tmp_path.glob(".out.json.*")):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)

    assert process.wait() == 130
    assert b"Traceback" not in process.stderr.read()
    assert out.read_text(encoding="utf-8") == "before"
    assert not list(tmp_path.glob(".out.json.*"))


@pytest.mark.parametrize(
    ("output", "reason"),
    [("folder", "folder: is a folder"), ("plan.txt/x", "plan.txt/x: cannot be written: a part of the path")],
)
def test_a_file_that_cannot_be_written_is_named(parcli, plan, tmp_path, output, reason):
    (tmp_path / "folder").mkdir()
    done = parcli("extract", plan, "--output", output)

    assert (done.returncode, done.stdout) == (1, b"")
    assert [line[: len(reason) + 8] for line in lines(done.stderr)] == [f"parcli: {reason}"]


def test_a_device_is_written_to(parcli, plan):
    assert parcli("extract", plan, "--output", "/dev/null").returncode == 0
    assert Path("/dev/null").is_char_device()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", [["extract"], ["text"], ["extract", "--format", "table"]])
def test_a_full_disk_behind_standard_output_is_one_line(environment, plan, arguments):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*FAKE, *arguments, str(plan)], env=environment, stdout=full, stderr=subprocess.PIPE
        )
    assert done.returncode == 1
    assert lines(done.stderr) == ["parcli: standard output: cannot be written: the disk is full"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--help"], "parcli: standard output: cannot be written: the disk is full"),
        (["--version"], "parcli: standard output: cannot be written: the disk is full"),
        (["rules", "--help"], "parcli: standard output: cannot be written: the disk is full"),
        (["--show-completion", "bash"], "parcli: standard output: cannot be written: the disk is full"),
        (["--version", "--lang", "vi"], "parcli: đầu ra chuẩn: không ghi được: đĩa đầy"),
    ],
)
def test_a_page_of_help_on_a_full_disk_is_one_line(environment, arguments, line):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*REAL, *arguments], env=environment, stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, lines(done.stderr)) == (1, [line])


@pytest.mark.parametrize(
    "arguments",
    [["extract"], ["extract", "--format", "table"], ["extract", "--format", "csv"], ["text"], ["add"]],
)
def test_a_closed_pipe_ends_quietly(environment, tmp_path, arguments):
    plan = tmp_path / "plan.txt"
    plan.write_text("Trên 95% hồ sơ\n" * 5000, encoding="utf-8")
    process = subprocess.Popen(
        [*FAKE, *arguments, str(plan)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    assert (process.stderr.read(), process.wait()) == (b"", 0)


def test_a_standard_output_that_is_closed_is_one_line(environment, plan):
    command = f"'{FAKE[0]}' '{FAKE[1]}' extract '{plan}' >&-"
    done = subprocess.run(command, shell=True, env=environment, capture_output=True)
    assert (done.returncode, lines(done.stderr)) == (1, ["parcli: standard output is closed"])


def test_head_gets_its_line(environment, tmp_path):
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text("Trên 95%\n" * 3000, encoding="utf-8")
    command = f"'{FAKE[0]}' '{FAKE[1]}' extract a.txt b.txt c.txt | head -1 | wc -l"
    done = subprocess.run(command, shell=True, cwd=tmp_path, env=environment, capture_output=True)
    assert (done.stdout.strip(), done.stderr) == (b"1", b"")


def test_an_interrupt_ends_with_130_and_no_traceback(environment, tmp_path):
    slow = tmp_path / "slow.txt"
    slow.write_text("1\nSLEEP", encoding="utf-8")
    ready = tmp_path / "ready.txt"
    ready.write_text("1", encoding="utf-8")
    process = subprocess.Popen(
        [*FAKE, "extract", str(ready), str(slow)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.readline()  # what was found already is printed
    process.send_signal(signal.SIGINT)

    assert (process.wait(), process.stderr.read()) == (130, b"")


# On a terminal


def test_a_terminal_gets_a_table_without_the_documents_escape_sequences(environment, tmp_path):
    plan = tmp_path / "plan.txt"
    plan.write_text("Trên 95% \x1b]0;title\x1b\\ [red]hồ sơ\n", encoding="utf-8")
    status, shown = on_terminal([*FAKE, "extract", str(plan)], environment | {"COLUMNS": "200"})

    assert status == 0
    assert "Measure" in shown
    assert r"\x1b]0;title\x1b\ [red]hồ sơ" in shown
    assert "\x1b]" not in shown


def test_no_color_leaves_no_colour(environment, plan):
    _, shown = on_terminal(
        [*FAKE, "extract", str(plan)], environment | {"NO_COLOR": "1", "TERM": "xterm-256color"}
    )
    assert "\x1b[3" not in shown


def test_text_on_a_terminal_shows_its_control_characters(environment, tmp_path):
    plan = tmp_path / "plan.txt"
    plan.write_text("a\x1b[31m\n\tb", encoding="utf-8")
    _, shown = on_terminal([*FAKE, "text", str(plan)], environment)
    assert r"a\x1b[31m" in shown


@pytest.mark.parametrize(("count", "shown"), [(1, False), (3, True)])
def test_progress_shows_on_a_terminal_for_several_documents(environment, plan, count, shown):
    command = [*FAKE, "extract", *[str(plan)] * count, "--output", "/dev/null"]
    _, written = on_terminal(command, environment)
    assert (f"[1/{count}]" in written) == shown


def test_text_is_the_documents_own_and_nothing_more(parcli, tmp_path):
    (tmp_path / "a.txt").write_bytes("\ufeffHoà bình\u0301\r\nhết".encode())
    assert parcli("text", "a.txt").stdout.decode() == "Hoà bình\u0301\nhết"


# The library


def test_a_document_is_added_once_and_listed_and_taken_out(parcli, plan):
    statuses = [json.loads(parcli("add", plan).stdout)["status"] for _ in range(2)]
    plan.write_text("Trên 96%", encoding="utf-8")
    statuses.append(json.loads(parcli("add", plan).stdout)["status"])
    assert statuses == ["added", "unchanged", "replaced"]

    [listed] = json.loads(parcli("list").stdout)["documents"]
    assert listed["id"] == "plan"
    assert json.loads(parcli("remove", "plan").stdout) == {"status": "removed", "id": "plan"}
    assert json.loads(parcli("list").stdout) == {"documents": []}


def test_a_draft_that_is_added_in_two_formats_is_said(parcli, tmp_path):
    for name in ("draft.txt", "draft.md"):
        (tmp_path / name).write_text(f"{name}\n1%\n2%\n3%\n4%\n5%\n", encoding="utf-8")
    done = parcli("add", "draft.txt", "draft.md")
    assert done.returncode == 0
    assert lines(done.stderr) == [
        "parcli: draft.md: looks like the same document as draft; both count until you take one out: parcli remove draft-2"
    ]


def test_what_cannot_be_added_does_not_stop_the_rest(parcli, plan):
    done = parcli("add", "missing.txt", plan)
    assert (done.returncode, json.loads(done.stdout)["id"]) == (1, "plan")
    assert lines(done.stderr) == ["parcli: missing.txt: no such file or directory"]


def test_documents_are_added_even_where_nobody_reads_what_became_of_them(parcli, environment, tmp_path):
    names = [f"{number}.txt" for number in range(4)]
    for name in names:
        (tmp_path / name).write_text(f"{name} 95%", encoding="utf-8")
    process = subprocess.Popen([*FAKE, "add", *names], cwd=tmp_path, env=environment, stdout=subprocess.PIPE)
    process.stdout.close()
    assert process.wait() == 0
    assert len(json.loads(parcli("list").stdout)["documents"]) == 4


def test_what_is_not_there_cannot_be_removed(parcli, plan):
    parcli("add", plan)
    done = parcli("remove", "plam", "plan")
    assert (done.returncode, json.loads(done.stdout)["id"]) == (1, "plan")
    assert lines(done.stderr) == ["parcli: plam: the library has no such document; near it: plan"]


def test_a_list_of_nothing_says_how_to_fill_the_library(parcli, environment):
    done = parcli("list")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"documents": []})
    assert "parcli add PATH..." in done.stderr.decode()
    assert not Path(environment["PARCLI_LIBRARY"]).exists()


@pytest.mark.parametrize(
    "command", [["list"], ["remove", "plan"], ["trend", "index.par"], ["matrix"], ["compare", "33", "40"]]
)
def test_a_library_that_is_named_and_not_there_is_one_line(parcli, tmp_path, command):
    done = parcli(*command, "--library", "nowhere/l.db")
    assert (done.returncode, done.stdout) == (1, b"")
    assert lines(done.stderr) == ["parcli: nowhere/l.db: there is no such library file; parcli add makes one"]


def test_no_folder_is_made_for_a_library_that_is_named(parcli, plan, tmp_path):
    done = parcli("add", plan, "--library", "nowhere/l.db")
    assert lines(done.stderr) == [
        "parcli: nowhere/l.db: the library cannot be made: there is no folder nowhere"
    ]
    assert (done.returncode, (tmp_path / "nowhere").exists()) == (1, False)


@pytest.mark.parametrize("name", ["XDG_DATA_HOME", "HOME"])
def test_the_folder_of_the_users_own_library_is_made(parcli, plan, tmp_path, name):
    assert parcli("add", plan, PARCLI_LIBRARY="", **{name: str(tmp_path / "home")}).returncode == 0
    assert [*(tmp_path / "home").rglob("library.db")] != []


@pytest.mark.parametrize(("year", "count"), [("2023", 1), ("2020", 0)])
def test_a_list_is_of_a_year(parcli, plan, year, count):
    parcli("add", plan)
    done = parcli("list", "--year", year)
    assert len(json.loads(done.stdout)["documents"]) == count
    assert done.returncode == (0 if count else 1)


@pytest.mark.parametrize(
    ("name", "status", "count"),
    [("Hưng Yên", 0, 1), ("hai-duong", 1, 0), ("national", 1, 0), ("Atlantis", 1, None)],
)
def test_a_list_is_of_a_province_by_any_of_its_names(parcli, plan, name, status, count):
    pytest.importorskip("parcli.places")
    parcli("add", plan)
    done = parcli("list", "--province", name)
    assert done.returncode == status
    if count is not None:
        assert len(json.loads(done.stdout)["documents"]) == count


@pytest.mark.parametrize("arguments", [["list"], ["add", "plan.txt"], ["remove", "x"]])
def test_a_file_that_is_no_library_is_one_line(parcli, plan, arguments):
    done = parcli(*arguments, "--library", plan)
    assert (done.returncode, done.stdout) == (1, b"")
    assert lines(done.stderr) == [
        f"parcli: {plan}: is not a library (no SQLite file); name another file with --library"
    ]
    assert plan.read_text(encoding="utf-8").startswith("Kế hoạch")


def test_errors_speak_vietnamese(parcli, plan):
    done = parcli("list", "--library", plan.parent, "--lang", "vi")
    assert lines(done.stderr) == [f"parcli: {plan.parent}: là một thư mục, không phải tệp thư viện"]


# The real pipeline


def test_the_real_pipeline_answers_like_the_stand_in(parcli, plan):
    pytest.importorskip("parcli.pipeline")
    done = parcli("extract", plan, command=REAL)
    assert done.returncode == 0
    found = json.loads(done.stdout)
    jsonschema.validate(found, schema.of("extraction"))
    text = parcli("text", plan, command=REAL).stdout.decode()
    for target in found["targets"]:
        assert text[target["span"]["start"] : target["span"]["end"]] == target["text"]


def test_the_stand_in_stands_for_what_is_there():
    assert callable(inputs.extraction)
