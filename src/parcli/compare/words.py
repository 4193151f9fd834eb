"""How alike two clauses are in their words, the rarest words weighing most."""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import regex

from parcli import ruletable
from parcli.model import Target
from parcli.normalise import lower

_WORD = regex.compile(r"[^\W\d_]+")


def of(target: Target) -> frozenset[str]:
    """Return the words of a target's clause without those of its measure and its time.

    A word is a syllable or two syllables that stand together: most Vietnamese words are one or
    the other, and the pairs that are no words are rare on both sides alike.
    """
    text = target.text
    # Numbers are compared as numbers; as words they would make all shares alike.
    for part in (target.measure.text, target.deadline.text if target.deadline else ""):
        text = text.replace(part, " ; ") if part and part != text else text
    return in_text(text)


def in_text(text: str) -> frozenset[str]:
    """Return the words of a text, short forms written out.

    >>> sorted(in_text("TTHC"))
    ['chính', 'hành', 'hành chính', 'thủ', 'thủ tục', 'tục', 'tục hành']
    """
    found: set[str] = set()
    for run in regex.split(r"[^\w\s]+", lower(text)):
        known = (read()["abbreviations"].get(word, word) for word in _WORD.findall(run))
        syllables = [syllable for word in known for syllable in _WORD.findall(word)]
        found.update(syllables)
        found.update(f"{one} {two}" for one, two in pairwise(syllables))
    return frozenset(found)


@dataclass(frozen=True)
class Weights:
    """How much each word tells, from how few of all clauses have it."""

    of_word: Mapping[str, float]
    unseen: float
    of_clause: dict[frozenset[str], float] = field(default_factory=dict)  # each is weighed once

    def total(self, words: Iterable[str]) -> float:
        """Return what `words` weigh together."""
        return sum(self.of_word.get(word, self.unseen) for word in words)

    def likeness(self, left: frozenset[str], right: frozenset[str]) -> float:
        """Return the weight of the shared words by that of all, from 0 to 1."""
        everything = self._clause(left) + self._clause(right)
        return 2 * self.total(left & right) / everything if everything else 0.0

    def _clause(self, clause: frozenset[str]) -> float:
        if clause not in self.of_clause:
            self.of_clause[clause] = self.total(clause)
        return self.of_clause[clause]

    def telling(self, words: Iterable[str], count: int = 5) -> tuple[str, ...]:
        """Return the words that weigh most, the longer and rarer first."""
        return tuple(sorted(words, key=lambda word: (-self.total([word]), -len(word), word))[:count])


def weigh(clauses: Iterable[frozenset[str]]) -> Weights:
    """Return how much each word of `clauses` tells."""
    every = list(clauses)
    counts = Counter(word for clause in every for word in clause)
    return Weights(
        {word: math.log(1 + len(every) / count) for word, count in counts.items()}, math.log(1 + len(every))
    )


# Each clause is looked at once for every side that it is compared with.
@functools.lru_cache(maxsize=8192)
def denominator(text: str) -> frozenset[str]:
    """Return the words of what a share is taken of, as far as the text says it."""
    found = _pattern(read()["denominator"]["pattern"]).search(lower(text))
    return in_text(found["whole"]) if found else frozenset()


@functools.lru_cache(maxsize=8192)
def softeners(text: str) -> Mapping[str, str]:
    """Return the words that take something back, by the id of their kind.

    >>> softeners("100% TTHC đủ điều kiện")
    {'softener.eligible': 'đủ điều kiện'}
    """
    folded = lower(text)
    found = {entry["id"]: _pattern(entry["pattern"]).search(folded) for entry in read()["softeners"]}
    return {kind: match[0] for kind, match in found.items() if match}


@functools.cache
def read() -> dict[str, Any]:
    """Return `rules/compare/words.yaml` as it stands, read once."""
    return ruletable.read("compare/words.yaml")


@functools.cache
def _pattern(source: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?<!\w)(?:{source})(?!\w)")
