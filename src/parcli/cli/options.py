"""Options and arguments that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parcli import messages

if TYPE_CHECKING:
    from parcli.rulebook import Rulebook

Paths = Annotated[
    list[str], typer.Argument(metavar="PATH", help=messages.text("help.paths"), show_default=False)
]
RuleFolders = Annotated[
    list[Path] | None,
    typer.Option(
        "--rules", metavar="DIR", envvar="PARCLI_RULES", help=messages.text("help.rules"), show_default=False
    ),
]
LibraryFile = Annotated[
    Path | None,
    typer.Option(
        "--library",
        metavar="FILE",
        envvar="PARCLI_LIBRARY",
        help=messages.text("help.library"),
        show_default=False,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help=messages.text("help.output"), show_default=False),
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", metavar="N", min=1, help=messages.text("help.jobs"), show_default=False),
]
Shard = Annotated[
    str | None,
    typer.Option("--shard", metavar="I/N", help=messages.text("help.shard"), show_default=False),
]
# Which formats there are differs from command to command.
FORMAT = typer.Option("--format", "-f", help=messages.text("help.format"), show_default=False)
Province = Annotated[
    str | None,
    typer.Option("--province", metavar="NAME", help=messages.text("help.province"), show_default=False),
]
Year = Annotated[
    int | None,
    typer.Option("--year", min=1900, max=2999, help=messages.text("help.year"), show_default=False),
]
# Of a list typer takes no Literal. The values are those of parcli.model, which is imported when a command runs.
Level = StrEnum("Level", ["province", "district", "commune"])
Levels = Annotated[
    list[Level] | None, typer.Option("--level", help=messages.text("help.level"), show_default=False)
]
Indicators = Annotated[
    list[str] | None,
    typer.Option("--indicator", metavar="CODE", help=messages.text("help.indicator"), show_default=False),
]
Provinces = Annotated[
    list[str] | None,
    typer.Option("--province", metavar="NAME", help=messages.text("help.provinces"), show_default=False),
]
Areas = Annotated[
    list[str] | None,
    typer.Option("--area", metavar="AREA", help=messages.text("help.area"), show_default=False),
]


def rulebook(folders: list[Path] | None) -> Rulebook:
    """Return the built-in rules with those of `folders` added."""
    from parcli import rulebook as rules

    return rules.load(folders or ())
