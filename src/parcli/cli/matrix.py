"""`parcli matrix`: provinces by indicators for one year."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from parcli import messages
from parcli.cli import options, output, report

Format = Literal["table", "json", "csv", "markdown", "xlsx", "html"]


def matrix(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="YEAR|PROVINCE", help=messages.text("help.matrix.names"), show_default=False),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(min=1900, max=2999, help=messages.text("help.matrix.year"), show_default=False),
    ] = None,
    province: options.Provinces = None,
    indicator: options.Indicators = None,
    area: options.Areas = None,
    level: options.Levels = None,
    form: Annotated[Format | None, options.FORMAT] = None,
    out: options.Output = None,
    library: options.LibraryFile = None,
) -> None:
    """Print what each province asks for of each indicator in a year."""
    from parcli.compare.matrix import Wanted
    from parcli.compare.stored import matrix_of
    from parcli.library import Library
    from parcli.render import matrix as render
    from parcli.render import notes

    given = [*(names or ())]
    # Codes of provinces have two digits.
    if year is None and given and given[0].isdecimal() and len(given[0]) == 4:
        year = int(given.pop(0))
    wanted = Wanted(
        tuple(indicator or ()), frozenset(area or ()), frozenset(each.value for each in level or ())
    )
    with Library(library, create=False) as store:
        found = matrix_of(store, year, [*given, *(province or ())], wanted)
    chosen = output.chosen_format(form, out, formats=render.FORMATS)
    with output.opened(out) as stream:
        render.write(chosen, stream, found)
    for note in notes.matrix(found):
        report.line(note)
    if not all(plans.documents for plans in found.plans):
        raise typer.Exit(1)
