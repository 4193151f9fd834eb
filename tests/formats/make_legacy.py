"""A plan in the fonts of before Unicode → legacy.doc, legacy.rtf and legacy.xls beside this file.

    python tests/formats/make_legacy.py

Needs python-docx, openpyxl and LibreOffice; the files are kept, so that the tests need none of them.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

# Font and codes of each run, as an office of 2004 typed them, by paragraph.
PARAGRAPHS = (
    ((".VnTimeH", "kÕ ho¹ch"),),
    ((".VnTime", "PhÊn ®Êu ®Õn n¨m 2005 ®¹t tèi thiÓu 80% sè hé ®­îc dïng n­íc s¹ch."),),
    (("VNI-Times", "Giaûm 10% soá hoà sô treã haïn; hoaëc giaûi quyeát ñuùng haïn."),),
    ((".VnTime", "T¨ng 12% "), ("Times New Roman", "so với năm 2003"), (".VnTime", ", ®óng quy ®Þnh.")),
)
TEXT = (
    "KẾ HOẠCH\n"
    "Phấn đấu đến năm 2005 đạt tối thiểu 80% số hộ được dùng nước sạch.\n"
    "Giảm 10% số hồ sơ trễ hạn; hoặc giải quyết đúng hạn.\n"
    "Tăng 12% so với năm 2003, đúng quy định.\n"
)


def main() -> None:
    """Write the files."""
    import docx
    import openpyxl
    from docx.oxml.ns import qn
    from openpyxl.styles import Font

    document, book = docx.Document(), openpyxl.Workbook()
    for number, runs in enumerate(PARAGRAPHS, 1):
        paragraph = document.add_paragraph()
        for font, codes in runs:
            run = paragraph.add_run(codes)
            run.font.name = font
            run._r.rPr.rFonts.set(qn("w:cs"), font)
        cell = book.active.cell(number, 1, "".join(codes for _, codes in runs[:1]))
        cell.font = Font(name=runs[0][0])
    with tempfile.TemporaryDirectory() as folder:
        document.save(f"{folder}/legacy.docx")
        book.save(f"{folder}/legacy.xlsx")
        office = shutil.which("soffice") or "soffice"
        for source, kind in (("docx", "doc:MS Word 97"), ("docx", "rtf"), ("xlsx", "xls:MS Excel 97")):
            command = [office, "--headless", "--convert-to", kind, "--outdir", str(Path(__file__).parent)]
            subprocess.run([*command, f"{folder}/legacy.{source}"], check=True, capture_output=True)


if __name__ == "__main__":
    main()
