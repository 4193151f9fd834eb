"""Reading: every kind of file gives the text of the plan in it, and nothing that a file does goes further."""

from __future__ import annotations

import importlib
import io
import os
import quopri
import resource
import socket
import subprocess
import sys
import types
import unicodedata
from pathlib import Path

import pytest

import parcli
from parcli import pipeline, readers, rulebook
from parcli.errors import ReadError
from parcli.readers import bundle, legacy, limits, plain, sheet

FORMATS = Path(__file__).parent / "formats"
SAMPLE = Path(__file__).parents[1] / "samples" / "lam-dong-2026-1"
sys.path.insert(0, str(FORMATS))

import hostile  # noqa: E402  (a script beside the tests, not a package)
import make_legacy  # noqa: E402

PLAN = (
    "KẾ HOẠCH\nCải cách hành chính năm 2025\n"
    "Phấn đấu tỷ lệ hồ sơ đúng hạn đạt trên 95%; mức độ hài lòng đạt từ 90% trở lên.\n"
    "Giao Sở Nội vụ chủ trì, phối hợp với các sở, ban, ngành thực hiện trước ngày 15/12/2025.\n"
)


def read(data: bytes, name: str = "plan") -> readers.Source:
    return readers.read_bytes(data, name)


def text_of(data: bytes) -> str:
    return read(data).text


def old_codes(text: str, encoding: str) -> str:
    """Return `text` in the codes of an old font, as Latin letters."""
    codes: dict[str, str] = {}
    for code, letter in legacy.TABLES[encoding].items():
        codes.setdefault(letter, code)
    return "".join(codes.get(letter, letter) for letter in text)


def windows_1258(text: str) -> bytes:
    """Return `text` in Windows-1258, in which tone marks follow their letters."""
    found = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
        found.append((base + tones).encode("cp1258"))
    return b"".join(found)


# --- text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (PLAN.encode(), "utf-8"),
        (PLAN.encode("utf-8-sig"), "utf-8"),
        (PLAN.replace("\n", "\r\n").encode(), "utf-8"),
        (unicodedata.normalize("NFD", PLAN).encode(), "utf-8-nfd"),
        (PLAN.encode("utf-16"), "utf-16"),
        (PLAN.encode("utf-16-le"), "utf-16-le"),
        (PLAN.encode("utf-16-be"), "utf-16-be"),
        (windows_1258(PLAN), "windows-1258"),
        (old_codes(PLAN, "vni").encode("cp1252"), "vni"),
        (old_codes(PLAN, "viscii").encode("latin-1"), "viscii"),
        (old_codes(PLAN, "vni").encode(), "utf-8+vni"),
    ],
)
def test_text_comes_out_the_same_whatever_it_was_written_in(data: bytes, encoding: str) -> None:
    source = read(data)

    assert (source.text, source.encoding) == (PLAN, encoding)


def test_tcvn3_has_no_capitals_with_tone_marks_of_its_own() -> None:
    source = read(old_codes(PLAN.lower(), "tcvn3").encode("cp1252"))

    assert (source.text, source.encoding) == (PLAN.lower(), "tcvn3")


def test_lines_of_several_encodings_are_each_converted() -> None:
    first, second = "Tỷ lệ hồ sơ đúng hạn đạt 95% năm 2025\n", "mức độ hài lòng của người dân đạt 90%\n"

    source = read(first.encode() + old_codes(second, "tcvn3").encode("cp1252"))

    assert source.text == first + second
    assert source.encoding == "utf-8+tcvn3"


@pytest.mark.parametrize(
    "corpus", sorted(SAMPLE.parent.glob("*/plan.txt")), ids=lambda path: path.parent.name
)
def test_unicode_text_is_never_taken_for_old_codes(corpus: Path) -> None:
    source = readers.read(corpus)

    assert source.encoding == "utf-8"
    assert source.text == unicodedata.normalize("NFC", corpus.read_text(encoding="utf-8"))


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03 abc", b"\x7fELF\x02\x01\x01", b"abc\x08def"])
def test_what_is_no_text_is_called_binary(data: bytes) -> None:
    with pytest.raises(ReadError, match="plan: is binary, not a text"):
        read(data)


