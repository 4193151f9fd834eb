"""Bytes of a text file → its text and the name of its encoding."""

from __future__ import annotations

from parcli.errors import ReadError
from parcli.normalise import nfc

# Control characters that no text holds; a file with one is binary.
_BINARY = frozenset(range(9)) | frozenset(range(14, 27)) | frozenset(range(28, 32))


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Return text (NFC, line feeds) and encoding of a text file.

    Errors: ReadError where the bytes are binary or of no encoding that is known.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return nfc(_decode(data, "utf-16", name)), "utf-16"
    if _BINARY.intersection(data[:65536]):
        raise ReadError(f"{name}: is binary, not a text")
    return nfc(_decode(data, "utf-8-sig", name)), "utf-8"


def _decode(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError(f"{name}: is not {encoding.removesuffix('-sig')} at byte {error.start}") from error
