"""What goes to standard error: errors and notes of one line each, and progress on a terminal."""

from __future__ import annotations

import contextlib
import sys
import time
from collections import deque
from datetime import timedelta
from pathlib import Path
from typing import Any

from parcli import messages
from parcli.errors import ParcliError, StoreError
from parcli.render.safe import printable


def line(text: str) -> None:
    """Write one line after the program's name; a standard error that is gone is no reason to fail."""
    with contextlib.suppress(OSError, ValueError):
        if sys.stderr is not None:
            sys.stderr.write(f"parcli: {printable(text)}\n")
            sys.stderr.flush()


def error(problem: ParcliError, path: str | Path | None = None) -> None:
    """Report a problem in one line that names the file it is about."""
    text = problem.in_words()
    # A folder "." gives "./plan.txt", which a message may call "plan.txt".
    if path is not None and str(path) not in text and str(Path(path)) not in text:
        text = f"{path}: {text}"
    line(text)


def unwritten(failure: OSError) -> int:
    """Report why standard output takes no more, and return the exit status.

    Commands say it of their results themselves; this is for pages of help.
    """
    error(StoreError(code="output.failed", path=messages.text("output.standard"), reason=failure))
    return 1


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


def on_terminal() -> bool:
    """Whether a person reads what goes to standard error as it is written."""
    return sys.stderr is not None and sys.stderr.isatty()


class Progress:
    """How far the reading of several documents has come, on one line of a terminal; nothing elsewhere."""

    _BAR = 20
    # What was done in these last seconds tells how fast it goes on; the line is renewed so often.
    _SECONDS, _EVERY = 30.0, 0.1

    def __init__(self, total: int) -> None:
        self._total = total
        self._shown = total > 1 and on_terminal()
        self._past: deque[tuple[float, int]] = deque([(time.monotonic(), 0)])
        self._written = 0.0

    def show(self, place: int, name: str) -> None:
        """Show that the document `name` is the one at `place`."""
        now = time.monotonic()
        if not self._shown or (self._written and now - self._written < self._EVERY and place < self._total):
            return
        self._written = now
        self._past.append((now, place))
        while len(self._past) > 2 and now - self._past[1][0] > self._SECONDS:
            self._past.popleft()
        self._write(f"\r\x1b[K{self.line(place)}{printable(name)[-30:]}")

    def line(self, place: int) -> str:
        """Return how many are done, a bar, how many a second, and how long the rest will take."""
        full = self._BAR * place // self._total
        shown = f"[{place}/{self._total}] {'━' * full}{'─' * (self._BAR - full)} "
        (since, before), (now, done) = self._past[0], self._past[-1]
        if done <= before or now <= since:
            return shown
        rate = (done - before) / (now - since)
        left = timedelta(seconds=round((self._total - place) / rate))
        return shown + messages.text("progress", rate=f"{rate:.3g}", left=left) + " "

    def clear(self) -> None:
        """Take the line away, so that something else can be written."""
        if self._shown and self._written:
            self._written = 0.0
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(text)
            sys.stderr.flush()
