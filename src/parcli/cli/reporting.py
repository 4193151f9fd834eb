"""`parcli report`: one page of what sides promise, with the texts in which it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from parcli import messages
from parcli.cli import named, options, output, report
from parcli.errors import LookupFailed

if TYPE_CHECKING:
    from parcli.library import Library


def reporting(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="SIDE", help=messages.text("help.report.sides"), show_default=False),
    ] = None,
    indicator: options.Indicators = None,
    area: options.Areas = None,
    level: options.Levels = None,
    year: Annotated[
        int | None,
        typer.Option(min=1900, max=2999, help=messages.text("help.report.year"), show_default=False),
    ] = None,
    out: options.Output = None,
    library: options.LibraryFile = None,
    rules: options.RuleFolders = None,
) -> None:
    """Write the page to the file that --output names, or into a pipe."""
    output.chosen_format("html", out, formats=("html",))
    from parcli import taxonomy
    from parcli.compare import Options
    from parcli.originals import text_of
    from parcli.render import notes, pages
    from parcli.report import MOST_COMPARED, compose

    wanted = Options(
        indicators=frozenset(map(taxonomy.code_of, indicator or ())),
        areas=frozenset(map(taxonomy.area_of, area or ())),
        levels=frozenset(each.value for each in level or ()),
    )
    with named.resolver(library, rules, year) as resolver:
        asked = list(dict.fromkeys(names or _provinces(resolver.library, year)))
        found = named.found(resolver, asked, 1, report.error)
        stated = {target.indicator for side in found for target, _ in side.targets}
        taxonomy.check(sorted(wanted.indicators - stated), sorted(wanted.areas))
        made = compose(found, lambda one: text_of(one, resolver.path_of(one.id)), options=wanted)
        for note in notes.comparison(made.comparison) if made.comparison else ():
            report.line(note)
        if len(found) > MOST_COMPARED:
            report.note("report.not-compared", count=len(found), most=MOST_COMPARED)
        with output.opened(out) as stream:
            pages.write(stream, made)
    if len(found) < len(asked):
        raise typer.Exit(1)


def _provinces(library: Library, year: int | None) -> list[str]:
    """Return all provinces that have documents, or have them for a year; the national level comes first.

    Errors: LookupFailed where there are none.
    """
    from parcli.places import NATIONAL

    there = {document.province for document in library.documents(year=year)} - {None}
    if not there:
        empty = not library.documents()
        raise LookupFailed(code="note.empty-library" if empty else "note.no-documents", path=library.path)
    return sorted((str(slug) for slug in there), key=lambda slug: (slug != NATIONAL, slug))
