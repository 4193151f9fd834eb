"""The sides that a command line names: out of the library or of files, with those that are not there reported."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from parcli.cli import inputs, options
from parcli.errors import LookupFailed, ParcliError, ReadError

if TYPE_CHECKING:
    from parcli.compare.sides import Resolver, Side


@contextlib.contextmanager
def resolver(library: Path | None, rules: list[Path] | None, year: int | None) -> Iterator[Resolver]:
    """Give what finds sides; the library and the rules are opened when they are first needed."""
    from parcli.compare.sides import Resolver
    from parcli.library import Library

    with contextlib.ExitStack() as opened:
        yield Resolver(
            lambda: opened.enter_context(Library(library, create=False)),
            lambda name: inputs.extraction(name, options.rulebook(rules)),
            year,
        )


def found(
    resolver: Resolver, names: Sequence[str], needed: int, tell: Callable[[ParcliError, str], None]
) -> list[Side]:
    """Return the sides that are there; of each that is missing `tell` is told.

    Errors: what the last one is missing for where fewer than `needed` are left.
    """
    from parcli.compare.sides import labelled

    there = []
    for place, name in enumerate(names, 1):
        try:
            there.append((name, resolver.side(name)))
        except (LookupFailed, ReadError) as error:
            if len(there) + len(names) - place < needed:
                raise
            tell(error, name)
    return labelled([side for _, side in there], [name for name, _ in there])
