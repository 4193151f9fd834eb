"""Files that mean harm, or are broken: each function returns one's bytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
MEGABYTE = 1024 * 1024


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """Return a zip file of these members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def docx(body: str, head: str = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return a Word document with that body; `head` stands before its root element."""
    document = f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": document, **(more or {})})


def paragraph(text: str) -> str:
    """Return a paragraph of a Word document."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def zip_bomb() -> bytes:
    """Return a small Word document whose text unpacks to 300 megabytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        with archive.open("word/document.xml", "w") as stream:
            for _ in range(300):
                stream.write(b" " * MEGABYTE)
    return target.getvalue()


def many_members() -> bytes:
    """Return a Word document with 20,000 members."""
    return zipped(
        {
            "[Content_Types].xml": TYPES,
            "word/document.xml": "",
            **{f"word/{i}.xml": "" for i in range(20_000)},
        }
    )


def xml_bomb() -> bytes:
    """Return a document whose entities would grow to gigabytes."""
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 11))
    return docx(paragraph("&a10;"), f"<!DOCTYPE w [{entities}]>")


def external_entity() -> bytes:
    """Return a document that asks for a file of the reader's machine."""
    return docx(paragraph("&x;"), '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>')


def deep_xml() -> bytes:
    """Return a document with elements nested 100,000 deep."""
    return docx("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000)


def path_traversal() -> bytes:
    """Return a document with a member that climbs out of the archive."""
    return docx(paragraph("Kế hoạch"), more={"../../outside.txt": "x"})


def encrypted_member() -> bytes:
    """Return a document whose members are marked as encrypted."""
    data = bytearray(docx(paragraph("Kế hoạch")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def encrypted_office() -> bytes:
    """Return the beginning of an Office file with a password: an OLE file with an encrypted package."""
    return (
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)
    )


def truncated_docx() -> bytes:
    """Return the first half of a document."""
    whole = docx("".join(paragraph(f"Chỉ tiêu {i}") for i in range(500)))
    return whole[: len(whole) // 2]


def truncated_ole() -> bytes:
    """Return the head of a Word 97 file and nothing of what it refers to."""
    head = (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
    )
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 2, 1, 0xFFFFFFFE, 0) + bytes(440)
    return head[:512].ljust(512, b"\0") + "WordDocument".encode("utf-16-le").ljust(600, b"\0")


def ole_loop(stream: str = "WordDocument") -> bytes:
    """Return an OLE file whose table of sectors runs in a circle."""
    head = (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
    )
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", 0) + b"\xff" * 432
    sectors = struct.pack("<128I", 0xFFFFFFFD, *([2, 1] + [0xFFFFFFFF] * 125))
    name = stream.encode("utf-16-le")
    entry = (
        name.ljust(64, b"\0")
        + struct.pack("<HBB", len(name) + 2, 2, 1)
        + b"\xff" * 12
        + bytes(36)
        + struct.pack("<IQ", 1, 2**31)
    )
    root = (
        "Root Entry".encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBB", 22, 5, 1)
        + b"\xff" * 8
        + struct.pack("<I", 1)
        + bytes(36)
        + struct.pack("<IQ", 0xFFFFFFFE, 0)
    )
    return head + sectors + (root + entry).ljust(512, b"\0") + bytes(512)


# --- PDF ----------------------------------------------------------------------------------------


def pdf(objects: list[bytes], catalogue: int = 1) -> bytes:
    """Return a PDF of these objects, numbered from 1."""
    data, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        catalogue,
        start,
    )
    return bytes(data)


def stream(content: bytes, more: bytes = b"") -> bytes:
    """Return a stream object."""
    packed = zlib.compress(content)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), more, packed)


