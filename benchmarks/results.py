"""What a benchmark came to: ratios with their goals, as lines for a reader and for the history file."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Goal:
    """The least ratio that is good enough, or the most."""

    least: float | None = None
    most: float | None = None

    def met(self, value: float) -> bool:
        """Whether a ratio is good enough."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def __str__(self) -> str:
        return f">= {self.least:g}" if self.least is not None else f"<= {self.most:g}"


@dataclass(frozen=True)
class Ratio:
    """One ratio of two things that were measured side by side, once a run."""

    name: str
    means: str
    values: Sequence[float]
    goal: Goal | None = None
    # What was measured, by name with its unit: the medians of both sides.
    figures: Mapping[str, float] = field(default_factory=dict)
    note: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def passed(self) -> bool | None:
        return self.goal.met(self.median) if self.goal else None

    def line(self) -> str:
        """Return the ratio for a reader: name, median, range, goal, what was measured."""
        verdict = {True: "pass", False: "FAIL", None: "-"}[self.passed]
        spread = f"{min(self.values):.3g}..{max(self.values):.3g}" if len(self.values) > 1 else "one run"
        figures = ", ".join(f"{name} {value:.4g}" for name, value in self.figures.items())
        goal = str(self.goal) if self.goal else ""
        head = f"{verdict:4}  {self.name:24} {self.median:8.3g}  {goal:8}  {spread:16}"
        return f"{head}  {self.means}\n{'':50}{figures}" + (f"\n{'':50}{self.note}" if self.note else "")

    def record(self) -> dict[str, object]:
        """Return the ratio as the history file holds it."""
        goal = asdict(self.goal) if self.goal else None
        return {
            "name": self.name, "median": self.median, "values": [*self.values], "goal": goal,
            "passed": self.passed, "figures": dict(self.figures), "note": self.note,
        }  # fmt: skip


def ratio(
    name: str, means: str, above: Sequence[float], below: Sequence[float], goal: Goal | None = None, *,
    units: tuple[str, str], note: str = "",
) -> Ratio:  # fmt: skip
    """Return the ratio of two things measured in pairs; `units` names them, for the medians."""
    figures = {units[0]: statistics.median(above), units[1]: statistics.median(below)}
    return Ratio(name, means, [a / b for a, b in zip(above, below, strict=True)], goal, figures, note)


def keep(file: Path, ratios: Sequence[Ratio], runs: int) -> None:
    """Add this run to the history, one line of JSON."""
    run = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"), "commit": _commit(), "runs": runs,
        "machine": {"system": platform.system(), "python": platform.python_version(), "cores": os.cpu_count()},
        "ratios": [one.record() for one in ratios],
    }  # fmt: skip
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as history:
        history.write(json.dumps(run, ensure_ascii=False) + "\n")


def _commit() -> str | None:
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty"],
            capture_output=True,
            text=True,
            cwd=Path(__file__).parent,
        )
    except OSError:
        return None
    return done.stdout.strip() or None
