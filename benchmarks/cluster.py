"""What a Dask scheduler costs: two workers behind one against two jobs without."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import measure
from benchmarks.results import Ratio, ratio
from benchmarks.settings import Settings

MB = 1_000_000


def scheduler(settings: Settings) -> Iterator[Ratio]:
    """`parcli extract --scheduler` with two workers against `--jobs 2`, whole processes, on the same folder."""
    size = settings.sized(4 * MB)
    folder = settings.writer.folder(settings.new("plans"), size)
    through, without = [], []
    with _workers(settings.folder, 2) as address:
        for run in range(-1, settings.runs):  # the first loads rules and model, and is not counted
            out = settings.folder / f"parts{run}"
            asked = measure.command("extract", folder, "--scheduler", address, "-o", out, "-f", "json")
            taken = measure.process(asked).seconds
            if run >= 0:
                through.append(size / MB / taken)
                asked = measure.command("extract", folder, "--jobs", 2, "-f", "json")
                without.append(size / MB / measure.process(asked).seconds)
    yield ratio(
        "scheduler", "two workers of a Dask scheduler ÷ two jobs, MB/s, whole commands",
        through, without, units=("MB/s by two workers", "MB/s by two jobs"),
    )  # fmt: skip


@contextlib.contextmanager
def _workers(place: Path, count: int) -> Iterator[str]:
    """Yield the address of a scheduler with so many workers, each a process with one thread."""
    about = place / "scheduler.json"
    start = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0", "--host", "127.0.0.1"]
    work = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny"]
    running = [_started([*start, "--scheduler-file", str(about)], place)]
    try:
        running += [_started([*work, "--scheduler-file", str(about)], place) for _ in range(count)]
        while not (about.exists() and about.stat().st_size):
            time.sleep(0.05)
        yield json.loads(about.read_text())["address"]
    finally:
        for one in running:
            one.kill()
            one.wait()


def _started(command: list[str], place: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*command, "--no-dashboard"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=place
    )
