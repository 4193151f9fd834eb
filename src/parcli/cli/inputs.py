"""The documents that a command line names: folders opened, standard input read, failures reported."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from parcli.cli import report
from parcli.errors import ParcliError, ReadError, RuleError

if TYPE_CHECKING:
    from parcli.model import Extraction
    from parcli.readers import Source
    from parcli.rulebook import Rulebook


class Inputs:
    """The documents of a command line in its order, a folder's in the order of their names.

    One that fails is reported in a line and left out; `failed` tells afterwards.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        self.failed = False
        self.names: list[str] = []
        for argument in arguments:
            found = list(self._files(argument))
            self.names += found
            if not found and not self.failed:
                report.note("note.empty-folder", path=argument)

    @property
    def several(self) -> bool:
        """Whether more than one document was asked for, readable or not."""
        return len(self.names) > 1

    def each(self) -> Iterator[str]:
        """Yield one name after the other, showing how far it has come."""
        self.progress = report.Progress(len(self.names))
        try:
            for place, name in enumerate(self.names, 1):
                self.progress.show(place, name)
                yield name
        finally:
            self.progress.clear()

    @contextlib.contextmanager
    def reading(self, name: str) -> Iterator[None]:
        """Report what fails inside as a failure of the document `name`, and go on."""
        try:
            yield
        except (ReadError, RuleError) as error:
            self._fail(error, name)
        finally:
            self.progress.clear()

    def _fail(self, error: ParcliError, name: str) -> None:
        self.failed = True
        if hasattr(self, "progress"):
            self.progress.clear()
        report.error(error, name)

    def _files(self, name: str) -> Iterator[str]:
        """Yield `name`, or the files under the folder `name`, hidden ones left out."""
        if name == "-" or not Path(name).is_dir():
            yield name
            return
        try:
            entries = sorted(os.scandir(name), key=lambda entry: entry.name)
        except OSError as error:
            self._fail(ReadError(code="read.failed", path=name, reason=error), name)
            return
        for entry in entries:
            # A link to a folder may lead back up, and a named pipe has no end.
            if entry.name.startswith(".") or (entry.is_symlink() and entry.is_dir()):
                continue
            if entry.is_dir() or stat.S_ISREG(_mode(entry)):
                yield from self._files(entry.path)


def _mode(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat().st_mode
    except OSError:
        return stat.S_IFREG  # a link to nothing: reading it says so


def source(name: str) -> Source:
    """Return the document `name`, or standard input for "-"; ReadError says why not."""
    from parcli import readers

    try:
        if name != "-":
            return readers.read(Path(name))
        if sys.stdin is None:
            raise ReadError(code="read.no-input")
        return readers.read_bytes(sys.stdin.buffer.read(), "-")
    except OSError as error:
        raise ReadError(code="read.failed", path=name, reason=error) from error


def extraction(name: str, rules: Rulebook) -> Extraction:
    """Return what the document `name` says; ReadError says why not."""
    from parcli import pipeline

    if name == "-":
        read = source(name)
        found = pipeline.extract(name, text=read.text, rules=rules)
        # The pipeline was handed text, and cannot know what its bytes were.
        document = found.document.model_copy(update={"encoding": read.encoding})
        return found.model_copy(update={"document": document})
    try:
        return pipeline.extract(Path(name), rules=rules)
    except OSError as error:
        raise ReadError(code="read.failed", path=name, reason=error) from error
