"""`parcli due`: what falls due, when and on whose desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from parcli import messages
from parcli.cli import inputs, listing, options, output, report
from parcli.errors import UsageError

if TYPE_CHECKING:
    from parcli import model
    from parcli.model import Extraction

Format = Literal["table", "json", "csv", "markdown", "ics", "xlsx", "html"]
# Of a list typer takes no Literal. The values are those of parcli.model, which is imported when the command runs.
Role = StrEnum("Role", ["lead", "coordinate", "advise", "monitor"])
_DAY_LAST, _DAY_FIRST = (
    re.compile(r"\s*(\d{4})-(\d\d?)-(\d\d?)\s*"),
    re.compile(r"\s*(\d\d?)/(\d\d?)/(\d{4})\s*"),
)


def due(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH", help=messages.text("help.due.paths"), show_default=False),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help=messages.text("help.due.as-of"), show_default=False)
    ] = None,
    before: Annotated[
        str | None, typer.Option(metavar="DATE", help=messages.text("help.due.before"), show_default=False)
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
    jobs: options.Jobs = None,
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
        as_of=_day("--as-of", as_of) if as_of is not None else date.today(),
        before=_day("--before", before) if before is not None else None,
        agency=agency,
        roles=frozenset(cast("model.Role", each.value) for each in role or ()),
        province=listing.slug(province) if province else None,
        by_agency=by == "agency",
        collective=collective,
    )
    reader = inputs.Gathering(rules)
    rulebook = reader.rules
    documents = inputs.Inputs(paths or ())
    extractions = list(reader.extractions(documents, jobs) if paths else _stored(library, province))
    found = found_due(extractions, asked, rulebook)
    if agency and not collective:
        more = found_due(extractions, replace(asked, collective=True), rulebook).count - found.count
        if more:
            report.note("due.collective", count=more, name=agency)
    if found.undated:
        report.note("due.undated", count=found.undated)
    chosen = output.chosen_format(form, out, formats=render.FORMATS)
    with output.opened(out) as stream:
        render.write(chosen, stream, found)
    if documents.failed:
        raise typer.Exit(1)


def _day(option: str, written: str) -> date:
    """Return the day that an option names; UsageError says whether it is no date, or one of no calendar."""
    for parts, order in (
        (_DAY_LAST.fullmatch(written), (1, 2, 3)),
        (_DAY_FIRST.fullmatch(written), (3, 2, 1)),
    ):
        if parts is None:
            continue
        try:
            return date(*(int(parts[place]) for place in order))
        except ValueError as error:
            raise UsageError(code="due.no-such-day", option=option, value=written) from error
    raise UsageError(code="due.no-day", option=option, value=written)


def _stored(path: Path | None, province: str | None) -> Iterator[Extraction]:
    """Yield the documents of the library; an empty one is told of, unless the province that is asked for is missed."""
    from parcli.due import stored
    from parcli.library import Library

    with Library(path, create=False) as store:
        if province is None and not store.documents():
            report.note("note.empty-library", path=store.path)
        yield from stored(store)
