"""What many documents take: memory, two jobs against one, a second run against the first."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from benchmarks import measure
from benchmarks.results import Goal, Ratio, ratio
from benchmarks.settings import Settings
from benchmarks.texts import PLAN

MB = 1_000_000
_LOOP = [sys.executable, "-c", "sum(n * n % 7 for n in range(20_000_000))"]


def memory(settings: Settings) -> Iterator[Ratio]:
    """Peak memory of all processes on 100 MB of documents against 1 MB."""
    jobs = min(2, os.cpu_count() or 1)
    small = settings.writer.folder(settings.new("small"), MB)
    few = measure.tree(measure.command("extract", small, "-f", "json", "-j", jobs))
    # As much as can be read in the time there is, where that is less.
    wanted = settings.sized(100 * MB)
    size = min(wanted, round(settings.seconds / few.seconds) * MB)
    large = settings.writer.folder(settings.new("large"), size)
    many = measure.tree(measure.command("extract", large, "-f", "json", "-j", jobs))
    yield ratio(
        "memory", f"peak memory of all processes on {size // MB} MB of documents ÷ on 1 MB, {jobs} jobs",
        [many.peak / MB], [few.peak / MB], Goal(most=1.3),
        units=(f"MB on {size // MB} MB", "MB on 1 MB"),
        note=f"{size / MB / many.seconds:.3g} MB/s, {size / PLAN / many.seconds:.3g} documents/s"
        + ("" if size == wanted else f"; --seconds {settings.seconds:g} left no time for {wanted // MB} MB"),
    )  # fmt: skip


def jobs(settings: Settings) -> Iterator[Ratio]:
    """Two jobs against one, beside what two processes of a loop reach against one on this machine."""
    folder = settings.writer.folder(settings.new("jobs"), settings.sized(4 * MB))
    gained, reached, one_job, two_jobs = [], [], [], []
    for _ in range(settings.runs):
        alone, both = measure.together(_LOOP, 1), measure.together(_LOOP, 2)
        reached.append(2 * alone / both)
        one_job.append(measure.process(measure.command("extract", folder, "-f", "json", "-j", 1)).seconds)
        two_jobs.append(measure.process(measure.command("extract", folder, "-f", "json", "-j", 2)).seconds)
        gained.append(one_job[-1] / two_jobs[-1])
    yield ratio(
        "jobs", "speed-up by a second job ÷ that of a pure loop (1.7 where the loop reaches 2.0 is 0.85)",
        gained, reached, Goal(least=0.85), units=("times by a second job", "times by a second loop"),
        note=f"one job {min(one_job):.3g} s, two jobs {min(two_jobs):.3g} s at best",
    )  # fmt: skip


def again(settings: Settings) -> Iterator[Ratio]:
    """A second `parcli add` over unchanged documents against the first."""
    count = settings.sized(1000)
    folder = settings.writer.folder(settings.new("again"), count * PLAN)
    add = measure.command("add", folder, "--library", settings.folder / "again.db", "-f", "json")
    first = measure.process(add).seconds
    second = [measure.process(add).seconds for _ in range(settings.runs)]
    yield ratio(
        "again", f"a second parcli add of {count} unchanged documents of 20 KB ÷ the first, seconds",
        second, [first] * len(second), Goal(most=0.02), units=("s again", "s first"),
        note=f"the first with {os.cpu_count()} jobs: {count * PLAN / MB / first:.3g} MB/s",
    )  # fmt: skip
