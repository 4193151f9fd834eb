"""`parcli extract`: the targets of documents."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

import typer

from parcli import messages
from parcli.cli import inputs, options, output, report

Format = Literal["table", "json", "jsonl", "csv", "markdown", "xlsx"]
_EMPTY = hashlib.sha256().hexdigest()


def extract(
    paths: options.Paths,
    form: Annotated[Format | None, options.FORMAT] = None,
    only_flagged: Annotated[
        bool, typer.Option("--only-flagged", help=messages.text("help.only-flagged"))
    ] = False,
    out: options.Output = None,
    rules: options.RuleFolders = None,
) -> None:
    """Print the targets of each document as soon as it is read."""
    from parcli.render import targets

    rulebook = options.rulebook(rules)
    documents = inputs.Inputs(paths)
    chosen = output.chosen_format(form, out, formats=targets.FORMATS)
    with (
        output.opened(out) as stream,
        targets.writer(chosen, stream, several=documents.several) as write,
    ):
        for name in documents.each():
            with documents.reading(name):
                found = inputs.extraction(name, rulebook)
                if only_flagged:
                    flagged = tuple(target for target in found.targets if target.flags)
                    found = found.model_copy(update={"targets": flagged})
                elif not found.targets:
                    documents.progress.clear()
                    empty = found.document.sha256 == _EMPTY
                    report.note("note.empty" if empty else "note.no-targets", path=name)
                documents.progress.clear()
                write(found)
                stream.flush()
    if documents.failed:
        raise typer.Exit(1)
