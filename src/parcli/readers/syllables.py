"""Text → how much of it is spelled as Vietnamese syllables are; tells a right decoding from a wrong one."""

from __future__ import annotations

import functools
import unicodedata
from itertools import filterfalse

import regex

# Source: the spelling of quốc ngữ: an initial, a rhyme, one tone mark on the rhyme.
_INITIALS = "b|ch?|d|đ|gh?|gi|h|kh?|l|m|nh|ngh?|n|ph?|qu|r|s|th?|tr|v|x|"
_RHYMES = (
    "a(?:c|ch|i|m|n|ng|nh|o|p|t|u|y)?|ă(?:c|m|n|ng|p|t)|â(?:c|m|n|ng|p|t|u|y)|e(?:c|m|n|ng|o|p|t)?"
    "|ê(?:ch|m|n|nh|p|t|u)?|i(?:a|ch|m|n|nh|p|t|u)?|iê(?:c|m|n|ng|p|t|u)|yê(?:m|n|ng|t|u)"
    "|o(?:c|i|m|n|ng|p|t)?|oa(?:c|ch|i|m|n|ng|nh|o|p|t|y)?|oă(?:c|m|n|ng|t)|oe(?:n|o|t)?|oo(?:c|ng)"
    "|ô(?:c|i|m|n|ng|p|t)?|ơ(?:i|m|n|p|t)?|u(?:a|c|i|m|n|ng|p|t)?|uâ(?:n|ng|t|y)|uê(?:ch|nh|n)?|uơ"
    "|uô(?:c|i|m|n|ng|t)|uy(?:a|ch|n|nh|p|t|u)?|uyê(?:n|t)|ư(?:a|c|i|m|n|ng|t|u)?|ươ(?:c|i|m|n|ng|p|t|u)|y"
)
_SYLLABLE = regex.compile(f"(?:{_INITIALS})(?:{_RHYMES})")
_TONES = regex.compile("[\u0300\u0301\u0303\u0309\u0323]")
# Signs of Latin-1 beside letters belong to the word: a wrong decoding puts them there.
_WORD = regex.compile(r"[\p{L}\p{M}¡-¨ª¬®-¹»-¿×÷]+")


def score(text: str) -> int:
    """Return the words with letters beyond ASCII that are Vietnamese syllables, less those that are not.

    >>> score("Báo cáo quý"), score("B¸o c¸o quý")
    (3, -1)
    """
    return sum(map(_worth, filterfalse(str.isascii, _WORD.findall(text))))


@functools.lru_cache(maxsize=50_000)
def _worth(word: str) -> int:
    letters = unicodedata.normalize("NFD", word.lower())
    toneless = unicodedata.normalize("NFC", _TONES.sub("", letters))
    marks = len(_TONES.findall(letters))
    return 1 if marks <= 1 and len(word) <= 8 and _SYLLABLE.fullmatch(toneless) else -1
