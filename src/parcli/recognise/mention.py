"""What a recogniser finds in a passage, and how competing findings are settled."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import regex

from parcli.recognise.anchors import Anchors, Choice, Sight
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


class _Found:
    """The hits of one kind in one text, in the order of the rules."""

    def __init__(self, hits: list[Hit]) -> None:
        self.hits = hits
        self._by_place = sorted(range(len(hits)), key=lambda at: hits[at].start)
        self._starts = [hits[at].start for at in self._by_place]

    def within(self, start: int, end: int) -> list[Hit]:
        """Return the hits that lie in `start:end`, in the same order."""
        low, high = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [self.hits[at] for at in sorted(self._by_place[low:high]) if self.hits[at].end <= end]


class _Finder:
    """Runs the rules of a kind over a text: only those whose words stand in it, and each text once."""

    def __init__(self, rules: Rulebook) -> None:
        self._rules = rules
        self._anchors: Anchors = rules.derived("anchors", Anchors.of)
        self._choices: dict[str, Choice] = {}

    def found(self, kind: str, text: str) -> _Found:
        """Return the matches of all rules of a kind in a text."""
        sight = self._anchors.sight(text)
        known = sight.results.get(kind)
        if not isinstance(known, _Found):
            known = sight.results[kind] = _Found(list(self._search(kind, sight)))
        return known

    def _search(self, kind: str, sight: Sight) -> Iterator[Hit]:
        rules, anchors = self._rules.of(kind), self._anchors
        if kind not in self._choices:
            self._choices[kind] = Choice(anchors, [rule.source for rule in rules])
        for place in self._choices[kind].of(sight):
            rule = rules[place]
            starts = anchors.starts(rule.source)
            for match in rule.finditer(sight.text, places=sight.places(starts) if starts else None):
                yield Hit(rule, match)


def hits(rules: Rulebook, kind: str, text: str, start: int = 0, end: int | None = None) -> list[Hit]:
    """Return every match of the rules of one kind that lies in `text[start:end]`."""
    finder: _Finder = rules.derived("finder", _Finder)
    found = finder.found(kind, text)
    if start == 0 and end is None:
        return found.hits
    return found.within(start, len(text) if end is None else end)


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
