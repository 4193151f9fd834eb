"""One spelling per text, with the map back to the document's own characters.

`clean` joins the pieces of a block, drops what cannot be seen and settles spelling; every
character of the result knows where it stands in the document, so a span of a mention can
always be turned into a span of the document.
"""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import regex

# Invisible characters: a zero-width space between a letter and its tone mark hides the pair
# from NFC. Stars are the bold and italic marks of Markdown, which split words and numbers.
_INVISIBLE = regex.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e]+")
_DROPPED = regex.compile(
    r"[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e]+|\*+(?=\S)|(?<=\S)\*+|\\(?=[-*_.#])"
)
# White space that is not a single blank.
_SPACES = regex.compile(r"\s{2,}|[^\S ]")
# Same length, so no map is needed: spaces, dashes, letters that fonts and keyboards confuse,
# and the joint of word-segmented text ("thủ_tục").
_SAME = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "–": "-", "—": "-", "‑": "-", "‒": "-", "−": "-",
     "ƣ": "ư", "Ƣ": "Ư", "Ð": "Đ", "ð": "đ", "_": " ", "％": "%", "“": '"', "”": '"', "’": "'", "…": "."}
)  # fmt: skip
# Any of them: most texts have none.
_OTHERS = regex.compile(f"[{''.join(map(chr, _SAME))}]")
# Tone marks of the old style stand on the first vowel of oa, oe, uy at the end of a word.
_OLD_TONES = regex.compile(r"(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)")
_SETTLED: dict[str, str] = {}
for _vowel, _marked in (("o", "òóỏõọ"), ("u", "ùúủũụ")):
    for _second, _tones in (("a", "àáảãạ"), ("e", "èéẻẽẹ"), ("y", "ỳýỷỹỵ")):
        for _tone, _first in zip(_tones, _marked, strict=True):
            _SETTLED[_vowel + _tone] = _first + _second


