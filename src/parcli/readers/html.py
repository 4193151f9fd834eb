"""A saved web page → its main content: headings, paragraphs, list items, table rows.

Scripts are never run and addresses never followed: what is not in the file is not there.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from parcli.normalise import nfc
from parcli.readers import html_content, legacy, limits, plain
from parcli.readers.draft import Draft, grid, tidy
from parcli.readers.html_tree import Node, parse
from parcli.readers.numbering import spelled
from parcli.readers.source import Source

_CHARSET = regex.compile(rb"(?i)<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,30})")
_LEGACY_CHARSETS = {"viscii": legacy.VISCII, "x-viet-tcvn": legacy.TCVN3, "x-viet-tcvn5712": legacy.TCVN3, "x-viet-vni": legacy.VNI,
                    "tcvn-5712": legacy.TCVN3}  # fmt: skip
# Names that say "the bytes as they are", whatever font shows them; detection knows better.
_ANY_BYTES = frozenset(
    {"iso-8859-1", "latin1", "windows-1252", "us-ascii", "ascii", "user-defined", "x-user-defined"}
)
_BLOCKS = frozenset({
    "p", "div", "section", "article", "main", "header", "footer", "aside", "blockquote", "ul", "ol",
    "li", "dl", "dt", "dd", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr", "center",
    "figure", "figcaption", "address", "form", "fieldset", "tr", "td", "th", "tbody", "thead", "tfoot",
    "caption",
})  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LIST_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_FONT_FAMILY = regex.compile(r"(?i)font-family\s*:\s*[\"']?([^;,\"']+)")
_SPACES = regex.compile(r"[ \t\r\n\f]+")
_MARKED = regex.compile(r"(?:[-–—+•*]|\(?[\p{L}\d]{1,4}[.)])")
# How office programs call the footnotes of the pages that they save, and mark what refers to them.
_NOTE_ID = regex.compile(r"(?:sd)?(?:footnote|endnote|ftn|edn)\d{1,4}")
_REFERENCE = regex.compile(r"\s*(?:\[\w{1,4}\]|\d{1,3}|[ivx]{1,5}|\*{1,3})\s*")
# A cell longer than this (characters) holds a page's layout, not a table's datum.
_LONG_CELL = 4_000


def read(data: bytes, name: str) -> Source:
    """Return the main content of a web page.

    Errors: ReadError where it is absurdly large or its bytes are of no known encoding.
    """
    limits.refuse_above(name, len(data), limits.MAX_MARKUP, "bytes")
    markup, encoding = decode(data, name)
    return read_markup(markup, encoding, name)


def read_markup(markup: str, encoding: str, name: str) -> Source:
    """Return the main content of a page whose characters are known."""
    draft, mixture = Draft(name), legacy.Mixture(encoding)
    writer = _Writer(draft, mixture)
    writer.flow(html_content.main(parse(markup, name)))
    writer.end_paragraph()
    return draft.source(mixture.name)


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Return a page's markup and the name of its encoding: the one it declares where that is one."""
    found = _CHARSET.search(data[:8192])
    declared = found[1].decode("ascii").lower() if found else ""
    if declared in _LEGACY_CHARSETS:
        encoding = _LEGACY_CHARSETS[declared]
        return legacy.convert(data.decode("latin-1"), encoding), encoding
    if declared and declared not in _ANY_BYTES and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            codec = codecs.lookup(declared)
            if codec.name not in ("utf-8", "utf-16"):
                return nfc(codec.decode(data)[0]), codec.name.replace("cp1258", "windows-1258")
        except (LookupError, UnicodeDecodeError):
            pass
    if legacy_fonts(data):
        # Font by font, then: the codes stay as they are until each run's font is known.
        try:
            return data.decode("utf-8-sig"), "utf-8"
        except UnicodeDecodeError:
            return data.decode("cp1252", "replace"), "windows-1252"
    return plain.decode(data, name)


def legacy_fonts(data: bytes) -> bool:
    """Whether a page names a font of before Unicode."""
    return regex.search(rb"(?i)[\"':\s](?:\.vn[a-z]|vni[-\s][a-z])", data) is not None


@dataclass(slots=True)
class _List:
    form: str | None
    count: int = 0


