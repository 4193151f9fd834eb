"""One page of a PDF → its words with their places and fonts, and the lines that are drawn on it.

All calls into the PDF engine are here. Places are in points, from the page's upper left as it is seen.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from parcli.errors import ReadError
from parcli.readers import legacy, limits

MAX_PAGE_CHARS = 100_000
_MAX_SEGMENTS = 50_000
_MAX_FORM_DEPTH = 4
_TEXT, _PATH, _FORM = 1, 2, 5
_MOVE = 2
# A rule is straight within this many points, and a filled box this thin is a rule.
_STRAIGHT = 1.5
# Two letters further apart than this share of their size are two words.
_WORD_GAP = 0.2
# The same where the engine believes that there is a space, and where there is one: a space that takes
# no room is one that a program put inside a word.
_GUESSED_GAP, _SPACE_GAP = 0.1, 0.04
_GUESSED = ""
# What is seen is a hyphen, whether it is called a soft one or the engine marks it as a line's last.
_HYPHENS = frozenset({0x02, 0xAD})
# A letter that lies on the one before it within this share of their size is printed twice to look bold.
_TWICE = 0.08
_LARGEST = 20_000.0
# A font may claim any height for its letters (points).
_LARGEST_LETTER = 150.0

Place = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a space between them: text, place, and the size of their font."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, across or down: where it lies and how far it reaches."""

    across: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Page:
    """What is seen on a page."""

    number: int
    width: float
    height: float
    words: list[Word]
    rules: list[Rule]
    images: int


@dataclass(slots=True)
class _Letter:
    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    encoding: str | None


def load(raw: Any, document: Any, number: int, name: str, mixture: legacy.Mixture) -> Page:
    """Return the page with that number, from 1; `raw` is the engine's module of plain functions.

    Errors: ReadError where it holds absurdly much.
    """
    page = document[number - 1]
    try:
        width, height = page.get_size()
        left, bottom, right, top = page.get_mediabox()
        place = _placer(page.get_rotation(), (left, bottom, right, top))
        text = page.get_textpage()
        try:
            letters = list(_letters(raw, text.raw, place, name))
        finally:
            text.close()
        rules, images = _drawn(raw, page.raw, place, name)
        return Page(number, width, height, list(_words(letters, mixture)), rules, images)
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


def _letters(raw: Any, text: Any, place: Place, name: str) -> Iterator[_Letter]:
    count = raw.FPDFText_CountChars(text)
    limits.refuse_above(name, count, MAX_PAGE_CHARS, "characters on one page")
    fonts: dict[int, str | None] = {}
    box = raw.FS_RECTF()
    reference = ctypes.byref(box)
    for index in range(count):
        if raw.FPDFText_IsGenerated(text, index) == 1:
            yield _Letter(_GUESSED, 0, 0, 0, 0, 0, None)
            continue
        code = raw.FPDFText_GetUnicode(text, index)
        encoding = _encoding(raw, text, index, fonts)
        if code in _HYPHENS and encoding is None:
            code = ord("-")
        # The loose box is as wide as the letter's advance, so that gaps between letters are real ones.
        if (
            not 0 < code < 0x110000
            or 0xD800 <= code < 0xE000
            or not raw.FPDFText_GetLooseCharBox(text, index, reference)
        ):
            continue
        sides = (box.left, box.right, box.bottom, box.top)
        if not all(math.isfinite(side) and abs(side) < _LARGEST for side in sides):
            continue
        (x0, y0), (x1, y1) = place(box.left, box.top), place(box.right, box.bottom)
        left, right, top, bottom = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        size = min(max(bottom - top, 1.0), _LARGEST_LETTER)
        yield _Letter(chr(code), left, max(top, bottom - size), right, bottom, size, encoding)


def _encoding(raw: Any, text: Any, index: int, fonts: dict[int, str | None]) -> str | None:
    """Return the encoding of a letter's font; fonts are asked for their names once."""
    found = raw.FPDFText_GetTextObject(text, index)
    font = raw.FPDFTextObj_GetFont(found) if found else None
    if not font:
        return None
    key = ctypes.addressof(font.contents)
    if key not in fonts:
        buffer = ctypes.create_string_buffer(256)
        raw.FPDFFont_GetBaseFontName(font, buffer, 256)
        fonts[key] = legacy.of_font(buffer.value.decode("utf-8", "replace"))
    return fonts[key]


def _words(letters: list[_Letter], mixture: legacy.Mixture) -> Iterator[Word]:
    """Return the words: letters that follow each other closely on one line."""
    run: list[_Letter] = []
    widest = _WORD_GAP
    for letter in letters:
        if letter.text == _GUESSED:
            widest = min(widest, _GUESSED_GAP)
            continue
        if letter.text.isspace() or letter.text == "\u200b":
            widest = min(widest, _SPACE_GAP)
            continue
        if run and widest == _WORD_GAP and _same(run[-1], letter):
            continue
        if run and not _touches(run[-1], letter, widest):
            yield _word(run, mixture)
            run = []
        run.append(letter)
        widest = _WORD_GAP
    if run:
        yield _word(run, mixture)


