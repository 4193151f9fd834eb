"""`parcli due`: what falls due, when and on whose desk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from parcli import messages
from parcli.cli import inputs, listing, options, output, report

if TYPE_CHECKING:
    from parcli import model
    from parcli.model import Extraction

Format = Literal["table", "json", "csv", "markdown", "ics", "xlsx", "html"]
# Of a list typer takes no Literal. The values are those of parcli.model, which is imported when the command runs.
Role = StrEnum("Role", ["lead", "coordinate", "advise", "monitor"])
_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]


def due(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH", help=messages.text("help.due.paths"), show_default=False),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(metavar="DATE", formats=_DAYS, help=messages.text("help.due.as-of"), show_default=False),
    ] = None,
    before: Annotated[
        datetime | None,
        typer.Option(
            metavar="DATE", formats=_DAYS, help=messages.text("help.due.before"), show_default=False
        ),
    ] = None,
    agency: Annotated[
        str | None, typer.Option(metavar="NAME", help=messages.text("help.due.agency"), show_default=False)
    ] = None,
    province: options.Province = None,
    collective: Annotated[
        bool, typer.Option("--collective", help=messages.text("help.due.collective"))
    ] = False,
    role: Annotated[
        list[Role] | None, typer.Option(help=messages.text("help.due.role"), show_default=False)
    ] = None,
    by: Annotated[Literal["date", "agency"], typer.Option(help=messages.text("help.due.by"))] = "date",
    form: Annotated[Format | None, options.FORMAT] = None,
    out: options.Output = None,
    library: options.LibraryFile = None,
    rules: options.RuleFolders = None,
) -> None:
    """Print what falls due from a day on, out of the library or out of the documents that are named."""
    from parcli.due import Asked
    from parcli.due import due as found_due
    from parcli.render import due as render

    asked = Asked(
        as_of=as_of.date() if as_of else date.today(),
        before=before.date() if before else None,
        agency=agency,
        roles=frozenset(cast("model.Role", each.value) for each in role or ()),
        province=listing.slug(province) if province else None,
        by_agency=by == "agency",
        collective=collective,
    )
    rulebook = options.rulebook(rules)
    documents = inputs.Inputs(paths or ())
    extractions = list(inputs.extractions(documents, rulebook) if paths else _stored(library))
    found = found_due(extractions, asked, rulebook)
    if agency and not collective:
        more = len(found_due(extractions, replace(asked, collective=True), rulebook).items) - len(found.items)
        if more:
            report.note("due.collective", count=more, name=agency)
    if found.undated:
        report.note("due.undated", count=found.undated)
    chosen = output.chosen_format(form, out, formats=render.FORMATS)
    with output.opened(out) as stream:
        render.write(chosen, stream, found)
    if documents.failed:
        raise typer.Exit(1)


def _stored(path: Path | None) -> Iterator[Extraction]:
    """Yield the documents of the library."""
    from parcli.due import stored
    from parcli.library import Library

    with Library(path, create=False) as store:
        if not store.documents():
            report.note("note.empty-library", path=store.path)
        yield from stored(store)
