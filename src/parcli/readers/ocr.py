"""Images of pages → text, where tesseract is installed; else the error that says what is needed."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from parcli.errors import ReadError
from parcli.readers import legacy, limits, pdf_columns
from parcli.readers.draft import Draft
from parcli.readers.pdf_lines import Line, Paragraphs, furniture, lines
from parcli.readers.pdf_page import Word
from parcli.readers.source import Source

# Dots per inch at which pages are looked at; what tesseract's models were trained on.
_RESOLUTION = 300
_POINTS = 72
_MAX_OCR_PAGES = 200
_MAX_PIXELS = 60_000_000
_SECONDS_A_PAGE = 120
_LANGUAGE = "vie"
# Words that tesseract itself holds for noise (percent).
_NOISE = 20.0
_WORD_LEVEL = "5"


def read(data: bytes, name: str) -> Source:
    """Return the text of an image of one page.

    Errors: ReadError where the image is broken or text recognition is not installed.
    """
    program = _program(name)
    pillow = limits.engine("PIL.Image", name, "images of pages", "ocr")
    pillow.MAX_IMAGE_PIXELS = _MAX_PIXELS
    try:
        image = pillow.open(io.BytesIO(data))
        image.load()
    except (
        OSError,
        ValueError,
        SyntaxError,
        pillow.DecompressionBombError,
        pillow.DecompressionBombWarning,
    ) as error:
        raise ReadError(f"{name}: is a broken image, or one too large") from error
    return _source([_recognised(program, image, 1, name)], [image.height * _POINTS / _RESOLUTION], name)


def read_pdf(data: bytes, name: str) -> Source:
    """Return the text of a PDF whose pages are images.

    Errors: ReadError "needs OCR" where text recognition is not installed, or there are too many pages.
    """
    program = _program(name)
    from parcli.readers import pdf

    engine = limits.engine("pypdfium2", name, "PDF", "pdf")
    limits.engine("PIL.Image", name, "images of pages", "ocr")
    document = pdf.open_document(engine, data, name)
    try:
        limits.refuse_above(name, len(document), _MAX_OCR_PAGES, "scanned pages")
        found, heights = [], []
        for number in range(1, len(document) + 1):
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(_RESOLUTION / _POINTS, (_MAX_PIXELS / max(1.0, width * height)) ** 0.5)
            found.append(
                _recognised(program, page.render(scale=scale, grayscale=True).to_pil(), number, name)
            )
            heights.append(height)
            page.close()
        return _source(found, heights, name)
    finally:
        document.close()


def _program(name: str) -> str:
    """Return where tesseract is.

    Errors: ReadError where it is not installed, or lacks the Vietnamese model.
    """
    program = shutil.which("tesseract")
    if program is None:
        raise ReadError(
            f"{name}: needs OCR, its pages are images: pip install 'parcli[ocr]' and install tesseract with the model {_LANGUAGE}"
        )
    listed = subprocess.run(
        [program, "--list-langs"], capture_output=True, text=True, timeout=30, check=False
    )
    if _LANGUAGE not in listed.stdout.split():
        raise ReadError(
            f"{name}: needs OCR, and tesseract lacks its Vietnamese model ({_LANGUAGE}); install it"
        )
    return program


def _recognised(program: str, image: Any, number: int, name: str) -> tuple[list[Line], float]:
    """Return the lines of a page and how sure the recognition is of its words, 0 to 100."""
    png = io.BytesIO()
    image.save(png, "PNG")
    try:
        done = subprocess.run(
            [program, "stdin", "stdout", "-l", _LANGUAGE, "--psm", "3", "--dpi", str(_RESOLUTION), "tsv"],
            input=png.getvalue(), capture_output=True, timeout=_SECONDS_A_PAGE, check=True,
            # One thread: pages are many, and other documents are read beside this one.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise ReadError(
            f"{name}: page {number} takes more than {_SECONDS_A_PAGE} seconds to recognise"
        ) from error
    except (subprocess.CalledProcessError, OSError) as error:
        raise ReadError(f"{name}: text recognition failed on page {number}") from error
    words, sure = [], []
    for word, confidence in _table(done.stdout.decode("utf-8", "replace")):
        words.append(word)
        sure += [confidence] * len(word.text)
    return lines(words, number), sum(sure) / len(sure) if sure else 0.0


def _table(tsv: str) -> Iterator[tuple[Word, float]]:
    for row in tsv.splitlines()[1:]:
        fields = row.split("\t")
        if (
            len(fields) < 12
            or fields[0] != _WORD_LEVEL
            or not fields[11].strip()
            or float(fields[10]) < _NOISE
        ):
            continue
        left, top, width, height = (int(value) * _POINTS / _RESOLUTION for value in fields[6:10])
        yield Word(fields[11], left, top, left + width, top + height, max(height, 6.0)), float(fields[10])


def _source(found: list[tuple[list[Line], float]], heights: list[float], name: str) -> Source:
    dropped = furniture([page for page, _ in found], heights)
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


def installed() -> Path | None:
    """Return where tesseract is, None where it is not."""
    found = shutil.which("tesseract")
    return Path(found) if found else None