def test_bytes_of_no_encoding_name_the_first_that_is_wrong() -> None:
    with pytest.raises(ReadError, match="is not utf-8 at byte 3"):
        read(b"abc\xff\xfe\xff\xfe")


@pytest.mark.parametrize(
    ("font", "codes", "letters"),
    [
        (".VnTime", "Uû ban nh©n d©n", "Uỷ ban nhân dân"),
        (".VnTimeH", "quyÕt ®Þnh", "QUYẾT ĐỊNH"),
        ("ABCDEF+.VnTimeH,Bold", "n­íc", "NƯỚC"),
        (".VnTime", "nh\u2212 vËy", "như vậy"),
        ("VNI-Times", "Tyû leä hoaøn thaønh", "Tỷ lệ hoàn thành"),
        ("VNI-Times", "ÑOÄC LAÄP - TÖÏ DO", "ĐỘC LẬP - TỰ DO"),
        (".VnTime", "đã gõ Unicode", "đã gõ Unicode"),
        ("Times New Roman", "Công ty ABC® à", "Công ty ABC® à"),
    ],
)
def test_the_font_tells_what_its_codes_mean(font: str, codes: str, letters: str) -> None:
    assert legacy.convert(codes, legacy.of_font(font)) == letters


# --- Word ---------------------------------------------------------------------------------------


def numbered(text: str, level: int = 0, number: int = 1) -> str:
    marks = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
    return f"<w:p>{marks}<w:r><w:t>{text}</w:t></w:r></w:p>"


