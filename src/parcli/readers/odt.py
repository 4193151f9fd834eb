"""An OpenDocument text or spreadsheet (ODT, ODS) → paragraphs, list items, table rows, notes.

Tracked changes are taken as accepted: the deleted text lies apart in the file and is not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from parcli.errors import ReadError
from parcli.readers import legacy, limits, xmltree
from parcli.readers.archive import Archive
from parcli.readers.draft import Draft
from parcli.readers.html import RowSpans
from parcli.readers.numbering import Counter, Level
from parcli.readers.source import Source
from parcli.readers.xmltree import child, children

_PASSED_OVER = frozenset({"text:tracked-changes", "text:sequence-decls", "office:annotation", "office:forms",
                          "text:table-of-content", "office:annotation-end", "text:ruby-text"})  # fmt: skip
_FORMATS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "": "none",
}
_MAX_REPEATED = 1_000


def read(data: bytes, name: str) -> Source:
    """Return the text of an OpenDocument file.

    Errors: ReadError where it is broken, encrypted, or absurdly large.
    """
    archive = Archive(data, name)
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise ReadError(f"{name}: is encrypted; save it without a password")
    content = xmltree.parse(archive.read("content.xml"), name)
    styles = xmltree.parse(archive.read("styles.xml"), name) if "styles.xml" in archive else None
    body = child(content, "office:body")
    if body is None or not len(body):
        raise ReadError(f"{name}: has no document body")
    reader = _Reader(name, _Styles([root for root in (content, styles) if root is not None]))
    reader.blocks(body[0])
    return reader.draft.source(reader.mixture.name)


class _Styles:
    """Fonts and list levels by the name of a style."""

    def __init__(self, roots: list[Element]) -> None:
        faces = {e.get("style:name", ""): e.get("svg:font-family", "") for root in roots
                 for e in root.iter("style:font-face")}  # fmt: skip
        self._faces = {name: family.strip("'\"") or name for name, family in faces.items()}
        self._styles = {
            (e.get("style:family"), e.get("style:name", "")): e
            for root in roots
            for e in root.iter("style:style")
        }
        self._lists = {e.get("style:name", ""): e for root in roots for e in root.iter("text:list-style")}

    def font(self, family: str, name: str | None) -> str | None:
        """Return the font of a style, through those that it inherits from."""
        for _ in range(limits.MAX_DEPTH):
            style = self._styles.get((family, name or ""))
            if style is None:
                return None
            properties = child(style, "style:text-properties")
            if properties is not None:
                face = properties.get("style:font-name") or properties.get("fo:font-family")
                if face:
                    return self._faces.get(face, face.strip("'\""))
            name = style.get("style:parent-style-name")
        return None

    def levels(self, name: str | None) -> dict[int, Level]:
        """Return the levels of a list's style."""
        found = {}
        for element in self._lists.get(name or "", ()):
            at = element.get("text:level", "1")
            level = int(at) - 1 if at.isdigit() and len(at) < 3 else 0
            if element.tag == "text:list-level-style-bullet":
                found[level] = Level("bullet", element.get("text:bullet-char", "-"))
            elif element.tag == "text:list-level-style-number":
                found[level] = _numbered(element, level)
        return found


def _numbered(element: Element, level: int) -> Level:
    form = _FORMATS.get(element.get("style:num-format", ""), "decimal")
    shown = element.get("text:display-levels", "1")
    count = min(int(shown), level + 1) if shown.isdigit() else 1
    numbers = ".".join(f"%{place + 1}" for place in range(level + 1 - count, level + 1))
    text = (
        element.get("style:num-prefix", "")
        + (numbers if form != "none" else "")
        + element.get("style:num-suffix", "")
    )
    start = element.get("text:start-value", "1")
    return Level(form, text, int(start) if start.isdigit() and len(start) < 6 else 1)


@dataclass(slots=True)
class _List:
    levels: dict[int, Level]
    counter: Counter = field(default_factory=Counter)
    depth: int = -1


