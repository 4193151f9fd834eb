"""How much of a document is read at most, and the error where an engine is missing."""

from __future__ import annotations

import importlib
import time
from types import ModuleType

from parcli.errors import ReadError

# A plan is some hundred kilobytes of text; each bound is far above what offices write and far
# below what makes a machine swap. All in bytes unless the name says otherwise.
MAX_FILE = 64 * 1024 * 1024
MAX_MARKUP = 16 * 1024 * 1024
MAX_XML = 48 * 1024 * 1024
MAX_UNPACKED = 256 * 1024 * 1024
MAX_MEMBERS = 10_000
MAX_ELEMENTS = 2_000_000
MAX_TAGS = 200_000
MAX_DEPTH = 250
MAX_CELLS = 500_000
MAX_COLUMNS = 256
MAX_PAGES = 1_000
MAX_CHARS = 20_000_000
MAX_SECONDS = 60.0


def engine(module: str, name: str, format_name: str, extra: str) -> ModuleType:
    """Return an engine, imported only now that a document needs it.

    Errors: ReadError with what to install.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ReadError(
            f"{name}: reading {format_name} needs an engine that is not installed: pip install 'parcli[{extra}]'"
        ) from error


class Clock:
    """Tells when a document has had its time."""

    def __init__(self, name: str, seconds: float = MAX_SECONDS) -> None:
        """Start to count now."""
        self._name, self._seconds = name, seconds
        self._end = time.monotonic() + seconds

    def check(self) -> None:
        """Return while there is time.

        Errors: ReadError afterwards.
        """
        if time.monotonic() > self._end:
            raise ReadError(f"{self._name}: takes more than {self._seconds:.0f} seconds to read")


def refuse_above(name: str, amount: int, bound: int, what: str) -> None:
    """Return where `amount` is within its bound.

    Errors: ReadError otherwise.
    """
    if amount > bound:
        raise ReadError(f"{name}: {amount} {what} are more than the {bound} that are read")
