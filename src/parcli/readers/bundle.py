"""A ZIP of documents or a saved e-mail → the one document in it, or an error that lists what there is."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import PurePosixPath

from parcli import readers
from parcli.errors import ReadError
from parcli.readers import kinds, limits
from parcli.readers.archive import Archive
from parcli.readers.source import Source

_MAX_PARTS = 200
_IGNORED = ("__MACOSX/", ".")


def read(data: bytes, name: str) -> Source:
    """Return the only document of a bundle.

    Errors: ReadError where it holds none, or several: those are told apart by `documents`.
    """
    found = list(documents(data, name))
    if len(found) == 1:
        return readers.read_bytes(found[0][1], found[0][0])
    if not found:
        raise ReadError(f"{name}: holds no document")
    names = ", ".join(PurePosixPath(member).name for member, _ in found[:5])
    raise ReadError(
        f"{name}: holds {len(found)} documents ({names}{', …' if len(found) > 5 else ''}); unpack it first"
    )


def documents(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Return name and bytes of each document in a ZIP file or an e-mail; bundles within are not opened."""
    parts = _members(data, name) if data.startswith(b"PK") else _attachments(data, name)
    for member, content in parts:
        if kinds.kind(content, member) not in ("zip", "eml"):
            yield member, content


def _members(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    archive = Archive(data, name)
    wanted = [m for m in archive.names() if not m.endswith("/") and not PurePosixPath(m).name.startswith(_IGNORED)
              and not m.startswith(_IGNORED)]  # fmt: skip
    limits.refuse_above(name, len(wanted), _MAX_PARTS, "documents in one file")
    for member in wanted:
        yield f"{name}/{member}", archive.read(member, limits.MAX_FILE)


def _attachments(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    parts = [part for part in message.walk() if not part.is_multipart()]
    limits.refuse_above(name, len(parts), _MAX_PARTS, "parts of one message")
    attached = [part for part in parts if part.get_filename()]
    body = message.get_body(("html", "plain"))
    bodies = [body] if body is not None else []
    for part in [*attached, *([] if attached else bodies)]:
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content.strip():
            yield f"{name}/{part.get_filename() or 'message'}", content
