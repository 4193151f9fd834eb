"""`python -m benchmarks [NAME...]`: measures, prints ratios with their goals, adds them to the history."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import cluster, extraction, folders, library, pages, results, startup
from benchmarks.results import Ratio
from benchmarks.settings import Settings
from benchmarks.texts import Writer

BENCHMARKS: dict[str, Callable[[Settings], Iterator[Ratio]]] = {
    "startup": startup.commands,
    "plan": startup.plan,
    "extract": extraction.rate,
    "library": library.adding,
    "jobs": folders.jobs,
    "again": folders.again,
    "memory": folders.memory,
    "scheduler": cluster.scheduler,
    "dates": extraction.dates,
    "pdf": pages.reading,
    "copies": extraction.copies,
}
HISTORY = Path(__file__).parent / "history.jsonl"


def main() -> int:
    """Return 1 where a goal is missed."""
    asked = _arguments()
    found: list[Ratio] = []
    with tempfile.TemporaryDirectory(prefix="parcli-bench-") as folder:
        _keep_bytecode(Path(folder) / "bytecode")
        for name in asked.names or BENCHMARKS:
            seed = secrets.randbits(64) if asked.seed is None else asked.seed
            place = Path(folder) / name
            place.mkdir(exist_ok=True)
            settings = Settings(asked.runs, asked.scale, asked.seconds, place, Writer(seed))
            started = time.perf_counter()
            for one in BENCHMARKS[name](settings):
                print(one.line(), flush=True)
                found.append(one)
            print(f"{'':50}{name} took {time.perf_counter() - started:.0f} s\n", flush=True)
    failed = [one.name for one in found if one.passed is False]
    print(
        f"{sum(one.passed is True for one in found)} goals met, {len(failed)} missed: {', '.join(failed) or 'none'}"
    )
    if asked.history:
        results.keep(asked.history, found, asked.runs)
        print(f"added to {asked.history}")
    return 1 if failed else 0


def _keep_bytecode(folder: Path) -> None:
    """Let all processes keep compiled modules, as those of an installed package are, a checkout's apart from it."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument(
        "--runs", type=int, default=5, help="how often each pair is measured (5); medians are shown"
    )
    parser.add_argument(
        "--scale", type=float, default=1.0, help="below 1, everything large is as much smaller"
    )
    parser.add_argument(
        "--seconds", type=float, default=150.0, help="at most so long for the 100 MB of `memory` (150)"
    )
    parser.add_argument("--seed", type=int, help="the text of an earlier run; without it, new text each time")
    parser.add_argument("--history", type=Path, default=HISTORY, help=f"where runs are kept ({HISTORY})")
    parser.add_argument("--no-history", dest="history", action="store_const", const=None, help="keep nothing")
    asked = parser.parse_args()
    if unknown := {*asked.names} - {*BENCHMARKS}:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    return asked


if __name__ == "__main__":
    sys.exit(main())
