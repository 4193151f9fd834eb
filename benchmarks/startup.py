"""What a short command takes: its start, and one plan as a whole process."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from benchmarks import measure
from benchmarks.measure import Cost
from benchmarks.results import Goal, Ratio, ratio
from benchmarks.settings import Settings

_TYPER = [sys.executable, "-c", "import typer"]
_SEGMENT = """
import sys
from underthesea import word_tokenize
with open(sys.argv[1], encoding="utf-8") as file:
    words = [word_tokenize(line) for line in file.read().splitlines() if line.strip()]
"""


def commands(settings: Settings) -> Iterator[Ratio]:
    """`parcli --version` and `--help` against importing typer."""
    for option, most in (("--version", 1.2), ("--help", 3.0)):
        ours, theirs = _side_by_side(settings.runs * 3, measure.command(option), _TYPER)
        yield ratio(
            option.strip("-"), f"parcli {option} ÷ python -c 'import typer', seconds",
            [one.seconds for one in ours], [one.seconds for one in theirs], Goal(most=most),
            units=(f"s parcli {option}", "s import typer"),
        )  # fmt: skip


def plan(settings: Settings) -> Iterator[Ratio]:
    """One plan of 20 KB, the whole process, against a script that imports underthesea and segments it."""
    file = settings.folder / "plan.txt"
    file.write_text(settings.writer.plan(), encoding="utf-8")
    segment = [sys.executable, "-c", _SEGMENT, str(file)]
    ours, theirs = _side_by_side(settings.runs, measure.command("extract", file), segment)
    what = "one plan of 20 KB, whole process ÷ a script that imports underthesea and segments it"
    yield ratio(
        "plan-seconds", f"{what}, seconds",
        [one.seconds for one in ours], [one.seconds for one in theirs], Goal(most=0.6),
        units=("s extract", "s segment"),
    )  # fmt: skip
    yield ratio(
        "plan-memory", f"{what}, peak memory",
        [one.peak / 1e6 for one in ours], [one.peak / 1e6 for one in theirs], Goal(most=0.6),
        units=("MB extract", "MB segment"),
    )  # fmt: skip


def _side_by_side(runs: int, ours: Sequence[str], theirs: Sequence[str]) -> tuple[list[Cost], list[Cost]]:
    """Return what both take in turn, after one time each that is not counted."""
    measure.process(ours)
    measure.process(theirs)
    pairs = [(measure.process(ours), measure.process(theirs)) for _ in range(runs)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]
