"""Commands that are imported only when they are run, and help in the language of the user."""

from __future__ import annotations

import contextlib
import importlib
import re
from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from parcli import messages

# Each command: its module, and the function or Typer application in it. Its line in `parcli --help`
# is the text `help.command.<name>`.
COMMANDS = {
    "extract": "parcli.cli.extract:extract",
    "text": "parcli.cli.text:text",
    "compare": "parcli.cli.compare:compare",
    "trend": "parcli.cli.trend:trend",
    "matrix": "parcli.cli.matrix:matrix",
    "due": "parcli.cli.due:due",
    "check": "parcli.cli.check:check",
    "report": "parcli.cli.reporting:reporting",
    "add": "parcli.cli.add:add",
    "list": "parcli.cli.listing:listing",
    "remove": "parcli.cli.remove:remove",
    "evaluate": "parcli.cli.evaluate:evaluate",
    "explain": "parcli.cli.explain:explain",
    "rules": "parcli.cli.rules:app",
    "schema": "parcli.cli.schema:schema",
}

# What typer writes of itself into a page of help.
_HEADING = re.compile(r"^(Usage|Options|Arguments|Commands):", re.MULTILINE)
_NOTE = re.compile(r"\[(default|env\s+var): |\[(required)\]|(?<=; )(required|env\s+var|default)\b")
_OWN_OPTIONS = ("help", "install_completion", "show_completion")


class _Translated:
    """Mixed into a command: its help in the language of the user, whatever typer itself speaks."""

    def get_params(self, ctx: Any) -> Any:
        params = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            if param.name in _OWN_OPTIONS:
                param.help = messages.text(f"help.{param.name}")
        return params

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        pieces: list[str] = super().collect_usage_pieces(ctx)  # type: ignore[misc]
        # What must be given is PATH..., not {PATH}...: braces mean a set to most readers.
        return [piece.replace("{", "").replace("}", "") for piece in pieces]

    def get_help(self, ctx: Any) -> str:
        page: str = super().get_help(ctx)  # type: ignore[misc]
        if messages.language() == "en":
            return page
        page = _HEADING.sub(lambda match: messages.text(f"help.heading.{match[1].lower()}") + ":", page)
        return _NOTE.sub(_note, page)


def _note(match: re.Match[str]) -> str:
    word = match[1] or match[2] or match[3]
    return match[0].replace(word, messages.text(f"help.note.{'-'.join(word.split())}"))


class LazyCommand(_Translated, TyperCommand):
    """A command of COMMANDS, once it is imported."""


class LazyGroup(_Translated, TyperGroup):
    """All commands by name; a page of help or a completion imports none of them."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        # Names are enough to suggest the one that was meant.
        self.commands = dict.fromkeys(COMMANDS)  # type: ignore[assignment]

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return load(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, messages.text(f"help.command.{name}")) for name in COMMANDS])

    def make_context(self, *args: Any, **settings: Any) -> Any:
        with _quiet_when_nobody_reads():
            return super().make_context(*args, **settings)

    def invoke(self, ctx: Any) -> Any:
        with _quiet_when_nobody_reads():
            return super().invoke(ctx)


def load(name: str) -> Any:
    """Return the command `name`, its module imported now."""
    module_name, _, attribute = COMMANDS[name].partition(":")
    found = getattr(importlib.import_module(module_name), attribute)
    if isinstance(found, typer.Typer):
        found.rich_markup_mode = None
        command = typer.main.get_command(found)
    else:
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        # What a developer reads stays in the docstring; what a user reads is in the catalogue.
        single.command(name, cls=LazyCommand, help=messages.text(f"help.command.{name}"))(found)
        command = typer.main.get_command(single)
    command.name = name
    command.context_settings.setdefault("help_option_names", ["-h", "--help"])
    return command


@contextlib.contextmanager
def _quiet_when_nobody_reads() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise typer.Exit(0) from None
