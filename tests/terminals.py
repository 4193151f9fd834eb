"""Terminals for tests: one that is written to, and what a process wrote on one."""

from __future__ import annotations

import contextlib
import io
import os


class Terminal(io.StringIO):
    """Takes what is written and says that it is a terminal."""

    def isatty(self):
        """It is one."""
        return True


def written_on(leader):
    """Return all that is written on a terminal until nobody writes on it any more, and close it."""
    written = b""
    with contextlib.suppress(OSError):  # the terminal is gone once the process is
        while piece := os.read(leader, 65536):
            written += piece
    os.close(leader)
    return written
