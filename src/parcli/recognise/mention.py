"""What a recogniser finds in a passage, and how competing findings are settled."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import regex

from parcli.recognise.needed import needed
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


class _Finder:
    """Runs the rules of a kind over a text: only those whose words stand in it, and each text once."""

    def __init__(self, rules: Rulebook) -> None:
        self._rules = rules
        self._needs: dict[str, list[tuple[Compiled, tuple[str, ...]]]] = {}
        self._known: OrderedDict[tuple[str, str], list[Hit]] = OrderedDict()

    def found(self, kind: str, text: str) -> list[Hit]:
        """Return the matches of all rules of a kind in a text."""
        key = (kind, text)
        known = self._known.get(key)
        if known is None:
            known = [Hit(rule, match) for rule in self._likely(kind, text) for match in rule.finditer(text)]
            self._known[key] = known
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return known

    def _likely(self, kind: str, text: str) -> Iterator[Compiled]:
        """Yield the rules of a kind that can match: a word that each needs stands in the text."""
        if kind not in self._needs:
            self._needs[kind] = [(rule, needed(rule.source)) for rule in self._rules.of(kind)]
        for rule, words in self._needs[kind]:
            if not words or any(word in text for word in words):
                yield rule


# The texts of one paragraph are asked of many kinds and many times over; what was found is kept so long.
_REMEMBERED = 1024


def hits(rules: Rulebook, kind: str, text: str, start: int = 0, end: int | None = None) -> list[Hit]:
    """Return every match of the rules of one kind that lies in `text[start:end]`."""
    finder: _Finder = rules.derived("finder", _Finder)
    found = finder.found(kind, text)
    if start == 0 and end is None:
        return found
    last = len(text) if end is None else end
    return [hit for hit in found if start <= hit.start and hit.end <= last]


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
    return longest(hits(rules, kind, text))


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
