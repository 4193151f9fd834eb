"""`parcli trend`: one indicator over the years, as a table, a picture, or data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from parcli import messages
from parcli.cli import options, output, report
from parcli.errors import UsageError

if TYPE_CHECKING:
    from parcli.compare.trend import Trend

Format = Literal["table", "json", "csv", "markdown", "xlsx", "html"]
_PICTURES = {".svg": "svg", ".png": "png"}


def trend(
    indicator: Annotated[
        str,
        typer.Argument(metavar="INDICATOR", help=messages.text("help.trend.indicator"), show_default=False),
    ],
    provinces: Annotated[
        list[str] | None,
        typer.Argument(metavar="PROVINCE", help=messages.text("help.provinces"), show_default=False),
    ] = None,
    province: options.Provinces = None,
    level: options.Levels = None,
    unit: Annotated[
        str | None, typer.Option(metavar="UNIT", help=messages.text("help.unit"), show_default=False)
    ] = None,
    first: Annotated[
        int | None,
        typer.Option("--from", min=1900, max=2999, help=messages.text("help.from"), show_default=False),
    ] = None,
    last: Annotated[
        int | None,
        typer.Option("--to", min=1900, max=2999, help=messages.text("help.to"), show_default=False),
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE", help=messages.text("help.plot"), show_default=False)
    ] = None,
    form: Annotated[Format | None, options.FORMAT] = None,
    out: options.Output = None,
    library: options.LibraryFile = None,
) -> None:
    """Print what provinces ask for of one indicator, year by year."""
    if plot is not None and plot.suffix.lower() not in _PICTURES:
        raise UsageError(code="plot.suffix", path=plot)
    from parcli.compare.stored import trend_of
    from parcli.compare.trend import Limits
    from parcli.library import Library
    from parcli.render import notes
    from parcli.render import trend as render

    limits = Limits(frozenset(each.value for each in level or ()), unit, first, last)
    with Library(library, create=False) as store:
        found = trend_of(store, indicator, [*(provinces or ()), *(province or ())], limits)
    if plot is not None:
        _draw(plot, found)
    chosen = output.chosen_format(form, out, formats=render.FORMATS)
    with output.opened(out) as stream:
        render.write(chosen, stream, found)
    for note in notes.trend(found):
        report.line(note)
    if any(why == "no-document" for _, why in found.silent):
        raise typer.Exit(1)


def _draw(path: Path, found: Trend) -> None:
    from parcli.render import plot

    picture = plot.picture(found, _PICTURES[path.suffix.lower()])
    with output.opened(path) as stream:
        stream.flush()
        stream.buffer.write(picture)
