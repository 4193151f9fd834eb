"""Any file → `Source`: its text and what its format knows of headings, pages and paragraphs.

Files are recognised by content, not by suffix; one thin adapter a format.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from parcli.errors import ReadError
from parcli.layout import Hint
from parcli.readers import plain

# A plan is some hundred kilobytes; beyond this (bytes) a file is refused, not read.
MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """A document's own text, as `parcli text` prints it, and what its format knows beyond."""

    path: str
    text: str
    encoding: str
    hints: tuple[Hint, ...] = ()

    @property
    def sha256(self) -> str:
        """The digest of the decoded text, in hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


def read(path: Path) -> Source:
    """Return the document at `path`.

    Errors: ReadError naming the file and the reason (missing, a folder, too large, binary, broken).
    """
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise ReadError(f"{path}: is a folder")
        if size > MAX_BYTES:
            raise ReadError(f"{path}: {size} bytes are more than the {MAX_BYTES} that are read")
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    return read_bytes(data, str(path))


def read_bytes(data: bytes, name: str) -> Source:
    """Return the document whose bytes are `data`; `name` stands in messages and in `source`."""
    text, encoding = plain.decode(data, name)
    return Source(name, text, encoding)
