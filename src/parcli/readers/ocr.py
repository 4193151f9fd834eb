"""Images of pages → text, where text recognition is installed; else the error that says what is needed."""

from __future__ import annotations

import importlib
import io
import os
from collections.abc import Iterator
from typing import Any

from parcli.errors import ReadError
from parcli.readers import legacy, limits, pdf_child, pdf_columns
from parcli.readers.draft import Draft
from parcli.readers.pdf_lines import Line, Paragraphs, columns, furniture, line_of
from parcli.readers.pdf_words import Word
from parcli.readers.source import Source

# Dots per inch at which pages are looked at; what tesseract's models were trained on.
_RESOLUTION = 300
_POINTS = 72
_MAX_OCR_PAGES = 200
_MAX_PIXELS = 60_000_000
_SECONDS_A_PAGE = 120
_LANGUAGE, _ORIENTATION = "vie", "osd"
# Scans lie so much higher or lower on each page (points).
_SLIPS = 30.0
# Words that tesseract itself holds for noise (percent).
_NOISE = 20.0
_WORD_LEVEL = "5"

Found = tuple[list[Line], float]


class Recogniser:
    """Tesseract with its Vietnamese model."""

    def __init__(self, name: str) -> None:
        """Find the program.

        Errors: ReadError "needs OCR" where it is not installed, or lacks the Vietnamese model.
        """
        self._name = name
        try:
            self._engine: Any = importlib.import_module("pytesseract")
        except ImportError as error:
            raise ReadError(
                f"{name}: needs OCR, its pages are images: pip install 'parcli[ocr]' and install tesseract"
            ) from error
        try:
            languages = self._engine.get_languages()
        except (self._engine.TesseractNotFoundError, SystemExit) as error:
            raise ReadError(
                f"{name}: needs OCR, its pages are images: install the program tesseract"
            ) from error
        if _LANGUAGE not in languages:
            raise ReadError(f"{name}: needs OCR, and tesseract lacks its Vietnamese model ({_LANGUAGE})")
        # With the model for orientation, pages that lie on their side are turned first.
        self._layout = "--psm 1" if _ORIENTATION in languages else "--psm 3"

    def page(self, image: Any, number: int) -> Found:
        """Return the lines of a page and how sure the recognition is of its words, 0 to 100.

        Errors: ReadError where it fails or takes too long.
        """
        # One thread a page: other documents are read beside this one.
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        try:
            table = self._engine.image_to_data(
                image, lang=_LANGUAGE, config=f"{self._layout} --dpi {_RESOLUTION}", timeout=_SECONDS_A_PAGE
            )
        except self._engine.TesseractError as error:
            raise ReadError(f"{self._name}: text recognition failed on page {number}") from error
        except RuntimeError as error:
            raise ReadError(
                f"{self._name}: page {number} takes more than {_SECONDS_A_PAGE} seconds to recognise"
            ) from error
        lines: dict[tuple[str, ...], list[Word]] = {}
        sure = []
        for key, word, confidence in _words(table):
            lines.setdefault(key, []).append(word)
            sure += [confidence] * len(word.text)
        found = [line_of(part, number) for words in lines.values() for part in columns(words)]
        return found, sum(sure) / len(sure) if sure else 0.0


def read(data: bytes, name: str) -> Source:
    """Return the text of an image of one page.

    Errors: ReadError where the image is broken or text recognition is not installed.
    """
    recogniser = Recogniser(name)
    pillow = limits.engine("PIL.Image", name, "images of pages", "ocr")
    try:
        image = pillow.open(io.BytesIO(data))
        limits.refuse_above(name, image.width * image.height, _MAX_PIXELS, "dots")
        image.load()
    except (OSError, ValueError, SyntaxError, pillow.DecompressionBombError) as error:
        raise ReadError(f"{name}: is a broken image, or one too large") from error
    return _source([recogniser.page(image, 1)], [image.height * _POINTS / _RESOLUTION], name)


def read_pdf(data: bytes, name: str) -> Source:
    """Return the text of a PDF whose pages are images.

    Errors: ReadError "needs OCR" where text recognition is not installed, or there are too many pages.
    """
    recogniser = Recogniser(name)
    document = pdf_child.open_document(limits.engine("pypdfium2", name, "PDF", "pdf"), data, name)
    try:
        limits.refuse_above(name, len(document), _MAX_OCR_PAGES, "scanned pages")
        found, heights = [], []
        for number in range(1, len(document) + 1):
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(_RESOLUTION / _POINTS, (_MAX_PIXELS / max(1.0, width * height)) ** 0.5)
            found.append(recogniser.page(page.render(scale=scale, grayscale=True).to_pil(), number))
            heights.append(height)
            page.close()
        return _source(found, heights, name)
    finally:
        document.close()


def _words(table: str) -> Iterator[tuple[tuple[str, ...], Word, float]]:
    """Return words of tesseract's table: the line that each stands in, its place, and how sure it is."""
    for row in table.splitlines()[1:]:
        fields = row.split("\t")
        if (
            len(fields) < 12
            or fields[0] != _WORD_LEVEL
            or not fields[11].strip()
            or float(fields[10]) < _NOISE
        ):
            continue
        left, top, width, height = (int(value) * _POINTS / _RESOLUTION for value in fields[6:10])
        word = Word(fields[11], left, top, left + width, top + height, max(height, 6.0))
        yield tuple(fields[2:5]), word, float(fields[10])


def _source(found: list[Found], heights: list[float], name: str) -> Source:
    dropped = furniture([page for page, _ in found], heights, _SLIPS)
    pages = [[line for line in page if line not in dropped] for page, _ in found]
    joiner = Paragraphs([line for page in pages for line in page])
    draft, waiting = Draft(name), list[Line]()
    for page in pages:
        for part in pdf_columns.parts(page):
            if isinstance(part, Line):
                waiting.append(part)
                continue
            _flush(draft, joiner, waiting)
            number = draft.table()
            for index, row in enumerate(part, 1):
                draft.row(row, number, index, page[0].page)
    _flush(draft, joiner, waiting)
    return draft.source(legacy.Mixture().name, [round(sure, 1) for _, sure in found])


def _flush(draft: Draft, joiner: Paragraphs, waiting: list[Line]) -> None:
    for text, sure, page in joiner.join(waiting):
        draft.paragraph(text, page=page, whole=sure)
    waiting.clear()
