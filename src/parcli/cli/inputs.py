"""The documents that a command line names: folders opened, standard input read, failures reported."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from parcli import basis, folders, messages, rulecache
from parcli.cli import options, report
from parcli.errors import ParcliError, ReadError

if TYPE_CHECKING:
    from parcli.model import Extraction
    from parcli.readers import Source
    from parcli.rulebook import Rulebook

T = TypeVar("T")
# The digest of a text without characters.
_EMPTY = hashlib.sha256().hexdigest()


class Inputs:
    """The documents of a command line in its order, a folder's in the order of their names.

    One that fails is reported in a line and left out; `failed` tells afterwards. What is no document is passed
    over in folders, and a note says how much that was. With a `shard` ("i/n") it
    is every n-th of them: see `parcli.batch.shard`. Of a folder the name within it decides, so that it is
    split alike wherever it lies. With `every` all files of a folder are taken: the command chooses among them.
    """

    def __init__(self, arguments: Sequence[str], shard: str | None = None, *, every: bool = False) -> None:
        self.failed = False
        self._arguments, self._every = arguments, every
        self._belongs: Callable[[str], bool] | None = None
        if shard is not None:
            from parcli import batch

            self._belongs = batch.shard(shard)

    @cached_property
    def names(self) -> list[str]:
        """All names at once."""
        return list(self.walk())

    @cached_property
    def several(self) -> bool:
        """Whether more than one document was asked for, readable or not."""
        return len(list(islice(self._all(_silently), 2))) > 1

    def walk(self) -> Iterator[str]:
        """Yield the names one by one, so that a folder may hold any number; note which folders are empty."""
        passed: list[str] = []
        yield from self._all(self._fail, passed.append)
        if passed:
            self._clear()
            report.note("note.passed-over", count=len(passed), name=passed[0])

    def count(self) -> int:
        """Return how many names there are."""
        return sum(1 for _ in self._all(_silently))

    def outcomes(
        self, work: Callable[[str], T], *, jobs: int | None, warm: Callable[[], object],
        known: Callable[[str], T | None] = lambda name: None, names: Sequence[str] | None = None,
    ) -> Generator[tuple[str, T]]:  # fmt: skip
        """Yield each document with what `work` made of it, by `jobs` processes (all cores where None).

        `known` answers for documents that need no work; `warm` is called before processes are started. The
        command may have chosen among the `names`.
        Close the iterator to end the work at once.
        """
        from parcli import batch
        from parcli.outcome import Outcome, attempt

        def here(name: str) -> Outcome[T] | None:
            # Another process has another standard input, and perhaps not what is open in this one.
            if name == "-" or name.startswith(("/dev/", "/proc/")):
                return attempt(name, work)
            found = attempt(name, known)
            if found.error is None and found.result is None:
                return None
            return Outcome(name, found.result, found.error)

        total = len(names) if names is not None else self.count() if report.on_terminal() else 0
        self.progress = report.Progress(total)
        self.progress.show(0, "")
        outcomes = batch.each(
            self.walk() if names is None else names, work, jobs=jobs or batch.cores(), here=here, warm=warm
        )
        with contextlib.closing(outcomes):
            for place, outcome in enumerate(outcomes, 1):
                if outcome.error:
                    self._fail(outcome.error, outcome.name)
                elif outcome.result is not None:
                    self.progress.clear()
                    yield outcome.name, outcome.result
                self.progress.show(place, outcome.name)
        self.progress.clear()

    def _fail(self, error: ParcliError, name: str) -> None:
        self.failed = True
        self._clear()
        report.error(error, name)

    def _clear(self) -> None:
        if hasattr(self, "progress"):
            self.progress.clear()

    def _all(self, fail: _Fail, passed: Callable[[str], object] = lambda name: None) -> Iterator[str]:
        for argument in self._arguments:
            found = False
            for name in _files(argument, fail, None if self._every else passed):
                found = True
                if self._belongs is None or self._belongs(_within(name, argument)):
                    yield name
            if not found and not self.failed and fail == self._fail:
                report.note("note.empty-folder", path=argument)


_Fail = Callable[[ParcliError, str], None]


def _silently(error: ParcliError, name: str) -> None:
    """Leave an error to the one who comes by it again."""


def _within(name: str, argument: str) -> str:
    """Return a file's name within the folder that was asked for, or the file's own.

    >>> _within("plans/2024/a.txt", "plans"), _within("plans/a.txt", "plans/a.txt")
    ('2024/a.txt', 'plans/a.txt')
    """
    return name if name == argument else Path(name).relative_to(argument).as_posix()


def _files(name: str, fail: _Fail, passed: Callable[[str], object] | None) -> Iterator[str]:
    """Yield `name`, or the documents under the folder `name`, hidden files left out; the rest is told to `passed`.

    With nobody to tell, all files are yielded.
    """
    if name == "-" or not Path(name).is_dir():
        yield name
        return
    try:
        entries = sorted(os.scandir(name), key=lambda entry: entry.name)
    except OSError as error:
        fail(ReadError(code="read.failed", path=name, reason=error), name)
        return
    for entry in entries:
        # A link to a folder may lead back up, and a named pipe has no end.
        if entry.name.startswith(".") or (entry.is_symlink() and entry.is_dir()):
            continue
        if entry.is_dir():
            yield from _files(entry.path, fail, passed)
        elif stat.S_ISREG(_mode(entry)):
            if passed is None or folders.is_document(entry.name, partial(folders.first_bytes, entry.path)):
                yield entry.path
            else:
                passed(entry.path)


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
        return pipeline.extract_source(source(name), rules)
    try:
        return pipeline.extract(Path(name), rules=rules)
    except OSError as error:
        raise ReadError(code="read.failed", path=name, reason=error) from error


def why_nothing(found: Extraction) -> str:
    """Return the key of the note on a document without targets."""
    return "note.empty" if found.document.sha256 == _EMPTY else "note.no-targets"


class Extracting:
    """Takes the targets out of one document after the other, in whichever process."""

    def __init__(self, folders: list[Path] | None) -> None:
        """Take the rules with those of `folders` added, which are loaded when they are first needed."""
        self._folders, self._language = folders, messages.language()

    @cached_property
    def rules(self) -> Rulebook:
        """The rules."""
        return options.rulebook(self._folders)

    @cached_property
    def version(self) -> str:
        """What decides which targets a document has; rules that were sound before are not loaded for it."""
        found = basis.digest(self._folders or ())
        sound = f"sound {found}"
        if rulecache.recall(sound) is None:
            assert self.rules  # what is wrong with them is said before anything else is done
            rulecache.keep(sound, {"sound": True})
        return found

    def extraction(self, name: str) -> Extraction:
        """Return what the document `name` says."""
        return extraction(name, self.rules)

    def warm(self) -> None:
        """Load what takes longest before processes are forked, so that they share it."""
        from parcli import pipeline

        pipeline.extract("-", text="Năm 2026, trên 95% hồ sơ được trả kết quả đúng hạn.", rules=self.rules)

    def __getstate__(self) -> dict[str, Any]:
        # A rulebook holds what only this process can use.
        return {name: value for name, value in vars(self).items() if name != "rules"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        messages.use(self._language)


class Gathering(Extracting):
    """Reads what several documents say: out of their texts, or as `extract` wrote it before."""

    def extractions(self, documents: Inputs, jobs: int | None) -> Iterator[Extraction]:
        """Yield what documents say; a JSON file may hold several. Those that fail are reported."""
        outcomes: Generator[tuple[str, list[Extraction] | Extraction]] = documents.outcomes(
            self.extraction, jobs=jobs, warm=self.warm, known=_written, names=documents.names
        )
        with contextlib.closing(outcomes):
            for _, found in outcomes:
                yield from found if isinstance(found, list) else [found]


def _written(name: str) -> list[Extraction] | None:
    """Return what a JSON file holds, None where the document is none."""
    from parcli.compare import files

    return files.written(name) if files.is_json(name) else None
