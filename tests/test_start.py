"""What a command loads before it answers: never more than the answer needs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from parcli import pipeline

TEXT = "KẾ HOẠCH năm 2025\n\nNăm 2025, ít nhất {share}% hồ sơ được trả kết quả đúng hạn."
# The word model with what holds it, the stages of an extraction, the readers.
EXTRACTING = {
    "underthesea", "underthesea_core", "ahocorasick", "parcli.wordmodel", "parcli.pipeline", "parcli.recognise",
    "parcli.assemble", "parcli.layout", "parcli.readers",
}  # fmt: skip
RECORDS = {"parcli.model", "parcli.library", "sqlite3"}
PROGRAM = """
import sys
from parcli.__main__ import main
sys.argv = ["parcli", *sys.argv[1:]]
try:
    status = main()
except SystemExit as ended:
    status = ended.code
sys.stdout.flush()
sys.stderr.write("\\n" + " ".join(sorted(sys.modules)))
"""


def loaded(*arguments: object, cwd: object = None, **environment: str) -> set[str]:
    """The modules that a command line has loaded when it ends."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        env=os.environ | environment, cwd=cwd, capture_output=True, check=True, text=True,
    )  # fmt: skip
    return set(done.stderr.rsplit("\n", 1)[1].split())


@pytest.mark.parametrize(
    ("arguments", "environment", "unwanted"),
    [
        (["--version"], {}, {"typer", "pydantic", "regex", "yaml", *EXTRACTING, *RECORDS}),
        ([], {}, {"pydantic", "regex", "rich", *EXTRACTING, *RECORDS}),
        (["--help"], {}, {"pydantic", "regex", "rich", *EXTRACTING, *RECORDS}),
        (["extract", "--no-such-option"], {}, {"regex", "rich", *EXTRACTING, *RECORDS}),
        (["rules", "list"], {}, {*EXTRACTING, *RECORDS, "parcli.rulegives"}),
        (
            [],
            {"_PARCLI_COMPLETE": "complete_bash", "COMP_WORDS": "parcli ex", "COMP_CWORD": "1"},
            {"regex", "rich", *EXTRACTING, *RECORDS},
        ),
    ],
    ids=["version", "nothing", "help", "wrong option", "rules", "completion"],
)
def test_a_command_that_reads_no_document_loads_nothing_that_reads_one(arguments, environment, unwanted):
    assert loaded(*arguments, **environment) & unwanted == set()


def test_comparing_two_extractions_loads_nothing_that_extracts(tmp_path, rulebook):
    for name, share in (("a", 80), ("b", 90)):
        found = pipeline.extract(f"{name}.txt", text=TEXT.format(share=share), rules=rulebook)
        (tmp_path / f"{name}.json").write_text(found.model_dump_json(), encoding="utf-8")

    modules = loaded("compare", tmp_path / "a.json", tmp_path / "b.json", "--format", "json")

    assert modules & {*EXTRACTING, "rich"} == set()


def test_a_plan_is_read_without_underthesea_being_imported(tmp_path):
    (tmp_path / "plan.txt").write_text(
        TEXT.format(share=80) + "\nXây dựng ít nhất 02 mô hình.", encoding="utf-8"
    )

    modules = loaded("extract", tmp_path / "plan.txt", "--format", "json")

    assert "parcli.wordmodel" in modules
    assert modules & {"underthesea", "underthesea_core", "joblib", "sqlite3", "rich"} == set()
