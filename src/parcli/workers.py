"""Worker processes with one document each, their results in the order asked for, what becomes of a lost one."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, Generic

from parcli.errors import ReadError
from parcli.outcome import Outcome, T, Work, attempt

# So many documents a worker are begun before the first of them is handed on, so that a long one holds up
# nobody; the results that wait for their turn take at most so many bytes (and one result more a worker).
_AHEAD = 8
_HELD = 32 * 1024 * 1024
# A worker ends after so many documents, or once it has taken so much memory, and another takes its place.
_DOCUMENTS = 500
_MEMORY = 768 * 1024 * 1024
# The system may have killed a worker for what others took, so a lost document is tried once more.
_ATTEMPTS = 2


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
class Pool(Generic[T]):
    """Workers with one document each. Written here because the pools of Python's library cannot tell which
    document a lost worker had, and give up all of them."""

    work: Work[T]
    jobs: int
    warm: Callable[[], object]
    method: str | None
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
        method = self.method or _method()
        context: Any = multiprocessing.get_context(method)
        if method == "fork" and not self.workers:
            self.warm()
        ours, theirs = context.Pipe()
        # A forked worker inherits this side of all pipes, and would keep them open when this process is gone.
        inherited = [*(worker.pipe for worker in self.workers), ours] if method == "fork" else []
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
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
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
