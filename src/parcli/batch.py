"""Many documents: worker processes, results in the order asked for, what becomes of a lost worker, shards."""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Generic, TypeVar

from parcli.errors import ParcliError, ReadError, UsageError

T = TypeVar("T")
Work = Callable[[str], T]

# So many documents a worker are begun before the first of them is handed on, so that a long one holds up
# nobody; the results that wait for their turn take at most so many bytes (and one result more a worker).
_AHEAD = 8
_HELD = 32 * 1024 * 1024
# A worker ends after so many documents, or once it has taken so much memory, and another takes its place.
_DOCUMENTS = 500
_MEMORY = 768 * 1024 * 1024
# The system may have killed a worker for what others took, so a lost document is tried once more.
_ATTEMPTS = 2


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What became of one document: what the work returned, or why there is nothing."""

    name: str
    result: T | None
    error: ParcliError | None = None


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(
    names: Iterable[str], work: Work[T], *, jobs: int,
    here: Callable[[str], Outcome[T] | None] = lambda name: None,
    warm: Callable[[], object] = lambda: None, method: str | None = None,
) -> Generator[Outcome[T]]:  # fmt: skip
    """Yield what became of each document, in the order of `names`, with `jobs` documents in work at a time.

    `here` answers in this process for documents that need no work, or cannot be worked on elsewhere. One
    document, or one job, is worked on in this process too. Else `work` runs in worker processes, forked
    where that is safe, after `warm` has loaded what all of them share; where it is not, `work` and its
    results must be picklable. Close the iterator to end them at once.
    """
    queue = iter(names)
    first = list(islice(queue, 2))
    if jobs == 1 or len(first) < 2:
        for name in chain(first, queue):
            yield here(name) or attempt(name, work)
        return
    yield from _Pool(work, jobs, warm, method or _method()).run(chain(first, queue), here)


def attempt(name: str, work: Work[T]) -> Outcome[T]:
    """Return what `work` makes of one document; whatever fails in it is an error of this document."""
    try:
        return Outcome(name, work(name))
    except ParcliError as error:
        return Outcome(name, None, error)
    except MemoryError:
        return Outcome(name, None, ReadError(code="batch.memory", path=name))
    except Exception as error:
        # A fault of parcli in one document of thousands is to be told, and must not stop the others.
        return Outcome(name, None, ReadError(code="batch.fault", path=name, reason=_fault(error)))


def _fault(error: Exception) -> str:
    """Return the kind of an error and the line of code it came from."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f", {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"


def shard(text: str) -> Callable[[str], bool]:
    """Return whether a document belongs to the shard "i/n", the i-th of n, by its name.

    The name alone decides, by its SHA-256 modulo n: whichever machine asks, in whatever order, and whatever
    documents come or go beside it, one document is in the same one shard.

    >>> [sum(map(shard(f"{number}/3"), ["a.txt", "b.txt", "c.txt"])) for number in (1, 2, 3)]
    [1, 1, 1]

    Errors: UsageError for anything but two whole numbers, the first from 1 to the second.
    """
    place, slash, parts = text.partition("/")
    if not (slash and place.isdecimal() and parts.isdecimal() and 1 <= int(place) <= int(parts)):
        raise UsageError(code="batch.shard", value=text)
    wanted, count = int(place) - 1, int(parts)

    def belongs(name: str) -> bool:
        return int.from_bytes(hashlib.sha256(os.fsencode(name)).digest()[:8]) % count == wanted

    return belongs


def _method() -> str:
    # A fork copies what is loaded in no time, but the locks of other threads as well, held for ever.
    forks = sys.platform == "linux" and threading.active_count() == 1
    return "fork" if forks else "spawn"


@dataclass(eq=False)
class _Slot:
    """A document's place in the order: what came of it, once that is known."""

    name: str
    attempts: int = 0
    answer: bytes | None = None
    outcome: Outcome[Any] | None = None

    @property
    def done(self) -> bool:
        return self.answer is not None or self.outcome is not None


@dataclass(eq=False)
class _Worker:
    """A process, this side of the pipe to it, and the document that it works on."""

    process: Any
    pipe: Connection
    slot: _Slot | None = None
    served: int = 0


@dataclass(eq=False)
class _Pool(Generic[T]):
    """Workers with one document each. Written here because the pools of Python's library cannot tell which
    document a lost worker had, and give up all of them."""

    work: Work[T]
    jobs: int
    warm: Callable[[], object]
    method: str
    workers: list[_Worker] = field(default_factory=list)
    order: deque[_Slot] = field(default_factory=deque)
    waiting: deque[_Slot] = field(default_factory=deque)

    def run(self, names: Iterator[str], here: Callable[[str], Outcome[T] | None]) -> Iterator[Outcome[T]]:
        """Yield the outcomes in the order of `names`."""
        try:
            while self._fill(names, here):
                while self.order and self.order[0].done:
                    slot = self.order.popleft()
                    yield slot.outcome or pickle.loads(slot.answer or b"")
                    self._collect(timeout=0)
                    self._hand_out()
                if self.order:
                    self._collect(timeout=None)
        finally:
            for worker in self.workers:
                _kill(worker)

    def _fill(self, names: Iterator[str], here: Callable[[str], Outcome[T] | None]) -> bool:
        """Begin as many documents as there is room for; return whether any is left in work."""
        self._hand_out()
        while len(self.order) < self.jobs * _AHEAD:
            name = next(names, None)
            if name is None:
                break
            self.order.append(_Slot(name, outcome=here(name)))
            if not self.order[-1].done:
                self.waiting.append(self.order[-1])
                self._hand_out()
        return bool(self.order)

    def _hand_out(self) -> None:
        while self.waiting:
            held = sum(len(slot.answer or b"") for slot in self.order)
            if held >= _HELD and self.waiting[0] is not self.order[0]:
                return
            idle = next((worker for worker in self.workers if worker.slot is None), None)
            if idle is None and len(self.workers) >= self.jobs:
                return
            worker = idle or self._start()
            worker.slot = self.waiting.popleft()
            with contextlib.suppress(OSError):  # it is gone; the end of its pipe says so below
                worker.pipe.send(worker.slot.name)

    def _start(self) -> _Worker:
        context: Any = multiprocessing.get_context(self.method)
        if self.method == "fork" and not self.workers:
            self.warm()
        ours, theirs = context.Pipe()
        # A forked worker inherits this side of all pipes, and would keep them open when this process is gone.
        inherited = [*(worker.pipe for worker in self.workers), ours] if self.method == "fork" else []
        process = context.Process(target=_serve, args=(theirs, inherited, self.work), daemon=True)
        process.start()
        theirs.close()
        self.workers.append(_Worker(process, ours))
        return self.workers[-1]

    def _collect(self, timeout: float | None) -> None:
        """Take the answers that are there, or wait for one."""
        busy = {worker.pipe: worker for worker in self.workers if worker.slot}
        for pipe in wait([*busy], timeout) if busy else ():
            worker = busy[pipe]  # type: ignore[index]
            slot, worker.slot = worker.slot, None
            assert slot is not None
            try:
                answer = worker.pipe.recv_bytes()
            except (EOFError, OSError):
                self._lost(worker, slot)
                continue
            slot.answer = answer[1:]
            worker.served += 1
            if answer[0] or worker.served >= _DOCUMENTS:
                self._retire(worker)

    def _lost(self, worker: _Worker, slot: _Slot) -> None:
        self._retire(worker)
        slot.attempts += 1
        if slot.attempts < _ATTEMPTS:
            self.waiting.appendleft(slot)
        else:
            error = ReadError(code="batch.lost", path=slot.name, reason=_cause(worker.process.exitcode))
            slot.outcome = Outcome(slot.name, None, error)

    def _retire(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        worker.pipe.close()
        worker.process.join(timeout=5)
        _kill(worker)


def _cause(code: int | None) -> str:
    """Return how a process ended, as its parent sees it: the name of a signal, or its exit status.

    >>> _cause(-9), _cause(1)
    ('SIGKILL', 'exit 1')
    """
    with contextlib.suppress(ValueError):
        return signal.Signals(-(code or 0)).name
    return f"exit {code}"


def _kill(worker: _Worker) -> None:
    """End a worker and what it has started; it holds nothing that could be lost."""
    if worker.process.is_alive():
        try:
            os.killpg(worker.process.pid, signal.SIGKILL)
        except (AttributeError, OSError):  # no groups on this system, or it has none of its own yet
            worker.process.kill()
    worker.process.join()
    with contextlib.suppress(OSError):
        worker.pipe.close()


def _serve(pipe: Connection, inherited: list[Connection], work: Work[Any]) -> None:
    """Work on one document after the other in a process of its own, until nobody asks any more."""
    # Of its own group: an interrupt is for the parent, which ends the worker and whatever it has started.
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL if hasattr(os, "setpgid") else signal.SIG_IGN)
    for other in inherited:
        other.close()
    with contextlib.suppress(EOFError, OSError):
        while True:
            name = pipe.recv()
            answer = pickle.dumps(attempt(name, work))
            pipe.send_bytes(bytes([_is_large()]) + answer)


def _is_large() -> bool:
    """Whether this process has taken more memory than a worker should keep."""
    try:
        import resource
    except ImportError:
        return False
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit > _MEMORY
