"""Vietnamese letters without their marks, as names are looked up and ids are made."""

from __future__ import annotations

import unicodedata


def bare(text: str) -> str:
    """Return `text` in lower case without diacritics.

    >>> bare("Đà Nẵng")
    'da nang'
    """
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
