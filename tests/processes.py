"""What tests ask the system of other processes."""

from __future__ import annotations

import time
from pathlib import Path


def _stat(pid: int) -> list[str]:
    """Return the state of a process and its parent, nothing where there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return []


def children(pid: int) -> list[int]:
    """Return the processes that the process `pid` has started."""
    found = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
    return [each for each in found if _stat(each)[1:] == [str(pid)]]


def gone(pid: int) -> bool:
    """Return whether a process has ended, waiting for that up to ten seconds."""
    for _ in range(200):
        if _stat(pid)[:1] in ([], ["Z"]):  # one that nobody has asked for its end is still listed
            return True
        time.sleep(0.05)
    return False
