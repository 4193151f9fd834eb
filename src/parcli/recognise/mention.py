"""What a recogniser finds in a passage, and how competing findings are settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import regex

from parcli.rulebook import Compiled, Rulebook

Match = regex.Match[str]


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of folded text, half open, that rules found to mean something."""

    kind: str
    start: int
    end: int
    rules: tuple[str, ...]
    data: Mapping[str, Any] = field(default_factory=dict)

    def overlaps(self, start: int, end: int) -> bool:
        """Whether the mention shares a character with `start:end`."""
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule with one of its matches."""

    rule: Compiled
    match: Match

    @property
    def start(self) -> int:
        return self.match.start()

    @property
    def end(self) -> int:
        return self.match.end()


def hits(rules: Iterable[Compiled], text: str, start: int = 0, end: int | None = None) -> Iterator[Hit]:
    """Yield every match of every rule."""
    for rule in rules:
        for match in rule.finditer(text, start, end):
            yield Hit(rule, match)


def longest(found: Iterable[Hit]) -> list[Hit]:
    """Return the hits that stay where they overlap: one that beats the other, else the longest."""
    ranked = sorted(found, key=lambda hit: (hit.start - hit.end, hit.start, hit.rule.id))
    kept: list[Hit] = []
    for hit in ranked:
        rivals = [other for other in kept if other.start < hit.end and hit.start < other.end]
        if rivals and all(other.rule.id in hit.rule.rule.beats for other in rivals):
            kept = [other for other in kept if other not in rivals]
            rivals = []
        if not rivals:
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def scan(rules: Rulebook, kind: str, text: str) -> list[Hit]:
    """Return the matches of all rules of one kind that stay, in reading order."""
    return longest(hits(rules.of(kind), text))


def group(match: Match, name: str) -> str | None:
    """Return a named group's text, None where the pattern has no such group or it took no part."""
    try:
        found = match[name]
    except IndexError:
        return None
    return found if isinstance(found, str) and found.strip() else None


def covered(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether `start:end` shares a character with one of `spans`."""
    return any(low < end and start < high for low, high in spans)