def numbering(*levels: tuple[str, str]) -> dict[str, str | bytes]:
    inner = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    return {
        "word/numbering.xml": f'<w:numbering xmlns:w="{hostile.W}"><w:abstractNum w:abstractNumId="7">{inner}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    }


def cell(content: str, properties: str = "") -> str:
    inner = content if content.startswith("<w:") else hostile.paragraph(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def test_automatic_numbers_stand_at_the_beginning_of_the_line() -> None:
    levels = (
        ("upperRoman", "%1."),
        ("decimal", "%2."),
        ("lowerLetter", "%3)"),
        ("bullet", "-"),
        ("decimal", "%1.%2"),
    )
    body = (
        numbered("Mục tiêu") + numbered("Chung", 1) + numbered("Cụ thể", 1) + numbered("Đạt 80%", 2) + numbered("Đạt 90%", 2)
        + numbered("Hằng năm", 3) + numbered("Giải pháp") + numbered("Chung", 1)
    )  # fmt: skip

    assert text_of(hostile.docx(body, more=numbering(*levels))).splitlines() == [
        "I. Mục tiêu", "1. Chung", "2. Cụ thể", "a) Đạt 80%", "b) Đạt 90%", "- Hằng năm", "II. Giải pháp", "1. Chung",
    ]  # fmt: skip


def test_tracked_changes_are_taken_as_accepted() -> None:
    body = (
        "<w:p><w:r><w:t>Đạt </w:t></w:r><w:del><w:r><w:delText>70%</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>80%</w:t></w:r></w:ins><w:moveFrom><w:r><w:t> cũ</w:t></w:r></w:moveFrom></w:p>"
        '<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>Trước ngày </w:t></w:r></w:p>'
        + hostile.paragraph("15/12/2025")
    )

    assert text_of(hostile.docx(body)) == "Đạt 80%\nTrước ngày 15/12/2025\n"


def test_merged_cells_keep_the_columns_in_line() -> None:
    body = table(
        cell("STT") + cell("Nhiệm vụ") + cell("Chủ trì") + cell("Phối hợp"),
        cell("1", '<w:vMerge w:val="restart"/>')
        + cell("Kiểm tra")
        + cell("Sở Nội vụ", '<w:gridSpan w:val="2"/>'),
        cell("", "<w:vMerge/>")
        + cell(hostile.paragraph("Tự") + hostile.paragraph("kiểm tra"))
        + cell("")
        + cell("Các sở"),
    )

    assert text_of(hostile.docx(body)).splitlines() == [
        "STT | Nhiệm vụ | Chủ trì | Phối hợp",
        "1 | Kiểm tra | Sở Nội vụ | ",
        " | Tự kiểm tra |  | Các sở",
    ]


def test_a_cell_over_several_rows_says_who_and_when_for_all_of_them() -> None:
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = hostile.paragraph(PLAN.splitlines()[2]) + table(
        cell("STT") + cell("Nhiệm vụ") + cell("Cơ quan chủ trì") + cell("Thời gian"),
        cell("1")
        + cell("Tối thiểu 80% hồ sơ được nộp trực tuyến")
        + cell("Sở Nội vụ", down)
        + cell("Quý I/2025", down),
        cell("2") + cell("Tối thiểu 85% hồ sơ được giải quyết đúng hạn") + cell("", on) + cell("", on),
        cell("3") + cell("Tối thiểu 70% người dân hài lòng") + cell("Sở Tài chính") + cell("", on),
    )

    source = read(hostile.docx(body))
    targets = pipeline.extract_source(source, rulebook.load()).targets[-3:]

    assert [(int(t.measure.value or 0), t.agencies[0].id, str(t.deadline and t.deadline.end)) for t in targets] == [
        (80, "so-noi-vu", "2025-03-31"), (85, "so-noi-vu", "2025-03-31"), (70, "so-tai-chinh", "2025-03-31"),
    ]  # fmt: skip


def test_a_letterhead_is_read_cell_by_cell_and_line_by_line() -> None:
    left = "".join(map(hostile.paragraph, ("ỦY BAN NHÂN DÂN", "TỈNH HẢI DƯƠNG", "Số: 06/KH-UBND")))
    right = "".join(
        map(hostile.paragraph, ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Hải Dương, ngày 15 tháng 11 năm 2024"))
    )
    body = (
        table(cell(left) + cell(right))
        + hostile.paragraph("KẾ HOẠCH")
        + hostile.paragraph(PLAN.splitlines()[1])
        + hostile.paragraph(PLAN.splitlines()[2])
    )

    source = read(hostile.docx(body))

    assert source.text.splitlines()[:4] == [
        "ỦY BAN NHÂN DÂN",
        "TỈNH HẢI DƯƠNG",
        "Số: 06/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ]
    document = pipeline.extract_source(source, rulebook.load()).document
    assert (document.type, document.number, document.province) == ("plan", "06/KH-UBND", "hai-duong")
    assert str(document.issued_on) == "2024-11-15"


def test_a_table_within_a_cell_is_part_of_the_cell() -> None:
    inner = table(cell("trong") + cell("bảng"))
    body = table(cell("1") + cell(hostile.paragraph("Chữ") + inner + hostile.paragraph("sau")))

    assert text_of(hostile.docx(body)) == "1 | Chữ trong bảng sau\n"


def test_a_rows_hint_names_table_and_row() -> None:
    source = read(
        hostile.docx(hostile.paragraph("Trước") + table(cell("a") + cell("b"), cell("c") + cell("d")))
    )

    assert [(source.text[h.start : h.end], h.table, h.row) for h in source.hints] == [
        ("Trước", None, None), ("a | b", 1, 1), ("c | d", 1, 2),
    ]  # fmt: skip


def test_text_boxes_fields_and_notes_are_read_and_hidden_text_is_not() -> None:
    box = "<w:txbxContent>" + hostile.paragraph("DỰ THẢO") + "</w:txbxContent>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    both = f'<mc:AlternateContent xmlns:mc="{mc}"><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>'
    field = "".join(f"<w:r>{part}</w:r>" for part in (
        '<w:fldChar w:fldCharType="begin"/>', "<w:instrText>HYPERLINK x</w:instrText>", '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>Cổng dịch vụ công</w:t>", '<w:fldChar w:fldCharType="end"/>',
    ))  # fmt: skip
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>"
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = f'<w:footnotes xmlns:w="{hostile.W}"><w:footnote w:id="2">{hostile.paragraph("Theo báo cáo.")}</w:footnote></w:footnotes>'

    data = hostile.docx(
        f"<w:p><w:r>{both}</w:r>{field}{hidden}{note}</w:p>", more={"word/footnotes.xml": notes}
    )

    assert text_of(data) == "Cổng dịch vụ công\nDỰ THẢO\n[1] Theo báo cáo.\n"


def test_headings_come_from_styles_and_capitals_are_what_the_page_shows() -> None:
    styles = (
        f'<w:styles xmlns:w="{hostile.W}"><w:style w:type="paragraph" w:styleId="A"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/><w:rPr><w:caps/></w:rPr></w:style></w:styles>'
    )
    body = (
        '<w:p><w:pPr><w:pStyle w:val="B"/></w:pPr><w:r><w:t>Mục tiêu</w:t></w:r></w:p>'
        + hostile.paragraph("Đạt 80%.")
    )

    source = read(hostile.docx(body, more={"word/styles.xml": styles}))

    assert source.text == "MỤC TIÊU\nĐạt 80%.\n"
    assert [hint.level for hint in source.hints] == [2, None]


def test_runs_in_old_fonts_are_converted_font_by_font() -> None:
    def run(font: str, codes: str) -> str:
        return (
            f'<w:r><w:rPr><w:rFonts w:ascii="{font}"/></w:rPr><w:t xml:space="preserve">{codes}</w:t></w:r>'
        )

    body = f"<w:p>{run('.VnTime', 'T¨ng 12% n¨m 2004, ')}{run('Arial', 'so với ')}{run('VNI-Times', 'naêm tröôùc')}</w:p>"

    source = read(hostile.docx(body))

    assert (source.text, source.encoding) == ("Tăng 12% năm 2004, so với năm trước\n", "vni+tcvn3+utf-8")


@pytest.mark.parametrize("kind", ["doc", "rtf"])
def test_old_fonts_of_office_files_are_read(kind: str) -> None:
    pytest.importorskip("olefile")

    source = readers.read(FORMATS / f"legacy.{kind}")

    assert (source.text, source.encoding) == (make_legacy.TEXT, "tcvn3+vni+unicode")


# --- spreadsheets -------------------------------------------------------------------------------


def test_cells_in_old_fonts_are_read() -> None:
    pytest.importorskip("xlrd")

    lines = readers.read(FORMATS / "legacy.xls").text.splitlines()

    assert lines == [*make_legacy.TEXT.splitlines()[:3], "Tăng 12%"]


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (33.74668725, "#,##0.0", "33.7"),
        (7, "0.0", "7.0"),
        (97.5, "0", "98"),
        (0.805, "0.0%", "80.5%"),
        (1500, "#,##0", "1500"),
        (-12.5, "0.0;(0.0)", "(12.5)"),
        (484.492, "General", "484,492"),
        (1.25, '0.0#" tỷ"', "1.25 tỷ"),
        (2000000, "#,##0,", "2000"),
        (33.746687251846, "General", "33.74668725"),
    ],
)
def test_a_number_has_the_digits_that_its_cell_shows(value: float, code: str, shown: str) -> None:
    assert sheet.number(value, code) == shown


def test_a_title_above_a_table_is_a_paragraph() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (
        ["CHỈ TIÊU NĂM 2025"],
        ["STT", "Chỉ tiêu", "Mức"],
        [1, "Hồ sơ\nđúng hạn", 0.95],
        [None, "Trực tuyến", None],
        [2, "Hài lòng", "≥ 90%"],
        ["Ghi chú: Mức tính đến ngày 31/12."],
    ):
        book.active.append(row)
    book.active["C3"].number_format = "0%"
    target = io.BytesIO()
    book.save(target)

    assert text_of(target.getvalue()).splitlines() == [
        "CHỈ TIÊU NĂM 2025", "STT | Chỉ tiêu | Mức", "1 | Hồ sơ đúng hạn | 95%", " | Trực tuyến | ",
        "2 | Hài lòng | ≥ 90%", "Ghi chú: Mức tính đến ngày 31/12.",
    ]  # fmt: skip


# --- web pages ----------------------------------------------------------------------------------

PAGE = """<html><body>
<div class="main-menu"><ul><li><a href="/">Trang chủ</a></li><li><a href="/a">Đạt 10%</a></li></ul></div>
<div id="left"><h4>Liên kết</h4><p>Lượt truy cập: 1.234.567</p></div>
<div id="content"><h1>Kế hoạch năm 2025</h1>
<p>Phấn đấu tối thiểu 80%&nbsp;thủ tục h&agrave;nh ch&iacute;nh được cung cấp trực tuyến trong năm 2025 theo Kế hoạch của tỉnh.
<p>Mức độ hài lòng &ge; 95%, tỷ lệ thanh toán trực tuyến đạt từ 60% trở lên, hồ sơ đúng hạn đạt trên 98%.
<table><tr><th>STT<th>Chỉ tiêu<th>Mức<tr><td rowspan=2>1<td>Đúng<br>hạn<td>95%<tr><td colspan=2>Trước hạn</table>
<ol type=a><li>Sở Nội vụ chủ trì.<li>Sở Tài chính phối hợp.</ol>
<div class="tin-lien-quan"><a href="/1">Tỉnh khác đạt 99%</a></div></div>
<div id="footer">Bản quyền 2025</div></body></html>"""


def test_the_main_content_of_a_page_is_read_without_what_is_around_it() -> None:
    assert text_of(PAGE.encode()).splitlines() == [
        "Kế hoạch năm 2025",
        "Phấn đấu tối thiểu 80%\u00a0thủ tục hành chính được cung cấp trực tuyến trong năm 2025 theo Kế hoạch của tỉnh.",
        "Mức độ hài lòng ≥ 95%, tỷ lệ thanh toán trực tuyến đạt từ 60% trở lên, hồ sơ đúng hạn đạt trên 98%.",
        "STT | Chỉ tiêu | Mức",
        "1 | Đúng hạn | 95%",
        " | Trước hạn | ",
        "a. Sở Nội vụ chủ trì.",
        "b. Sở Tài chính phối hợp.",
    ]


ARTICLE = "<h1>Kế hoạch năm 2025</h1><p>Phấn đấu hồ sơ đúng hạn đạt trên 95%.</p>"
TEASERS = "".join(
    f'<div><h3><a href="/{i}">Tỉnh họp thường kỳ lần thứ {i}</a></h3><p>Phấn đấu đạt 77%...</p></div>'
    for i in (1, 2)
)


@pytest.mark.parametrize(
    "page",
    [
        f'<div class="site has-sidebar right-sidebar"><main>{ARTICLE}</main><div class="sidebar"><p>Đọc nhiều: đạt 99%</p></div></div>',
        f'<div class="elementor-widget elementor-widget-post-content">{ARTICLE}</div><div class="widget widget_posts"><p>đạt 99%</p></div>',
        f"<div>{ARTICLE}</div><div>{TEASERS}</div>",
        f'<div id="menu-content">{ARTICLE}</div><div class="menu"><p>Trang chủ</p></div>',
        f'<div><a href="/a">Đăng nhập</a> | <a href="/b">Đăng ký</a></div><div>{ARTICLE}</div><div class="support"><p>Trả lời trong 24 giờ.</p></div>',
    ],
    ids=["named after what is beside", "page builder", "teasers", "named menu", "log in and help"],
)  # fmt: skip
def test_what_designers_call_a_block_does_not_decide_alone(page: str) -> None:
    assert text_of(f"<html><body>{page}</body></html>".encode()).splitlines() == [
        "Kế hoạch năm 2025", "Phấn đấu hồ sơ đúng hạn đạt trên 95%.",
    ]  # fmt: skip


def test_a_page_saved_with_its_pictures_is_read() -> None:
    page = quopri.encodestring(f"<html><body>{ARTICLE}</body></html>".encode())
    data = (
        b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n"
        b"--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + page.replace(b"\n", b"\r\n")
        + b"\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: a.png\r\n\r\niVBORw0KGgo=\r\n--b--\r\n"
    )  # fmt: skip

    assert text_of(data).startswith("Kế hoạch năm 2025\n")


def test_a_sheets_cell_over_several_rows_holds_for_all_of_them() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["Kế hoạch cải cách hành chính năm 2025"], ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"],
                [1, "Tối thiểu 80% hồ sơ nộp trực tuyến", "Sở Nội vụ", "Quý I/2025"],
                [2, "Tối thiểu 85% hồ sơ đúng hạn"]):  # fmt: skip
        book.active.append(row)
    book.active.merge_cells("C3:C4")
    book.active.merge_cells("D3:D4")
    target = io.BytesIO()
    book.save(target)

    targets = pipeline.extract_source(read(target.getvalue()), rulebook.load()).targets

    assert [(int(t.measure.value or 0), t.agencies[0].id, str(t.deadline and t.deadline.end)) for t in targets] == [
        (80, "so-noi-vu", "2025-03-31"), (85, "so-noi-vu", "2025-03-31"),
    ]  # fmt: skip


def test_footnotes_of_a_saved_page_are_read_apart() -> None:
    page = (
        '<html><body><p>Đạt 95%<a href="#_ftn1" name="_ftnref1"><span>[1]</span></a> năm 2025<a href="#n2"><sup>2</sup></a>.'
        '<p>Xem <a href="#muc">mục 2</a>.<div id=ftn1><p><a href="#_ftnref1">[1]</a> Theo báo cáo.</div></body></html>'
    )

    assert text_of(page.encode()).splitlines() == ["Đạt 95% năm 2025.", "Xem mục 2.", "[1] Theo báo cáo."]


def test_what_a_footnote_says_is_no_target() -> None:
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = f'<w:footnotes xmlns:w="{hostile.W}"><w:footnote w:id="2">{hostile.paragraph("Đến năm 2024 đạt tối thiểu 70%.")}</w:footnote></w:footnotes>'
    body = f"<w:p><w:r><w:t>Đến năm 2025 tỷ lệ hồ sơ đúng hạn đạt tối thiểu 95%.</w:t></w:r>{note}</w:p>"

    source = read(hostile.docx(body, more={"word/footnotes.xml": notes}))

    assert source.text.endswith("[1] Đến năm 2024 đạt tối thiểu 70%.\n")
    assert [
        int(target.measure.value or 0) for target in pipeline.extract_source(source, rulebook.load()).targets
    ] == [95]


def test_a_page_in_an_old_font_is_converted() -> None:
    codes = "B¸o c¸o kÕt qu¶ n¨m 2004".encode("cp1252")

    source = read(b'<html><body><font face=".VnTime"><p>' + codes + b"</p></font></body></html>")

    assert (source.text, source.encoding) == ("Báo cáo kết quả năm 2004\n", "tcvn3")


def test_a_page_says_its_own_encoding() -> None:
    page = "<html><head><meta charset=windows-1258></head><body><p>Kế hoạch năm 2025</p></body></html>"

    source = read(windows_1258(page))

    assert (source.text, source.encoding) == ("Kế hoạch năm 2025\n", "windows-1258")


# --- all formats --------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    return text.replace("|", " ").split()


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


ENGINES = {
    "docx": "re",
    "html": "re",
    "odt": "re",
    "rtf": "re",
    "pdf": "pypdfium2",
    "doc": "olefile",
    "xlsx": "openpyxl",
    "xls": "xlrd",
}


@pytest.mark.parametrize("kind", ENGINES)
def test_a_sample_has_the_same_words_in_every_format(kind: str) -> None:
    pytest.importorskip(ENGINES[kind])

    source = readers.read(SAMPLE / f"plan.{kind}")

    assert words(source.text) == words(readers.read(SAMPLE / "plan.txt").text)
    assert unicodedata.is_normalized("NFC", source.text)


@pytest.mark.parametrize("kind", ENGINES)
def test_a_sample_has_the_same_paragraphs_and_rows_in_every_format(kind: str) -> None:
    pytest.importorskip(ENGINES[kind])

    wanted = lines(readers.read(SAMPLE / "plan.txt").text)
    found = lines(readers.read(SAMPLE / f"plan.{kind}").text)

    # Two cells side by side that are no table (letterhead, signature) are lines of their own in some formats.
    layout = [line for line in wanted if line.count(" | ") == 1]
    assert [line for line in wanted if line not in layout] == [
        line for line in found if line in wanted and line not in layout
    ]


@pytest.mark.parametrize("sample", ["lam-dong-2026-1", "chinh-phu-2025-1"])
@pytest.mark.parametrize("kind", ENGINES)
def test_a_sample_has_the_same_targets_in_every_format(kind: str, sample: str) -> None:
    pytest.importorskip(ENGINES[kind])
    folder = SAMPLE.parent / sample

    assert commitments(folder / f"plan.{kind}") == commitments(folder / "plan.txt")


def commitments(path: Path) -> list[tuple[object, ...]]:
    """Return what each target of a document says, without where it stands."""
    return [
        (
            *(
                target.measure.kind,
                target.measure.operator,
                target.measure.value,
                target.measure.upper,
                target.measure.unit,
            ),
            target.indicator,
            target.deadline and (target.deadline.kind, target.deadline.start, target.deadline.end),
            [(agency.id, agency.role) for agency in target.agencies],
        )
        for target in parcli.extract(path).targets
    ]


@pytest.mark.parametrize("kind", ENGINES)
def test_hints_lie_on_the_lines_that_they_speak_of(kind: str) -> None:
    pytest.importorskip(ENGINES[kind])

    source = readers.read(SAMPLE / f"plan.{kind}")

    starts = {0, *(at + 1 for at, char in enumerate(source.text) if char == "\n")}
    assert source.hints and {hint.start for hint in source.hints} <= starts
    assert all(source.text[hint.end] == "\n" for hint in source.hints)


def test_a_pdf_tells_pages_and_drops_their_numbers() -> None:
    pytest.importorskip("pypdfium2")

    source = readers.read(SAMPLE / "plan.pdf")

    assert [hint.page for hint in source.hints] == sorted(hint.page or 0 for hint in source.hints)
    assert source.hints[-1].page and source.hints[-1].page > 1
    assert not [line for line in source.text.splitlines() if line.strip().isdigit()]


# --- bundles ------------------------------------------------------------------------------------


def test_a_zip_with_one_document_is_that_document() -> None:
    assert read(hostile.zipped({"a/plan.txt": PLAN}), "x.zip").text == PLAN


def test_a_zip_of_several_says_what_it_holds() -> None:
    data = hostile.zipped({"1.txt": PLAN, "2.docx": hostile.docx(hostile.paragraph("x"))})

    with pytest.raises(ReadError, match=r"x.zip: holds 2 documents \(1.txt, 2.docx\)"):
        read(data, "x.zip")
    assert [name for name, _ in bundle.documents(data, "x.zip")] == ["x.zip/1.txt", "x.zip/2.docx"]


def test_a_saved_message_is_its_body_or_its_attachment() -> None:
    head = b"From: a@example.invalid\nMIME-Version: 1.0\n"
    body = (
        head + b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + PLAN.encode()
    )

    assert text_of(body).strip() == PLAN.strip()


# --- refusals -----------------------------------------------------------------------------------

_CHILD = """
import resource, sys, time
from pathlib import Path
import parcli
from parcli import pipeline, readers, rulebook
from parcli.errors import ReadError
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.monotonic()
try:
    words = "read: " + readers.read(Path(sys.argv[1])).text
except ReadError as error:
    words = str(error)
most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(time.monotonic() - start, (most - before) // 1024, words.replace("\\n", " / "))
"""


def measured(path: Path) -> tuple[float, int, str]:
    """Return seconds, megabytes and words of reading a file in a process of its own."""
    paths = os.pathsep.join(part for part in sys.path if part)
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path)], capture_output=True, text=True, timeout=120, check=True,
        env={**os.environ, "PYTHONPATH": paths},
    )  # fmt: skip
    seconds, megabytes, said = done.stdout.strip().split(" ", 2)
    return float(seconds), int(megabytes), said


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_a_hostile_file_is_refused_in_one_line_soon_and_in_little_memory(name: str, tmp_path: Path) -> None:
    make, wanted = hostile.REFUSED[name]
    path = tmp_path / name
    path.write_bytes(make())

    seconds, megabytes, said = measured(path)

    assert said.startswith(f"{path}: ") and wanted in said
    assert len(said) < len(str(path)) + 200 and "/ " not in said.removeprefix(str(path))
    assert seconds < 30
    assert megabytes < 1100


