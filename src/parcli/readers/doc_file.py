"""The streams of a Word 97 file → its pieces of text and the properties of characters and paragraphs.

Source: [MS-DOC], the sections named beside each structure.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from parcli.errors import ReadError
from parcli.readers import limits

# Index of each table in FibRgFcLcb97 (2.5.6).
STYLES, NOTE_TEXT, CHARACTERS, PARAGRAPHS, FONTS, CLX = 1, 3, 12, 13, 15, 33
ANCHORS, END_NOTE_TEXT, BOX_TEXT, LISTS, LIST_OVERRIDES = 40, 47, 56, 73, 74
_PAGE = 512
_ENCRYPTED, _TABLE_ONE = 0x0100, 0x0200
_FIRST_WORD_97 = 0x00C1
# Operand sizes by the top three bits of a property's code (2.6.1); 6 says its own.
_OPERANDS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_DEFINES_TABLE = 0xD608
# Properties that are too long for their page lie in the data stream (2.6.2, sprmPHugePapx).
_ELSEWHERE = (0x6645, 0x6646)
_EIGHT_BIT = 0x40000000
_MAX_PIECES = 100_000

Properties = dict[int, bytes]


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that lie together in the file: their positions in the document and their place."""

    start: int
    end: int
    offset: int
    width: int


class DocFile:
    """A Word 97 file's structures, read from its two streams."""

    def __init__(self, main: bytes, tables: dict[str, bytes], name: str) -> None:
        """Read the file information block and the table of pieces."""
        self.main, self.name = main, name
        magic, version = struct.unpack_from("<HH", main, 0)
        (flags,) = struct.unpack_from("<H", main, 10)
        if magic != 0xA5EC or version < _FIRST_WORD_97:
            raise ReadError(f"{name}: was written by Word of before 1997; save it as DOCX")
        if flags & _ENCRYPTED:
            raise ReadError(f"{name}: is encrypted; save it without a password")
        self.table = tables["1Table" if flags & _TABLE_ONE else "0Table"]
        self._data = tables.get("Data", b"")
        # Lengths of the parts of the text, in characters: body, notes, headers, macros, comments, end notes, boxes.
        self.lengths = struct.unpack_from("<7i", main, 0x4C)
        self.pieces = list(self._pieces())
        self._starts = [piece.start for piece in self.pieces]
        self.fonts = list(self._fonts())

    def structure(self, index: int) -> tuple[int, int]:
        """Return where a structure lies in the table stream: offset and length."""
        count = struct.unpack_from("<H", self.main, 0x98)[0]
        if index >= count:
            return 0, 0
        offset, length = struct.unpack_from("<II", self.main, 0x9A + 8 * index)
        return (offset, length) if offset + length <= len(self.table) else (0, 0)

    def places(self, index: int, size: int) -> tuple[list[int], list[bytes]]:
        """Return a table of positions with `size` bytes of data for each (a PLC, 2.2.2)."""
        offset, length = self.structure(index)
        count = (length - 4) // (4 + size)
        if count <= 0:
            return [], []
        positions = list(struct.unpack_from(f"<{count + 1}I", self.table, offset))
        data = offset + 4 * (count + 1)
        return positions, [self.table[data + i * size : data + (i + 1) * size] for i in range(count)]

    def _pieces(self) -> Iterator[Piece]:
        offset, length = self.structure(CLX)
        end = offset + length
        while offset < end and self.table[offset] == 1:
            offset += 3 + struct.unpack_from("<H", self.table, offset + 1)[0]
        if offset >= end or self.table[offset] != 2:
            raise ReadError(f"{self.name}: has no table of its pieces; it is broken")
        count = (struct.unpack_from("<I", self.table, offset + 1)[0] - 4) // 12
        limits.refuse_above(self.name, count, _MAX_PIECES, "pieces of text")
        positions = struct.unpack_from(f"<{count + 1}I", self.table, offset + 5)
        limits.refuse_above(self.name, positions[-1], limits.MAX_CHARS, "characters")
        for index in range(count):
            (place,) = struct.unpack_from("<I", self.table, offset + 5 + 4 * (count + 1) + 8 * index + 2)
            if positions[index] < positions[index + 1]:
                narrow = bool(place & _EIGHT_BIT)
                at = (place & ~_EIGHT_BIT) // 2 if narrow else place
                yield Piece(positions[index], positions[index + 1], at, 1 if narrow else 2)

    def _fonts(self) -> Iterator[str]:
        offset, length = self.structure(FONTS)
        end, offset = offset + length, offset + 4
        while offset + 40 < end:
            size = self.table[offset] + 1
            name = self.table[offset + 40 : offset + size].decode("utf-16-le", "replace")
            yield name.split("\0")[0]
            offset += size

    def spans(self, start: int, end: int) -> Iterator[Piece]:
        """Return the pieces of the characters `start:end`, cut to them."""
        index = max(0, bisect_right(self._starts, start) - 1)
        for piece in self.pieces[index:]:
            if piece.start >= end:
                return
            first, last = max(start, piece.start), min(end, piece.end)
            if first < last:
                yield Piece(first, last, piece.offset + (first - piece.start) * piece.width, piece.width)

    def properties(self, raw: bytes) -> Properties:
        """Return properties by code, those that lie elsewhere included."""
        found = dict(properties(raw))
        for code in _ELSEWHERE:
            if code in found:
                at = int.from_bytes(found.pop(code)[:4], "little")
                size = int.from_bytes(self._data[at : at + 2], "little")
                found |= dict(properties(self._data[at + 2 : at + 2 + size]))
        return found

    def letters(self, piece: Piece) -> str:
        """Return a piece's characters."""
        raw = self.main[piece.offset : piece.offset + (piece.end - piece.start) * piece.width]
        if piece.width == 2:
            return raw.decode("utf-16-le", "replace")
        return "".join(_WINDOWS[byte] for byte in raw)


