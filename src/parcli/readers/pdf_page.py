"""One page of a PDF → its words with their places and fonts, and the lines that are drawn on it.

All calls into the PDF engine for text are here. Places are in points, from the page's upper left as it
is seen.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from parcli.readers import legacy, limits, pdf_rules, pdf_words
from parcli.readers.pdf_rules import Place, Rule
from parcli.readers.pdf_words import Letter, Word

MAX_PAGE_CHARS = 100_000
# What is seen is a hyphen, whether it is called a soft one or the engine marks it as a line's last.
_HYPHENS = frozenset({0x02, 0xAD})
_LARGEST = 20_000.0
# A font may claim any height for its letters (points).
_LARGEST_LETTER = 150.0
# How far letters reach above and below the line that they stand on, as shares of their size.
_ABOVE, _BELOW = 0.75, 0.2


@dataclass(frozen=True, slots=True)
class Page:
    """What is seen on a page."""

    number: int
    width: float
    height: float
    words: list[Word]
    rules: list[Rule]
    images: int


@dataclass(frozen=True, slots=True)
class _Font:
    """What a font's name tells of its letters."""

    encoding: str | None = None
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Look:
    """What the letters of one text object share: font, size in points, whether they stand upright."""

    font: _Font
    size: float
    upright: bool


def load(raw: Any, document: Any, number: int, name: str, mixture: legacy.Mixture) -> Page:
    """Return the page with that number, from 1; `raw` is the engine's module of plain functions.

    Errors: ReadError where it holds absurdly much.
    """
    page = document[number - 1]
    try:
        width, height = page.get_size()
        place = _placer(page.get_rotation(), page.get_cropbox())
        text = page.get_textpage()
        try:
            letters = [
                letter
                for letter in _Letters(raw, text.raw, place).read(name)
                if _is_on(letter, width, height)
            ]
        finally:
            text.close()
        rules, images = pdf_rules.drawn(raw, page.raw, place, name)
        return Page(number, width, height, list(pdf_words.words(letters, mixture)), rules, images)
    finally:
        page.close()


def _placer(rotation: int, box: tuple[float, float, float, float]) -> Place:
    """Return what turns the page's own coordinates into places on the page as it is seen."""
    left, bottom, right, top = box
    return {
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (right - x, y - bottom),
        270: lambda x, y: (top - y, right - x),
    }.get(rotation, lambda x, y: (x - left, top - y))


def _is_on(letter: Letter, width: float, height: float) -> bool:
    """Whether a letter can be seen: what lies beside the page was cut off."""
    return letter.right > 0 and letter.left < width and letter.bottom > 0 and letter.top < height


class _Letters:
    """The letters of one page, in the order in which they were written."""

    def __init__(self, raw: Any, text: Any, place: Place) -> None:
        self._raw, self._text, self._place = raw, text, place
        self._fonts: dict[int, _Font] = {}
        self._looks: dict[int, _Look] = {}

    def read(self, name: str) -> Iterator[Letter]:
        count = self._raw.FPDFText_CountChars(self._text)
        limits.refuse_above(name, count, MAX_PAGE_CHARS, "characters on one page")
        guessed = False
        for index in range(count):
            if self._raw.FPDFText_IsGenerated(self._text, index) == 1:
                guessed = True
                continue
            letter = self._letter(index)
            if letter is not None:
                letter.guessed, guessed = guessed, False
                yield letter

    def _letter(self, index: int) -> Letter | None:
        raw, code = self._raw, self._raw.FPDFText_GetUnicode(self._text, index)
        box = raw.FS_RECTF()
        # The loose box is as wide as the letter's advance, so that gaps between letters are real ones.
        if (
            not 0 < code < 0x110000
            or 0xD800 <= code < 0xE000
            or not raw.FPDFText_GetLooseCharBox(self._text, index, ctypes.byref(box))
        ):
            return None
        if not all(
            math.isfinite(v) and abs(v) < _LARGEST for v in (box.left, box.right, box.bottom, box.top)
        ):
            return None
        look = self._look(index)
        if code in _HYPHENS and look.font.encoding is None:
            code = ord("-")
        (x0, y0), (x1, y1) = self._place(box.left, box.top), self._place(box.right, box.bottom)
        left, right, top, bottom = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        foot = self._foot(index) if look.upright else None
        font = look.font.encoding, look.font.bold
        if foot is None:
            size = min(max(bottom - top, 1.0), _LARGEST_LETTER)
            return Letter(chr(code), left, max(top, bottom - size), right, bottom, bottom, size, *font)
        # Boxes are as high as each font says; lines of several fonts need one measure.
        top, bottom = foot - _ABOVE * look.size, foot + _BELOW * look.size
        return Letter(chr(code), left, top, right, bottom, foot, look.size, *font)

    def _foot(self, index: int) -> float | None:
        """Return the height that a letter stands on."""
        x, y = ctypes.c_double(), ctypes.c_double()
        if not self._raw.FPDFText_GetCharOrigin(self._text, index, ctypes.byref(x), ctypes.byref(y)):
            return None
        foot = self._place(x.value, y.value)[1]
        return foot if math.isfinite(foot) and abs(foot) < _LARGEST else None

    def _look(self, index: int) -> _Look:
        """Return how a letter looks; each text object is asked once."""
        found = self._raw.FPDFText_GetTextObject(self._text, index)
        key = ctypes.addressof(found.contents) if found else 0
        if key not in self._looks:
            self._looks[key] = self._ask(index, found)
        return self._looks[key]

    def _ask(self, index: int, found: Any) -> _Look:
        matrix = self._raw.FS_MATRIX()
        if not self._raw.FPDFText_GetMatrix(self._text, index, ctypes.byref(matrix)):
            return _Look(self._font(found), 0.0, False)
        (x0, y0), (x1, y1) = self._place(0, 0), self._place(matrix.a, matrix.b)
        upright = x1 - x0 > 0 and abs(y1 - y0) < 0.1 * (x1 - x0)
        size = self._raw.FPDFText_GetFontSize(self._text, index) * math.hypot(matrix.c, matrix.d)
        known = math.isfinite(size) and 1.0 <= size <= _LARGEST_LETTER
        return _Look(self._font(found), size, upright and known)

    def _font(self, found: Any) -> _Font:
        """Return a text object's font; fonts are asked for their names once."""
        font = self._raw.FPDFTextObj_GetFont(found) if found else None
        if not font:
            return _Font()
        key = ctypes.addressof(font.contents)
        if key not in self._fonts:
            buffer = ctypes.create_string_buffer(256)
            self._raw.FPDFFont_GetBaseFontName(font, buffer, 256)
            name = buffer.value.decode("utf-8", "replace")
            self._fonts[key] = _Font(legacy.of_font(name), "bold" in name.lower())
        return self._fonts[key]
