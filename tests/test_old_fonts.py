"""Real files in the fonts of before Unicode: lines typed from their pages are read letter for letter."""

from __future__ import annotations

import functools
import importlib.util
import unicodedata
from pathlib import Path

import pytest
import regex

import parcli
from parcli import readers

REAL = Path(__file__).parent / "formats" / "real"
TYPED = Path(__file__).parent / "data" / "old_fonts"
# The encoding of each file, and the engine that reads its format.
FILES = {
    # Two of its words are in a VNI font.
    "an-giang-2005-decision.tcvn3.doc": ("tcvn3+vni", "olefile"),
    "ca-mau-2006-regulation.vni.doc": ("vni", "olefile"),
    # One of its letters is in a font of Unicode.
    "ministry-2007-report.tcvn3.pdf": ("tcvn3+unicode", "pypdfium2"),
    "plan-2003-table.tcvn3.xls": ("tcvn3", "xlrd"),
}
LINES_OF_EACH = 40
# The sheet groups thousands, the reader does not: "1,500" and "1.500" are read apart in two languages.
GROUPED = regex.compile(r"(?<=\d),(?=\d{3}\b)")


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def cells(row: str) -> list[str]:
    """Return the cells of a row, without the empty ones at its end."""
    found = [plain(cell) for cell in row.split("|")]
    while found and not found[-1]:
        found.pop()
    return found


@functools.cache
def typed(name: str) -> list[str]:
    path = (TYPED / name).with_suffix(".txt")
    return path.read_text(encoding="utf-8").splitlines()


@functools.cache
def places(name: str) -> list[int | None]:
    """Return where the text of a file has each typed line, after the line before; None where it has not."""
    text = readers.read(REAL / name).text
    return in_rows(name, text) if name.endswith(".xls") else in_prose(name, text)


def in_prose(name: str, text: str) -> list[int | None]:
    found: list[int | None] = []
    whole, after = f" {plain(text)} ", 0
    for line in typed(name):
        wanted = f" {plain(line)} "
        place = whole.find(wanted, after)
        found.append(None if place < 0 else place)
        # The space behind a line is also the one before the next.
        after = after if place < 0 else place + len(wanted) - 1
    return found


def in_rows(name: str, text: str) -> list[int | None]:
    found: list[int | None] = []
    rows, after = [cells(row) for row in text.splitlines()], 0
    for line in typed(name):
        wanted = cells(GROUPED.sub("", line))
        place = next((index for index in range(after, len(rows)) if rows[index] == wanted), None)
        found.append(place)
        after = after if place is None else place + 1
    return found


def skip_without_engine(name: str) -> None:
    engine = FILES[name][1]
    if importlib.util.find_spec(engine) is None:
        pytest.skip(f"{engine} is not installed")


@pytest.mark.parametrize(
    ("name", "number"),
    [
        pytest.param(name, number, id=f"{name}-line-{number}")
        for name in FILES
        for number in range(1, LINES_OF_EACH + 1)
    ],
)
def test_a_typed_line_is_read_letter_for_letter_and_in_order(name: str, number: int) -> None:
    skip_without_engine(name)
    assert places(name)[number - 1] is not None, f"not read, or not in order: {typed(name)[number - 1]}"


@pytest.mark.parametrize("name", FILES)
def test_the_lines_typed_of_a_file_are_all_compared(name: str) -> None:
    lines = typed(name)
    assert len(lines) == LINES_OF_EACH
    assert all(line.strip() and line == unicodedata.normalize("NFC", line) for line in lines)


@pytest.mark.parametrize("name", FILES)
def test_the_record_of_a_document_names_its_encoding(name: str) -> None:
    skip_without_engine(name)
    assert parcli.extract(REAL / name).document.encoding == FILES[name][0]
