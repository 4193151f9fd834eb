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
from parcli.recognise import literals, repeats
from parcli.recognise.literals import plain
from parcli.rulebook import Rulebook

# Texts that are remembered, with all that was found in them: the parts of a paragraph are asked of
# many kinds of rules and many times over. So many at most, of so many characters together.
_REMEMBERED, _CHARACTERS = 512, 1_000_000
# Of a number that packs where a word ends and which it is, so many bits are the word.
_BITS = 20
_WORD = (1 << _BITS) - 1
# A text up to so many characters is matched without a clock, if nothing in pattern or text comes from outside
# that could keep it busy: a clock for each match takes a fifth of the whole time.
_SHORT = 1000
# How the pattern of a rule begins: what it matches begins no word in its middle.
_WHOLE_WORD = r"(?<!\w)"


class Sight:
    """A text with the words of patterns that stand in it."""

    def __init__(self, text: str, found: Sequence[int], anchors: Anchors) -> None:
        """Take of each word that stands in the text its number and where it ends, as `Anchors.sight` packs them."""
        self.text = text
        self.short = len(text) <= _SHORT
        self.words = {packed & _WORD for packed in found}
        # What the finder of mentions keeps here: the rules that can match, and the hits, by kind.
        self.hopeful: Any = None
        self.found: dict[str, Any] = {}
        self._merged: dict[frozenset[int], list[int]] = {}
        self._found = found
        self._anchors = anchors

    @cached_property
    def _places(self) -> dict[int, list[int]]:
        """Where each word begins that a pattern may begin with; not inside a longer word or number."""
        places: dict[int, list[int]] = {}
        lengths, text = self._anchors.starting, self.text
        for packed in self._found:
            word = packed & _WORD
            length = lengths[word]
            if length:
                start = (packed >> _BITS) + 1 - length
                before = text[start - 1] if start else " "
                if not (before.isalpha() or before.isdecimal()):
                    places.setdefault(word, []).append(start)
        return places

    def places(self, words: frozenset[int]) -> list[int]:
        """Return where any of `words` begins, in order."""
        known = self._merged.get(words)
        if known is None:
            places = self._places
            lists = [places[word] for word in words & places.keys()]
            known = self._merged[words] = lists[0] if len(lists) == 1 else sorted(set().union(*lists))
        return known


class Anchors:
    """The words that patterns need and begin with, by number."""

    def __init__(
        self,
        words: Sequence[str],
        patterns: Mapping[str, Sequence[Sequence[int]]],
        calm: Iterable[str] = (),
    ) -> None:
        """Take the words, and of each pattern the numbers of those it begins with and of those it needs, set by set.

        Those that are `calm` can be matched in a short text without a clock.
        """
        self._calm = frozenset(calm)
        # Many patterns share a set: it is there once.
        shared: dict[frozenset[int], frozenset[int]] = {}
        self._needs = {
            source: tuple(shared.setdefault(one, one) for one in map(frozenset, needs))
            for source, (_, *needs) in patterns.items()
        }
        self._starts: dict[str, frozenset[int]] = {
            source: shared.setdefault(one, one)
            if (one := frozenset(starts)) and source.startswith(_WHOLE_WORD)
            else frozenset()
            for source, (starts, *_) in patterns.items()
        }
        # How long each word is that a pattern begins with, by number; 0 of the others.
        starting = frozenset().union(*self._starts.values())
        self.starting = [len(word) if number in starting else 0 for number, word in enumerate(words)]
        self._automaton = ahocorasick.Automaton()
        for number, word in enumerate(words):
            self._automaton.add_word(word, number)
        self._any = bool(words)
        if words:
            self._automaton.make_automaton()
        self._seen: OrderedDict[str, Sight] = OrderedDict()
        self._characters = 0

    @classmethod
    def read(cls, sources: Iterable[str]) -> Anchors:
        """Return the anchors of patterns, read from these."""
        return cls(*_read(sources))

    @classmethod
    def of(cls, rules: Rulebook) -> Anchors:
        """Return the anchors of all patterns of a rulebook; what is read from these is kept on disk."""
        # What is read from a pattern depends on the reader as well.
        readers = [Path(str(one.__file__)).stat().st_mtime_ns for one in (literals, repeats)]
        key = f"literals\n{rules.version}\n{readers}"
        kept = rulecache.recall(key)
        if kept is None:
            words, patterns = _read(one for rule in rules.rules.values() for one in rule.all_sources())
            nested = [source for source in patterns if repeats.nested(source)]
            kept = {"words": words, "patterns": patterns, "nested": nested}
            rulecache.keep(key, kept)
        calm = kept["patterns"].keys() - {*kept["nested"]} if rules.built_in else ()
        return cls(kept["words"], kept["patterns"], calm)

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

    def calm(self, source: str | None) -> bool:
        """Whether matching a pattern in a short text need not be watched by a clock."""
        return source is None or source in self._calm

    def sight(self, text: str) -> Sight:
        """Return which words stand in a text, sought once."""
        known = self._seen.get(text)
        if known is None:
            # As single numbers: so many pairs would keep the collector of garbage busy.
            found = (
                [end << _BITS | word for end, word in self._automaton.iter(plain(text))] if self._any else []
            )
            known = self._seen[text] = Sight(text, found, self)
            self._characters += len(text)
            while len(self._seen) > 1 and (len(self._seen) > _REMEMBERED or self._characters > _CHARACTERS):
                self._characters -= len(self._seen.popitem(last=False)[0])
        return known

    def forget(self) -> None:
        """Let go of all texts that were seen."""
        self._seen.clear()
        self._characters = 0


def _read(sources: Iterable[str]) -> tuple[list[str], dict[str, list[list[int]]]]:
    """Return the words of patterns, and by number those of each: what it begins with, and its needs."""
    numbers: dict[str, int] = {}
    patterns: dict[str, list[list[int]]] = {}
    for source in dict.fromkeys(sources):
        found = literals.read(source)
        sets = (found.starts, *found.needs)
        patterns[source] = [[numbers.setdefault(word, len(numbers)) for word in sorted(one)] for one in sets]
    return list(numbers), patterns


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
        words = sight.words
        hopeful = self._always.union(*[self._by_word[word] for word in self._words & words])
        others, chosen = self._others, []
        # Loops: a generator for each pattern would take half of the time.
        for place in hopeful:
            for need in others[place]:
                if need.isdisjoint(words):
                    break
            else:
                chosen.append(place)
        chosen.sort()
        return chosen
