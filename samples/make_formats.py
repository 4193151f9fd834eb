"""The text of one sample → the same plan as Word, PDF, web page and workbook, beside its plan.txt.

    python samples/make_formats.py samples/lam-dong-2026-1 [--font DejaVuSerif.ttf]

Needs python-docx, openpyxl and reportlab, and a font with Vietnamese letters (DejaVu Serif by
default, of the Debian package fonts-dejavu-core). DOC, XLS, ODT and RTF are made from the DOCX and the XLSX by
LibreOffice where it is installed; otherwise those that are there already stay.
"""

from __future__ import annotations

import argparse
import html
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_HEADING = re.compile(r"(?:[IVX]+|\d{1,2})\. (?=\S)|[a-zđ]\) (?=\S)")
_LEVELS = ((re.compile(r"[IVX]+\. "), 1), (re.compile(r"\d{1,2}\. "), 2), (re.compile(r"[a-zđ]\) "), 3))
_RULE = re.compile(r"[\s|:-]+")
_SHORT = 70


@dataclass
class Paragraph:
    """A paragraph; `level` is a heading's, `bullet` says that it stands in a list."""

    text: str
    level: int | None = None
    bullet: bool = False


@dataclass
class Table:
    """A table: rows of cells; `ruled` is False for one that only lays out the page."""

    rows: list[list[str]] = field(default_factory=list)
    ruled: bool = True


def parts(text: str) -> Iterator[Paragraph | Table]:
    """Return the paragraphs and tables of a sample."""
    table: Table | None = None
    for line in text.split("\n"):
        if " | " in line:
            if table is None:
                table = Table()
            if not _RULE.fullmatch(line):
                table.rows.append(_cells(line))
            continue
        if table is not None:
            table.ruled = len(table.rows[0]) > 2
            yield table
            table = None
        if line.strip():
            yield _paragraph(line.strip())
    if table is not None:
        yield table


def _cells(line: str) -> list[str]:
    """Return the cells of a row, which may be written as Markdown has it."""
    inner = line.removeprefix("|").rstrip().removesuffix("|") if line.startswith("|") else line
    return [cell.strip(" *") for cell in inner.split("|")]


def _paragraph(line: str) -> Paragraph:
    if line.startswith("- "):
        return Paragraph(line[2:], bullet=True)
    heading = len(line) < _SHORT and not line.endswith((".", ";", ":"))
    level = next((level for pattern, level in _LEVELS if pattern.match(line)), None) if heading else None
    return Paragraph(line, level)


# --- DOCX ---------------------------------------------------------------------------------------


def write_docx(found: list[Paragraph | Table], target: Path) -> None:
    """Write a Word document: headings by style, bullets by automatic numbering, group rows merged."""
    import docx

    document = docx.Document()
    bullets = _bullet_list(document)
    for part in found:
        if isinstance(part, Table):
            _docx_table(document, part)
        elif part.bullet:
            _join_list(document.add_paragraph(part.text), bullets)
        elif part.level is not None:
            document.add_heading(part.text, part.level)
        else:
            document.add_paragraph(part.text)
    document.save(str(target))


