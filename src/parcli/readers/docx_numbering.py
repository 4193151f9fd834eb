"""The lists of a Word document → the number or bullet that stands before a paragraph.

The same counting serves other formats: `spelled` writes a number the way a list level asks for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import regex

from parcli.readers.xmltree import child, children, value

_PLACE = regex.compile(r"%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
# Bullets of the Symbol and Wingdings fonts lie in the private area; which sign matters little.
_BULLET = "•"
_DEEPEST = 9


@dataclass(slots=True)
class _Level:
    format: str = "decimal"
    text: str = "%1."
    start: int = 1
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of one document, which count as its paragraphs go by."""

    def __init__(self, root: Element | None) -> None:
        """Take the root of numbering.xml, None where a document has none."""
        self._abstract = {e.get("w:abstractNumId", ""): e for e in children(root, "w:abstractNum")}
        self._numbers = {e.get("w:numId", ""): e for e in children(root, "w:num")}
        self._by_style = {link: e for e in self._abstract.values() if (link := value(e, "w:styleLink"))}
        self._lists: dict[str, _List] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._started: set[tuple[str, int]] = set()

    def label(self, number: str, level: int) -> str:
        """Return what stands before the next paragraph of a list: "1. ", "a) ", "- "; else ""."""
        instance = self._numbers.get(number)
        if instance is None:
            return ""
        abstract = value(instance, "w:abstractNumId") or ""
        shared = self._lists.setdefault(abstract, _List(self._read(self._abstract.get(abstract))))
        levels = self._overridden(number, instance, shared.levels)
        found = levels.get(level)
        if found is None or found.format == "none" and not found.text:
            return ""
        self._restart(number, instance, shared, level)
        _count(shared, levels, level)
        return _label(found, levels, shared.counts)

    def _read(self, abstract: Element | None) -> dict[int, _Level]:
        link = value(abstract, "w:numStyleLink")
        if link in self._by_style:
            abstract = self._by_style[link]
        return {int(e.get("w:ilvl", "0")): _level(e) for e in children(abstract, "w:lvl") if e.get("w:ilvl", "0").isdigit()}

    def _overridden(self, number: str, instance: Element, levels: dict[int, _Level]) -> dict[int, _Level]:
        if number not in self._levels:
            own = dict(levels)
            for change in children(instance, "w:lvlOverride"):
                replaced, at = child(change, "w:lvl"), change.get("w:ilvl", "")
                if replaced is not None and at.isdigit():
                    own[int(at)] = _level(replaced)
            self._levels[number] = own
        return self._levels[number]

    def _restart(self, number: str, instance: Element, shared: _List, level: int) -> None:
        """Set the count back where this list asks for it, once."""
        for change in children(instance, "w:lvlOverride"):
            start, at = value(change, "w:startOverride"), change.get("w:ilvl", "")
            if start and start.isdigit() and at == str(level) and (number, level) not in self._started:
                self._started.add((number, level))
                shared.counts[level] = int(start) - 1


def _level(element: Element) -> _Level:
    start, restart = value(element, "w:start") or "", value(element, "w:lvlRestart") or ""
    return _Level(
        value(element, "w:numFmt") or "decimal",
        value(element, "w:lvlText") or "",
        int(start) if start.isdigit() else 1,
        value(element, "w:suff") or "tab",
        int(restart) if restart.isdigit() else None,
        child(element, "w:isLgl") is not None,
    )


def _count(shared: _List, levels: dict[int, _Level], level: int) -> None:
    counts = shared.counts
    for upper in range(level):
        counts.setdefault(upper, levels[upper].start if upper in levels else 1)
    counts[level] = counts.get(level, levels[level].start - 1) + 1
    for lower in range(level + 1, _DEEPEST):
        if lower in counts and (lower not in levels or levels[lower].restart != 0):
            del counts[lower]


def _label(level: _Level, levels: dict[int, _Level], counts: dict[int, int]) -> str:
    if level.format == "bullet":
        sign = level.text.strip()
        text = sign if sign and not any("\ue000" <= char <= "\uf8ff" for char in sign) else _BULLET
    else:
        def number(found: regex.Match[str]) -> str:
            place = int(found[1]) - 1
            form = "decimal" if level.legal or place not in levels else levels[place].format
            return spelled(counts.get(place, 1), form)

        text = _PLACE.sub(number, level.text)
    return text if not text or level.suffix == "nothing" else text + " "


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
