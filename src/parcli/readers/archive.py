"""Bytes of a zip file → its members, with a bound on what they unpack to.

Nothing is ever written to disk, so a member's name is only a key; one that climbs out of its
folder is refused all the same, as no office writes it.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence

from parcli.errors import ReadError
from parcli.readers import limits

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
_ENCRYPTED = 0x1
_STORED_OR_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """A zip file that is read member by member."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open the archive and check its list of members."""
        self.name = name
        self._left = limits.MAX_UNPACKED
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except _BROKEN as error:
            raise ReadError(f"{name}: is a broken or truncated zip file") from error
        limits.refuse_above(name, len(infos), limits.MAX_MEMBERS, "members")
        for info in infos:
            if _climbs(info.filename):
                raise ReadError(f"{name}: a member's name leaves the archive: {info.filename[:80]!r}")
        self._infos = {info.filename: info for info in infos}

    def names(self) -> Sequence[str]:
        """Return the names of the members, in their order."""
        return tuple(self._infos)

    def __contains__(self, member: str) -> bool:
        return member in self._infos

    def read(self, member: str, bound: int = limits.MAX_XML) -> bytes:
        """Return the bytes of a member.

        Errors: ReadError where it is missing, encrypted, broken or unpacks to more than `bound`.
        """
        info = self._infos.get(member)
        if info is None:
            raise ReadError(f"{self.name}: has no member {member}")
        if info.flag_bits & _ENCRYPTED:
            raise ReadError(f"{self.name}: is encrypted; save it without a password")
        if info.compress_type not in _STORED_OR_DEFLATED:
            raise ReadError(f"{self.name}: {member} is compressed in a way that office programs do not use")
        bound = min(bound, self._left)
        try:
            with self._zip.open(info) as stream:
                # The size in the list may lie, so the bound is on what really comes out.
                data = stream.read(bound + 1)
        except _BROKEN as error:
            raise ReadError(f"{self.name}: {member} is broken or truncated") from error
        if len(data) > bound:
            raise ReadError(f"{self.name}: {member} unpacks to more than the {bound} bytes that are read")
        self._left -= len(data)
        return data


def _climbs(member: str) -> bool:
    parts = member.replace("\\", "/").split("/")
    return ".." in parts or member.startswith(("/", "\\")) or ":" in parts[0]