def _same(last: _Letter, letter: _Letter) -> bool:
    near = _TWICE * letter.size
    return (
        last.text == letter.text and abs(last.left - letter.left) < near and abs(last.bottom - letter.bottom) < near
        and letter.right > letter.left
    )  # fmt: skip


def _touches(last: _Letter, letter: _Letter, widest: float) -> bool:
    size = min(last.size, letter.size)
    if min(last.bottom, letter.bottom) - max(last.top, letter.top) < 0.3 * min(last.size, letter.size):
        return False
    # A mark that stands over the letter before it goes back a little.
    return -1.2 * size < letter.left - last.right < widest * size


def _word(run: list[_Letter], mixture: legacy.Mixture) -> Word:
    pieces: list[tuple[str | None, str]] = []
    for letter in run:
        if pieces and pieces[-1][0] == letter.encoding:
            pieces[-1] = (letter.encoding, pieces[-1][1] + letter.text)
        else:
            pieces.append((letter.encoding, letter.text))
    # A long word of an old font may be cut in two runs; marks of VNI need the letter before them.
    text = "".join(mixture.convert(part, encoding) for encoding, part in pieces)
    return Word(
        text, min(item.left for item in run), min(item.top for item in run), max(item.right for item in run),
        max(item.bottom for item in run), max(item.size for item in run),
    )  # fmt: skip


# --- what is drawn ------------------------------------------------------------------------------


def _drawn(raw: Any, page: Any, place: Place, name: str) -> tuple[list[Rule], int]:
    rules: list[Rule] = []
    images = 0
    for count, (found, kind, matrix) in enumerate(_objects(raw, page, _identity(), 0)):
        # Forms may hold each other, and grow without end.
        limits.refuse_above(name, count, _MAX_SEGMENTS, "drawn objects on one page")
        if kind == _PATH:
            rules += _path_rules(raw, found, matrix, place)
            if len(rules) > _MAX_SEGMENTS:
                raise ReadError(f"{name}: a page has more than {_MAX_SEGMENTS} drawn lines")
        elif kind == 3:
            images += 1
    return rules, images


Matrix = tuple[float, float, float, float, float, float]


def _identity() -> Matrix:
    return 1.0, 0.0, 0.0, 1.0, 0.0, 0.0


def _objects(raw: Any, holder: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, int, Matrix]]:
    """Return the objects of a page, and of the forms on it."""
    count, get = (
        (raw.FPDFPage_CountObjects(holder), raw.FPDFPage_GetObject) if depth == 0
        else (raw.FPDFFormObj_CountObjects(holder), raw.FPDFFormObj_GetObject)
    )  # fmt: skip
    for index in range(min(count, _MAX_SEGMENTS)):
        found = get(holder, index)
        kind = raw.FPDFPageObj_GetType(found)
        own = _times(_matrix(raw, found), matrix)
        yield found, kind, own
        if kind == _FORM and depth < _MAX_FORM_DEPTH:
            yield from _objects(raw, found, own, depth + 1)


def _matrix(raw: Any, found: Any) -> Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(found, ctypes.byref(matrix)):
        return _identity()
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _path_rules(raw: Any, path: Any, matrix: Matrix, place: Place) -> Iterator[Rule]:
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    outline: list[list[tuple[float, float]]] = []
    for index in range(min(raw.FPDFPath_CountSegments(path), _MAX_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = place(a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if not all(math.isfinite(v) and abs(v) < _LARGEST for v in point):
            continue
        if raw.FPDFPathSegment_GetType(segment) == _MOVE or not outline:
            outline.append([])
        outline[-1].append(point)
        if raw.FPDFPathSegment_GetClose(segment):
            outline[-1].append(outline[-1][0])
    for points in outline:
        yield from _straight(points)


def _straight(points: list[tuple[float, float]]) -> Iterator[Rule]:
    if not points:
        return
    xs, ys = [x for x, _ in points], [y for _, y in points]
    if max(ys) - min(ys) <= _STRAIGHT or max(xs) - min(xs) <= _STRAIGHT:
        # A thin box is one rule, not four.
        points = [(min(xs), min(ys)), (max(xs), max(ys))]
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(y0 - y1) <= _STRAIGHT < abs(x0 - x1):
            yield Rule(True, (y0 + y1) / 2, min(x0, x1), max(x0, x1))
        elif abs(x0 - x1) <= _STRAIGHT < abs(y0 - y1):
            yield Rule(False, (x0 + x1) / 2, min(y0, y1), max(y0, y1))
