"""What every reader gives: the text of a document and what its format knows of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from parcli.layout import Hint


@dataclass(frozen=True, slots=True)
class Source:
    """A document's own text, as `parcli text` prints it, and what its format knows beyond.

    `confidence` is how sure text recognition was of each page, 0 to 100; empty where none ran.
    """

    path: str
    text: str
    encoding: str
    hints: tuple[Hint, ...] = ()
    confidence: tuple[float, ...] = ()

    @property
    def sha256(self) -> str:
        """The digest of the decoded text, in hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
