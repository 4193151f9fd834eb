"""`parcli compare`: what two sides or more ask for, beside each other."""

from __future__ import annotations

import contextlib
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from parcli import messages
from parcli.cli import inputs, options, output, report
from parcli.errors import UsageError

if TYPE_CHECKING:
    from parcli.compare import sides

Format = Literal["table", "json", "csv", "markdown", "xlsx", "html"]
Only = Literal["changed", "missing", "same"]
# As in options: of a list typer takes no Literal.
Kind = StrEnum(
    "Kind", ["percentage", "count", "rank", "duration", "score", "ratio", "money", "trend", "completion"]
)


def compare(
    names: Annotated[
        list[str], typer.Argument(metavar="SIDE SIDE", help=messages.text("help.sides"), show_default=False)
    ],
    indicator: options.Indicators = None,
    area: options.Areas = None,
    level: options.Levels = None,
    kind: Annotated[
        list[Kind] | None, typer.Option(help=messages.text("help.kind"), show_default=False)
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(min=1900, max=2999, help=messages.text("help.compare-year"), show_default=False),
    ] = None,
    only: Annotated[Only | None, typer.Option(help=messages.text("help.only"), show_default=False)] = None,
    explain: Annotated[bool, typer.Option("--explain", help=messages.text("help.explain"))] = False,
    form: Annotated[Format | None, options.FORMAT] = None,
    out: options.Output = None,
    library: options.LibraryFile = None,
    rules: options.RuleFolders = None,
) -> None:
    """Pair the targets of the sides and print what differs."""
    if len(names) < 2:
        raise UsageError(code="compare.two-sides", name=names[0])
    from parcli import taxonomy
    from parcli.compare import Options, sides
    from parcli.compare import compare as compared
    from parcli.library import Library
    from parcli.render import compare as render

    wanted = Options(
        indicators=frozenset(indicator or ()),
        areas=frozenset(area or ()),
        levels=frozenset(each.value for each in level or ()),
        kinds=frozenset(each.value for each in kind or ()),
        only=only,
    )
    with contextlib.ExitStack() as opened:
        resolver = sides.Resolver(
            lambda: opened.enter_context(Library(library, create=False)),
            lambda name: inputs.extraction(name, options.rulebook(rules)),
            year,
        )
        found = resolver.sides(names)
    _notes(found)
    stated = {target.indicator for side in found for target, _ in side.targets}
    taxonomy.check((code for code in indicator or () if code not in stated), area or ())
    comparison = compared(found, options=wanted)
    chosen = output.chosen_format(form, out, formats=render.FORMATS)
    with output.opened(out) as stream:
        render.write(chosen, stream, comparison, explain=explain)


def _notes(found: list[sides.Side]) -> None:
    """Say what a reader of the comparison should know of its sides."""
    from parcli.compare import sides

    for side in found:
        if side.contains is not None:
            report.note("compare.contains", name=side.label, year=side.contains)
        if not side.targets:
            report.note("compare.empty-side", name=side.label)
    for former, present, day in sides.mergers(found):
        report.note("compare.merged", former=former, present=present, day=day.isoformat())
