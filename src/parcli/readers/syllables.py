"""Text → how much of it is spelled as Vietnamese syllables are; tells a right decoding from a wrong one."""

from __future__ import annotations

import functools
import unicodedata
from itertools import filterfalse

import regex

from parcli import ruletable

_TONES = regex.compile("[\u0300\u0301\u0303\u0309\u0323]")
# Signs of Latin-1 beside letters belong to the word: a wrong decoding puts them there.
_WORD = regex.compile(r"[\p{L}\p{M}¡-¨ª¬®-¹»-¿×÷]+")


def score(text: str) -> int:
    """Return the words with letters beyond ASCII that are Vietnamese syllables, less those that are not.

    >>> score("Báo cáo quý"), score("B¸o c¸o quý")
    (3, -1)
    """
    return sum(map(_worth, filterfalse(str.isascii, _WORD.findall(text))))


@functools.cache
def _syllable() -> regex.Pattern[str]:
    table = ruletable.read("text/syllables.yaml")
    return regex.compile(f"(?:{'|'.join(table['initials'])})(?:{'|'.join(table['rhymes'])})")


@functools.lru_cache(maxsize=50_000)
def _worth(word: str) -> int:
    letters = unicodedata.normalize("NFD", word.lower())
    toneless = unicodedata.normalize("NFC", _TONES.sub("", letters))
    marks = len(_TONES.findall(letters))
    return 1 if marks <= 1 and len(word) <= 8 and _syllable().fullmatch(toneless) else -1
