"""`parcli rules`: list the rules, check them and a user's own, print the schema of their files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TextIO

import typer
from typer.core import TyperGroup

from parcli import messages
from parcli.cli import lazy, options, output, report
from parcli.errors import RuleError
from parcli.render import grid, safe
from parcli.rulefile import Kind

if TYPE_CHECKING:
    from parcli.rulebook import Compiled

Format = Literal["table", "json", "csv", "markdown"]
FORMATS = ("table", "json", "csv", "markdown")
COLUMNS = (
    "id", "kind", "means", "examples", "counter_examples", "known_gaps", "file", "code", "name.vi", "name.en"
)  # fmt: skip
# The columns that fit a terminal; of indicators those by which other commands ask for one.
_SHOWN = ("id", "kind", "means", "examples")
_INDICATORS = ("code", "name.vi", "name.en", "area")
_WHOLE = ("id", "code", "area")


class RulesGroup(lazy._Translated, TyperGroup):
    """The commands under `parcli rules`, with help in the language of the user."""


app = typer.Typer(
    cls=RulesGroup,
    add_completion=False,
    no_args_is_help=True,
    help=messages.text("help.command.rules"),
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command("list", cls=lazy.LazyCommand, help=messages.text("help.rules.list"))
def listing(
    kind: Annotated[
        Kind | None,
        typer.Option("--kind", metavar="KIND", help=messages.text("help.rules.kind"), show_default=False),
    ] = None,
    form: Annotated[Format | None, options.FORMAT] = None,
    out: options.Output = None,
    rules: options.RuleFolders = None,
) -> None:
    """Print every rule, or those of one kind, in the order of their ids."""
    found = [
        compiled
        for compiled in options.rulebook(rules).rules.values()
        if kind is None or compiled.rule.kind == kind
    ]
    chosen = output.chosen_format(form, out, formats=FORMATS)
    with output.opened(out) as stream:
        _write(chosen, stream, found)


def _write(form: str, out: TextIO, found: list[Compiled]) -> None:
    if form == "json":
        out.write(safe.json_text({"rules": [_record(compiled) for compiled in found]}, indent=2) + "\n")
    elif form == "csv":
        grid.comma_separated(
            out, [COLUMNS, *([_row(compiled)[name] for name in COLUMNS] for compiled in found)]
        )
    else:
        shown = _INDICATORS if all(compiled.rule.kind == "indicator" for compiled in found) else _SHOWN
        headings = [messages.text(f"column.rule.{name}") for name in shown]
        rows = [[str(_row(compiled)[name] or "") for name in shown] for compiled in found]
        rows = [*map(list, dict.fromkeys(map(tuple, rows)))]  # several rules may give one indicator
        if form == "markdown":
            grid.markdown(out, headings, rows)
        else:
            grid.terminal(
                out,
                headings,
                rows,
                wide=shown.index("means") if "means" in shown else None,
                whole=[place for place, name in enumerate(shown) if name in _WHOLE],
            )


def _record(compiled: Compiled) -> dict[str, Any]:
    """Return a rule as its file states it, and the file."""
    return {**compiled.rule.model_dump(mode="json"), "file": compiled.file}


def _row(compiled: Compiled) -> dict[str, object]:
    """Return a rule in short: of its examples only how many there are."""
    rule = compiled.rule
    counted = {name: len(getattr(rule, name)) for name in ("examples", "counter_examples", "known_gaps")}
    gives = rule.gives
    name = gives.get("name")
    name = name if isinstance(name, dict) else {}
    named = {
        "code": gives.get("code"),
        "name.vi": name.get("vi"),
        "name.en": name.get("en"),
        "area": gives.get("area"),
    }
    return {"id": rule.id, "kind": rule.kind, "means": rule.means, **counted, "file": compiled.file, **named}


@app.command("check", cls=lazy.LazyCommand, help=messages.text("help.rules.check"))
def check(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(metavar="DIR", help=messages.text("help.rules.dir"), show_default=False),
    ] = None,
) -> None:
    """Say of each fault in which file and rule it is, or that all examples hold."""
    from parcli import rulecheck

    rules, faults = rulecheck.check(folders or ())
    own = [compiled for compiled in rules.rules.values() if not rulecheck.is_built_in(compiled)]
    for error in faults:
        report.error(error)
    if folders and not own and not faults:
        raise RuleError(code="rules.none", path=", ".join(map(str, folders)))
    if faults:
        report.note("rules.faulty", count=len(faults))
        raise typer.Exit(1)
    listed = [compiled.rule for compiled in own or rules.rules.values()]
    counted = {
        name: sum(len(getattr(rule, name)) for rule in listed) for name in ("examples", "counter_examples")
    }
    with output.opened(None) as stream:
        stream.write(messages.text("rules.sound", rules=len(listed), **counted) + "\n")


@app.command("schema", cls=lazy.LazyCommand, help=messages.text("help.rules.schema"))
def schema(out: options.Output = None) -> None:
    """Print the JSON schema of a rule file, by which editors complete and check one."""
    from parcli import rulefile

    with output.opened(out) as stream:
        stream.write(safe.json_text(rulefile.json_schema(), indent=2) + "\n")
