"""The styles of a Word document → what holds for a paragraph or a run when all is inherited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import regex

from parcli.readers.xmltree import child, children, value

_HEADING = regex.compile(r"(?i)heading (\d)")
_OFF = frozenset({"0", "false", "off"})
_BODY_TEXT = 9


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks, as far as that decides its letters."""

    font: str | None
    capitals: bool
    hidden: bool


class Styles:
    """The styles of one document by id."""

    def __init__(self, root: Element | None) -> None:
        """Take the root of styles.xml, None where a document has none."""
        self._styles = {style.get("w:styleId", ""): style for style in children(root, "w:style")}
        self._defaults = child(root, "w:docDefaults", "w:rPrDefault", "w:rPr")
        self._default = next(
            (style.get("w:styleId") for style in children(root, "w:style")
             if style.get("w:type") == "paragraph" and style.get("w:default") in ("1", "true")), None,
        )  # fmt: skip
        self._looks: dict[tuple[str | None, str | None], Look] = {}

    def paragraph_style(self, properties: Element | None) -> str | None:
        """Return the id of a paragraph's style, the document's default where it names none."""
        return value(properties, "w:pStyle") or self._default

    def level(self, properties: Element | None) -> int | None:
        """Return a heading's level, 0 for a title and 1 for the first, None for other paragraphs."""
        own = value(properties, "w:outlineLvl")
        if own is not None:
            return _level(own)
        for style in self._chain(self.paragraph_style(properties)):
            name = value(style, "w:name") or ""
            if name.lower() == "title":
                return 0
            outline = value(style, "w:pPr", "w:outlineLvl")
            if outline is not None:
                return _level(outline)
            heading = _HEADING.fullmatch(name)
            if heading:
                return int(heading[1])
        return None

    def numbering(self, properties: Element | None) -> tuple[str, int] | None:
        """Return the list that a paragraph belongs to and its level there, None for none."""
        number, level = value(properties, "w:numPr", "w:numId"), value(properties, "w:numPr", "w:ilvl")
        for style in self._chain(self.paragraph_style(properties)):
            number = number or value(style, "w:pPr", "w:numPr", "w:numId")
            level = level or value(style, "w:pPr", "w:numPr", "w:ilvl")
        if number is None or number == "0":
            return None
        return number, int(level) if level and level.isdigit() else 0

    def look(self, properties: Element | None, paragraph_style: str | None) -> Look:
        """Return how a run with these properties looks in a paragraph of that style."""
        run_style = value(properties, "w:rStyle")
        key = (run_style, paragraph_style)
        inherited = self._looks.get(key)
        if inherited is None:
            chain = [
                child(style, "w:rPr") for style in (*self._chain(run_style), *self._chain(paragraph_style))
            ]
            inherited = self._looks[key] = _look([*chain, self._defaults], Look(None, False, False))
        return inherited if properties is None else _look([properties], inherited)

    def _chain(self, style_id: str | None) -> Iterator[Element]:
        seen: set[str] = set()
        while style_id and style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            style = self._styles[style_id]
            yield style
            style_id = value(style, "w:basedOn")


def _look(nearest_first: list[Element | None], inherited: Look) -> Look:
    font = next((font for properties in nearest_first if (font := _font(properties))), inherited.font)
    return Look(
        font,
        _switch(nearest_first, "w:caps", inherited.capitals),
        _switch(nearest_first, "w:vanish", inherited.hidden),
    )


def _font(properties: Element | None) -> str | None:
    fonts = child(properties, "w:rFonts")
    return None if fonts is None else fonts.get("w:ascii") or fonts.get("w:hAnsi")


def _switch(nearest_first: list[Element | None], tag: str, inherited: bool) -> bool:
    for properties in nearest_first:
        found = child(properties, tag)
        if found is not None:
            return found.get("w:val", "1") not in _OFF
    return inherited


def _level(outline: str) -> int | None:
    return int(outline) + 1 if outline.isdigit() and int(outline) < _BODY_TEXT else None
