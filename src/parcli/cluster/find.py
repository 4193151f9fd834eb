"""The documents under folders and addresses, found through fsspec, in parts of at least so many bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from parcli import folders
from parcli.errors import ParcliError, ReadError, StoreError

# Less is not worth the way to a worker and back, nor a file of its own.
PART_BYTES = 1_000_000


@dataclass(frozen=True)
class Found:
    """A document: where fsspec finds it, what it is called in results, its size in bytes, and its state."""

    address: str
    source: str
    size: int
    state: str


@dataclass(frozen=True)
class Part:
    """Documents that are one task and one file of results; `number` is its place in the order."""

    number: int
    documents: tuple[Found, ...]
    within: int | None = None

    @property
    def name(self) -> str:
        """Its place, and a digest of its documents' names and states: another one once any has changed."""
        known = "\n".join(f"{one.source}\t{one.size}\t{one.state}" for one in self.documents)
        digest = hashlib.sha256(known.encode("utf-8", "surrogatepass")).hexdigest()[:10]
        within = "" if self.within is None else f"-{self.within:04}"
        return f"part-{self.number:06}{within}-{digest}"

    def file(self, form: str) -> str:
        """Return the name of its file of results."""
        return f"{self.name}.{form}"


def parts(
    arguments: Iterable[str], fail: Callable[[ParcliError, str], None], least: int = PART_BYTES,
    passed: Callable[[str], object] = lambda name: None,
) -> Iterator[Part]:  # fmt: skip
    """Yield the documents of files, folders and fsspec addresses in parts of `least` bytes or more.

    The order is that of `parcli extract`: of the arguments, and in folders of the names. What cannot be
    listed is told to `fail`, the files of folders that are no documents to `passed`.
    """
    number, size, gathered = 0, 0, list[Found]()
    for argument in arguments:
        for found in documents(argument, fail, passed):
            gathered.append(found)
            size += found.size
            if size >= least:
                yield Part(number, tuple(gathered))
                number, size, gathered = number + 1, 0, []
    if gathered:
        yield Part(number, tuple(gathered))


def single(part: Part) -> list[Part]:
    """Return the documents of a part as parts of their own."""
    return [Part(part.number, (one,), within) for within, one in enumerate(part.documents)]


def filesystem(address: str) -> tuple[Any, str]:
    """Return the file system of a path or address ("s3://bucket/plans"), and the path in it.

    Errors: StoreError where fsspec, or what it needs for this kind of address, is not installed.
    """
    try:
        from fsspec.core import url_to_fs

        files, path = url_to_fs(address)
    except ImportError as error:
        missing = "cluster.missing" if error.name in ("fsspec", None) and "fsspec" in str(error) else None
        raise StoreError(code=missing or "cluster.protocol", address=address, reason=str(error)) from error
    except ValueError as error:
        raise StoreError(code="cluster.protocol", address=address, reason=str(error)) from error
    return files, str(path)


def documents(
    argument: str, fail: Callable[[ParcliError, str], None], passed: Callable[[str], object]
) -> Iterator[Found]:
    """Yield the documents of one argument, hidden files left out."""
    files, path = filesystem(argument)
    try:
        about = files.info(path)
    except OSError as error:
        fail(ReadError(code="read.failed", path=argument, reason=error), argument)
        return
    if about["type"] != "directory":
        yield _found(files, about, argument)
        return
    yield from _under(files, path, argument.rstrip("/") or "/", fail, passed)


def _under(
    files: Any, path: str, shown: str, fail: Callable[[ParcliError, str], None],
    passed: Callable[[str], object],
) -> Iterator[Found]:  # fmt: skip
    try:
        entries = sorted(
            (str(one["name"]).rstrip("/").rpartition("/")[2], one) for one in _listed(files, path)
        )
    except OSError as error:
        fail(ReadError(code="read.failed", path=shown, reason=error), shown)
        return
    for name, about in entries:
        source = f"{shown.rstrip('/')}/{name}"
        if name.startswith("."):
            continue
        if about["type"] == "directory":
            yield from _under(files, about["name"], source, fail, passed)
        # A link to a folder may lead back up, and a named pipe has no end.
        elif about["type"] == "file" or (about.get("islink") and not files.isdir(about["name"])):
            if folders.is_document(name, partial(files.cat_file, about["name"], 0)):
                yield _found(files, about, source)
            else:
                passed(source)


class _Entry(dict[str, Any]):
    """An entry of a folder, which is never compared with another: names differ."""

    def __lt__(self, other: object) -> bool:
        return False


def _listed(files: Any, path: str) -> Iterator[_Entry]:
    # Object stores list the folder itself among what is in it.
    own = path.rstrip("/")
    return (_Entry(one) for one in files.ls(path, detail=True) if str(one["name"]).rstrip("/") != own)


def _found(files: Any, about: dict[str, Any], source: str) -> Found:
    marks = (
        about.get(name) for name in ("ETag", "etag", "md5Hash", "mtime", "LastModified", "last_modified")
    )
    state = next((str(mark) for mark in marks if mark), "")
    return Found(files.unstrip_protocol(about["name"]), source, int(about.get("size") or 0), state)