def _bullet_list(document: Any) -> int:
    """Return the number of a new list whose bullets are hyphens."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:multiLevelType w:val="singleLevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl></w:abstractNum>'
    )
    numbering.insert(0, abstract)
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    return 90


def _join_list(paragraph: Any, number: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number


def _docx_table(document: Any, part: Table) -> None:
    columns = max(len(row) for row in part.rows)
    table = document.add_table(rows=0, cols=columns)
    if part.ruled:
        table.style = "Table Grid"
    for row in part.rows:
        cells = table.add_row().cells
        if _is_group(row):
            cells[0].text = row[0]
            cells[1].merge(cells[-1]).text = row[1]
            continue
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    if part.ruled:
        _merge_down(table, part)


def _is_group(row: list[str]) -> bool:
    return len(row) > 2 and bool(row[0] and row[1]) and not any(row[2:])


def _merge_down(table: Any, part: Table) -> None:
    """Merge the first two cells of a row without a number with those above."""
    for index, row in enumerate(part.rows):
        if index and not row[0] and not row[1]:
            for column in (0, 1):
                above, below = table.cell(index - 1, column), table.cell(index, column)
                text = above.text
                above.merge(below).text = text


# --- PDF ----------------------------------------------------------------------------------------


def write_pdf(found: list[Paragraph | Table], target: Path, font: Path) -> None:
    """Write a PDF of A4 pages, justified, with ruled tables and page numbers."""
    from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph as Text
    from reportlab.platypus import SimpleDocTemplate, Spacer
    from reportlab.platypus import Table as Grid

    pdfmetrics.registerFont(TTFont("Plan", str(font)))
    body = ParagraphStyle(
        "body",
        fontName="Plan",
        fontSize=11,
        leading=14,
        alignment=TA_JUSTIFY,
        firstLineIndent=28,
        spaceAfter=5,
    )
    title = ParagraphStyle("title", parent=body, alignment=TA_CENTER, firstLineIndent=0)
    small = ParagraphStyle("small", fontName="Plan", fontSize=7, leading=8.5)
    story: list[Any] = []
    width = A4[0] - 45 * mm
    for part in found:
        if isinstance(part, Table):
            story += [
                Grid(
                    _pdf_cells(part, small, Text), _widths(part, width), style=_pdf_lines(part), repeatRows=0
                ),
                Spacer(1, 8),
            ]
        else:
            text = ("- " if part.bullet else "") + part.text
            story.append(Text(html.escape(text), title if text.isupper() else body))

    def number(canvas: Any, document: Any) -> None:
        canvas.setFont("Plan", 10)
        canvas.drawCentredString(A4[0] / 2, 287 * mm, str(document.page))

    made = SimpleDocTemplate(str(target), pagesize=A4, leftMargin=28 * mm, rightMargin=17 * mm, invariant=1,
                             topMargin=20 * mm, bottomMargin=20 * mm)  # fmt: skip
    made.build(story, onFirstPage=lambda *_: None, onLaterPages=number)


def _pdf_cells(part: Table, style: Any, text: Any) -> list[list[Any]]:
    return [[text(html.escape(cell), style) for cell in row] for row in part.rows]


def _widths(part: Table, width: float) -> list[float]:
    if not part.ruled:
        return [width * 0.42, width * 0.58]
    shares = [8.0, *[24.0] * 2, *[16.0] * (len(part.rows[0]) - 3)]
    return [width * share / sum(shares) for share in shares]


def _pdf_lines(part: Table) -> list[tuple[Any, ...]]:
    from reportlab.lib import colors

    style: list[tuple[Any, ...]] = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    if not part.ruled:
        style.append(("RIGHTPADDING", (0, 0), (0, -1), 40))
    if part.ruled:
        style.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
        style += [("SPAN", (1, index), (-1, index)) for index, row in enumerate(part.rows) if _is_group(row)]
    return style


# --- HTML, XLSX ---------------------------------------------------------------------------------

_PAGE = """<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>Cổng thông tin điện tử</title>
<script>document.title = "x"; fetch("http://example.invalid/count");</script><style>p {{ margin: 0 }}</style></head>
<body>
<div id="top-menu"><ul><li><a href="/">Trang chủ</a></li><li><a href="/tin">Tin tức</a></li><li><a href="/vb">Văn bản</a></li></ul></div>
<div class="wrapper"><div class="sidebar"><h3>Thống kê truy cập</h3><p>Hôm nay đạt 1.234 lượt, tăng 15% so với hôm qua</p></div>
<div class="content">
{body}
</div>
<div class="tin-lien-quan"><h3>Tin liên quan</h3><ul><li><a href="/1">Tỉnh phấn đấu đạt 99% hồ sơ đúng hạn năm 2030</a></li>
<li><a href="/2">Hội nghị tổng kết</a></li></ul></div></div>
<div class="footer"><p>Bản quyền thuộc Ủy ban nhân dân tỉnh. Điện thoại: 0263 000 000</p></div>
</body></html>
"""


def write_html(found: list[Paragraph | Table], target: Path) -> None:
    """Write a page of a web site: the plan among menu, counter, related links and footer."""
    lines = []
    for part in found:
        if isinstance(part, Table):
            lines.append("<table>")
            lines += ["<tr>" + "".join(_html_cells(row)) + "</tr>" for row in part.rows]
            lines.append("</table>")
        elif part.level is not None:
            lines.append(f"<h{part.level + 1}>{html.escape(part.text)}</h{part.level + 1}>")
        else:
            lines.append(
                f"<p>{'- ' if part.bullet else ''}{html.escape(part.text).replace(' - ', '&nbsp;- ')}</p>"
            )
    target.write_text(_PAGE.format(body="\n".join(lines)), encoding="utf-8")


def _html_cells(row: list[str]) -> Iterator[str]:
    if _is_group(row):
        yield f'<td>{row[0]}</td><td colspan="{len(row) - 1}"><b>{html.escape(row[1])}</b></td>'
    else:
        yield from (f"<td>{html.escape(cell)}</td>" for cell in row)


def write_xlsx(found: list[Paragraph | Table], target: Path) -> None:
    """Write a workbook: a sheet of paragraphs, a cell each, and a sheet for each ruled table."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for part in found:
        if isinstance(part, Table) and part.ruled:
            sheet = book.create_sheet()
            for row in part.rows:
                sheet.append([cell or None for cell in row])
        elif isinstance(part, Table):
            sheet.append([cell for row in part.rows for cell in row][:1])
            for cell in [cell for row in part.rows for cell in row][1:]:
                sheet.append([cell])
        else:
            sheet.append([("- " if part.bullet else "") + part.text])
    book.save(target)


# --- all ----------------------------------------------------------------------------------------


def convert(source: Path, kinds: tuple[str, ...]) -> None:
    """Write other formats of an office file beside it, where LibreOffice is installed."""
    office = shutil.which("soffice")
    if office is None:
        sys.stderr.write(f"{', '.join(kinds)}: left as they are, LibreOffice is not installed" + "\n")
        return
    for kind in kinds:
        subprocess.run([office, "--headless", "--convert-to", kind, "--outdir", str(source.parent), str(source)],
                       check=True, capture_output=True)  # fmt: skip


def _find_font(name: str) -> Path:
    if Path(name).is_file():
        return Path(name)
    for folder in (
        Path.home() / ".fonts",
        Path("/usr/share/fonts"),
        Path("/Library/Fonts"),
        Path("C:/Windows/Fonts"),
    ):
        found = next(folder.rglob(name), None) if folder.is_dir() else None
        if found is not None:
            return found
    raise SystemExit(f"{name}: no such font; give one with --font")


def main() -> None:
    """Write every format of the sample named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sample", type=Path)
    parser.add_argument("--font", default="DejaVuSerif.ttf")
    options = parser.parse_args()
    found = list(parts((options.sample / "plan.txt").read_text(encoding="utf-8")))
    write_docx(found, options.sample / "plan.docx")
    write_pdf(found, options.sample / "plan.pdf", _find_font(options.font))
    write_html(found, options.sample / "plan.html")
    write_xlsx(found, options.sample / "plan.xlsx")
    convert(options.sample / "plan.docx", ("doc:MS Word 97", "odt", "rtf"))
    convert(options.sample / "plan.xlsx", ("xls:MS Excel 97",))


if __name__ == "__main__":
    main()
