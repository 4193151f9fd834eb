"""Words that keep two targets apart, as `rules/compare/contradictions.yaml` lists them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import regex

from parcli import ruletable
from parcli.model import Target
from parcli.normalise import lower


@dataclass(frozen=True)
class Group:
    """One group of values that exclude each other."""

    id: str
    values: Mapping[str, regex.Pattern[str]]
    about: regex.Pattern[str] | None
    otherwise: str | None
    field: str | None

    def found_in(self, folded: str) -> frozenset[str]:
        """Return the values of this group that a text in lower case has."""
        if self.about is not None and not self.about.search(folded):
            return frozenset()
        found = frozenset(value for value, pattern in self.values.items() if pattern.search(folded))
        return found or frozenset([self.otherwise] if self.otherwise else [])


def contradiction(left: Mapping[str, frozenset[str]], right: Mapping[str, frozenset[str]]) -> str | None:
    """Return the id of the first group in which both have values and share none."""
    for group, values in left.items():
        if values.isdisjoint(right.get(group, values)):
            return group
    return None


def of_target(target: Target) -> Mapping[str, frozenset[str]]:
    """Return the values that a target's clause has, by group, where its scope does not say it better."""
    filled = {group.id for group in groups() if group.field and getattr(target.scope, group.field)}
    return {group: values for group, values in of(target.text).items() if group not in filled}


def of(text: str) -> Mapping[str, frozenset[str]]:
    """Return the values that `text` has, by group; groups without any are left out.

    >>> of("giải quyết đúng hạn")
    {'contradiction.timeliness': frozenset({'on-time'})}
    """
    folded = lower(text)
    found = {group.id: group.found_in(folded) for group in groups()}
    return {group: values for group, values in found.items() if values}


@functools.cache
def groups() -> tuple[Group, ...]:
    """Return the groups of the built-in rules, read once."""
    return tuple(_group(entry) for entry in read()["groups"])


def read() -> dict[str, Any]:
    """Return the file as it stands, with its examples."""
    return ruletable.read("compare/contradictions.yaml")


def _group(entry: Mapping[str, Any]) -> Group:
    values = {value: _words("|".join(patterns)) for value, patterns in entry["values"].items()}
    about = _words(entry["about"]) if "about" in entry else None
    return Group(entry["id"], values, about, entry.get("otherwise"), entry.get("field"))


def _words(source: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?<!\w)(?:{source})(?!\w)")
