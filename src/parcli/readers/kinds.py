"""Bytes of a file → what kind of document they are, by content and never by the file's name."""

from __future__ import annotations

import regex

from parcli.errors import ReadError
from parcli.readers.archive import Archive

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# Names of streams stand in an OLE file's directory in UTF-16.
_STREAMS = (("EncryptedPackage", "encrypted"), ("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"))
_IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8")
# Word and Excel of before 1993, which had files of their own.
_OLDER = (b"\xdb\xa5-\x00", b"1\xbe\x00\x00", b"\x09\x08\x10\x00\x00\x06", b"\x09\x04\x06\x00")
_HTML = regex.compile(rb"(?i)<(?:!doctype\s+html|html|head|body|table|div)[\s>]")
_HEADER = regex.compile(rb"(?i)\A(?:[a-z][a-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*?mime-version:")
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
HEAD = 65536


def kind(data: bytes, name: str) -> str:
    """Return the kind of a document: the name of its reader, "text" where nothing else fits.

    Errors: ReadError for kinds that are known and not read.
    """
    head = data[:HEAD]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_OLE):
        return _compound(data, name)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data, name)
    if head.lstrip()[:5] == b"{\\rtf":
        return "rtf"
    if head.startswith(_IMAGES):
        return "image"
    if head.startswith(_OLDER[:2]):
        raise ReadError(f"{name}: was written by Word of before 1997; save it as DOCX")
    if head.startswith(_OLDER[2:]):
        return "xls"
    return _marked_up(head)


def _marked_up(head: bytes) -> str:
    # UTF-16 pages show their tags only without the zeros.
    plain = head.replace(b"\x00", b"")[:8192]
    if _HEADER.match(plain):
        return "eml"
    if _HTML.search(plain) and plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return "html"
    return "text"


def _compound(data: bytes, name: str) -> str:
    for stream, found in _STREAMS:
        if stream.encode("utf-16-le") in data:
            if found == "encrypted":
                raise ReadError(f"{name}: is encrypted; save it without a password")
            return found
    raise ReadError(f"{name}: is an OLE file of a kind that is not read, or a truncated one")


def _zipped(data: bytes, name: str) -> str:
    archive = Archive(data, name)
    names = archive.names()
    if "mimetype" in archive:
        mime = archive.read("mimetype", bound=200)
        if mime.startswith(_OPEN_DOCUMENT):
            return "odt"
    if "[Content_Types].xml" in archive:
        for folder, found in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(member.startswith(folder) for member in names):
                if found == "pptx" or "xl/workbook.bin" in archive:
                    raise ReadError(
                        f"{name}: is a file of an office program that is not read (slides, binary sheet)"
                    )
                return found
    return "zip"
