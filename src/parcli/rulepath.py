"""Where the rule files lie: inside the installed package, else beside src/."""

from __future__ import annotations

import importlib.resources
from importlib.resources.abc import Traversable
from pathlib import Path


def rule_root() -> Traversable:
    """Return the folder of rules: inside the installed package, else beside src/."""
    packaged = importlib.resources.files("parcli") / "rules"
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parents[2] / "rules"  # editable install