@pytest.mark.parametrize(
    ("make", "wanted"),
    [
        (hostile.macro_document, "Tỷ lệ hồ sơ đúng hạn đạt 95%."),
        (hostile.scripted_page, "Tỷ lệ hồ sơ đúng hạn đạt 95%."),
        (hostile.scripted_pdf, "Chi tieu dat 80% nam 2025"),
    ],
)
def test_nothing_in_a_document_is_run_or_fetched(make, wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a document may not reach the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)

    assert text_of(make()).strip() == wanted


@pytest.mark.parametrize("make", [hostile.absurd_fonts, hostile.circular_forms, hostile.deep_page])
def test_an_absurd_file_ends_soon_whatever_it_gives(make, tmp_path: Path) -> None:
    path = tmp_path / "absurd"
    path.write_bytes(make())

    seconds, megabytes, _ = measured(path)

    assert seconds < 60
    assert megabytes < 1100


def test_a_pdf_of_images_needs_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pypdfium2")
    monkeypatch.setitem(sys.modules, "pytesseract", None)

    with pytest.raises(
        ReadError, match=r"^plan: needs OCR, its pages are images: pip install 'parcli\[ocr\]'"
    ):
        read(hostile.scanned())


def tesseract(rows: list[tuple[str, float]]) -> types.SimpleNamespace:
    """Return what stands for tesseract, which is no Python package: it sees these lines on every page."""
    table = [
        "level page_num block_num par_num line_num word_num left top width height conf text".replace(
            " ", "\t"
        )
    ]
    for line, (words, sure) in enumerate(rows, 1):
        for at, word in enumerate(words.split(), 1):
            table.append(
                "\t".join(
                    map(str, (5, 1, 1, 1, line, at, 200 + 130 * at, 300 + 60 * line, 120, 40, sure, word))
                )
            )
    return types.SimpleNamespace(
        get_languages=lambda: ["vie"], image_to_data=lambda *_, **__: "\n".join(table),
        TesseractNotFoundError=OSError, TesseractError=ValueError,
    )  # fmt: skip


