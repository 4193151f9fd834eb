"""How fast text is read in one process: against the segmenter, against a search for dates, against copying."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import partial

from benchmarks import measure
from benchmarks.results import Goal, Ratio, ratio
from benchmarks.settings import Settings
from benchmarks.texts import PLAN


def rate(settings: Settings) -> Iterator[Ratio]:
    """Full extraction against `underthesea.word_tokenize` on the same text."""
    plans = settings.sized(10)
    taken = _in_turn(settings, ["extract", "word_tokenize"], plans)
    size = plans * PLAN / 1e6
    hours = statistics.median(one["extract"] for one in taken) / plans * 1e6 / 3600
    yield ratio(
        "extract/word_tokenize", "full extraction ÷ underthesea.word_tokenize, MB/s, same text, one process",
        [size / one["extract"] for one in taken], [size / one["word_tokenize"] for one in taken],
        Goal(least=4), units=("MB/s extract", "MB/s word_tokenize"),
        note=f"a million plans of 20 KB: {hours:.3g} hours of one core",
    )  # fmt: skip


def dates(settings: Settings) -> Iterator[Ratio]:
    """Full extraction against dateparser, which only looks for dates."""
    taken = _in_turn(settings, ["extract", "search_dates"], 1)
    yield ratio(
        "extract/search_dates", "full extraction ÷ dateparser.search.search_dates, MB/s, same text, one process",
        [PLAN / 1e6 / one["extract"] for one in taken], [PLAN / 1e6 / one["search_dates"] for one in taken],
        units=("MB/s extract", "MB/s search_dates"),
    )  # fmt: skip


def copies(settings: Settings) -> Iterator[Ratio]:
    """A folder read, extracted and written against copying its files: how far it is from the disk."""
    folder = settings.writer.folder(settings.new("copied"), settings.sized(500_000))
    extracted, copied = [], []
    for run in range(settings.runs):
        extracted.append(measure.process(measure.command("extract", folder, "-f", "json", "-j", 1)).seconds)
        target = settings.folder / f"copy{run}"
        copied.append(measure.seconds(partial(shutil.copytree, folder, target)))
        shutil.rmtree(target)
    yield ratio(
        "copy/extract", "copying a folder ÷ parcli extract of it with one job, seconds",
        copied, extracted, units=("s copy", "s extract"),
    )  # fmt: skip


def _in_turn(settings: Settings, names: Sequence[str], plans: int) -> list[dict[str, float]]:
    """Return what each side took in each run, on text that is new each time, the first one by turns."""
    found = []
    for run in range(settings.runs):
        file = settings.folder / f"{names[1]}{run}.json"
        file.write_text(json.dumps([settings.writer.plan() for _ in range(plans)]), encoding="utf-8")
        order = names if run % 2 == 0 else [*reversed(names)]
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.child", ",".join(order), str(file)],
            stdout=subprocess.PIPE, check=True, text=True,
        )  # fmt: skip
        found.append(json.loads(done.stdout))
    return found
