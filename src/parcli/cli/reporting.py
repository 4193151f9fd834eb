"""`parcli report`: one page of what one side or more promise, with the texts in which it stands."""

from __future__ import annotations

import contextlib
from typing import Annotated

import typer

from parcli import messages
from parcli.cli import inputs, options, output


def reporting(
    names: Annotated[
        list[str], typer.Argument(metavar="SIDE", help=messages.text("help.report.sides"), show_default=False)
    ],
    year: Annotated[
        int | None,
        typer.Option(min=1900, max=2999, help=messages.text("help.compare-year"), show_default=False),
    ] = None,
    out: options.Output = None,
    library: options.LibraryFile = None,
    rules: options.RuleFolders = None,
) -> None:
    """Write the page; without --output to standard output."""
    from parcli.compare import sides
    from parcli.library import Library
    from parcli.render import report as render
    from parcli.report import compose

    with contextlib.ExitStack() as opened:
        stored: list[Library] = []

        def open_library() -> Library:
            stored.append(opened.enter_context(Library(library, create=False)))
            return stored[0]

        resolver = sides.Resolver(
            open_library, lambda name: inputs.extraction(name, options.rulebook(rules)), year
        )
        found = resolver.sides(names)
        made = compose(found, lambda one: inputs.text_of(one, stored[0].path_of(one.id) if stored else None))
    with output.opened(out) as stream:
        render.write(stream, made)
