"""Where the rule files lie: inside the installed package, else beside src/; a user's own; what they hold."""

from __future__ import annotations

import hashlib
import importlib.resources
import os
from collections.abc import Collection, Iterator, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from parcli.errors import RuleError


def rule_root() -> Traversable:
    """Return the folder of rules: inside the installed package, else beside src/."""
    packaged = importlib.resources.files("parcli") / "rules"
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parents[2] / "rules"  # editable install


def extra_folders(given: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Return the user's rule folders, each once: those of PARCLI_RULES, then those given."""
    named = [Path(part) for part in os.environ.get("PARCLI_RULES", "").split(os.pathsep) if part]
    folders = tuple(dict.fromkeys((*named, *given)))
    for folder in folders:
        if not folder.is_dir():
            raise RuleError(code="rule.folder", path=folder)
    return folders


def digest(extra: Sequence[Path] = ()) -> str:
    """Return a digest of all files of the built-in rules and of the user's own, without reading what they say.

    Errors: RuleError where a folder is not there.
    """
    found = hashlib.sha256()
    for root in (rule_root(), *extra_folders(extra)):
        found.update(b"\0\0")
        for name, data in files(root, (".yaml", ".yml")):
            found.update(f"{name}\0{len(data)}\0".encode("utf-8", "surrogateescape"))
            found.update(data)
    return found.hexdigest()


def files(
    root: Any, endings: tuple[str, ...], left_out: Collection[str] = (), above: str = ""
) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the files in a folder that end so, in the order of their names.

    Folders right in it that are `left_out` are not gone into.
    """
    for entry in sorted(root.iterdir(), key=lambda entry: str(entry.name)):
        if entry.is_dir():
            if entry.name not in left_out:
                yield from files(entry, endings, above=f"{above}{entry.name}/")
        elif entry.name.endswith(endings):
            yield f"{above}{entry.name}", entry.read_bytes()
