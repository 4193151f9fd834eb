"""Many documents: one after the other or by worker processes, with what fails in one kept from the rest; shards."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Generator, Iterable
from itertools import chain, islice

from parcli.errors import UsageError
from parcli.outcome import Outcome, T, Work, attempt


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
    # What processes need is imported where there are any: one document is answered sooner without.
    from parcli.workers import Pool

    yield from Pool(work, jobs, warm, method).run(chain(first, queue), here)


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