class _Reader:
    def __init__(self, name: str, styles: _Styles) -> None:
        self.draft, self.mixture = Draft(name), legacy.Mixture("utf-8")
        self._name, self._styles = name, styles
        self._list: _List | None = None
        self._lists: dict[str, _List] = {}
        self._label = ""
        self._cells = 0

    def blocks(self, parent: Element) -> None:
        """Write the paragraphs, lists and tables in an element."""
        for block in parent:
            if block.tag in ("text:p", "text:h"):
                self._paragraph(block)
            elif block.tag == "text:list":
                self._write_list(block)
            elif block.tag == "table:table":
                self._table(block)
            elif block.tag not in _PASSED_OVER:
                self.blocks(block)

    def _paragraph(self, block: Element) -> None:
        level = block.get("text:outline-level", "1") if block.tag == "text:h" else ""
        text = self._text(block)
        label = self._label if text.strip() else ""
        self._label = "" if label else self._label
        self.draft.paragraph(label + text, int(level) if level.isdigit() and len(level) < 3 else None)
        for box in _boxes(block):
            self.blocks(box)

    # --- lists ------------------------------------------------------------------------------

    def _write_list(self, block: Element) -> None:
        outer = self._list
        if outer is None:
            self._list = self._open_list(block)
        assert self._list is not None
        self._list.depth += 1
        for item in block:
            if item.tag == "text:list-item":
                self._label = self._list.counter.label(self._list.levels, self._list.depth)
                self.blocks(item)
                self._label = ""
            elif item.tag == "text:list-header":
                self.blocks(item)
        self._list.depth -= 1
        self._list = outer

    def _open_list(self, block: Element) -> _List:
        """Return a list, or the one that this goes on with."""
        before = self._lists.get(block.get("text:continue-list", ""))
        if before is None and block.get("text:continue-numbering") == "true":
            before = self._lists.get(block.get("text:style-name", ""))
        opened = before or _List(self._styles.levels(block.get("text:style-name")))
        for key in (block.get("xml:id"), block.get("text:style-name")):
            if key:
                self._lists[key] = opened
        return opened

    # --- text -------------------------------------------------------------------------------

    def _text(self, block: Element) -> str:
        runs: list[tuple[str | None, str]] = []
        for text, font in self._runs(block, self._styles.font("paragraph", block.get("text:style-name"))):
            encoding = legacy.of_font(font)
            if runs and runs[-1][0] == encoding:
                runs[-1] = (encoding, runs[-1][1] + text)
            else:
                runs.append((encoding, text))
        return "".join(self.mixture.convert(text, encoding) for encoding, text in runs)

    def _runs(self, parent: Element, font: str | None) -> Iterator[tuple[str, str | None]]:
        yield _collapsed(parent.text), font
        for part in parent:
            yield from self._part(part, font)
            yield _collapsed(part.tail), font

    def _part(self, part: Element, font: str | None) -> Iterator[tuple[str, str | None]]:
        if part.tag == "text:s":
            count = part.get("text:c", "1")
            yield " " * (min(int(count), 200) if count.isdigit() else 1), font
        elif part.tag in ("text:tab", "text:line-break"):
            yield "\t" if part.tag == "text:tab" else "\n", font
        elif part.tag == "text:note":
            self.draft.note(" ".join(self._text(p) for p in part.iter("text:p")))
        elif part.tag == "text:span":
            yield from self._runs(part, self._styles.font("text", part.get("text:style-name")) or font)
        elif not part.tag.startswith("draw:") and part.tag not in _PASSED_OVER:
            yield from self._runs(part, font)

    # --- tables -----------------------------------------------------------------------------

    def _table(self, table: Element) -> None:
        number, spans = self.draft.table(), RowSpans()
        for index, row in enumerate(_rows(table), 1):
            cells = list(self._row(row))
            while cells and not cells[-1][0] and cells[-1][1] > limits.MAX_COLUMNS // 2:
                cells.pop()
            if len(cells) == 1 and cells[0][1] == 1 and index == 1 and sum(1 for _ in _rows(table)) == 1:
                self.draft.paragraph(cells[0][0])
            else:
                continued = spans.reaching()
                self.draft.row(spans.row(cells), number, index, continued=continued)

    def _row(self, row: Element) -> Iterator[tuple[str, int, int]]:
        for cell in row:
            if cell.tag != "table:table-cell":
                # Places that a merged cell covers are put back by its spans.
                continue
            text = "\n".join(text for text in self._cell(cell) if text)
            repeated = _number(cell.get("table:number-columns-repeated"))
            for _ in range(
                1 if not text and repeated > limits.MAX_COLUMNS else min(repeated, limits.MAX_COLUMNS)
            ):
                self._cells += 1
                limits.refuse_above(self._name, self._cells, limits.MAX_CELLS, "cells")
                yield (
                    text,
                    _number(cell.get("table:number-columns-spanned")),
                    _number(cell.get("table:number-rows-spanned")),
                )

    def _cell(self, parent: Element) -> Iterator[str]:
        for block in parent:
            if block.tag in ("text:p", "text:h"):
                text = self._text(block).strip()
                yield self._label + text if text else ""
                self._label = "" if text else self._label
            elif block.tag == "text:list":
                yield from self._cell_list(block)
            elif block.tag not in _PASSED_OVER:
                yield from self._cell(block)

    def _cell_list(self, block: Element) -> Iterator[str]:
        opened = self._open_list(block)
        for item in children(block, "text:list-item"):
            self._label = opened.counter.label(opened.levels, 0)
            yield from self._cell(item)
            self._label = ""


def _rows(parent: Element) -> Iterator[Element]:
    for part in parent:
        if part.tag == "table:table-row":
            # An empty row repeated to the end of a sheet is one row.
            empty = not "".join(part.itertext()).strip()
            for _ in range(
                1 if empty else min(_number(part.get("table:number-rows-repeated")), _MAX_REPEATED)
            ):
                yield part
        elif part.tag in ("table:table-header-rows", "table:table-rows", "table:table-row-group"):
            yield from _rows(part)


def _boxes(block: Element) -> Iterator[Element]:
    return (box for box in block.iter("draw:text-box"))


def _collapsed(text: str | None) -> str:
    """Return text with its white space as the format counts it: one space for many."""
    if not text:
        return ""
    words = " ".join(text.split())
    lead, tail = " " * text[0].isspace(), " " * text[-1].isspace()
    return lead + words + tail if words else " "


def _number(text: str | None) -> int:
    return max(1, int(text)) if text and text.isdigit() and len(text) < 8 else 1
