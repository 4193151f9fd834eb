"""PDF: what a page shows is read in the order in which a person reads it, whatever order it was written in."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from parcli import readers

sys.path.insert(0, str(Path(__file__).parent / "formats"))

import hostile

pytest.importorskip("pypdfium2")

Placed = tuple[float, float, str]
HEIGHT = 842.0
WIDTH = 595.0
# Lines of some 80 letters reach from edge to edge of the text.
FULL = "Trong nam nay cac co quan hanh chinh cua tinh tiep tuc thuc hien tot viec gop"


def lines(*pages: list[Placed]) -> list[str]:
    """Return the lines of a PDF whose pages show these texts: left and height (points from the top), words.

    A text that begins with "*" is bold, one that begins with "^" is small, one of "_" is a line across.
    """
    return readers.read_bytes(made(*pages), "plan.pdf").text.splitlines()


def made(*pages: list[Placed]) -> bytes:
    fonts = (
        b"<< /Type /Font /Subtype /Type1 /BaseFont /%s >>" % name
        for name in (b"Helvetica", b"Helvetica-Bold")
    )
    kids = b" ".join(b"%d 0 R" % (5 + 2 * index) for index in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        *fonts,
    ]
    for index, texts in enumerate(pages):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R /Resources << /Font << /F 3 0 R /B 4 0 R >> >> >>"
            % (WIDTH, HEIGHT, 6 + 2 * index),
            hostile.stream(b"\n".join(shown(*text) for text in texts)),
        ]  # fmt: skip
    return hostile.pdf(objects)


def shown(left: float, top: float, text: str) -> bytes:
    foot = HEIGHT - top
    if set(text) == {"_"}:
        return b"%.2f %.2f m %.2f %.2f l S" % (left, foot, left + 10 * len(text), foot)
    escaped = text.lstrip("*^").replace("(", "\\(").replace(")", "\\)").encode("latin-1")
    font, size = b"B" if text.startswith("*") else b"F", 8 if text.startswith("^") else 12
    return b"BT /%s %d Tf %.2f %.2f Td (%s) Tj ET" % (font, size, left, foot, escaped)


def paragraph(top: float, *texts: str) -> list[Placed]:
    """Return lines of text below each other, the first one indented."""
    return [(106 if index == 0 else 70, top + 15 * index, text) for index, text in enumerate(texts)]


def test_letters_of_several_fonts_are_put_into_their_words() -> None:
    # A program that lacks some letters in its first font writes those of the second afterwards.
    page = [
        (100, 100, "T"),
        (112.67, 100, "l "),
        (127, 100, "h"),
        (140.34, 100, "s"),
        (107.33, 100, "*y"),
        (133.67, 100, "*o"),
    ]

    assert lines(page) == ["Tyl hos"]


def test_text_that_is_printed_twice_to_look_bold_is_read_once() -> None:
    assert lines([(100, 100, "KE HOACH"), (100.4, 100, "KE HOACH")]) == ["KE HOACH"]


def test_a_list_number_stays_with_the_words_behind_its_tab() -> None:
    page = [
        (70, 100, "I."), (106, 100, "Muc tieu"),
        (70, 120, "-"), (106, 120, "Dat 95% " + FULL[:59]), (106, 135, "den nam 2030"),
        (70, 155, "-"), (106, 155, "Dat 80%"),
        *paragraph(175, FULL, FULL, "phan."),
    ]  # fmt: skip

    assert lines(page) == [
        "I. Muc tieu",
        f"- Dat 95% {FULL[:59]} den nam 2030",
        "- Dat 80%",
        f"{FULL} {FULL} phan.",
    ]


def test_paragraphs_go_on_over_the_end_of_a_page_without_its_number_and_running_head() -> None:
    first = [*paragraph(80, FULL, FULL), (280, 800, "Trang 1/2")]
    second = [(70, 76, "phan den nam 2030."), *paragraph(100, "Het."), (280, 800, "Trang 2/2")]

    assert lines(first, second) == [f"{FULL} {FULL} phan den nam 2030.", "Het."]


def test_a_bold_line_above_a_paragraph_is_a_heading_of_its_own() -> None:
    page = [(70, 100, "*" + FULL[:73]), (70, 115, FULL), (70, 130, "phan.")]

    assert lines(page)[0] == FULL[:73]


def test_blocks_side_by_side_are_read_one_after_the_other() -> None:
    page = [
        (70, 60, "UY BAN NHAN DAN"), (250, 60, "CONG HOA XA HOI CHU NGHIA VIET NAM"),
        (90, 75, "TINH X"), (290, 75, "Doc lap - Tu do - Hanh phuc"),
        (80, 95, "So: 05/KH-UBND"), (300, 95, "X, ngay 02 thang 12 nam 2025"),
        *paragraph(130, FULL, FULL, "phan."),
    ]  # fmt: skip

    assert lines(page) == [
        "UY BAN NHAN DAN", "TINH X", "So: 05/KH-UBND",
        "CONG HOA XA HOI CHU NGHIA VIET NAM", "Doc lap - Tu do - Hanh phuc", "X, ngay 02 thang 12 nam 2025",
        f"{FULL} {FULL} phan.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("truoc ngay 25/9/202", "5", "truoc ngay 25/9/2025"),
        ("Nghi dinh 52/20", "15/ND-CP", "Nghi dinh 52/2015/ND-CP"),
        ("trong ngay 15/12", "20 xa", "trong ngay 15/12 20 xa"),
        ("giai doan 2026-", "2030", "giai doan 2026-2030"),
    ],
)
def test_digits_that_a_narrow_cell_cut_are_mended(first: str, second: str, whole: str) -> None:
    from parcli.readers.pdf_lines import mended

    assert mended([first, second]) == whole


def test_what_lies_beside_the_page_is_not_read() -> None:
    assert lines([(100, 100, "Ke hoach"), (700, 100, "cut off"), (100, 900, "below")]) == ["Ke hoach"]


def test_footnotes_stand_at_the_end_and_their_numbers_are_no_digits_of_the_text() -> None:
    first = [
        *paragraph(100, FULL, "dat 95%"), (116.2, 111, "^1"), (122, 115, "vao nam 2025; 30 m"), (231.5, 111, "^2"),
        (70, 700, "_" * 14), (70, 715, "^1 Theo Bao cao so 5 cua"), (70, 725, "^tinh."),
    ]  # fmt: skip
    second = paragraph(100, "Het.")

    assert lines(first, second) == [
        f"{FULL} dat 95% vao nam 2025; 30 m2",
        "Het.",
        "[1] Theo Bao cao so 5 cua tinh.",
    ]


def columns(top: float, *cells: str) -> list[Placed]:
    return [(left, top, cell) for left, cell in zip((70, 110, 260, 400), cells, strict=True) if cell]


def test_a_table_without_rules_is_read_by_the_gaps_between_its_columns_over_pages() -> None:
    first = [
        *columns(600, "STT", "Chi tieu", "Muc", "Co quan"),
        *columns(620, "1", "Ty le ho so", "95%", "So Noi vu"), (110, 634, "dung han"),
        *columns(654, "2", "Muc do hai", "90%", "Van phong"), (400, 668, "UBND tinh"),
    ]  # fmt: skip
    second = [
        (110, 60, "long cua dan"),
        *columns(80, "3", "Ho so", "80%", "So Tai chinh"),
        *columns(100, "4", "So lop", "2", "Truong"),
        *columns(120, "5", "So xa", "3", "UBND xa"),
    ]

    assert lines(first, second) == [
        "STT | Chi tieu | Muc | Co quan",
        "1 | Ty le ho so dung han | 95% | So Noi vu",
        "2 | Muc do hai long cua dan | 90% | Van phong UBND tinh",
        "3 | Ho so | 80% | So Tai chinh",
        "4 | So lop | 2 | Truong",
        "5 | So xa | 3 | UBND xa",
    ]


def test_a_row_number_at_the_top_of_a_page_is_no_page_number() -> None:
    pages = [
        [
            text
            for row in range(5)
            for text in columns(
                60 + 20 * row,
                str(5 * page + row),
                "Viec " + "abc"[page],
                "Muc " + "def"[page],
                "Noi " + "ghi"[page],
            )
        ]
        for page in range(3)
    ]

    assert [line.split(" | ")[0] for line in lines(*pages)] == [str(row) for row in range(15)]
