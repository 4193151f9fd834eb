"""What is installed: the wheel alone finds its rules, and pins are names and versions only."""

from __future__ import annotations

import itertools
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from parcli import rulebook
from parcli.rulepath import rule_root

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CONSTRAINTS = [
    line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if not line.startswith("#")
]


def run(*command: object, cwd: Path) -> str:
    """Return what a command prints; its words on standard error where it fails."""
    # A test sees the project through PYTHONPATH, perhaps; what is installed must do without.
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PARCLI"))
    }
    done = subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{shlex.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    pytest.importorskip("build", reason="make test installs what builds the wheel")
    pytest.importorskip("hatchling", reason="make test installs what builds the wheel")
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT, cwd=ROOT)
    [built] = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def alone(wheel, tmp_path_factory):
    """Return the programs of an environment in which nothing but the wheel was asked for."""
    place = tmp_path_factory.mktemp("alone")
    venv.create(place / "venv", with_pip=True)
    programs = place / "venv" / "bin"
    pinned = ["--constraint", ROOT / "constraints.txt"]
    run(programs / "python", "-m", "pip", "install", "-qq", "--no-input", *pinned, wheel, cwd=place)
    return programs


def first_command() -> list[str]:
    """Return the words of the README's first parcli command."""
    readme = (ROOT / "README.md").read_text("utf-8")
    found = re.search(r"^\$ (parcli .*)$", readme, re.MULTILINE)
    assert found, "README.md shows no parcli command"
    return shlex.split(found[1])


def test_the_wheel_holds_all_rules_and_nothing_beside_the_package(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    rules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "rules").rglob("*") if path.is_file()}
    assert {f"parcli/{name}" for name in rules} <= set(names)
    assert {"parcli/py.typed", "parcli/texts/vi.yaml", "parcli/render/html/templates/page.css"} <= set(names)
    assert {name.split("/")[0] for name in names} == {"parcli", f"parcli-{PROJECT['version']}.dist-info"}
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_alone_runs_the_first_command_of_the_readme(alone):
    program, *arguments = first_command()
    found = json.loads(run(alone / program, *arguments, "--format", "json", cwd=ROOT))
    assert found["targets"]
    assert any("samples/" in argument for argument in arguments)


def test_the_wheel_alone_lists_as_many_rules_as_the_checkout(alone, tmp_path):
    listed = json.loads(run(alone / "parcli", "rules", "list", "--format", "json", cwd=tmp_path))
    assert len(listed["rules"]) == len(rulebook.load().rules)


def test_the_wheel_alone_writes_a_page(alone, tmp_path):
    run(
        alone / "parcli",
        "report",
        ROOT / "samples/hung-yen-2021-1/plan.txt",
        "--output",
        tmp_path / "a.html",
        cwd=tmp_path,
    )
    assert (tmp_path / "a.html").read_text("utf-8").startswith("<!doctype html>")


def test_the_checkout_reads_its_own_rules():
    assert Path(str(rule_root())) == ROOT / "rules"


@pytest.mark.parametrize("line", CONSTRAINTS)
def test_a_pin_is_a_name_and_a_version(line):
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*==[0-9][A-Za-z0-9.+!]*", line)


def names(requirements: list[str]) -> set[str]:
    """Return the names of requirements, in the spelling by which they are compared."""
    return {re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", one)[0]).lower() for one in requirements}


def test_everything_that_is_asked_for_is_pinned():
    asked = [*PROJECT["dependencies"], *itertools.chain(*PROJECT["optional-dependencies"].values())]
    assert names(asked) - names(CONSTRAINTS) == {PROJECT["name"]}


def test_all_installs_every_extra_that_needs_nothing_from_outside_python():
    extras = PROJECT["optional-dependencies"]
    [everything] = extras["all"]
    named = set(re.search(r"\[(.*)\]", everything)[1].split(","))
    assert named == set(extras) - {"all", "dev", "bench", "ocr"}


def test_files_of_the_project_name_no_registry():
    files = ["Makefile", "constraints.txt", "pyproject.toml", ".ci/run"]
    assert [name for name in files if re.search(r"https?://|file://", (ROOT / name).read_text("utf-8"))] == []
