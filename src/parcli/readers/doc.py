"""A Word 97 document (.doc) → paragraphs, list items, table rows, notes; each run in its font's encoding."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from parcli.errors import ReadError
from parcli.readers import edged, legacy, limits
from parcli.readers.doc_file import (
    ANCHORS,
    BOX_TEXT,
    CHARACTERS,
    END_NOTE_TEXT,
    NOTE_TEXT,
    PARAGRAPHS,
    DocFile,
    Properties,
    Runs,
)  # fmt: skip
from parcli.readers.doc_styles import Lists, Styles
from parcli.readers.draft import Draft
from parcli.readers.source import Source

# Properties of characters and paragraphs that are read ([MS-DOC] 2.6.1, 2.6.2).
_FONT, _FONT_OTHER, _STYLE = 0x4A4F, 0x4A51, 0x4A30
_CAPITALS, _HIDDEN, _DELETED, _SPECIAL, _SYMBOL = 0x083B, 0x083C, 0x0800, 0x0855, 0x6A09
_IN_TABLE, _ROW_END, _LIST, _LIST_LEVEL, _OUTLINE = 0x2416, 0x2417, 0x460B, 0x260A, 0x2640
_TABLE = 0xD608
_MERGED, _BELOW, _BELOW_FIRST = 0x2, 0x20, 0x40
_FIELD_BEGIN, _FIELD_RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_ENDS = frozenset("\r\x07\x0c")
_BROKEN = (struct.error, IndexError, KeyError, ValueError, OverflowError)


def read(data: bytes, name: str) -> Source:
    """Return the text of a Word 97 document.

    Errors: ReadError where it is broken, encrypted, older than Word 97, or the engine is missing.
    """
    olefile = limits.engine("olefile", name, "DOC", "doc")
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            _check_sizes(file, data, name)
            streams = {stream: file.openstream(stream).read() for stream in _STREAMS
                       if file.exists(stream)}  # fmt: skip
        return _Reader(DocFile(streams["WordDocument"], streams, name)).read()
    except (*_BROKEN, OSError) as error:
        raise ReadError(f"{name}: is a broken or truncated Word file") from error


_STREAMS = ("WordDocument", "0Table", "1Table", "Data")


def _check_sizes(file: Any, data: bytes, name: str) -> None:
    """Refuse a stream that claims to be larger than the whole file: its sectors run in a circle."""
    if any(file.exists(stream) and file.get_size(stream) > len(data) for stream in _STREAMS):
        raise ReadError(f"{name}: is a broken or truncated Word file")


@dataclass(slots=True)
class _Paragraph:
    """A paragraph: its text, where it starts, what ends it, its style and properties."""

    text: str
    start: int
    end: str
    style: int | None
    properties: Properties


@dataclass(slots=True)
class _Row:
    """A table row as it is collected: its cells, and at the end their edges and flags."""

    cells: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)


class _Reader:
    def __init__(self, file: DocFile) -> None:
        self._file = file
        self._characters, self._paragraphs = Runs(file, CHARACTERS), Runs(file, PARAGRAPHS)
        self._styles, self._lists = Styles(file), Lists(file)
        self._mixture = legacy.Mixture()
        self._draft = Draft(file.name)
        self._boxes = dict(self._box_ranges())
        self._rows: list[_Row] = []
        self._row = _Row()

    def read(self) -> Source:
        body = self._file.lengths[0]
        self._write(0, body)
        ends, notes, _ = self._ranges()
        for index, start in ((NOTE_TEXT, notes), (END_NOTE_TEXT, ends)):
            positions = self._file.places(index, 0)[0]
            for first, last in pairwise(positions):
                self._draft.note(" ".join(p.text for p in self._split(start + first, start + last)))
        return self._draft.source(self._mixture.name)

    def _ranges(self) -> tuple[int, int, int]:
        """Return where end notes, foot notes and text boxes begin."""
        body, notes, headers, macros, comments, ends, _ = self._file.lengths
        before_ends = body + notes + headers + macros + comments
        return before_ends, body, before_ends + ends

    def _box_ranges(self) -> Iterator[tuple[int, tuple[int, int]]]:
        """Return the text of each box, by the position of its anchor in the body."""
        positions, data = self._file.places(BOX_TEXT, 22)
        texts = {struct.unpack_from("<i", raw, 14)[0]: (first, last)
                 for raw, first, last in zip(data, positions, positions[1:], strict=False)}  # fmt: skip
        start = self._ranges()[2]
        anchors, shapes = self._file.places(ANCHORS, 26)
        for anchor, shape in zip(anchors, shapes, strict=False):
            found = texts.get(struct.unpack_from("<i", shape, 0)[0])
            if found:
                yield anchor, (start + found[0], start + found[1])

    def _write(self, start: int, end: int) -> None:
        for paragraph in self._split(start, end):
            self._put(paragraph)
            for anchor in [
                at for at in self._boxes if paragraph.start <= at <= paragraph.start + len(paragraph.text) + 1
            ]:
                if paragraph.end != "\x07":
                    self._write(*self._boxes.pop(anchor))
        self._end_table()

    # --- paragraphs -------------------------------------------------------------------------

    def _put(self, paragraph: _Paragraph) -> None:
        found = paragraph.properties
        if not found.get(_IN_TABLE, b"\0")[:1] > b"\0":
            self._end_table()
            self._draft.paragraph(self._labelled(paragraph), self._level(paragraph))
            return
        if found.get(_ROW_END, b"\0") > b"\0":
            _define(self._row, found.get(_TABLE, b""))
            self._rows.append(self._row)
            self._row = _Row()
            return
        self._row.open.append(self._labelled(paragraph).strip())
        if paragraph.end == "\x07":
            self._row.cells.append("\n".join(text for text in self._row.open if text))
            self._row.open = []

    def _labelled(self, paragraph: _Paragraph) -> str:
        if not paragraph.text.strip():
            return ""
        use, level = self._inherited(paragraph, _LIST), self._inherited(paragraph, _LIST_LEVEL)
        number = int.from_bytes(use or b"", "little", signed=True)
        label = self._lists.label(number, level[0] if level else 0) if number > 0 else ""
        return label + (paragraph.text.lstrip() if label else paragraph.text)

    def _level(self, paragraph: _Paragraph) -> int | None:
        outline = self._inherited(paragraph, _OUTLINE)
        if outline and outline[0] < 9:
            return outline[0] + 1
        return next(
            (style.heading for style in self._styles.chain(paragraph.style) if style.heading is not None),
            None,
        )

    def _inherited(self, paragraph: _Paragraph, code: int) -> bytes | None:
        if code in paragraph.properties:
            return paragraph.properties[code]
        return next(
            (s.paragraph[code] for s in self._styles.chain(paragraph.style) if code in s.paragraph), None
        )

    def _split(self, start: int, end: int) -> Iterator[_Paragraph]:
        """Return the paragraphs of a stretch of text."""
        field_depth: list[bool] = []
        runs: list[tuple[str, int]] = []
        begin = start
        for position, text, offset, width in self._stretches(start, end):
            done = 0
            for index, char in enumerate(text):
                if char in _ENDS:
                    runs.append((text[done:index], offset + done * width))
                    at = self._paragraphs.at(offset + index * width)
                    style = self._paragraphs.styles[at] if at is not None else None
                    found = self._paragraphs.properties[at] if at is not None else {}
                    yield _Paragraph(self._text(runs, style, field_depth), begin, char, style, found)
                    runs, done, begin = [], index + 1, position + index + 1
            runs.append((text[done:], offset + done * width))
        if any(text for text, _ in runs):
            yield _Paragraph(self._text(runs, None, field_depth), begin, "\r", None, {})

    def _stretches(self, start: int, end: int) -> Iterator[tuple[int, str, int, int]]:
        """Return text, cut where pieces or the look of characters change: position, text, place, width."""
        for piece in self._file.spans(start, end):
            letters = self._file.letters(piece)
            done = 0
            while done < len(letters):
                offset = piece.offset + done * piece.width
                at = self._characters.at(offset)
                upto = (
                    self._characters.ends[at] if at is not None else piece.offset + len(letters) * piece.width
                )
                stop = max(done + 1, min(len(letters), (upto - piece.offset) // piece.width))
                yield piece.start + done, letters[done:stop], offset, piece.width
                done = stop

    # --- characters -------------------------------------------------------------------------

    def _text(self, runs: list[tuple[str, int]], style: int | None, fields: list[bool]) -> str:
        pieces: list[tuple[str | None, str]] = []
        for raw, offset in runs:
            if not raw:
                continue
            look = self._look(offset, style)
            text = _shown(raw, look, fields)
            if pieces and pieces[-1][0] == look.encoding:
                pieces[-1] = (look.encoding, pieces[-1][1] + text)
            else:
                pieces.append((look.encoding, text))
        return "".join(self._mixture.convert(text, encoding) for encoding, text in pieces)

    def _look(self, offset: int, style: int | None) -> _Look:
        at = self._characters.at(offset)
        own: Properties = self._characters.properties[at] if at is not None else {}
        chain: list[Mapping[int, bytes]] = [own]
        if _STYLE in own:
            chain += [s.character for s in self._styles.chain(int.from_bytes(own[_STYLE], "little"))]
        chain += [s.character for s in self._styles.chain(style)]
        font = next((found[code] for found in chain for code in (_FONT, _FONT_OTHER) if code in found), None)
        number = int.from_bytes(font, "little") if font else self._styles.font
        encoding = legacy.of_font(self._file.fonts[number] if number < len(self._file.fonts) else None)
        capitals = _on(chain, _CAPITALS)
        if capitals and encoding == legacy.TCVN3:
            encoding, capitals = legacy.TCVN3_CAPITALS, False
        hidden = _on(chain, _HIDDEN) or own.get(_DELETED, b"\0") == b"\1"
        return _Look(encoding, capitals, hidden, own.get(_SPECIAL) == b"\1", own.get(_SYMBOL))

    # --- tables -----------------------------------------------------------------------------

    def _end_table(self) -> None:
        """Write the rows that were collected, their cells put into the columns of all of them."""
        rows, self._rows = self._rows, []
        if self._row.cells or self._row.open:
            rows.append(_Row([*self._row.cells, " ".join(self._row.open)]))
            self._row = _Row()
        if not rows:
            return
        edged.write(self._draft, [edged.Row(_unmerged(row), row.edges, _below(row)) for row in rows])


@dataclass(frozen=True, slots=True)
class _Look:
    encoding: str | None
    capitals: bool
    hidden: bool
    special: bool
    symbol: bytes | None


def _on(chain: list[Mapping[int, bytes]], code: int) -> bool:
    """Whether a switch is on; 128 and 129 say "as the style has it" and "the other way"."""
    flip = False
    for found in chain:
        value = found.get(code, b"\x80")[:1]
        if value in (b"\0", b"\1"):
            return (value == b"\1") != flip
        flip ^= value == b"\x81"
    return flip


def _shown(raw: str, look: _Look, fields: list[bool]) -> str:
    """Return what a reader of the page sees of a run."""
    shown: list[str] = []
    for char in raw:
        if char == _FIELD_BEGIN:
            fields.append(False)
        elif char == _FIELD_RESULT and fields:
            fields[-1] = True
        elif char == _FIELD_END and fields:
            fields.pop()
        elif not look.hidden and all(fields):
            shown.append(_sign(char, look))
    text = "".join(shown)
    return text.upper() if look.capitals and look.encoding is None else text


def _sign(char: str, look: _Look) -> str:
    if char == "\x1e":
        return "-"
    if char == "\x0b":
        return "\n"
    if char == "\x28" and look.special and look.symbol is not None:
        return "•" if len(look.symbol) == 4 else ""
    if char == "\x1f" and look.encoding is not None:
        # Word's own mark for a soft hyphen, whose code in TCVN3 is the letter ư.
        return "\u00ad"
    return "" if char < " " and char != "\t" else char


def _below(row: _Row) -> list[bool]:
    return [bool(flag & _BELOW and not flag & _BELOW_FIRST) for flag in row.flags]


def _unmerged(row: _Row) -> list[str]:
    """Return a row's cells, those empty that go on with the one before or above."""
    flags = [*row.flags, *[0] * (len(row.cells) - len(row.flags))]
    return [
        "" if flag & _MERGED or (flag & _BELOW and not flag & _BELOW_FIRST) else text
        for text, flag in zip(row.cells, flags, strict=False)
    ]


def _define(row: _Row, raw: bytes) -> None:
    """Read where a row's cells begin and end, and how they are merged (2.9.314)."""
    if not raw:
        return
    count = raw[0]
    row.edges = list(struct.unpack_from(f"<{count + 1}h", raw, 1))
    data = raw[1 + 2 * (count + 1) :]
    row.flags = [int.from_bytes(data[20 * i : 20 * i + 2], "little") for i in range(count)]
