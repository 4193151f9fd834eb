"""`parcli list`: the documents of the library."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from parcli.cli import options, output, report

Format = Literal["table", "json", "csv", "markdown", "xlsx", "html"]


def listing(
    province: options.Province = None,
    year: options.Year = None,
    form: Annotated[Format | None, options.FORMAT] = None,
    out: options.Output = None,
    library: options.LibraryFile = None,
) -> None:
    """Print the documents of a province and a year, or all of them; exit status 1 where there are none such."""
    from parcli.library import Library
    from parcli.render import documents as render

    wanted = slug(province) if province else None
    missing = False
    with Library(library, create=False) as store:
        found = store.documents(wanted, year)
        if not found:
            missing = bool(store.documents())
            report.note("note.no-documents" if missing else "note.empty-library", path=store.path)
    chosen = output.chosen_format(form, out, formats=render.FORMATS)
    with output.opened(out) as stream:
        render.write(chosen, stream, found)
    if missing:
        raise typer.Exit(1)


def slug(name: str) -> str:
    """Return the slug of a province by any of its names; LookupFailed where there is none."""
    if name == "national":
        return name
    from parcli import places

    return places.find(name).slug
