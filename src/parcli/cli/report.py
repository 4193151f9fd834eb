"""What goes to standard error: errors and notes of one line each, and progress on a terminal."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Any

from parcli import messages
from parcli.errors import ParcliError
from parcli.render.safe import printable


def line(text: str) -> None:
    """Write one line after the program's name; a standard error that is gone is no reason to fail."""
    with contextlib.suppress(OSError, ValueError):
        if sys.stderr is not None:
            sys.stderr.write(f"parcli: {printable(text)}\n")
            sys.stderr.flush()


def error(problem: ParcliError, path: str | Path | None = None) -> None:
    """Report a problem in one line that names the file it is about."""
    text = messages.of(problem)
    if path is not None and str(path) not in text:
        text = f"{path}: {text}"
    line(text)


def note(key: str, **values: object) -> None:
    """Report the message `key`, which is no error."""
    line(messages.text(key, **values))


def usage(problem: Any) -> None:
    """Report what typer found wrong with the command line; `problem` is its exception."""
    kind = type(problem).__name__
    if kind == "NoArgsIsHelpError":
        with contextlib.suppress(OSError):
            sys.stderr.write(f"{problem.format_message()}\n")
        return
    values = {
        "message": problem.format_message(),
        "name": _name(problem),
        "reason": problem.message.removeprefix("Value error, ").rstrip("."),
        "command": problem.ctx.command_path if getattr(problem, "ctx", None) else "parcli",
    }
    key = f"usage.{kind}"
    line(messages.text(key if messages.known(key) else "usage.other", **values))


def _name(problem: Any) -> str:
    """Return the option or argument that typer complains of, as the user types it."""
    param = getattr(problem, "param", None)
    if param is None:
        return str(getattr(problem, "option_name", ""))
    if param.param_type_name == "argument":
        return str(param.metavar or param.name.upper())
    return str(max(param.opts, key=len))


class Progress:
    """Which of several documents is being read, on one line of a terminal; nothing elsewhere."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._shown = total > 1 and sys.stderr is not None and sys.stderr.isatty()

    def show(self, place: int, name: str) -> None:
        """Show that the document `name` is being read."""
        if self._shown:
            self._write(f"\r\x1b[K[{place}/{self._total}] {printable(name)[-60:]}")

    def clear(self) -> None:
        """Take the line away, so that something else can be written."""
        if self._shown:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError):
            sys.stderr.write(text)
            sys.stderr.flush()
