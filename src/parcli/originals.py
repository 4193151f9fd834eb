"""The text of a document that was read before, where its file is at hand and has not changed."""

from __future__ import annotations

import contextlib
from pathlib import Path

from parcli import readers
from parcli.errors import ReadError
from parcli.model import Document


def text_of(document: Document, path: str | None = None) -> str | None:
    """Return the text of a document where a file of it is at hand and still says the same.

    `path` is looked at where the document's own source leads nowhere.
    """
    for name in (document.source, path):
        if name and Path(name).is_file():
            with contextlib.suppress(ReadError, OSError):
                read = readers.read(Path(name))
                if read.sha256 == document.sha256:
                    return read.text
    return None
