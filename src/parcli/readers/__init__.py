"""Any file → `Source`: its text and what its format knows of headings, pages and paragraphs.

Files are recognised by content, not by suffix; one thin adapter a format, imported when a document
needs it.
"""

from __future__ import annotations

import importlib
from pathlib import Path

from parcli.errors import ReadError
from parcli.readers import kinds, limits, plain
from parcli.readers.source import Source

__all__ = ["Source", "read", "read_bytes"]

# Module of each kind of document; every one has read(data, name) -> Source.
_READERS = {
    kind: f"parcli.readers.{kind}" for kind in ("docx", "html", "pdf", "doc", "xls", "xlsx", "rtf", "odt")
}
_READERS |= {"image": "parcli.readers.ocr", "zip": "parcli.readers.bundle", "eml": "parcli.readers.bundle"}


def read(path: Path) -> Source:
    """Return the document at `path`.

    Errors: ReadError naming the file and the reason (missing, a folder, too large, broken, encrypted,
    of a kind that is not read, or whose engine is not installed).
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise ReadError(f"{path}: is a folder")
        limits.refuse_above(str(path), size, limits.MAX_FILE, "bytes")
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    return read_bytes(data, str(path))


def read_bytes(data: bytes, name: str) -> Source:
    """Return the document whose bytes are `data`; `name` stands in messages and in `source`."""
    kind = kinds.kind(data, name)
    if kind == "text":
        text, encoding = plain.decode(data, name)
        return Source(name, text, encoding)
    source = importlib.import_module(_READERS[kind]).read(data, name)
    assert isinstance(source, Source)
    return source
