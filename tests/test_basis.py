"""What `parcli add` knows a reading by: it changes with whatever may change a target, and with nothing else."""

from __future__ import annotations

import ast
import importlib.resources
from pathlib import Path

import pytest

from parcli import basis, rulebook, rulepath

PACKAGE = Path(basis.__file__).parent


@pytest.fixture
def changed(tmp_path, monkeypatch):
    """Return the digest that there would be with a line more at the end of a file of rules, or of the code."""

    def digest(name):
        root = rulepath.rule_root() if name.startswith("rules/") else importlib.resources.files("parcli")
        other = tmp_path / "other"
        for file, data in rulepath.files(root, (".yaml", ".py")):
            (other / file).parent.mkdir(parents=True, exist_ok=True)
            (other / file).write_bytes(data)
        file = other / name.removeprefix("rules/")
        file.write_bytes(file.read_bytes() + b"# changed\n")
        if name.startswith("rules/"):
            monkeypatch.setattr(rulepath, "rule_root", lambda: other)
        else:
            monkeypatch.setattr(importlib.resources, "files", lambda package: other)
        return basis.digest()

    return digest


@pytest.mark.parametrize(
    "name",
    [
        "rules/number.yaml", "rules/text/spelling.yaml", "rules/text/numerals.yaml", "rules/place/provinces.yaml",
        "segment.py", "recognise/numerals.py", "readers/pdf.py",
    ],
)  # fmt: skip
def test_it_is_another_with_other_rules_tables_or_code(changed, name):
    assert basis.digest() != changed(name)


@pytest.mark.parametrize("name", ["render/grid.py", "cli/add.py", "compare/pair.py"])
def test_it_is_the_same_with_other_ways_to_ask_and_to_show(changed, name):
    assert basis.digest() == changed(name)


def test_it_is_another_with_another_version_or_rules_of_ones_own(monkeypatch, tmp_path):
    before = basis.digest()
    (tmp_path / "own.yaml").write_text('schema: "1"\n', encoding="utf-8")
    assert basis.digest([tmp_path]) != before
    monkeypatch.setattr(basis, "version", lambda: "9.9")
    assert basis.digest() != before


def test_what_is_left_out_of_it_is_used_by_nothing_that_extracts():
    # Which reader a file needs is found out when it is read.
    readers = [f"readers/{file.stem}" for file in PACKAGE.glob("readers/[a-z]*.py")]
    seen, waiting = set(), ["pipeline", *readers]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += _imported(name)

    assert {name for name in seen if name.split("/")[0] in basis.BESIDE} == set()
    assert {"segment", "assemble/records", "recognise/numerals", "rulebook"} <= seen


def _imported(name):
    """Yield the modules of parcli that a module imports, wherever it does, and the package that it is in."""
    file = PACKAGE / f"{name}.py"
    tree = ast.parse((file if file.exists() else PACKAGE / name / "__init__.py").read_text(encoding="utf-8"))
    named = [f"{node.module}.{each.name}" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for each in node.names]  # fmt: skip
    named += [each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names]
    for full in named:
        parts = full.split(".")
        if parts[0] == "parcli":
            for end in range(2, len(parts) + 1):
                path = "/".join(parts[1:end])
                if (PACKAGE / f"{path}.py").exists() or (PACKAGE / path / "__init__.py").exists():
                    yield path


def test_the_version_of_rules_covers_fragments_and_spellings():
    rules = [("own", [("a.yaml", 'schema: "1"\nfragments: {name: "%s"}\n')])]
    one, two = (
        rulebook.build([(label, [(name, text % fragment) for name, text in files]) for label, files in rules])
        for fragment in ("a", "b")
    )

    assert one.version != two.version
