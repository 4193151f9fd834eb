"""Many documents on many machines: parts of a folder as tasks of a Dask scheduler, each written whole.

A part is named after its documents and their state, and written at one stroke by whoever has finished it.
So a part that is done twice, because its worker was lost on the way, is there once; and a run that broke off
goes on with the parts that are not there.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import re
import secrets
import time
from collections.abc import Collection, Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Self

from parcli.cluster import folder
from parcli.cluster.find import Part, parts, single
from parcli.cluster.job import Job
from parcli.cluster.work import Report, Written, write_part, write_results
from parcli.errors import ParcliError, ReadError, StoreError, UsageError

__all__ = ["Job", "Part", "Report", "Written", "connected", "parts", "run"]

# Parts at a time, for each thread of a worker: one in work and one that waits for it.
_AHEAD = 2
_CONNECT_SECONDS = 10
# So long a run waits for a worker once all are gone: a batch system may start others.
_PATIENCE_SECONDS = 60
_POLL_SECONDS = 0.02
# A report is small; longer it takes only where the worker that has it is gone.
_GATHER_SECONDS = 5
_ADDRESS = re.compile(r"(?:[a-z]+://)?[^\s/]+:\d+(?:/.*)?|inproc://\S+")


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """Yield a client of the Dask scheduler at `address`, once it has a worker.

    Errors: StoreError where there is no Dask, no scheduler or no worker, UsageError for no address.
    """
    if not _ADDRESS.fullmatch(address):
        raise UsageError(code="cluster.address", address=address)
    distributed = _engine()
    # What matters of its warnings, and of its event loop's, is said in parcli's own words.
    for name in [*logging.root.manager.loggerDict]:
        if name.partition(".")[0] in ("distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = distributed.Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise StoreError(code="cluster.connect", address=address, reason=str(error)) from error
    try:
        with _while_there(address):
            client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
        yield client
    finally:
        with contextlib.suppress(OSError, TimeoutError):
            client.close(timeout=5)


def _engine() -> Any:
    """Return Dask's own package, imported only when it is used."""
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        raise StoreError(code="cluster.missing") from error


@contextmanager
def _while_there(address: str) -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise StoreError(code="cluster.no-workers", address=address) from error


def run(client: Any, found: Iterable[Part], job: Job) -> Generator[Report]:
    """Yield what became of each part as it is finished; parts that are there already are not done again.

    A part whose workers are lost again and again is done document by document, so that the one that ends
    them is named and the others are not lost with it. Close the iterator to take back what is not done.

    Errors: StoreError where the results cannot be written, the scheduler or all workers are gone, or a
    worker has other rules.
    """
    there = folder.prepare(job)
    queue, written = iter(found), list[Part]()
    with _Tasks(client, job) as tasks:
        while True:
            while tasks.have_room():
                part = next(queue, None)
                if part is None:
                    break
                done = _done(part, there, job)
                for one in done:
                    yield Report(one, None, folder.failures(job, one))
                written += done
                if not done:
                    tasks.submit(part)
            if not len(tasks):
                break
            report = tasks.finished()
            if report.written is None and len(report.part.documents) > 1:
                for one in single(report.part):
                    tasks.submit(one)
                continue
            if report.written is None:
                # A part without results, so that whoever goes on does not lose workers by it again.
                write_results(report.part, job, [], report.failed)
            written.append(report.part)
            yield report
    folder.finish(job, written)


def _done(part: Part, there: Collection[str], job: Job) -> list[Part]:
    """Return the part, or its documents as parts of their own, where all of it is there; else nothing."""
    for parts_of_it in ([part], single(part)):
        if all(one.file(job.form) in there for one in parts_of_it):
            return parts_of_it
    return []


class _Tasks:
    """The parts that the scheduler has, and what it says of them."""

    def __init__(self, client: Any, job: Job) -> None:
        self._client, self._job = client, job
        # Of this run alone: the scheduler may still know the results of another one.
        self._run = secrets.token_hex(4)
        self._waiting = _engine().as_completed(loop=client.loop, raise_errors=False)
        self._parts: dict[Any, Part] = {}
        # When there was a worker, as far as is known.
        self._seen = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._parts:
            with contextlib.suppress(OSError, RuntimeError):  # the scheduler is gone
                self._client.cancel([*self._parts], force=True)

    def __len__(self) -> int:
        return len(self._parts)

    def have_room(self) -> bool:
        """Whether the workers can do with another part."""
        return len(self._parts) < max(2, _AHEAD * self._threads())

    def submit(self, part: Part) -> None:
        """Hand a part over."""
        key = f"parcli-{self._run}-{part.name}"
        with _reaching_it():
            future = self._client.submit(write_part, part, self._job, key=key, pure=False)
        self._parts[future] = part
        self._waiting.add(future)

    def finished(self) -> Report:
        """Return what became of the next part; without `written` where its workers were lost each time.

        Errors: StoreError for what is wrong with all parts alike.
        """
        from distributed.scheduler import KilledWorker

        future = self._next()
        part, error = self._parts.pop(future), future.exception() if future.status == "error" else None
        if future.status == "cancelled":
            raise StoreError(code="cluster.gone")
        if isinstance(error, KilledWorker):
            lost = [(one.source, ReadError(code="cluster.lost", path=one.source)) for one in part.documents]
            return Report(part, None, tuple(lost))
        if isinstance(error, ParcliError):
            raise error
        if error is not None:
            raise StoreError(code="cluster.failed", reason=f"{type(error).__name__}: {error}") from error
        return self._gathered(future, part)

    def _gathered(self, future: Any, part: Part) -> Report:
        """Return a report from the worker that has it; one lost with its worker is waited for anew."""
        while True:
            with contextlib.suppress(TimeoutError):
                report: Report = future.result(timeout=_GATHER_SECONDS)
                future.release()
                return report
            self._parts[future] = part  # to be taken back where nobody does it again
            self._look_for_workers()
            del self._parts[future]

    def _next(self) -> Any:
        """Return the next future that is done."""
        asked = time.monotonic()
        while not self._waiting.has_ready():
            time.sleep(_POLL_SECONDS)
            if time.monotonic() - asked > 1:
                self._look_for_workers()
                asked = time.monotonic()
        return next(self._waiting)

    def _look_for_workers(self) -> None:
        """Raise StoreError once there was none for a while: nothing will be done without."""
        there = self._client.status == "running" and self._threads() > 0
        if not there and time.monotonic() - self._seen > _PATIENCE_SECONDS:
            raise StoreError(code="cluster.gone")

    def _threads(self) -> int:
        with _reaching_it():
            threads: int = sum(self._client.nthreads().values())
        if threads:
            self._seen = time.monotonic()
        return threads


@contextmanager
def _reaching_it() -> Iterator[None]:
    try:
        yield
    except (OSError, TimeoutError) as error:
        raise StoreError(code="cluster.gone") from error
