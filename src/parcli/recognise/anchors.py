"""Which patterns of a rulebook can match a text, and where: their words are sought in one pass over it.

What a pattern needs is read from the pattern itself (`literals.py`), so no rule can be forgotten.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import ahocorasick

from parcli import rulecache
from parcli.recognise import literals
from parcli.recognise.literals import Literals, plain, read
from parcli.rulebook import Rulebook

# Texts that are remembered, with all that was found in them: the parts of a paragraph are asked of
# many kinds of rules and many times over. So many at most, of so many characters together.
_REMEMBERED, _CHARACTERS = 1024, 1_000_000
# How the pattern of a rule begins: what it matches begins no word in its middle.
_WHOLE_WORD = r"(?<!\w)"


class Sight:
    """A text with the words of patterns that stand in it."""

    def __init__(self, text: str, found: Sequence[tuple[int, int]], anchors: Anchors) -> None:
        """Take the end and the number of each word found."""
        self.text = text
        self.words = {word for _, word in found}
        # What the finder of mentions keeps here: the rules that can match, and the hits, by kind.
        self.hopeful: Any = None
        self.found: dict[str, Any] = {}
        self._found = found
        self._anchors = anchors

    @cached_property
    def _places(self) -> dict[int, list[int]]:
        """Where each word begins that a pattern may begin with; not inside a longer word or number."""
        places: dict[int, list[int]] = {}
        lengths, text = self._anchors.starting, self.text
        for end, word in self._found:
            length = lengths.get(word)
            if length is not None:
                start = end + 1 - length
                before = text[start - 1] if start else " "
                if not (before.isalpha() or before.isdecimal()):
                    places.setdefault(word, []).append(start)
        return places

    def places(self, words: frozenset[int]) -> list[int]:
        """Return where any of `words` begins, in order."""
        present = words & self.words
        if len(present) == 1:
            return self._places.get(next(iter(present)), [])
        return sorted({place for word in present for place in self._places.get(word, ())})


class Anchors:
    """The words that patterns need and begin with, by number."""

    def __init__(self, sources: Iterable[str], known: Mapping[str, Literals] | None = None) -> None:
        """Take the sources of all patterns that will be asked for, and what is known of them already."""
        self._numbers: dict[str, int] = {}
        self._needs: dict[str, tuple[frozenset[int], ...]] = {}
        self._starts: dict[str, frozenset[int]] = {}
        self.starting: dict[int, int] = {}
        self._automaton = ahocorasick.Automaton()
        for source in dict.fromkeys(sources):
            self._add(source, known[source] if known is not None else read(source))
        if self._numbers:
            self._automaton.make_automaton()
        self._seen: OrderedDict[str, Sight] = OrderedDict()
        self._characters = 0

    @classmethod
    def of(cls, rules: Rulebook) -> Anchors:
        """Return the anchors of all patterns of a rulebook; what is read from these is kept on disk."""
        sources = list(dict.fromkeys(one for rule in rules.rules.values() for one in rule.all_sources()))
        # What is read from a pattern depends on the reader as well.
        key = f"literals\n{rules.version}\n{Path(literals.__file__).stat().st_mtime_ns}"
        kept = rulecache.recall(key)
        if kept is None or list(kept) != sources:
            kept = {source: read(source).as_lists() for source in sources}
            rulecache.keep(key, kept)
        return cls(sources, {source: Literals.from_lists(lists) for source, lists in kept.items()})

    def _add(self, source: str, literals: Literals) -> None:
        self._needs[source] = tuple(frozenset(map(self._number, need)) for need in literals.needs)
        starts = literals.starts if source.startswith(_WHOLE_WORD) else frozenset[str]()
        self._starts[source] = frozenset(map(self._number, starts))
        self.starting.update((self._number(word), len(word)) for word in starts)

    def _number(self, word: str) -> int:
        if word not in self._numbers:
            self._numbers[word] = len(self._numbers)
            self._automaton.add_word(word, self._numbers[word])
        return self._numbers[word]

    @property
    def sources(self) -> list[str]:
        """The patterns that can be asked for."""
        return list(self._needs)

    def needs(self, source: str) -> tuple[frozenset[int], ...]:
        """Return the sets of words of which a text with a match has one each."""
        return self._needs[source]

    def starts(self, source: str) -> frozenset[int]:
        """Return the words of which every match begins with one; none where that is not known."""
        return self._starts[source]

    def sight(self, text: str) -> Sight:
        """Return which words stand in a text, sought once."""
        known = self._seen.get(text)
        if known is None:
            found = list(self._automaton.iter(plain(text))) if self._numbers else []
            known = self._seen[text] = Sight(text, found, self)
            self._characters += len(text)
            while len(self._seen) > 1 and (len(self._seen) > _REMEMBERED or self._characters > _CHARACTERS):
                self._characters -= len(self._seen.popitem(last=False)[0])
        return known


class Choice:
    """Chooses from a list of patterns those that can match a text."""

    def __init__(self, anchors: Anchors, sources: Sequence[str]) -> None:
        """Take the patterns; they are told apart by their place in the list."""
        self._others = [anchors.needs(source)[1:] for source in sources]
        self._always: set[int] = set()
        self._by_word: dict[int, list[int]] = {}
        for place, source in enumerate(sources):
            needs = anchors.needs(source)
            if not needs:
                self._always.add(place)
            for word in needs[0] if needs else ():
                self._by_word.setdefault(word, []).append(place)
        self._words = frozenset(self._by_word)

    def of(self, sight: Sight) -> list[int]:
        """Return the places of the patterns that can match, in order."""
        words, hopeful = sight.words, set(self._always)
        for word in self._words & words:
            hopeful.update(self._by_word[word])
        others = self._others
        return sorted(place for place in hopeful if not any(need.isdisjoint(words) for need in others[place]))