def one_page(content: bytes, font: bytes, more: list[bytes] | None = None, resources: bytes = b"") -> bytes:
    """Return a PDF of one page with one font, called F."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> %s >> >>"
    return pdf(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page % resources, stream(content), font]
        + (more or [])
    )  # fmt: skip


HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def many_pages(count: int = 2000) -> bytes:
    """Return a PDF of many pages of text."""
    kids = b" ".join(b"%d 0 R" % (number + 4) for number in range(1, count + 1))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources << /Font << /F 4 0 R >> >> >>"
    content = stream(b"BT /F 12 Tf 72 700 Td " + b"(Chi tieu dat 80% vao nam 2025) Tj 0 -14 Td " * 45 + b"ET")
    return pdf(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count), content, HELVETICA]
        + [page] * count
    )  # fmt: skip


def absurd_fonts() -> bytes:
    """Return a PDF whose fonts claim endless widths and heights, and names of a megabyte."""
    widths = b" ".join([b"99999999999"] * 256)
    font = (
        b"<< /Type /Font /Subtype /TrueType /BaseFont /%s /FirstChar 0 /LastChar 255 /Widths [%s] /FontDescriptor 6 0 R >>"
        % (b"A" * 100_000, widths)
    )
    descriptor = (
        b"<< /Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [-1e30 -1e30 1e30 1e30] /ItalicAngle 1e30 "
        b"/Ascent 1e30 /Descent -1e30 /CapHeight 1e30 /StemV -1 /FontFile2 7 0 R >>"
    )
    words = b"BT /F 1e9 Tf 72 700 Td (Ke hoach) Tj /F 0 Tf (nam 2025) Tj /F -5 Tf (80%) Tj /Missing 12 Tf (x) Tj ET "
    return one_page(words * 2000, font, [descriptor, stream(b"\0\1\0\0" + b"\xff" * 10_000)])


def circular_forms() -> bytes:
    """Return a PDF whose forms contain each other, and pages that are their own parents."""
    form = (
        b"/Type /XObject /Subtype /Form /BBox [0 0 100 100] /Resources << /XObject << /A 6 0 R /B 7 0 R >> >>"
    )
    content = b"/A Do /B Do " * 5
    return one_page(
        content,
        HELVETICA,
        [stream(content, form), stream(content, form)],
        b"/XObject << /A 6 0 R /B 7 0 R >>",
    )


def packed_page() -> bytes:
    """Return a PDF whose page unpacks to 200 megabytes of lines."""
    return one_page(b"0 0 m 100 100 l S " * (200 * MEGABYTE // 18), HELVETICA)


def scanned() -> bytes:
    """Return a PDF with an image for a page, and no text."""
    image = stream(
        bytes([255] * 10_000),
        b"/Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 8",
    )
    return one_page(b"q 595 0 0 842 0 0 cm /I Do Q", HELVETICA, [image], b"/XObject << /I 6 0 R >>")


def truncated_pdf() -> bytes:
    """Return the beginning of a PDF, cut within its first object."""
    return many_pages(20)[:40]


def scripted_pdf() -> bytes:
    """Return a PDF that would run a script, open an address and start a program when it is opened."""
    text = b"BT /F 12 Tf 72 700 Td (Chi tieu dat 80% nam 2025) Tj ET"
    script = b"<< /S /JavaScript /JS (app.launchURL('http://example.invalid')) /Next << /S /Launch /F (calc.exe) >> >>"
    data = one_page(text, HELVETICA, [script])
    return data.replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction 6 0 R")


# --- others -------------------------------------------------------------------------------------


def macro_document() -> bytes:
    """Return a Word document with macros, an embedded program and a link to a template elsewhere."""
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        'Target="http://example.invalid/t.dotm" TargetMode="External"/></Relationships>'
    )
    return docx(
        paragraph("Tỷ lệ hồ sơ đúng hạn đạt 95%."),
        more={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"AutoOpen" * 100, "word/_rels/document.xml.rels": rels,
              "word/embeddings/oleObject1.bin": b"MZ" + bytes(1000)},
    )  # fmt: skip


def scripted_page() -> bytes:
    """Return a page that writes, fetches and hides by script."""
    return (
        '<html><head><meta charset="utf-8"><script>fetch("http://example.invalid");document.write("99%")</script></head>'
        '<body onload="alert(1)"><p>Tỷ lệ hồ sơ đúng hạn đạt 95%.</p><iframe src="http://example.invalid"></iframe>'
        '<img src="http://example.invalid/x.png"><object data="file:///etc/hostname"></object>'
        '<p style="display:none">ẩn 10%</p><noscript>hãy bật 20%</noscript></body></html>'
    ).encode()


def endless_markup() -> bytes:
    """Return a page of tags and comments that never end."""
    return b"<html><body><p>x</p>" + b'<!-- <a href="' * 400_000


def deep_page() -> bytes:
    """Return a page with 60,000 elements within each other."""
    return b"<html><body>" + b"<div>" * 60_000 + "Kế hoạch".encode() + b"</div>" * 60_000


def deep_rtf() -> bytes:
    """Return a rich text file with 100,000 groups within each other."""
    return b"{\\rtf1 " + b"{" * 100_000 + b"x" + b"}" * 100_001


def far_cell() -> bytes:
    """Return a workbook with one cell in the last row and column that Excel has."""
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>'
    )
    return workbook(sheet)


def workbook(sheet: str) -> bytes:
    """Return a workbook with that sheet."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return zipped({
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    })  # fmt: skip


# What the one line about each must say; the files that are read all the same are not here.
REFUSED: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "zip-bomb.docx": (zip_bomb, "unpacks to more than"),
    "many-members.docx": (many_members, "20002 members are more than"),
    "xml-bomb.docx": (xml_bomb, "declares a document type"),
    "external-entity.docx": (external_entity, "declares a document type"),
    "deep.docx": (deep_xml, "nested more than 250 deep"),
    "traversal.docx": (path_traversal, "a member's name leaves the archive"),
    "encrypted.zip.docx": (encrypted_member, "is encrypted"),
    "encrypted-office.docx": (encrypted_office, "is encrypted"),
    "truncated.docx": (truncated_docx, "broken or truncated zip"),
    "truncated.doc": (truncated_ole, "broken or truncated Word"),
    "loop.doc": (ole_loop, "broken or truncated Word"),
    "loop.xls": (lambda: ole_loop("Workbook"), "Excel file"),
    "2000-pages.pdf": (many_pages, "2000 pages are more than the 1000"),
    "truncated.pdf": (truncated_pdf, "broken or truncated PDF"),
    "packed-page.pdf": (packed_page, "takes more memory than a plan needs"),
    "endless.html": (endless_markup, "markup that never ends"),
    "deep.rtf": (deep_rtf, "nested more than 1000 deep"),
    "far-cell.xlsx": (far_cell, "cells are more than"),
}
