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
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from parcli.cluster import folder
from parcli.cluster.find import Part, parts, single
from parcli.cluster.work import Job, Report, Written, write_part
from parcli.errors import ReadError, StoreError, UsageError

__all__ = ["Job", "Part", "Report", "Written", "connected", "parts", "run"]

# Parts at a time, for each thread of a worker: one in work and one that waits for it.
_AHEAD = 2
_CONNECT_SECONDS = 10
_ADDRESS = re.compile(r"(?:[a-z]+://)?[^\s/]+:\d+(?:/.*)?|inproc://\S+")


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """Yield a client of the Dask scheduler at `address`, once it has a worker.

    Errors: StoreError where there is no Dask, no scheduler or no worker, UsageError for no address.
    """
    if not _ADDRESS.fullmatch(address):
        raise UsageError(code="cluster.address", address=address)
    distributed = _engine()
    # What matters of its warnings is said in parcli's own words.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
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

    Errors: StoreError where the results cannot be written, the scheduler is gone or a worker has other rules.
    """
    distributed = _engine()
    there = folder.prepare(job)
    queue, written = iter(found), set[str]()
    # Of this run alone: the scheduler may still know the results of another one.
    run_id = secrets.token_hex(4)
    waiting = distributed.as_completed(loop=client.loop, raise_errors=False)
    in_work: dict[Any, Part] = {}
    try:
        while True:
            while len(in_work) < max(2, _AHEAD * _threads(client)):
                part = next(queue, None)
                if part is None:
                    break
                written.add(part.file(job.form))
                if part.file(job.form) in there:
                    yield Report(part, None, folder.failures(job, part.name))
                    continue
                _submit(client, waiting, in_work, part, job, run_id)
            if not in_work:
                break
            future = next(waiting)
            part = in_work.pop(future)
            report = _report(future, part, job)
            future.release()
            if report is None:
                written.discard(part.file(job.form))
                for one in single(part):
                    written.add(one.file(job.form))
                    _submit(client, waiting, in_work, one, job, run_id)
                continue
            yield report
        folder.finish(job, written)
    finally:
        if in_work:
            with contextlib.suppress(OSError, RuntimeError):  # the scheduler is gone
                client.cancel([*in_work], force=True)


def _threads(client: Any) -> int:
    return sum(client.nthreads().values())


def _submit(client: Any, waiting: Any, in_work: dict[Any, Part], part: Part, job: Job, run_id: str) -> None:
    future = client.submit(write_part, part, job, key=f"parcli-{run_id}-{part.name}", pure=False)
    in_work[future] = part
    waiting.add(future)


def _report(future: Any, part: Part, job: Job) -> Report | None:
    """Return what became of a part; None where it is to be done document by document."""
    from distributed.scheduler import KilledWorker

    if future.status == "cancelled":
        raise StoreError(code="cluster.gone")
    error = future.exception()
    if error is None:
        report: Report = future.result()
        return report
    if not isinstance(error, KilledWorker):
        raise error
    if len(part.documents) > 1:
        return None
    [document] = part.documents
    failed = ((document.source, ReadError(code="cluster.lost", path=document.source)),)
    return Report(part, Written(0, 0), failed)
