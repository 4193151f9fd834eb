"""What a process takes: seconds, processor seconds, and bytes of memory with all that it starts."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_SAMPLED_EVERY = 0.1


@dataclass(frozen=True)
class Cost:
    """What running a process came to; `peak` is the most memory of the one process, in bytes."""

    seconds: float
    peak: int


def command(*arguments: object) -> list[str]:
    """Return the command line that runs the installed parcli, as a user starts it."""
    script = Path(sys.executable).with_name("parcli")
    start = [str(script)] if script.exists() else [sys.executable, "-m", "parcli"]
    return [*start, *map(str, arguments)]


def process(arguments: Sequence[str]) -> Cost:
    """Return what one process takes; its output is thrown away.

    Errors: RuntimeError where it fails.
    """
    started = time.perf_counter()
    running = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert running.stderr is not None
    said = running.stderr.read()
    _, status, used = os.wait4(running.pid, 0)
    seconds = time.perf_counter() - started
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments)}: exit {running.returncode}: {said.decode()[-500:]}")
    return Cost(seconds, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024))


def together(arguments: Sequence[str], count: int) -> float:
    """Return the seconds that `count` processes of the same command take side by side."""
    started = time.perf_counter()
    running = [subprocess.Popen(arguments, stdout=subprocess.DEVNULL) for _ in range(count)]
    if any(one.wait() for one in running):
        raise RuntimeError(f"{' '.join(arguments)} failed")
    return time.perf_counter() - started


def tree(arguments: Sequence[str]) -> Cost:
    """Return what a process takes with all that it starts: memory is the sum, shared pages counted once.

    Memory is looked at ten times a second.
    """
    started, peak = time.perf_counter(), 0
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL) as running:
        root = psutil.Process(running.pid)
        while running.poll() is None:
            peak = max(peak, _memory(root))
            time.sleep(_SAMPLED_EVERY)
    if running.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments)}: exit {running.returncode}")
    return Cost(time.perf_counter() - started, peak)


def _memory(root: psutil.Process) -> int:
    total = 0
    try:
        for one in (root, *root.children(recursive=True)):
            used = one.memory_full_info()
            total += getattr(used, "pss", 0) or used.uss
    except psutil.Error:
        return 0  # one ended meanwhile
    return total


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
