"""What a recogniser finds in a passage, and how competing findings are settled."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
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


class Hit:
    """A rule with one of its matches, and where it stands."""

    # No dataclass: nothing is made more often.
    __slots__ = ("end", "match", "rule", "start")

    def __init__(self, rule: Compiled, match: Match) -> None:
        """Take the rule and the match."""
        self.rule = rule
        self.match = match
        self.start, self.end = match.span()


class _Found:
    """The hits of one kind in one text, in the order of the rules."""

    def __init__(self, hits: list[Hit]) -> None:
        self.hits = hits

    @cached_property
    def _by_place(self) -> list[int]:
        return sorted(range(len(self.hits)), key=lambda at: self.hits[at].start)

    @cached_property
    def _starts(self) -> list[int]:
        return [self.hits[at].start for at in self._by_place]

    def within(self, start: int, end: int) -> list[Hit]:
        """Return the hits that lie in `start:end`, in the same order."""
        hits = self.hits
        if len(hits) > _FEW:
            low, high = bisect_left(self._starts, start), bisect_left(self._starts, end)
            hits = [hits[at] for at in sorted(self._by_place[low:high])]
        return [hit for hit in hits if start <= hit.start and hit.end <= end]


# So few hits are gone through one by one.
_FEW = 8
_NONE = _Found([])


class _Way:
    """A rule with what decides how a text is searched for it."""

    __slots__ = ("calm", "hindered", "rule", "starts")

    def __init__(self, rule: Compiled, anchors: Anchors) -> None:
        self.rule = rule
        # The words of which every match begins with one; sets of words without which nothing forbids a match.
        self.starts = anchors.starts(rule.source)
        self.hindered = anchors.needs(rule.unless_source) if rule.unless_source else ()
        self.calm = anchors.calm(rule.source) and anchors.calm(rule.unless_source)

    def hits(self, sight: Sight) -> list[Hit]:
        """Return the matches of the rule in a text."""
        places = sight.places(self.starts) if self.starts else None
        if places is not None and not places:
            return []
        free = self.rule.unless_source is None
        for need in self.hindered:
            if need.isdisjoint(sight.words):
                free = True
                break
        rule, clock = self.rule, not (sight.short and self.calm)
        return [Hit(rule, match) for match in rule.matches(sight.text, places=places, free=free, clock=clock)]


class _Finder:
    """Runs the rules over a text: only those whose words stand in it, each once, when their kind is asked for."""

    def __init__(self, rules: Rulebook) -> None:
        self._anchors: Anchors = rules.derived("anchors", Anchors.of)
        # Those that name indicators are asked in another way (`indicators.py`).
        asked = [rule for rule in rules.rules.values() if rule.rule.kind != "indicator"]
        self._choice = Choice(self._anchors, [rule.source for rule in asked])
        self._ways = [(_asked_as(rule), _Way(rule, self._anchors)) for rule in asked]

    def found(self, kind: str, text: str) -> _Found:
        """Return the matches of all rules of a kind in a text."""
        sight = self._anchors.sight(text)
        if sight.hopeful is None:
            sight.hopeful = self._hopeful(sight)
        known = sight.found.get(kind)
        if known is None:
            ways = sight.hopeful.get(kind)
            known = _Found([hit for way in ways for hit in way.hits(sight)]) if ways else _NONE
            sight.found[kind] = known
        return known

    def _hopeful(self, sight: Sight) -> dict[str, list[_Way]]:
        """Return the rules that can match a text, by kind."""
        chosen: dict[str, list[_Way]] = {}
        for place in self._choice.of(sight):
            kind, way = self._ways[place]
            chosen.setdefault(kind, []).append(way)
        return chosen

    def forget(self) -> None:
        """Let go of all texts that were searched."""
        self._anchors.forget()


# As what the words that only bind a time are asked for: they stand in every text, and bind none without a time.
BINDING = "binding"


def _asked_as(rule: Compiled) -> str:
    """Return the kind under which a rule's hits are asked for."""
    binds = rule.rule.kind == "deadline" and rule.rule.gives.get("grain") is None
    return BINDING if binds else rule.rule.kind


def hits(rules: Rulebook, kind: str, text: str, start: int = 0, end: int | None = None) -> list[Hit]:
    """Return every match of the rules of one kind that lies in `text[start:end]`.

    Of the kind `deadline` those are left out that only bind a time: they are asked for as `BINDING`.
    """
    finder: _Finder = rules.derived("finder", _Finder)
    found = finder.found(kind, text)
    if start == 0 and end is None:
        return found.hits
    return found.within(start, len(text) if end is None else end)


def forget(rules: Rulebook) -> None:
    """Let go of what was found in the texts of a document that is done with.

    The next one has other texts, and the search for garbage would go through all of it.
    """
    finder: _Finder = rules.derived("finder", _Finder)
    finder.forget()


def longest(found: Iterable[Hit]) -> list[Hit]:
    """Return the hits that stay where they overlap: one that beats the other, else the longest."""
    every = list(found)
    if len(every) < 2:
        return every
    ranked = sorted(every, key=lambda hit: (hit.start - hit.end, hit.start, hit.rule.id))
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


def scan_part(rules: Rulebook, kind: str, text: str, start: int, end: int) -> list[Hit]:
    """Return what `scan` finds in a part of a text, without searching it again where nothing runs over its edges.

    Where a hit stands counts from the part's beginning if it had to be searched, else from the text's.
    """
    found = hits(rules, kind, text)
    if any(hit.start < edge < hit.end for hit in found for edge in (start, end)):
        return scan(rules, kind, text[start:end])
    return longest([hit for hit in found if start <= hit.start and hit.end <= end])


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
