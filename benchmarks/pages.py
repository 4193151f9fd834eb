"""What reading a PDF takes: `parcli text` with its lines, tables and headings against the engine's bare text."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from benchmarks import measure
from benchmarks.results import Ratio, ratio
from benchmarks.settings import Settings

_ENGINE = """
import sys
import pypdfium2
document = pypdfium2.PdfDocument(sys.argv[1])
texts = [page.get_textpage().get_text_range() for page in document]
"""
_LINES, _LETTERS = 45, 80


def reading(settings: Settings) -> Iterator[Ratio]:
    """Whole processes on a PDF of as many pages as 200 KB of text fill."""
    file = settings.folder / "plan.pdf"
    file.write_bytes(pdf(settings.writer.plan(settings.sized(200_000))))
    engine = [sys.executable, "-c", _ENGINE, str(file)]
    measure.process(engine)
    ours, theirs = [], []
    for _ in range(settings.runs):
        ours.append(measure.process(measure.command("text", file)).seconds)
        theirs.append(measure.process(engine).seconds)
    yield ratio(
        "pdf", "parcli text of a PDF ÷ pypdfium2's own text extraction, whole processes, seconds",
        ours, theirs, units=("s parcli text", "s pypdfium2"),
    )  # fmt: skip


def pdf(text: str) -> bytes:
    """Return a PDF whose pages hold `text` in a font without letters of its own, each code a character."""
    lines = [
        line[at : at + _LETTERS] for line in text.splitlines() for at in range(0, len(line) or 1, _LETTERS)
    ]
    pages = [lines[at : at + _LINES] for at in range(0, len(lines), _LINES)]
    letters = "".join(f"<{ord(one):04X}> <{ord(one):04X}>\n" for one in sorted({*text} - {"\n"}))
    mapping = (
        "/CIDInit /ProcSet findresource begin begincmap /CMapName /T def 1 begincodespacerange <0000> <FFFF> "
        f"endcodespacerange {letters.count(chr(10))} beginbfchar\n{letters}endbfchar endcmap end"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{6 + 2 * at} 0 R' for at in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /DW 500 /CIDSystemInfo << /Registry (Adobe) "
        "/Ordering (Identity) /Supplement 0 >> >>",
        _stream(mapping),
    ]
    for at, page in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> "
            f"/Contents {7 + 2 * at} 0 R >>"
        )
        rows = " ".join(f"<{''.join(f'{ord(one):04X}' for one in line)}> Tj T*" for line in page)
        objects.append(_stream(f"BT /F 11 Tf 16 TL 72 780 Td {rows} ET"))
    return _file(objects)


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _file(objects: list[str]) -> bytes:
    data, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode()
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += "".join(f"{place:010} 00000 n \n" for place in places).encode()
    return bytes(
        data + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    )