# Bytes that Windows-1252 leaves out stand for themselves, so that nothing moves.
_WINDOWS = [bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256)]


class Runs:
    """Properties by place in the file, from the pages of formatted runs (2.9.33, 2.9.175)."""

    def __init__(self, file: DocFile, index: int) -> None:
        """Read all pages of one kind: those of characters, or those of paragraphs."""
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.styles: list[int | None] = []
        self.properties: list[Properties] = []
        known: dict[bytes, Properties] = {}
        self._file = file
        for number in file.places(index, 4)[1]:
            page = file.main[struct.unpack("<I", number)[0] % 2**22 * _PAGE :][:_PAGE]
            if len(page) == _PAGE:
                self._add_page(page, index == PARAGRAPHS, known)
        if sorted(self.starts) != self.starts:
            order = sorted(range(len(self.starts)), key=self.starts.__getitem__)
            self.starts, self.ends = [self.starts[i] for i in order], [self.ends[i] for i in order]
            self.styles, self.properties = (
                [self.styles[i] for i in order],
                [self.properties[i] for i in order],
            )

    def _add_page(self, page: bytes, paragraphs: bool, known: dict[bytes, Properties]) -> None:
        count = page[-1]
        places = struct.unpack_from(f"<{count + 1}I", page, 0)
        for index in range(count):
            at = page[4 * (count + 1) + index * (13 if paragraphs else 1)] * 2
            style, raw = (_paragraph if paragraphs else _character)(page, at)
            if raw not in known:
                known[raw] = self._file.properties(raw)
            self.starts.append(places[index])
            self.ends.append(places[index + 1])
            self.styles.append(style)
            self.properties.append(known[raw])

    def at(self, offset: int) -> int | None:
        """Return the index of the run at a place in the file."""
        index = bisect_right(self.starts, offset) - 1
        return index if index >= 0 and offset < self.ends[index] else None


def _character(page: bytes, at: int) -> tuple[int | None, bytes]:
    return None, page[at + 1 : at + 1 + page[at]] if at else b""


def _paragraph(page: bytes, at: int) -> tuple[int | None, bytes]:
    if not at:
        return 0, b""
    size = page[at]
    start, length = (at + 1, 2 * size - 1) if size else (at + 2, 2 * page[at + 1])
    return int.from_bytes(page[start : start + 2], "little"), page[start + 2 : start + length]


def properties(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Return codes and operands of a list of properties (2.6); it ends where it is broken."""
    at = 0
    while at + 2 < len(raw):
        (code,) = struct.unpack_from("<H", raw, at)
        at += 2
        size = _OPERANDS.get(code >> 13)
        if size is None:
            if code == _DEFINES_TABLE:
                size = int.from_bytes(raw[at : at + 2], "little") - 1
                at += 2
            else:
                size = raw[at]
                at += 1
        yield code, raw[at : at + size]
        at += max(0, size)
