"""`parcli check`: what is wrong in a plan before it is signed; exit status 3 where there are errors."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from parcli import messages
from parcli.cli import inputs, options, output
from parcli.errors import ReadError

if TYPE_CHECKING:
    from parcli.model import Extraction

Format = Literal["table", "json", "csv", "markdown", "xlsx", "html"]
# Of a list typer takes no Literal. The values are those of parcli.check.records, which is imported when
# the command runs.
Code = StrEnum(
    "Code",
    [
        "two-values", "sum", "implied-base", "below-national", "below-last-plan", "deadline-before-issue",
        "deadline-outside-period", "no-agency", "ended-agency", "act-issuer", "list-count", "opposite-wording",
        "impossible-share", "impossible-date",
    ],
)  # fmt: skip
_ERRORS = 3


def check(
    path: Annotated[
        str, typer.Argument(metavar="PLAN", help=messages.text("help.check.path"), show_default=False)
    ],
    against: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE", help=messages.text("help.check.against"), show_default=False),
    ] = None,
    ignore: Annotated[
        list[Code] | None,
        typer.Option(metavar="CODE", help=messages.text("help.check.ignore"), show_default=False),
    ] = None,
    jobs: options.Jobs = None,
    form: Annotated[Format | None, options.FORMAT] = None,
    out: options.Output = None,
    library: options.LibraryFile = None,
    rules: options.RuleFolders = None,
) -> None:
    """Print what is wrong in a plan, held against the library and the documents that are named."""
    from parcli.check import check as checked
    from parcli.compare import files
    from parcli.render import check as render

    if path != "-" and files.is_json(path):
        raise ReadError(code="check.json", path=path)
    reader = inputs.Gathering(rules)
    rulebook = reader.rules
    plan = inputs.source(path)
    others = inputs.Inputs(against or ())
    if against and not others.count():
        raise ReadError(code="check.no-against", path=", ".join(against))
    held = [*_stored(library), *reader.extractions(others, jobs)]
    found = checked(plan, rulebook, held, ignore=[each.value for each in ignore or ()])
    if not found.recognised:
        raise ReadError(code="check.no-plan", path=path)
    chosen = output.chosen_format(form, out, formats=render.FORMATS)
    with output.opened(out) as stream:
        render.write(chosen, stream, found, text=plan.text)
    if others.failed:
        raise typer.Exit(1)
    if found.failed:
        raise typer.Exit(_ERRORS)


def _stored(path: Path | None) -> Iterator[Extraction]:
    from parcli.library import Library

    with Library(path, create=False) as store:
        yield from store.extractions()
