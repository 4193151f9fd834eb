"""The command line: which commands there are, how each is found when it is run, and how all of them end."""

from __future__ import annotations

import contextvars
from collections.abc import Sequence
from typing import Annotated

import typer

from parcli import messages
from parcli.cli import output, report
from parcli.cli.lazy import LazyGroup
from parcli.errors import ParcliError, UsageError

app = typer.Typer(
    cls=LazyGroup,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(help=messages.text("help.parcli"))
def parcli(
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang",
            metavar="en|vi",
            envvar="PARCLI_LANG",
            help=messages.text("help.lang"),
            show_default=False,
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, help=messages.text("help.version"), callback=lambda on: _version(on)
        ),
    ] = False,
) -> None:
    """Set what holds for all commands; `run` has taken the language already."""


def _version(asked: bool) -> None:
    if asked:
        from parcli.version import version

        typer.echo(f"parcli {version()}")
        raise typer.Exit


def run(arguments: Sequence[str]) -> int:
    """Return the exit status of a command line, with all that went wrong reported.

    The language that it asks for ends with it: a program that runs several may ask for others.
    """
    return contextvars.copy_context().run(_run, arguments)


def _run(arguments: Sequence[str]) -> int:
    output.prepare()
    try:
        rest = take_language(arguments)
        status = typer.main.get_command(app).main(args=rest, prog_name="parcli", standalone_mode=False)
        return status if isinstance(status, int) else 0
    except UsageError as error:
        report.error(error)
        return 2
    except ParcliError as error:
        report.error(error)
        return 1
    except typer.TyperException as error:
        report.usage(error)
        return error.exit_code
    except OSError as error:
        if isinstance(error, BrokenPipeError) or error.filename is not None:
            raise
        return report.unwritten(error)
    except (KeyboardInterrupt, typer.Abort):
        return 130


def take_language(arguments: Sequence[str]) -> list[str]:
    """Return the arguments without `--lang`, wherever it stands, and set the language that it names.

    >>> take_language(["extract", "plan.txt", "--", "--lang"])
    ['extract', 'plan.txt', '--', '--lang']
    """
    end = arguments.index("--") if "--" in arguments else len(arguments)
    rest: list[str] = []
    words = iter(arguments[:end])
    for word in words:
        name, equals, value = word.partition("=")
        if name != "--lang":
            rest.append(word)
            continue
        chosen = value if equals else next(words, "")
        if chosen not in messages.LANGUAGES:
            raise UsageError(code="usage.lang", value=chosen)
        messages.use(chosen)
    return [*rest, *arguments[end:]]
