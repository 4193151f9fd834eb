"""The lists of a Word document → the number or bullet that stands before a paragraph."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from parcli.readers.numbering import Counter, Level
from parcli.readers.xmltree import child, children, value


class Numbering:
    """The lists of one document, which count as its paragraphs go by."""

    def __init__(self, root: Element | None) -> None:
        """Take the root of numbering.xml, None where a document has none."""
        self._abstract = {e.get("w:abstractNumId", ""): e for e in children(root, "w:abstractNum")}
        self._numbers = {e.get("w:numId", ""): e for e in children(root, "w:num")}
        self._by_style = {link: e for e in self._abstract.values() if (link := value(e, "w:styleLink"))}
        # Lists with one definition count on together, unless one of them starts anew.
        self._counters: dict[str, Counter] = {}
        self._levels: dict[str, dict[int, Level]] = {}
        self._started: set[tuple[str, int]] = set()

    def label(self, number: str, level: int) -> str:
        """Return what stands before the next paragraph of a list: "1. ", "a) ", "- "; else ""."""
        instance = self._numbers.get(number)
        if instance is None:
            return ""
        if number not in self._levels:
            self._levels[number] = self._read(instance)
        counter = self._counters.setdefault(value(instance, "w:abstractNumId") or "", Counter())
        self._restart(number, instance, counter, level)
        return counter.label(self._levels[number], level)

    def _read(self, instance: Element) -> dict[int, Level]:
        abstract = self._abstract.get(value(instance, "w:abstractNumId") or "")
        abstract = self._by_style.get(value(abstract, "w:numStyleLink") or "", abstract)
        levels = {at: _level(e) for e in children(abstract, "w:lvl") if (at := _at(e)) is not None}
        for change in children(instance, "w:lvlOverride"):
            replaced, at = child(change, "w:lvl"), _at(change)
            if replaced is not None and at is not None:
                levels[at] = _level(replaced)
        return levels

    def _restart(self, number: str, instance: Element, counter: Counter, level: int) -> None:
        """Set the count back where this list asks for it, once."""
        for change in children(instance, "w:lvlOverride"):
            start = value(change, "w:startOverride") or ""
            if start.isdigit() and _at(change) == level and (number, level) not in self._started:
                self._started.add((number, level))
                counter.start(level, int(start))


def _at(element: Element) -> int | None:
    level = element.get("w:ilvl", "")
    return int(level) if level.isdigit() and len(level) == 1 else None


def _level(element: Element) -> Level:
    start = value(element, "w:start") or ""
    return Level(
        value(element, "w:numFmt") or "decimal",
        value(element, "w:lvlText") or "",
        int(start) if start.isdigit() and len(start) < 6 else 1,
        spaced=value(element, "w:suff") != "nothing",
        restarts=value(element, "w:lvlRestart") != "0",
        legal=child(element, "w:isLgl") is not None,
    )
