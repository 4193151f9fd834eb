"""What is drawn on a page of a PDF → its straight lines, across and down, and how many images there are.

Source of the kinds of objects and segments: the header fpdf_edit.h of PDFium.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from parcli.errors import ReadError
from parcli.readers import limits

_MAX_SEGMENTS = 50_000
_MAX_FORM_DEPTH = 4
_PATH, _IMAGE, _FORM = 2, 3, 5
_MOVE = 2
# A rule is straight within this many points, and a filled box this thin is a rule.
_STRAIGHT = 1.5
_LARGEST = 20_000.0

Place = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, across or down: where it lies and how far it reaches."""

    across: bool
    at: float
    start: float
    end: float


def drawn(raw: Any, page: Any, place: Place, name: str) -> tuple[list[Rule], int]:
    """Return the rules on a page, and the number of its images.

    Errors: ReadError where there is absurdly much.
    """
    rules: list[Rule] = []
    images = 0
    for count, (found, kind, matrix) in enumerate(_objects(raw, page, _identity(), 0)):
        # Forms may hold each other, and grow without end.
        limits.refuse_above(name, count, _MAX_SEGMENTS, "drawn objects on one page")
        if kind == _PATH:
            rules += _path_rules(raw, found, matrix, place)
            if len(rules) > _MAX_SEGMENTS:
                raise ReadError(f"{name}: a page has more than {_MAX_SEGMENTS} drawn lines")
        elif kind == _IMAGE:
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