@dataclass(frozen=True, slots=True)
class Clean:
    """Text in one spelling: `text` keeps capitals, `folded` is the same length in lower case."""

    text: str
    folded: str
    origin: Sequence[int]
    repaired: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the characters `start:end` stand in the document, half open."""
        return self.origin[start], self.origin[end - 1] + 1

    def at(self, place: int) -> int:
        """Return the first index whose character stands at or after `place` in the document."""
        return bisect_right(self.origin, place - 1)


def visible(text: str) -> str:
    """Return `text` without the characters that nobody sees.

    >>> visible("S\u200bTT")
    'STT'
    """
    return _INVISIBLE.sub("", text)


def lower(text: str) -> str:
    """Return `text` in lower case and of the same length, tone marks in the new style.

    >>> lower("Uỷ ban, HOÀ")
    'ủy ban, hòa'
    """
    small = text.lower()
    if len(small) != len(text):
        small = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return _OLD_TONES.sub(lambda found: _SETTLED.get(found[0], found[0]), small)


class Spelling:
    """Repairs of spelling, longest first; from `rules/text/spelling.yaml`."""

    def __init__(self, variants: Mapping[str, str], repairs: Mapping[str, str]) -> None:
        """Take `variants` (right, but another way) and `repairs` (typing and OCR errors)."""
        self._variants, self._repairs = dict(variants), dict(repairs)
        words = sorted({*variants, *repairs}, key=len, reverse=True)
        self._words = words

    @property
    def tables(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """The variants and the repairs."""
        return self._variants, self._repairs

    @cached_property
    def _pattern(self) -> regex.Pattern[str]:
        return regex.compile(r"(?<!\w)(?:" + "|".join(map(regex.escape, self._words)) + r")(?!\w)")

    @cached_property
    def _automaton(self) -> Any:
        """Finds any of the words, in the middle of others as well, ten times as fast as the pattern."""
        # Here, so that it is not loaded where no text is read.
        import ahocorasick

        automaton = ahocorasick.Automaton()
        for word in self._words:
            automaton.add_word(word, word)
        automaton.make_automaton()
        return automaton

    def _may_hold(self, folded: str) -> bool:
        """Whether one of the words stands in a text with no letter before or behind it."""
        for end, word in self._automaton.iter(folded):
            start = end + 1 - len(word)
            if not (start and folded[start - 1].isalpha()) and not folded[end + 1 : end + 2].isalpha():
                return True
        return False

    def edits(self, folded: str) -> tuple[list[tuple[int, int, str]], list[tuple[int, int]]]:
        """Return what to rewrite in `folded`, and which of it repairs an error."""
        edits, repaired = [], []
        if self._words and self._may_hold(folded):
            for found in self._pattern.finditer(folded):
                word = found[0]
                edits.append((found.start(), found.end(), self._variants.get(word) or self._repairs[word]))
                if word in self._repairs:
                    repaired.append((found.start(), found.end()))
        return edits, repaired


def nfc(text: str) -> str:
    """Return `text` in Unicode form NFC with line ends as one line feed, without a byte order mark."""
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def clean(text: str, pieces: Iterable[tuple[int, int]], spelling: Spelling) -> Clean:
    """Return the characters of `text` in `pieces`, joined by spaces, in one spelling."""
    chars: list[str] = []
    places: list[Sequence[int]] = []
    for start, end in pieces:
        if chars:
            # The space that joins two pieces stands where the second one begins.
            chars.append(" ")
            places.append((start,))
        chars.append(text[start:end])
        places.append(range(start, end))
    origin: Sequence[int] = places[0] if len(places) == 1 else array("l", chain.from_iterable(places))
    joined = "".join(chars)
    if _OTHERS.search(joined):
        joined = joined.translate(_SAME)
    edits = [(found.start(), found.end(), "") for found in _DROPPED.finditer(joined)]
    joined, origin = rewrite(joined, origin, edits)
    if not unicodedata.is_normalized("NFC", joined):
        joined, origin = _compose(joined, origin)
    edits = [(f.start(), f.end(), " ") for f in _SPACES.finditer(joined)]
    joined, origin = rewrite(joined, origin, edits)
    folded = lower(joined)
    edits, repaired = spelling.edits(folded)
    if edits:
        shifted = _shift(repaired, edits)
        folded, _ = rewrite(folded, origin, edits)
        cased = [(start, end, _cased(joined[start:end], new)) for start, end, new in edits]
        joined, origin = rewrite(joined, origin, cased)
        repaired = shifted
    return Clean(joined, folded, origin, tuple(repaired))


def _cased(old: str, new: str) -> str:
    """Return `new` in capitals, or with a capital, as `old` is."""
    if len(old) > 1 and old.isupper():
        return new.upper()
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


def rewrite(
    text: str, origin: Sequence[int], edits: Sequence[tuple[int, int, str]]
) -> tuple[str, Sequence[int]]:
    """Return `text` with every (start, end, new) replaced, and the origins that go with it."""
    if not edits:
        return text, origin
    chars: list[str] = []
    places: array[int] = array("l")
    done = 0
    for start, end, new in edits:
        chars += (text[done:start], new)
        places.extend(origin[done:start])
        places.extend(origin[start + i] for i in _alignment(text[start:end], new))
        done = end
    chars.append(text[done:])
    places.extend(origin[done:])
    return "".join(chars), places


def _alignment(old: str, new: str) -> Iterable[int]:
    """Return for each character of `new` which one of `old` it stands for: ends align, the rest spreads."""
    shorter = min(len(old), len(new))
    tail = next((i for i in range(shorter) if old[-1 - i].lower() != new[-1 - i].lower()), shorter)
    return (
        len(old) - (len(new) - i) if i >= len(new) - tail else min(i, max(0, len(old) - tail - 1))
        for i in range(len(new))
    )


def _compose(text: str, origin: Sequence[int]) -> tuple[str, Sequence[int]]:
    """Return `text` in NFC again, after invisible characters between letter and mark are gone."""
    edits = []
    for found in regex.finditer(r"\X", text):
        composed = unicodedata.normalize("NFC", found[0])
        if composed != found[0]:
            edits.append((found.start(), found.end(), composed))
    return rewrite(text, origin, edits)


def _shift(spans: Sequence[tuple[int, int]], edits: Sequence[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """Return `spans` (each one an edit's) as they stand after the edits."""
    moved, shift, wanted = [], 0, set(spans)
    for start, end, new in edits:
        if (start, end) in wanted:
            moved.append((start + shift, start + shift + len(new)))
        shift += len(new) - (end - start)
    return moved
