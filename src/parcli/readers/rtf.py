"""A rich text file (RTF) → paragraphs, list items and table rows; each run in its font's encoding.

Source: Rich Text Format Specification 1.9.1. Pictures and embedded objects are passed over unread.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field, replace

import regex

from parcli.errors import ReadError
from parcli.readers import edged, legacy, limits
from parcli.readers.draft import Draft
from parcli.readers.source import Source

_TOKEN = regex.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+"
)
# Groups that hold no text of the document; so does every group that begins with \*, but these.
_UNREAD = frozenset({
    "stylesheet", "colortbl", "info", "pict", "object", "header", "headerl", "headerr", "headerf",
    "footer", "footerl", "footerr", "footerf", "xmlnstbl", "listtable", "listoverridetable", "rsidtbl",
    "generator", "themedata", "colorschememapping", "latentstyles", "datastore", "fldinst",
    "annotation", "atnid", "atnauthor", "pgdsctbl", "revtbl", "filetbl", "nonshppict", "bkmkstart",
    "bkmkend", "mmathPr", "pntxta", "pntxtb",
})  # fmt: skip
_READ_ALTHOUGH_STARRED = frozenset({"shpinst", "shptxt", "cs", "ds"})
_SIGNS = {"tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’",
          "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " "}  # fmt: skip
_SYMBOLS = {"~": "\u00a0", "_": "-", "-": "\u00ad", "\n": "\n", "\r": "\n"}
_CODE_PAGES = {
    0: "cp1252",
    1: "cp1252",
    2: "cp1252",
    77: "mac_roman",
    163: "cp1258",
    238: "cp1250",
    204: "cp1251",
}
_MAX_DEPTH = 1_000


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group: font, hidden or deleted text, how many characters follow a \\u, where text goes."""

    font: int = 0
    hidden: bool = False
    capitals: bool = False
    skip: int = 1
    to: str = "text"


@dataclass(slots=True)
class _Row:
    cells: list[str] = field(default_factory=list)
    merged: list[bool] = field(default_factory=list)
    below: list[bool] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)


def read(data: bytes, name: str) -> Source:
    """Return the text of a rich text file.

    Errors: ReadError where it is nested or large beyond reason.
    """
    return _Reader(data, name).read()


