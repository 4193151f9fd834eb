"""Indicators that ask for nearly the same, as `rules/compare/related.yaml` lists them."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from parcli import ruletable


def groups_of(codes: Iterable[str]) -> set[str]:
    """Return the ids of the groups that any of some indicators belong to.

    >>> groups_of(["eservices.full-resolved"])
    {'related.online-cases'}
    """
    return {group for code in codes for group in _groups().get(code, ())}


@functools.cache
def _groups() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for entry in read()["groups"]:
        for code in entry["indicators"]:
            found.setdefault(code, set()).add(entry["id"])
    return {code: frozenset(ids) for code, ids in found.items()}


def read() -> dict[str, Any]:
    """Return the file as it stands, with its examples."""
    return ruletable.read("compare/related.yaml")