class _Writer:
    """Writes elements into a draft; a table cell has a writer and a draft of its own."""

    def __init__(self, draft: Draft, mixture: legacy.Mixture) -> None:
        self._draft, self._mixture = draft, mixture
        self._pieces: list[str] = []
        self._level: int | None = None
        self._label = ""
        self._lists: list[_List] = []

    def flow(self, node: Node, font: str | None = None, verbatim: bool = False) -> None:
        """Write what stands in an element, a block after the other."""
        font = _font(node) or font
        before: Node | str = ""
        for part in node.content:
            if isinstance(part, str):
                # Office programs break the line after a floating image, in the middle of a word.
                if isinstance(before, Node) and before.tag == "img" and "align" in before.attributes:
                    part = part.removeprefix("\n")
                text = part if verbatim else _SPACES.sub(" ", part)
                self._pieces.append(self._mixture.convert(text, legacy.of_font(font)))
            elif part.tag == "br":
                self._pieces.append("\n")
            elif part.tag not in _BLOCKS:
                if not _is_reference(part):
                    self.flow(part, font, verbatim)
            else:
                self._block(part, font, verbatim)
            before = part

    def _block(self, node: Node, font: str | None, verbatim: bool) -> None:
        self.end_paragraph()
        if _NOTE_ID.fullmatch(node.attributes.get("id", "")):
            self._draft.note(self._cell(node, font))
        elif node.tag == "table" and not _is_layout(node):
            self._table(node, font)
        elif node.tag in ("ul", "ol"):
            self._lists.append(_list(node))
            self.flow(node, font)
            self.end_paragraph()
            self._lists.pop()
        else:
            self._level = _HEADINGS.get(node.tag, self._level)
            if node.tag == "li":
                self._label = self._item_label()
            self.flow(node, font, verbatim or node.tag == "pre")
            self.end_paragraph()
            self._level = None

    def end_paragraph(self) -> None:
        """Write the paragraph that was collected, if there is one."""
        lines = [line.strip() for line in tidy("".join(self._pieces)).split("\n")]
        text = "\n".join(line for line in lines if line)
        self._pieces.clear()
        if text:
            self._draft.paragraph(text if _MARKED.match(text) else self._label + text, self._level)
            self._label = ""

    def _item_label(self) -> str:
        if not self._lists or self._lists[-1].form is None:
            return "- "
        self._lists[-1].count += 1
        return spelled(self._lists[-1].count, self._lists[-1].form or "") + ". "

    def _table(self, table: Node, font: str | None) -> None:
        number, spans = self._draft.table(), RowSpans()
        for index, row in enumerate(_rows(table), 1):
            cells = [
                (self._cell(cell, font), _span(cell, "colspan"), _span(cell, "rowspan"))
                for cell in _cells(row)
            ]
            continued = spans.reaching()
            self._draft.row(spans.row(cells), number, index, continued=continued)

    def _cell(self, cell: Node, font: str | None) -> str:
        inner = _Writer(Draft(""), self._mixture)
        inner.flow(cell, font)
        inner.end_paragraph()
        return inner._draft.words()


class RowSpans:
    """Puts the cells of a table's rows into columns, below cells that reach down from above."""

    def __init__(self) -> None:
        """Begin at the top of a table."""
        self._reaching: dict[int, int] = {}

    def reaching(self) -> tuple[int, ...]:
        """Return the columns in which cells reach down into the next row."""
        return tuple(sorted(self._reaching))

    def row(self, cells: list[tuple[str, int, int]]) -> list[str]:
        """Return a row of (text, columns, rows) with an empty cell wherever another one reaches.

        >>> spans = RowSpans()
        >>> spans.row([("a", 1, 2), ("b", 1, 1)]), spans.row([("c", 1, 1)])
        (['a', 'b'], ['', 'c'])
        """
        placed: list[tuple[str, int]] = []
        column, reaching = 0, self._reaching
        self._reaching = {at: rows - 1 for at, rows in reaching.items() if rows > 1}
        for text, columns, rows in cells:
            while column in reaching:
                placed.append(("", 1))
                column += 1
            placed.append((text, columns))
            if rows > 1:
                self._reaching |= dict.fromkeys(range(column, column + columns), rows - 1)
            column += columns
        placed += [("", 1)] * max(0, max(reaching, default=-1) + 1 - column)
        return grid(placed)


def _list(node: Node) -> _List:
    if node.tag == "ul":
        return _List(None)
    start = node.attributes.get("start", "1")
    return _List(
        _LIST_FORMS.get(node.attributes.get("type", "1"), "decimal"), int(start) - 1 if start.isdigit() else 0
    )


def _rows(table: Node) -> Iterator[Node]:
    for part in table.nodes():
        if part.tag == "tr":
            yield part
        elif part.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in part.nodes() if row.tag == "tr")


def _cells(row: Node) -> Iterator[Node]:
    return (part for part in row.nodes() if part.tag in ("td", "th"))


def _span(cell: Node, attribute: str) -> int:
    text = cell.attributes.get(attribute, "1").strip()
    return max(1, min(int(text), limits.MAX_COLUMNS)) if text.isdigit() and len(text) < 6 else 1


def _is_layout(table: Node) -> bool:
    """Whether a table only lays out the page: one column, whole pages in a cell, or tables within."""
    rows = list(_rows(table))
    cells = [cell for row in rows for cell in _cells(row)]
    if table.attributes.get("role") == "presentation" or all(sum(1 for _ in _cells(row)) < 2 for row in rows):
        return True
    return any(_is_page(cell) for cell in cells)


def _is_page(cell: Node) -> bool:
    return any(
        node.tag in _HEADINGS or (node.tag == "table" and sum(1 for _ in _rows(node)) > 3)
        for node in cell.walk()
    ) or (len(cell.text()) > _LONG_CELL)


def _is_reference(node: Node) -> bool:
    """Whether a link leads to or from a footnote of the page."""
    return (
        node.tag == "a"
        and node.attributes.get("href", "").startswith("#")
        and _REFERENCE.fullmatch(node.text()) is not None
    )


def _font(node: Node) -> str | None:
    if node.tag == "font" and "face" in node.attributes:
        return node.attributes["face"].split(",")[0].strip()
    found = _FONT_FAMILY.search(node.attributes.get("style", ""))
    return found[1].strip() if found else None