class _Reader:
    def __init__(self, data: bytes, name: str) -> None:
        self._data, self._name = data, name
        self._draft, self._mixture = Draft(name), legacy.Mixture()
        self._state = _State()
        self._stack: list[_State] = []
        self._fonts: dict[int, str] = {}
        self._pages: dict[int, str] = {}
        self._page = "cp1252"
        self._run: list[str] = []
        self._pieces: list[str] = []
        self._note: list[str] = []
        self._level: int | None = None
        self._in_table = False
        self._rows: list[edged.Row] = []
        self._row = _Row()
        self._left_out, self._merge_next, self._below_next = 0, False, False
        self._starred = False
        self._font_number, self._font_name = 0, ""

    def read(self) -> Source:
        clock = limits.Clock(self._name)
        for count, token in enumerate(_TOKEN.finditer(self._data)):
            if count % 100_000 == 0:
                clock.check()
            self._take(token)
        self._in_table = False
        self._end_paragraph()
        return self._draft.source(self._mixture.name)

    def _take(self, token: regex.Match[bytes]) -> None:
        word, number, code, symbol, brace, text = token.groups()
        if brace == b"{":
            self._stack.append(self._state)
            if len(self._stack) > _MAX_DEPTH:
                raise ReadError(f"{self._name}: groups are nested more than {_MAX_DEPTH} deep")
        elif brace == b"}":
            self._end_group()
        elif word is not None:
            self._control(word.decode("ascii"), int(number) if number else None)
        elif code is not None:
            self._bytes(bytes([int(code, 16)]))
        elif symbol is not None:
            if symbol == b"*":
                self._starred = True
                return
            self._write(
                _SYMBOLS.get(symbol.decode("latin-1"), symbol.decode("latin-1") if symbol in b"{}\\" else "")
            )
        elif text is not None:
            self._bytes(text)
        self._starred = False

    # --- groups and words -------------------------------------------------------------------

    def _end_group(self) -> None:
        if self._state.to == "note" and (not self._stack or self._stack[-1].to != "note"):
            self._flush()
            self._draft.note("".join(self._note))
            self._note = []
        if self._stack:
            self._flush()
            self._state = self._stack.pop()

    def _control(self, word: str, number: int | None) -> None:
        state = self._state
        if (self._starred and word not in _READ_ALTHOUGH_STARRED) or word in _UNREAD:
            self._state = replace(state, to="nowhere")
        elif word == "fonttbl":
            self._state = replace(state, to="fonts")
        elif word == "footnote":
            self._flush()
            self._state = replace(state, to="note")
        elif word == "bin":
            # Raw bytes follow; none of them is text, and no plan needs them.
            self._state = replace(state, to="nowhere")
        elif word == "u" and number is not None:
            self._write(chr(number % 65536) if not 0xD800 <= number % 65536 < 0xE000 else "")
            self._left_out = state.skip
        elif word in ("listtext", "pntext"):
            self._state = replace(state, to="label")
        elif word == "tab" and state.to == "label":
            self._write(" ")
        elif word in _SIGNS:
            self._write(_SIGNS[word])
        else:
            self._look(word, number)
            self._structure(word, number)

    def _look(self, word: str, number: int | None) -> None:
        state, on = self._state, number != 0
        if word == "f" and number is not None:
            self._flush()
            self._state = replace(state, font=number)
            self._font_number, self._font_name = number, ""
        elif word == "fcharset" and state.to == "fonts":
            self._pages[self._font_number] = _CODE_PAGES.get(number or 0, "cp1252")
        elif word in ("v", "deleted"):
            self._state = replace(state, hidden=on)
        elif word == "caps":
            self._flush()
            self._state = replace(state, capitals=on)
        elif word == "plain":
            self._flush()
            self._state = replace(state, hidden=False, capitals=False)
        elif word == "uc" and number is not None:
            self._state = replace(state, skip=max(0, min(number, 10)))
        elif word == "ansicpg" and number:
            self._page = f"cp{number}" if _is_codec(f"cp{number}") else self._page

    def _structure(self, word: str, number: int | None) -> None:
        if self._state.to == "nowhere":
            return
        if word in ("par", "sect", "page"):
            self._end_paragraph()
        elif word == "pard":
            self._in_table, self._level = False, None
        elif word == "intbl":
            self._in_table = True
        elif word == "outlinelevel" and number is not None:
            self._level = number + 1 if number < 9 else None
        elif word == "trowd":
            self._row.merged, self._row.below, self._row.edges = [], [], [0]
        elif word == "trleft" and number is not None:
            self._row.edges[:1] = [number]
        elif word in ("clvmrg", "clmrg"):
            self._merge_next, self._below_next = True, word == "clvmrg"
        elif word == "cellx":
            self._row.merged.append(self._merge_next)
            self._row.below.append(self._below_next)
            self._row.edges.append(number or 0)
            self._merge_next = self._below_next = False
        elif word in ("cell", "nestcell"):
            self._end_cell(nested=word == "nestcell")
        elif word == "row":
            self._end_row()

    # --- text -------------------------------------------------------------------------------

    def _bytes(self, raw: bytes) -> None:
        if self._left_out:
            # What stands after a \u for programs that do not know it.
            dropped = min(self._left_out, len(raw))
            self._left_out -= dropped
            raw = raw[dropped:]
        if not raw or self._state.to == "nowhere":
            return
        page = self._pages.get(self._state.font, self._page)
        if legacy.of_font(self._fonts.get(self._state.font)):
            page = "cp1252"
        # Bytes that a code page leaves out stand for themselves.
        self._write(
            "".join(_letter(byte, page) for byte in raw) if not raw.isascii() else raw.decode("ascii")
        )

    def _write(self, text: str) -> None:
        if self._state.to == "fonts":
            self._font_name += text
            if ";" in text:
                self._fonts[self._font_number] = self._font_name.split(";")[0].strip()
                self._font_name = ""
        elif self._state.to != "nowhere" and not self._state.hidden and text:
            self._run.append(text)

    def _flush(self) -> None:
        """Convert what was written since the font changed last."""
        if not self._run:
            return
        encoding = legacy.of_font(self._fonts.get(self._state.font))
        text = "".join(self._run)
        self._run.clear()
        if self._state.capitals:
            encoding = legacy.TCVN3_CAPITALS if encoding == legacy.TCVN3 else encoding
            text = text.upper() if encoding is None else text
        text = self._mixture.convert(text, encoding)
        if encoding is None:
            text = text.replace("\u00ad", "")
        (self._note if self._state.to == "note" else self._pieces).append(text)

    def _end_paragraph(self) -> None:
        self._flush()
        if self._state.to == "note":
            self._note.append(" ")
            return
        if self._in_table:
            self._pieces.append("\n")
            return
        self._end_table()
        self._draft.paragraph("".join(self._pieces), self._level)
        self._pieces = []

    # --- tables -----------------------------------------------------------------------------

    def _end_cell(self, nested: bool) -> None:
        self._flush()
        if nested:
            self._pieces.append(" ")
            return
        self._row.cells.append("".join(self._pieces))
        self._pieces = []
        limits.refuse_above(self._name, len(self._row.cells), limits.MAX_COLUMNS, "cells in a table's row")

    def _end_row(self) -> None:
        row = self._row
        merged = [*row.merged, *[False] * (len(row.cells) - len(row.merged))]
        texts = ["" if gone else text for text, gone in zip(row.cells, merged, strict=False)]
        self._rows.append(edged.Row(texts, row.edges, row.below))
        limits.refuse_above(self._name, len(self._rows), limits.MAX_CELLS, "table rows")
        # Definitions hold for the rows that follow, until there is another one.
        self._row = _Row(merged=row.merged, below=row.below, edges=row.edges)

    def _end_table(self) -> None:
        if self._rows:
            edged.write(self._draft, self._rows)
            self._rows = []


def _letter(byte: int, page: str) -> str:
    return bytes([byte]).decode(page, "ignore") or chr(byte)


def _is_codec(page: str) -> bool:
    try:
        return bool(codecs.lookup(page).name)
    except LookupError:
        return False
