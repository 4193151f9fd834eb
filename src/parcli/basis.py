"""What decides which targets a document has: all rules with their tables, the version of parcli, its code."""

from __future__ import annotations

import hashlib
import importlib.resources
from collections.abc import Sequence
from pathlib import Path

from parcli import rulepath
from parcli.version import version

# What asks for targets, compares, judges or shows them does not decide what they are.
BESIDE = frozenset({"check", "cli", "cluster", "compare", "due", "evaluate", "render"})


def digest(extra: Sequence[Path] = ()) -> str:
    """Return what is the same where the same text gives the same targets, with the user's own rules of `extra`.

    Errors: RuleError where a folder is not there.
    """
    found = hashlib.sha256(f"{version()}\0{rulepath.digest(extra)}".encode())
    for name, data in rulepath.files(importlib.resources.files("parcli"), (".py",), BESIDE):
        found.update(f"\0{name}\0{len(data)}\0".encode())
        found.update(data)
    return found.hexdigest()[:16]
