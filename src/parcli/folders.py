"""Which files of a folder are documents, so that data, programs and results beside them are passed over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePath

# Files of these names are documents, and what is wrong with one is said.
_TEXTS = ("", ".txt", ".text", ".md", ".markdown")
_FORMATS = (
    ".docx", ".odt", ".rtf", ".doc", ".pdf", ".html", ".htm", ".xls", ".xlsx", ".xlsm", ".eml", ".zip",
    ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif",
)  # fmt: skip
_BY_NAME = frozenset(_TEXTS + _FORMATS)
# Many kinds of files are ZIP archives, and any text may be read: neither makes a document of what is called otherwise.
_ANYTHING = ("text", "zip")
# ZIP and OLE files tell only as a whole what they hold.
_CONTAINERS = (b"PK", b"\xd0\xcf\x11\xe0")


def first_bytes(path: str, count: int) -> bytes:
    """Return the first bytes of a file."""
    with Path(path).open("rb") as file:
        return file.read(count)


def is_document(name: str, first_bytes: Callable[[int], bytes]) -> bool:
    """Whether a file of a folder is to be read: by its name, else by its content, where it is asked for.

    `first_bytes` returns so many bytes of the file, or all that it has.

    >>> is_document("plan.txt", bytes), is_document("a.py", lambda _: b"{}"), is_document("a.dat", lambda _: b"%PDF-1.7")
    (True, False, True)
    """
    if PurePath(name).suffix.lower() in _BY_NAME:
        return True
    from parcli.errors import ReadError
    from parcli.readers import kinds, limits

    try:
        content = first_bytes(kinds.HEAD)
        if content.startswith(_CONTAINERS):
            content = first_bytes(limits.MAX_FILE)
        return kinds.kind(content, name) not in _ANYTHING
    except (ReadError, OSError):
        return False
