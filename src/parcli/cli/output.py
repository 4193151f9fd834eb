"""Where results go: standard output, or a file that appears whole or not at all; and in which format."""

from __future__ import annotations

import contextlib
import io
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from parcli import messages
from parcli.errors import StoreError, UsageError

_SUFFIXES = {
    ".json": "json", ".jsonl": "jsonl", ".csv": "csv", ".md": "markdown", ".txt": "table", ".xlsx": "xlsx",
    ".html": "html", ".htm": "html", ".parquet": "parquet", ".ics": "ics",
}  # fmt: skip
# What is for other programs than a terminal.
_ELSEWHERE = ("xlsx", "parquet", "html")


def prepare() -> None:
    """Make standard output take every character: UTF-8 in a pipe, the terminal's own spelling on one."""
    # What cannot be encoded (half a surrogate pair out of a file's name) is written as \udcff.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            on_terminal = stream.isatty()
            stream.reconfigure(
                encoding=None if on_terminal else "utf-8", errors="backslashreplace", newline="\n"
            )


def is_terminal(out: TextIO | None) -> bool:
    """Whether a person reads `out` as it is written."""
    return out is not None and out.isatty()


def chosen_format(asked: str | None, path: Path | None, *, formats: tuple[str, ...]) -> str:
    """Return the format asked for, else the one that the file's name says, else table or JSON.

    >>> chosen_format(None, Path("targets.csv"), formats=("table", "json", "csv"))
    'csv'

    Errors: UsageError where a terminal would be sent what is not for it.
    """
    if asked:
        if asked in _ELSEWHERE and (path is None or str(path) == "-") and is_terminal(sys.stdout):
            raise UsageError(code="output.terminal", format=asked)
        return asked
    if path is not None and str(path) != "-":
        named = _SUFFIXES.get(path.suffix.lower(), "json")
        return named if named in formats else "json"
    return "table" if is_terminal(sys.stdout) else "json"


@contextlib.contextmanager
def opened(path: Path | None) -> Iterator[TextIO]:
    """Yield where results are written; the file `path` is there once all of them are.

    Errors: StoreError where they cannot be written; BrokenPipeError where nobody reads them.
    """
    if path is None or str(path) == "-":
        with _writing(messages.text("output.standard")):
            if sys.stdout is None:
                raise StoreError(code="output.closed")
            yield sys.stdout
            sys.stdout.flush()
        return
    with _writing(path):
        if path.is_dir():
            raise StoreError(code="output.folder", path=path)
        if path.exists() and not path.is_file():
            # A device or a named pipe is written to, not replaced.
            with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as out:
                yield out
            return
        with _replacing(path.resolve()) as out:
            yield out


@contextlib.contextmanager
def _writing(path: Path | str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise StoreError(code="output.failed", path=path, reason=error) from error


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[TextIO]:
    """Yield a file beside `path` that takes its place in the end; what goes wrong leaves `path` alone."""
    beside = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}.tmp")
    try:
        with beside.open("x", encoding="utf-8", errors="backslashreplace", newline="\n") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
