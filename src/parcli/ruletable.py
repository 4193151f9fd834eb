"""The tables among the rule files that are no rules: provinces, numerals, the words of an outline."""

from __future__ import annotations

from typing import Any

from parcli import rulecache
from parcli.rulepath import rule_root


def read(name: str) -> dict[str, Any]:
    """Return what the table `name` holds, "text/numerals.yaml" say, as it is written."""
    table: dict[str, Any] = rulecache.parsed((rule_root() / name).read_text(encoding="utf-8"))
    return table
