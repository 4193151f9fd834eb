"""`parcli remove`: documents out of the library."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from parcli import messages
from parcli.cli import options, output, report
from parcli.errors import LookupFailed

Format = Literal["table", "json"]


def remove(
    ids: Annotated[
        list[str], typer.Argument(metavar="ID", help=messages.text("help.ids"), show_default=False)
    ],
    form: Annotated[Format | None, options.FORMAT] = None,
    library: options.LibraryFile = None,
) -> None:
    """Take each document out by itself and print what became of it."""
    from parcli.library import Library
    from parcli.render import documents as render

    failed, outcomes = False, []
    with Library(library, create=False) as store:
        for document_id in ids:
            try:
                store.remove(document_id)
            except LookupFailed as error:
                failed = True
                report.error(error)
            else:
                outcomes.append({"status": "removed", "id": document_id})
    chosen = output.chosen_format(form, None, formats=render.FORMATS)
    with output.opened(None) as stream:
        render.write_outcomes(chosen, stream, outcomes)
    if failed:
        raise typer.Exit(1)
