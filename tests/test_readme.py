"""The README's commands and Python example give what it shows.

In a ```console block each `$ ` line is run by a shell on a terminal of 100 columns, in an empty folder
that sees `samples/`, one after the other. A line `...` stands for any number of lines. A ```yaml block
that names a file is written there. PARCLI_UPDATE=1 puts today's output into the README, with as many
lines before and after a `...` as are there; a lone `...` becomes the whole output. Every command must succeed.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from dataclasses import dataclass
from pathlib import Path

import pytest
from terminals import written_on

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
UPDATE = os.environ.get("PARCLI_UPDATE") == "1"
COLUMNS = 100
ANY = "..."

_FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_STYLE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the file that it names, its text and where that stands."""

    language: str
    file: str | None
    text: str
    start: int


def blocks() -> list[Block]:
    return [
        Block(found[1], found[2], found[3], found.start(3))
        for found in _FENCE.finditer(README.read_text("utf-8"))
    ]


@dataclass
class Shown:
    """A command with the output that the README shows for it."""

    command: str
    lines: list[str]


def commands(block: Block) -> list[Shown]:
    shown: list[Shown] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            shown.append(Shown(line[2:], []))
        else:
            shown[-1].lines.append(line)
    return shown


def same(shown: list[str], found: list[str]) -> bool:
    """Return whether `found` is what is shown, where `...` stands for any lines."""
    parts = [re.escape(line + "\n") if line != ANY else r"(?:.*\n)*" for line in shown]
    return re.fullmatch("".join(parts), "".join(line + "\n" for line in found)) is not None


def abridged(shown: list[str], found: list[str]) -> list[str]:
    """Return `found` with as much left out as in what is shown.

    >>> abridged(["1", "...", "3"], ["a", "b", "c", "d"])
    ['a', '...', 'd']
    """
    if ANY not in shown or shown == [ANY]:
        return found
    before, after = shown.index(ANY), len(shown) - shown.index(ANY) - 1
    if len(found) <= before + after:
        return found
    return [*found[:before], ANY, *found[len(found) - after :]]


# A place in which to run


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return a folder that sees the samples, with a program `parcli` of this environment beside it."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "samples").symlink_to(ROOT / "samples")
    programs = folder / ".bin"
    programs.mkdir()
    parcli = programs / "parcli"
    parcli.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m parcli "$@"\n')
    parcli.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def environment(place):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PARCLI")}
    (place / "library").mkdir()
    return kept | {
        "PATH": os.pathsep.join([str(place / ".bin"), kept["PATH"]]),
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PARCLI_LIBRARY": str(place / "library" / "library.db"),
        "COLUMNS": str(COLUMNS), "LINES": "50", "TERM": "xterm", "NO_COLOR": "1", "LC_ALL": "C.UTF-8",
    }  # fmt: skip


def on_terminal(command: str, folder: Path, environment: dict[str, str]) -> tuple[int, list[str]]:
    """Return the exit status of a shell command and the lines that it writes: its messages, then its results.

    Results go to a terminal. Messages do not, so that progress stays out of them, whatever comes first.
    """
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    with tempfile.TemporaryFile() as messages:
        process = subprocess.Popen(
            ["sh", "-c", command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=follower,
            stderr=messages,
        )
        os.close(follower)
        written = written_on(leader)
        status = process.wait()
        messages.seek(0)
        plain = _STYLE.sub("", (messages.read() + written).decode().replace("\r\n", "\n"))
    return status, "\n".join(line.rstrip() for line in plain.splitlines()).strip("\n").splitlines()


# What the README shows


def test_the_commands_give_what_the_readme_shows(place, environment):
    wrong: list[str] = []
    renewed: dict[Block, str] = {}
    for block in blocks():
        if block.language == "yaml" and block.file:
            (place / block.file).parent.mkdir(exist_ok=True)
            (place / block.file).write_text(block.text, encoding="utf-8")
        if block.language != "console":
            continue
        lines = []
        for shown in commands(block):
            if not shutil.which("jq") and re.search(r"\bjq\b", shown.command):
                status, found = 0, shown.lines
            else:
                status, found = on_terminal(shown.command, place, environment)
            if status or not (UPDATE or same(shown.lines, found)):
                wrong += [f"$ {shown.command}", *found, f"(exit status {status})"]
            lines += [f"$ {shown.command}", *(shown.lines if status else abridged(shown.lines, found))]
        renewed[block] = "".join(f"{line}\n" for line in lines)
    if UPDATE:
        replace(renewed)
    assert not wrong, "\n".join(["PARCLI_UPDATE=1 renews the README, which does not show:", *wrong])


def test_the_python_example_prints_what_the_readme_shows(place, environment):
    found = blocks()
    [example] = [block for block in found if block.language == "python"]
    shown = found[found.index(example) + 1]
    done = subprocess.run(
        [sys.executable, "-c", example.text], cwd=place, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    if UPDATE:
        replace({shown: done.stdout})
    else:
        assert done.stdout == shown.text


def replace(renewed: dict[Block, str]) -> None:
    """Write the README with other texts in some of its blocks."""
    readme = README.read_text("utf-8")
    for block in sorted(renewed, key=lambda block: -block.start):
        readme = readme[: block.start] + renewed[block] + readme[block.start + len(block.text) :]
    README.write_text(readme, encoding="utf-8")


def test_it_opens_with_the_two_commands():
    first, second, *_ = blocks()
    assert re.findall(r"^make \w+", first.text, re.MULTILINE) == ["make demo", "make test"]
    assert second.text.startswith("pip install .")


def test_every_command_is_shown():
    from parcli.cli.lazy import COMMANDS

    shown = " ".join(
        one.command for block in blocks() if block.language == "console" for one in commands(block)
    )
    assert [name for name in COMMANDS if f"parcli {name} " not in f"{shown} "] == []


def test_every_file_that_it_points_to_is_there():
    named = re.findall(r"\]\(([^)#:]+)\)", README.read_text("utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_value_of_a_record_is_explained():
    import typing

    from parcli import model

    table = README.read_text("utf-8").split("## What a record says")[1]
    kinds = (model.MeasureKind, model.Operator, model.Direction, model.DeadlineKind, model.Origin, model.Role,
             model.Level, model.Wording, model.Flag)  # fmt: skip
    values = [value for kind in kinds for value in typing.get_args(kind)]
    assert [value for value in values if f"`{value}`" not in table] == []
