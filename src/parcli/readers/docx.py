"""A Word document (DOCX, DOCM) → paragraphs, list items with their numbers, table rows, notes.

Tracked changes are taken as accepted; hidden text, comments, headers and footers are left out.
Macros, links and embedded objects are never looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from parcli.errors import ReadError
from parcli.readers import legacy, xmltree
from parcli.readers.archive import Archive
from parcli.readers.docx_numbering import Numbering
from parcli.readers.docx_styles import Styles
from parcli.readers.draft import Draft, grid
from parcli.readers.source import Source
from parcli.readers.xmltree import child, children, value

MAIN = "word/document.xml"
_OFFICE_DOCUMENT = "/officeDocument"
# What only wraps the things that are read.
_WRAPPERS = frozenset({"w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag", "w:hyperlink",
                       "w:fldSimple", "w:dir", "w:bdo", "m:oMath", "m:oMathPara", "m:r", "w:ruby", "w:rubyBase"})  # fmt: skip
_CHARACTERS = {"w:tab": "\t", "w:cr": "\n", "w:noBreakHyphen": "-", "w:ptab": "\t"}
# Signs of the Symbol and Wingdings fonts that plans use.
_SIGNS = {
    0xB7: "•",
    0xA7: "▪",
    0xD8: "➢",
    0xFC: "✓",
    0xA8: "□",
    0xFE: "☑",
    0xB3: "≥",
    0xA3: "≤",
    0xB1: "±",
    0xE0: "→",
}


def read(data: bytes, name: str) -> Source:
    """Return the text of a Word document.

    Errors: ReadError where it is broken, encrypted or absurdly large.
    """
    return _Reader(Archive(data, name), name).read()


class _Reader:
    def __init__(self, archive: Archive, name: str) -> None:
        self._archive, self._name = archive, name
        self._main = _main_part(archive)
        folder = self._main.rpartition("/")[0]
        self._parts = _related(archive, self._main, folder)
        self._styles = Styles(self._part("styles"))
        self._numbering = Numbering(self._part("numbering"))
        self._mixture = legacy.Mixture("utf-8")
        self._draft = Draft(name)
        self._page: int | None = None
        self._notes: list[tuple[str, str]] = []
        self._carried = ""

    def _part(self, kind: str) -> Element | None:
        member = self._parts[kind]
        return xmltree.parse(self._archive.read(member), self._name) if member in self._archive else None

    def read(self) -> Source:
        root = xmltree.parse(self._archive.read(self._main), self._name)
        body = child(root, "w:body")
        if body is None:
            raise ReadError(f"{self._name}: has no document body")
        if next(root.iter("w:lastRenderedPageBreak"), None) is not None:
            self._page = 1
        self._blocks(body)
        self._flush(None)
        self._add_notes()
        return self._draft.source(self._mixture.name)

    def _blocks(self, parent: Element) -> None:
        for block in parent:
            if block.tag == "w:p":
                self._paragraph(block)
            elif block.tag == "w:tbl":
                self._table(block)
            elif block.tag in _WRAPPERS:
                self._blocks(block)

    def _paragraph(self, paragraph: Element) -> None:
        properties = child(paragraph, "w:pPr")
        page = self._page
        text = self._carried + self._inline(paragraph, self._styles.paragraph_style(properties))
        self._carried = ""
        if (
            child(properties, "w:rPr", "w:del") is not None
            or child(properties, "w:rPr", "w:moveFrom") is not None
        ):
            # The end of this paragraph was deleted: what follows belongs to it.
            self._carried = text
            return
        if text.strip():
            text = self._label(properties) + text.lstrip() if self._numbered(properties) else text
        self._draft.paragraph(text, self._styles.level(properties), page)
        self._boxes(paragraph)

    def _flush(self, page: int | None) -> None:
        if self._carried:
            self._draft.paragraph(self._carried, page=page)
            self._carried = ""

    def _numbered(self, properties: Element | None) -> bool:
        return self._styles.numbering(properties) is not None

    def _label(self, properties: Element | None) -> str:
        found = self._styles.numbering(properties)
        return self._numbering.label(*found) if found else ""

    def _boxes(self, paragraph: Element) -> None:
        """Add what stands in the text boxes that are anchored in a paragraph."""
        for box in _boxes_in(paragraph):
            self._blocks(box)

    # --- runs -------------------------------------------------------------------------------

    def _inline(self, parent: Element, style: str | None) -> str:
        """Return the text of a paragraph; codes of one old font are converted together."""
        pieces: list[tuple[str | None, str]] = []
        field = _Field()
        for text, encoding in self._runs(parent, style, field):
            if pieces and pieces[-1][0] == encoding:
                pieces[-1] = (encoding, pieces[-1][1] + text)
            else:
                pieces.append((encoding, text))
        return "".join(self._mixture.convert(text, encoding) for encoding, text in pieces)

    def _runs(self, parent: Element, style: str | None, field: _Field) -> Iterator[tuple[str, str | None]]:
        for part in parent:
            if part.tag == "w:r":
                yield from self._run(part, style, field)
            elif part.tag == "m:t":
                yield part.text or "", None
            elif part.tag in _WRAPPERS or part.tag.startswith("m:"):
                yield from self._runs(part, style, field)

    def _run(self, run: Element, style: str | None, field: _Field) -> Iterator[tuple[str, str | None]]:
        properties = child(run, "w:rPr")
        look = self._styles.look(properties, style)
        encoding = legacy.of_font(look.font)
        for part in run:
            text = self._piece(part, field, encoding)
            if text and field.shows and not look.hidden:
                yield (
                    (text.upper() if look.capitals and encoding is None else text),
                    _cased(encoding, look.capitals),
                )

    def _piece(self, part: Element, field: _Field, encoding: str | None) -> str:
        tag = part.tag
        if tag == "w:t":
            return part.text or ""
        if tag == "w:fldChar":
            field.step(part.get("w:fldCharType", ""))
        elif tag == "w:lastRenderedPageBreak" and self._page is not None:
            self._page += 1
        elif tag == "w:br":
            return "\n" if part.get("w:type") in (None, "textWrapping") else ""
        elif tag == "w:softHyphen":
            # In TCVN3 this code is the letter ư, which Word stores as what it means elsewhere.
            return "\u00ad" if encoding else ""
        elif tag == "w:sym":
            code = int(part.get("w:char", "0"), 16) if part.get("w:char", "").isalnum() else 0
            return _SIGNS.get(code & 0xFF, "") if code >= 0xF000 else chr(code) if code > 32 else ""
        elif tag in ("w:footnoteReference", "w:endnoteReference"):
            self._notes.append((tag[2:].removesuffix("Reference"), part.get("w:id", "")))
        return _CHARACTERS.get(tag, "")

    # --- tables -----------------------------------------------------------------------------

    def _table(self, table: Element) -> None:
        number = self._draft.table()
        rows = [row for row in _parts(table, "w:tr") if child(row, "w:trPr", "w:del") is None]
        columns = max((len(row_cells) for row_cells in map(_cells, rows)), default=0)
        for index, row in enumerate(rows, 1):
            page = self._page
            cells = _cells(row)
            if columns == 1 and len(cells) == 1:
                self._blocks(cells[0])
                continue
            self._draft.row(self._row(row, cells), number, index, page, _continued(row, cells))
            for cell in cells:
                self._boxes(cell)

    def _row(self, row: Element, cells: list[Element]) -> list[str]:
        before = _number(value(row, "w:trPr", "w:gridBefore"))
        after = _number(value(row, "w:trPr", "w:gridAfter"))
        texts = [("" if _continues(cell) else self._cell(cell), _number(value(cell, "w:tcPr", "w:gridSpan"), 1))
                 for cell in cells]  # fmt: skip
        return grid([*[("", 1)] * before, *texts, *[("", 1)] * after])

    def _cell(self, parent: Element) -> str:
        texts: list[str] = []
        for block in parent:
            if block.tag == "w:p":
                properties = child(block, "w:pPr")
                text = self._inline(block, self._styles.paragraph_style(properties)).strip()
                texts.append(self._label(properties) + text if text else "")
            elif block.tag == "w:tbl":
                texts += [self._cell(cell) for row in _parts(block, "w:tr") for cell in _cells(row)]
            elif block.tag in _WRAPPERS:
                texts.append(self._cell(block))
        return "\n".join(text for text in texts if text)

    # --- notes ------------------------------------------------------------------------------

    def _add_notes(self) -> None:
        roots = {kind: self._part(f"{kind}s") for kind in ("footnote", "endnote")}
        for kind, number in self._notes:
            for note in children(roots[kind], f"w:{kind}"):
                if note.get("w:id") == number:
                    self._draft.note(self._cell(note))


class _Field:
    """Where in a field a run stands: the instruction is not shown, the result is."""

    def __init__(self) -> None:
        self._open: list[bool] = []

    def step(self, kind: str) -> None:
        if kind == "begin":
            self._open.append(False)
        elif kind == "separate" and self._open:
            self._open[-1] = True
        elif kind == "end" and self._open:
            self._open.pop()

    @property
    def shows(self) -> bool:
        return all(self._open)


def _main_part(archive: Archive) -> str:
    for kind, target in _relations(archive, "_rels/.rels", ""):
        if kind.endswith(_OFFICE_DOCUMENT) and target in archive:
            return target
    return MAIN


def _related(archive: Archive, part: str, folder: str) -> dict[str, str]:
    """Return the parts that the main one refers to, by kind: styles, numbering, footnotes, endnotes."""
    file = part.rpartition("/")[2]
    found = {kind: f"{folder}/{kind}.xml" for kind in ("styles", "numbering", "footnotes", "endnotes")}
    for kind, target in _relations(archive, f"{folder}/_rels/{file}.rels", folder):
        short = kind.rpartition("/")[2]
        if short in found and target in archive:
            found[short] = target
    return found


def _relations(archive: Archive, member: str, folder: str) -> Iterator[tuple[str, str]]:
    if member not in archive:
        return
    for relation in xmltree.parse(archive.read(member), archive.name):
        if relation.get("TargetMode") != "External":
            target = relation.get("Target", "")
            inside = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
            yield relation.get("Type", ""), inside


def _parts(parent: Element, tag: str) -> Iterator[Element]:
    """Return the rows of a table or the cells of a row, through what wraps them."""
    for part in parent:
        if part.tag == tag:
            yield part
        elif part.tag in _WRAPPERS:
            yield from _parts(part, tag)


def _cells(row: Element) -> list[Element]:
    return [cell for cell in _parts(row, "w:tc") if child(cell, "w:tcPr", "w:cellDel") is None]


def _continued(row: Element, cells: list[Element]) -> Iterator[int]:
    """Return the columns in which the cell above reaches down."""
    column = _number(value(row, "w:trPr", "w:gridBefore"))
    for cell in cells:
        merge = child(cell, "w:tcPr", "w:vMerge")
        if merge is not None and merge.get("w:val", "continue") == "continue":
            yield column
        column += max(1, _number(value(cell, "w:tcPr", "w:gridSpan"), 1))


def _continues(cell: Element) -> bool:
    """Whether a cell goes on with the one above it or before it."""
    for tag in ("w:vMerge", "w:hMerge"):
        merge = child(cell, "w:tcPr", tag)
        if merge is not None and merge.get("w:val", "continue") == "continue":
            return True
    return False


def _boxes_in(parent: Element) -> Iterator[Element]:
    for part in parent:
        if part.tag == "w:txbxContent":
            yield part
        elif part.tag == "mc:AlternateContent":
            # The same box in two drawing languages: the first that has it counts.
            choices = ((list(_boxes_in(choice))) for choice in part)
            yield from next((found for found in choices if found), [])
        elif part.tag not in ("w:tbl", "w:del", "w:moveFrom"):
            yield from _boxes_in(part)


def _cased(encoding: str | None, capitals: bool) -> str | None:
    return legacy.TCVN3_CAPITALS if capitals and encoding == legacy.TCVN3 else encoding


def _number(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isdigit() and len(text) < 4 else default
