"""What the benchmarks measure with: fresh text like real plans, and figures that say whether a goal is met."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import pages, results, texts
from parcli import pipeline, readers

ROOT = Path(__file__).parents[1]


def test_a_seed_writes_one_text_and_another_seed_another():
    one, same, other = (texts.Writer(seed).plan() for seed in (1, 1, 2))
    assert one == same
    shared = {line for line in one.splitlines() if len(line) > 60} & {*other.splitlines()}
    # Lines of the samples without a number or a place that could be another.
    assert sum(map(len, shared)) < len(one) / 10


def test_a_plan_is_of_its_size_and_as_dense_in_targets_as_real_ones(rulebook):
    plans = [texts.Writer(seed).plan() for seed in range(3)]
    size = sum(len(plan.encode()) for plan in plans)
    assert size == pytest.approx(3 * texts.PLAN, rel=0.1)
    found = [pipeline.extract("-", text=plan, rules=rulebook) for plan in plans]
    assert 300 < size / sum(len(one.targets) for one in found) < 900
    # Documents of their own each, which do not take the place of one another in a library.
    assert {(one.document.type, one.document.number is None) for one in found} == {("plan", False)}


def test_a_folder_has_as_much_as_asked_for(tmp_path):
    files = [*texts.Writer(1).folder(tmp_path, 500_000, 2_000).rglob("*.txt")]
    assert len(files) == 250
    assert sum(file.stat().st_size for file in files) == pytest.approx(500_000, rel=0.3)


def test_a_pdf_holds_the_text_that_it_is_made_from():
    pytest.importorskip("pypdfium2")
    text = texts.Writer(1).plan(4000)
    read = readers.read_bytes(pages.pdf(text), "plan.pdf").text
    assert "".join(read.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("goal", "values", "passed"),
    [
        (results.Goal(least=4), [3, 5, 4.1], True),
        (results.Goal(least=4), [3, 5, 3.9], False),
        (results.Goal(most=0.6), [0.5, 0.6, 0.7], True),
        (results.Goal(most=0.6), [0.61], False),
        (None, [1], None),
    ],
)
def test_the_median_decides_whether_a_goal_is_met(goal, values, passed):
    assert results.Ratio("x", "x ÷ y", values, goal).passed is passed


def test_one_benchmark_runs_by_itself_and_is_kept(tmp_path):
    history = tmp_path / "history.jsonl"
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "copies", "--runs", "1", "--scale", "0.04", "--history", history],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    [kept] = [json.loads(line) for line in history.read_text("utf-8").splitlines()]
    [ratio] = kept["ratios"]
    assert (ratio["name"], len(ratio["values"])) == ("copy/extract", 1)
    assert f"{ratio['median']:.3g}" in done.stdout


def test_a_benchmark_that_is_not_there_is_named():
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "colour"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "no benchmark colour; there are startup, plan, extract" in done.stderr
