"""The regular expressions of a rulebook: compiled when they are first asked for, and kept on disk compiled.

Compiling all of them takes as long as reading twenty plans.
"""

from __future__ import annotations

import copyreg
import marshal
import platform
import sys
from collections.abc import Callable
from functools import cached_property
from typing import Any

import regex

from parcli import rulecache

# So many patterns must be new before the file is written again.
_SEVERAL = 24


class Patterns:
    """Compiles patterns, each once; those that an earlier process compiled are only taken up."""

    def __init__(self) -> None:
        """Begin without any; nothing is kept on disk until `version` tells the version of the rules."""
        self.version: Callable[[], str] | None = None
        self._compiled: dict[str, regex.Pattern[str]] = {}
        self._new: dict[str, bytes] = {}

    def compile(self, source: str) -> regex.Pattern[str]:
        """Return the pattern of `source`; raises regex.error where it is none."""
        pattern = self._compiled.get(source)
        if pattern is None:
            pattern = self._compiled[source] = self._recalled(source) or self._compile(source)
        return pattern

    def keep(self) -> None:
        """Write what was compiled to disk, once it is worth the while."""
        if self.version is None or not self._new or (self._kept and len(self._new) < _SEVERAL):
            return
        self._kept.update(self._new)
        self._new.clear()
        rulecache.keep_bytes(self._key(), marshal.dumps(self._kept))

    def _compile(self, source: str) -> regex.Pattern[str]:
        pattern = regex.compile(source, cache_pattern=False)
        if self.version is not None:
            # What pickle would write of it: the arguments by which it is made again.
            _, arguments = _reduce(pattern)
            self._new[source] = marshal.dumps(arguments)
        return pattern

    def _recalled(self, source: str) -> regex.Pattern[str] | None:
        kept = self._kept.get(source) if self.version is not None else None
        if kept is None:
            return None
        found: regex.Pattern[str] = _remake(*marshal.loads(kept))
        return found

    @cached_property
    def _kept(self) -> dict[str, bytes]:
        content = rulecache.recall_bytes(self._key())
        kept: dict[str, bytes] = marshal.loads(content) if content else {}
        return kept

    def _key(self) -> str:
        assert self.version is not None
        machine = (sys.version, sys.byteorder, sys.maxsize, platform.machine(), regex.__version__)
        return f"patterns\n{machine}\n{self.version()}"


def kept(source: str) -> regex.Pattern[str]:
    """Return the pattern of `source`, kept on disk by itself: for one that is as long as a list of names."""
    alone = Patterns()
    alone.version = lambda: source
    pattern = alone.compile(source)
    alone.keep()
    return pattern


_reduce: Callable[[Any], Any] = copyreg.dispatch_table[regex.Pattern]
_remake: Callable[..., Any] = _reduce(regex.compile(""))[0]
