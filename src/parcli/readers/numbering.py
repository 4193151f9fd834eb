"""Levels of a list → the number or bullet that stands before its next paragraph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import regex

_PLACE = regex.compile(r"%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
# Bullets of the Symbol and Wingdings fonts lie in the private area; which sign matters little.
_BULLET = "•"
_DEEPEST = 9


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered; `text` has %1 to %9 where the numbers of levels stand."""

    format: str = "decimal"
    text: str = "%1."
    start: int = 1
    spaced: bool = True
    restarts: bool = True
    legal: bool = False


@dataclass(slots=True)
class Counter:
    """How far a list has counted, by level."""

    counts: dict[int, int] = field(default_factory=dict)

    def label(self, levels: Mapping[int, Level], level: int) -> str:
        """Return what stands before the next paragraph at that level: "1. ", "a) ", "- ", or ""."""
        found = levels.get(level)
        if found is None or (found.format == "none" and not found.text):
            return ""
        self._count(levels, level)
        text = _bullet(found.text) if found.format == "bullet" else self._numbers(found, levels)
        return f"{text} " if text and found.spaced else text

    def start(self, level: int, number: int) -> None:
        """Make `number` the next one at that level."""
        self.counts[level] = number - 1

    def _count(self, levels: Mapping[int, Level], level: int) -> None:
        for upper in range(level):
            self.counts.setdefault(upper, levels[upper].start if upper in levels else 1)
        self.counts[level] = self.counts.get(level, levels[level].start - 1) + 1
        for lower in range(level + 1, _DEEPEST):
            if lower in self.counts and (lower not in levels or levels[lower].restarts):
                del self.counts[lower]

    def _numbers(self, found: Level, levels: Mapping[int, Level]) -> str:
        def number(place_holder: regex.Match[str]) -> str:
            place = int(place_holder[1]) - 1
            form = "decimal" if found.legal or place not in levels else levels[place].format
            return spelled(self.counts.get(place, 1), form)

        return str(_PLACE.sub(number, found.text))


def _bullet(text: str) -> str:
    sign = text.strip()
    return sign if sign and not any("\ue000" <= char <= "\uf8ff" for char in sign) else _BULLET


def spelled(number: int, form: str) -> str:
    """Return a number as a list writes it.

    >>> [spelled(4, form) for form in ("decimal", "upperRoman", "lowerLetter", "decimalZero")]
    ['4', 'IV', 'd', '04']
    """
    if form in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        roman = _roman(number)
        return roman.upper() if form == "upperRoman" else roman
    if form in ("lowerLetter", "upperLetter") and 0 < number < 26 * 20:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form == "decimalZero":
        return f"{number:02d}"
    return "" if form == "none" else str(number)


def _roman(number: int) -> str:
    digits = ""
    for worth, sign in _ROMAN:
        digits += sign * (number // worth)
        number %= worth
    return digits
