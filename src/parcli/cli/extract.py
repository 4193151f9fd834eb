"""`parcli extract`: the targets of documents."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from parcli import messages
from parcli.cli import inputs, options, output, report

if TYPE_CHECKING:
    from parcli.model import Extraction

Format = Literal["table", "json", "jsonl", "csv", "markdown", "xlsx", "html", "parquet"]
# Formats of which each document's part is complete by itself, so that any process can write it.
_LINES = ("json", "jsonl")


def extract(
    paths: options.Paths,
    form: Annotated[Format | None, options.FORMAT] = None,
    only_flagged: Annotated[
        bool, typer.Option("--only-flagged", help=messages.text("help.only-flagged"))
    ] = False,
    jobs: options.Jobs = None,
    shard: options.Shard = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help=messages.text("help.scheduler"), show_default=False),
    ] = None,
    out: options.Output = None,
    rules: options.RuleFolders = None,
) -> None:
    """Print the targets of each document as soon as it is read, in the order of the documents."""
    if scheduler is not None:
        from parcli.cli import clustered

        clustered.extract(
            paths, scheduler, form=form, out=out, only_flagged=only_flagged, rules=rules,
            here_alone={"--jobs": jobs, "--shard": shard},
        )  # fmt: skip
        return
    from parcli.originals import text_of
    from parcli.render import targets

    documents = inputs.Inputs(paths, shard)
    chosen = output.chosen_format(form, out, formats=targets.FORMATS)
    work = _Printing(rules, chosen, only_flagged, documents.several)
    with (
        output.opened(out) as stream,
        targets.writer(chosen, stream, several=documents.several, text_of=text_of) as write,
        contextlib.closing(documents.outcomes(work.printed, jobs=jobs, warm=work.warm)) as outcomes,
    ):
        for name, printed in outcomes:
            if printed.note:
                report.note(printed.note, path=name)
            if isinstance(printed.found, str):
                stream.write(printed.found)
            else:
                write(printed.found)
            stream.flush()
    if documents.failed:
        raise typer.Exit(1)


@dataclass(frozen=True)
class _Printed:
    """What one document comes to: its part of the output or what that is made of, and a note's key."""

    found: Extraction | str
    note: str | None


class _Printing(inputs.Extracting):
    """Extracts from one document after the other, and writes its part where that can be done apart."""

    def __init__(self, folders: list[Path] | None, form: str, only_flagged: bool, several: bool) -> None:
        super().__init__(folders)
        assert self.rules  # what is wrong with them is said before anything else is done
        self._form, self._only_flagged, self._several = form, only_flagged, several

    def printed(self, name: str) -> _Printed:
        """Return the part of the document `name`."""
        from parcli.render import targets

        found, note = self.extraction(name), None
        if self._only_flagged:
            found = found.flagged()
        elif not found.targets:
            note = inputs.why_nothing(found)
        if self._form not in _LINES:
            return _Printed(found, note)
        part = io.StringIO()
        with targets.writer(self._form, part, several=self._several) as write:
            write(found)
        return _Printed(part.getvalue(), note)