def test_a_scan_is_recognised_and_what_it_says_is_flagged(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pypdfium2")
    pytest.importorskip("PIL")
    seen = [("Đến năm 2025, tỷ lệ hồ sơ đúng hạn đạt 95%.", 90.0), ("nhiễu", 5.0)]
    monkeypatch.setitem(sys.modules, "pytesseract", tesseract(seen))

    source = read(hostile.scanned())
    found = pipeline.extract_source(source, rulebook.load())

    assert source.text == "Đến năm 2025, tỷ lệ hồ sơ đúng hạn đạt 95%.\n"
    assert found.document.confidence == (90.0,)
    assert [(target.measure.value, target.place.page) for target in found.targets] == [(95, 1)]
    assert all("ocr" in target.flags for target in found.targets)


def test_a_target_says_where_in_its_file_it_stands() -> None:
    pytest.importorskip("pypdfium2")

    places = {
        kind: parcli.extract(SAMPLE / f"plan.{kind}").targets[-1].place.json_dict()
        for kind in ("docx", "pdf")
    }

    assert places["docx"] == {"page": None, "table": 3, "row": 19, "cell": 3}
    assert places["pdf"] == {"page": 3, "table": 1, "row": 19, "cell": 3}


@pytest.mark.parametrize(
    ("module", "kind", "line"),
    [
        (
            "pypdfium2",
            "pdf",
            "plan: reading PDF needs an engine that is not installed: pip install 'parcli[pdf]'",
        ),
        (
            "olefile",
            "doc",
            "plan: reading DOC needs an engine that is not installed: pip install 'parcli[doc]'",
        ),
        ("xlrd", "xls", "plan: reading XLS needs an engine that is not installed: pip install 'parcli[xls]'"),
        (
            "openpyxl",
            "xlsx",
            "plan: reading XLSX needs an engine that is not installed: pip install 'parcli[xlsx]'",
        ),
    ],
)
def test_a_missing_engine_says_what_to_install(
    module: str, kind: str, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)

    with pytest.raises(ReadError) as caught:
        read((SAMPLE / f"plan.{kind}").read_bytes())

    assert str(caught.value) == line


def test_reading_text_imports_no_engine() -> None:
    engines = "pypdfium2 olefile xlrd openpyxl pytesseract lxml docx PIL"
    code = f"import sys, parcli.readers.html, parcli.readers.docx; print([m for m in '{engines}'.split() if m in sys.modules])"
    paths = os.pathsep.join(part for part in sys.path if part)

    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": paths},
    )

    assert done.stdout.strip() == "[]"


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    with path.open("wb") as stream:
        stream.truncate(limits.MAX_FILE + 1)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ReadError, match=r"plan.txt: \d+ bytes are more than"):
        readers.read(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 10_000


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="is a folder"):
        readers.read(tmp_path)
    with pytest.raises(ReadError, match="no such file"):
        readers.read(tmp_path / "plan.txt")


def test_every_reader_has_its_module() -> None:
    for module in readers._READERS.values():
        assert callable(importlib.import_module(module).read)
    assert callable(plain.decode)
