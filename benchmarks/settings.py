"""What every benchmark is given: how many runs, how large, a folder for its files, fresh text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.texts import Writer


@dataclass(frozen=True)
class Settings:
    """How to measure. `scale` below 1 shortens all that is large; `seconds` bounds the longest one."""

    runs: int
    scale: float
    seconds: float
    folder: Path
    writer: Writer

    def sized(self, size: int) -> int:
        """Return a number of bytes or of things, as much smaller as was asked for."""
        return max(1, round(size * self.scale))

    def new(self, name: str) -> Path:
        """Return an empty folder of this name."""
        path = self.folder / name
        path.mkdir(parents=True)
        return path
