"""What became of the work on one document: its result, or the error that is kept from the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from parcli.errors import ParcliError, ReadError

T = TypeVar("T")
Work = Callable[[str], T]


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What became of one document: what the work returned, or why there is nothing."""

    name: str
    result: T | None
    error: ParcliError | None = None


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
