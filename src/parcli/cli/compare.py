"""`parcli compare`: what two sides or more ask for, beside each other."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from parcli import messages
from parcli.cli import named, options, output, report
from parcli.errors import UsageError

if TYPE_CHECKING:
    from parcli.compare import sides
    from parcli.compare.records import Note

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
    restate: Annotated[bool, typer.Option("--restate", help=messages.text("help.restate"))] = False,
    explain: Annotated[bool, typer.Option("--explain", help=messages.text("help.explain"))] = False,
    form: Annotated[Format | None, options.FORMAT] = None,
    out: options.Output = None,
    library: options.LibraryFile = None,
    rules: options.RuleFolders = None,
) -> None:
    """Pair the targets of the sides and print what differs."""
    if len(names) < 2 and not restate:
        raise UsageError(code="compare.two-sides", name=names[0])
    from parcli import taxonomy
    from parcli.compare import Options
    from parcli.compare import compare as compared
    from parcli.render import compare as render
    from parcli.render import notes

    codes = [taxonomy.code_of(name) for name in indicator or ()]
    wanted = Options(
        indicators=frozenset(codes),
        areas=frozenset(map(taxonomy.area_of, area or ())),
        levels=frozenset(each.value for each in level or ()),
        kinds=frozenset(each.value for each in kind or ()),
        only=only,
        explain=explain,
    )
    with named.resolver(library, rules, year) as resolver:
        found, told, missing = _sides(resolver, names, restate=restate)
    stated = {target.indicator for side in found for target, _ in side.targets}
    taxonomy.check((code for code in codes if code not in stated), sorted(wanted.areas))
    comparison = compared(found, options=wanted, notes=told)
    for note in notes.comparison(comparison):
        report.line(note)
    chosen = output.chosen_format(form, out, formats=render.FORMATS)
    with output.opened(out) as stream:
        render.write(chosen, stream, comparison, explain=explain)
    if missing:
        raise typer.Exit(1)


def _sides(
    resolver: sides.Resolver, names: list[str], *, restate: bool
) -> tuple[list[sides.Side], list[Note], bool]:
    """Return the sides that are there, notes of them, and whether one is missing, which is reported."""
    from parcli.compare import lineage

    found = named.found(resolver, names, 1 if restate else 2, lambda error, name: report.error(error))
    missing = len(found) < len(names)
    notes: list[Note] = []
    if restate:
        found, notes = lineage.restated(found, resolver)
    if len(found) < 2:
        for note in notes:
            report.note(f"compare.{note.code}", **note.values)
        raise typer.Exit(1)
    return found, notes, missing
