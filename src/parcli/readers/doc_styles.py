"""The style sheet and the lists of a Word 97 file.

Source: [MS-DOC] 2.9.271 (STSH), 2.9.147 (LSTF), 2.9.150 (LVLF), 2.9.131 (LFO).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from parcli.readers.doc_file import LIST_OVERRIDES, LISTS, STYLES, DocFile, Properties, properties
from parcli.readers.numbering import Counter, Level

_NO_STYLE = 0x0FFF
_PARAGRAPH_STYLE, _CHARACTER_STYLE = 1, 2
_TITLE = 62
_FORMATS = {0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 22: "decimalZero",
            23: "bullet", 255: "none"}  # fmt: skip
_LEVEL_HEAD = 28


@dataclass(slots=True)
class Style:
    """One style: what it is based on, which heading it is, and its properties."""

    base: int
    heading: int | None
    paragraph: Properties = field(default_factory=dict)
    character: Properties = field(default_factory=dict)


class Styles:
    """The styles of a document, each with what it inherits."""

    def __init__(self, file: DocFile) -> None:
        """Read the style sheet."""
        self._styles: dict[int, Style] = {}
        offset, length = file.structure(STYLES)
        sheet = file.table[offset : offset + length]
        if len(sheet) > 20:
            head = struct.unpack_from("<H", sheet, 0)[0]
            count, base_size = struct.unpack_from("<HH", sheet, 2)
            self.font = struct.unpack_from("<H", sheet, 2 + 12)[0] if head >= 14 else 0
            self._read(sheet, 2 + head, count, base_size)
        else:
            self.font = 0

    def _read(self, sheet: bytes, at: int, count: int, base_size: int) -> None:
        for index in range(count):
            if at + 2 > len(sheet):
                return
            size = struct.unpack_from("<H", sheet, at)[0]
            if size >= base_size:
                self._styles[index] = _style(sheet[at + 2 : at + 2 + size], base_size)
            at += 2 + size + size % 2

    def chain(self, index: int | None) -> Iterator[Style]:
        """Return a style and those that it is based on, the nearest first."""
        seen: set[int] = set()
        while index is not None and index in self._styles and index not in seen:
            seen.add(index)
            yield self._styles[index]
            index = self._styles[index].base


def _style(data: bytes, base_size: int) -> Style:
    identity, kind_and_base, count_and_next = struct.unpack_from("<HHH", data, 0)
    identity &= 0x0FFF
    heading = identity if 1 <= identity <= 9 else 0 if identity == _TITLE else None
    style = Style(kind_and_base >> 4 if kind_and_base >> 4 != _NO_STYLE else -1, heading)
    name_length = struct.unpack_from("<H", data, base_size)[0]
    at, kind = base_size + 2 + 2 * name_length + 2, kind_and_base & 0xF
    for number in range(count_and_next & 0xF):
        if at + 2 > len(data):
            break
        size = struct.unpack_from("<H", data, at)[0]
        raw = data[at + 2 : at + 2 + size]
        if kind == _PARAGRAPH_STYLE and number == 0:
            style.paragraph = dict(properties(raw[2:]))
        elif (
            kind in (_PARAGRAPH_STYLE, _CHARACTER_STYLE) and number == kind == 1
        ) or kind == _CHARACTER_STYLE:
            style.character = dict(properties(raw))
        at += 2 + size + size % 2
    return style


class Lists:
    """The lists of a document, which count as its paragraphs go by."""

    def __init__(self, file: DocFile) -> None:
        """Read the definitions and the lists that use them."""
        self._levels: dict[int, dict[int, Level]] = {}
        self._counters: dict[int, Counter] = {}
        self._uses: list[int] = []
        self._starts: dict[tuple[int, int], int] = {}
        offset, length = file.structure(LISTS)
        if length:
            self._read_definitions(file.table, offset, length)
        offset, length = file.structure(LIST_OVERRIDES)
        if length:
            self._read_uses(file.table, offset, offset + length)

    def label(self, use: int, level: int) -> str:
        """Return what stands before the next paragraph of a list: "1. ", "a) ", "- "; else ""."""
        if not 0 < use <= len(self._uses):
            return ""
        definition = self._uses[use - 1]
        counter = self._counters.setdefault(definition, Counter())
        start = self._starts.pop((use, level), None)
        if start is not None:
            counter.start(level, start)
        return counter.label(self._levels.get(definition, {}), level)

    def _read_definitions(self, table: bytes, offset: int, length: int) -> None:
        count = struct.unpack_from("<H", table, offset)[0]
        heads = [struct.unpack_from("<i", table, offset + 2 + 28 * i)[0] for i in range(count)]
        simple = [table[offset + 2 + 28 * i + 26] & 1 for i in range(count)]
        # The levels follow the definitions, after the length that the table itself states.
        at = offset + length
        for head, is_simple in zip(heads, simple, strict=True):
            levels = {}
            for index in range(1 if is_simple else 9):
                levels[index], at = _level(table, at)
            self._levels[head] = levels

    def _read_uses(self, table: bytes, offset: int, end: int) -> None:
        count = struct.unpack_from("<I", table, offset)[0]
        heads = [(struct.unpack_from("<i", table, at)[0], table[at + 12])
                 for at in range(offset + 4, min(end, offset + 4 + 16 * count), 16)]  # fmt: skip
        self._uses = [head for head, _ in heads]
        at = offset + 4 + 16 * count
        for use, (_, overrides) in enumerate(heads, 1):
            at += 4
            for _number in range(overrides):
                if at + 8 > end:
                    return
                start, flags = struct.unpack_from("<iI", table, at)
                at += 8
                if flags & 0x10:
                    self._starts[use, flags & 0xF] = start
                if flags & 0x20:
                    _, at = _level(table, at)


def _level(table: bytes, at: int) -> tuple[Level, int]:
    start, form, flags = struct.unpack_from("<iBB", table, at)
    follow, characters, paragraphs = table[at + 15], table[at + 24], table[at + 25]
    at += _LEVEL_HEAD + characters + paragraphs
    length = struct.unpack_from("<H", table, at)[0]
    raw = table[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
    # Characters 0 to 8 stand for the number of that level.
    text = "".join(f"%{ord(char) + 1}" if ord(char) < 9 else char for char in raw)
    level = Level(_FORMATS.get(form, "decimal"), text, start, follow != 2, not flags & 0x8, bool(flags & 0x4))
    return level, at + 2 + 2 * length
