"""`parcli add`: documents into the library."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from parcli import messages
from parcli.cli import inputs, options, output, report
from parcli.errors import ReadError

if TYPE_CHECKING:
    from parcli.library import Known, Library
    from parcli.model import Extraction

Format = Literal["table", "json"]
# A table shows so many documents, then another begins: it is written once its widths are known.
_ROWS = 500


def add(
    paths: options.Paths,
    force: Annotated[bool, typer.Option("--force", help=messages.text("help.force"))] = False,
    jobs: options.Jobs = None,
    shard: options.Shard = None,
    form: Annotated[Format | None, options.FORMAT] = None,
    library: options.LibraryFile = None,
    rules: options.RuleFolders = None,
) -> None:
    """Store each document by itself and print what became of it, in the order of the documents."""
    from parcli.library import Library
    from parcli.render import documents as render

    documents = inputs.Inputs(paths, shard)
    chosen = output.chosen_format(form, None, formats=render.FORMATS)
    reading = inputs.Extracting(rules)
    rows: list[dict[str, Any]] = []
    version = reading.version
    with Library(library) as store, output.opened(None) as stream:
        shelf = _Shelf(store, version, force)
        outcomes: Generator[tuple[str, Extraction | Known]] = documents.outcomes(
            reading.extraction, jobs=jobs, warm=reading.warm, known=shelf.known
        )
        with contextlib.closing(outcomes):
            for name, found in outcomes:
                rows.append(shelf.stored(name, found))
                if chosen == "table" and len(rows) < _ROWS:
                    continue
                # Nobody may read the answers any more, but the documents are wanted all the same.
                with contextlib.suppress(BrokenPipeError):
                    render.write_outcomes(chosen, stream, rows)
                    stream.flush()
                rows.clear()
        render.write_outcomes(chosen, stream, rows)
    if documents.failed:
        raise typer.Exit(1)


@dataclass
class _Shelf:
    """The library while documents are added: what it knows already, and what is stored of the rest."""

    library: Library
    rules_version: str
    force: bool

    def __post_init__(self) -> None:
        # The digests of the files whose turn is still to come.
        self._digests: dict[str, str] = {}

    def known(self, name: str) -> Known | None:
        """Return what the library has of this very file, read with these very rules."""
        # A stream has no place to which a new version of it could come back.
        if not Path(name).is_file():
            return None
        self._digests[name] = digest = _digest(name)
        return None if self.force else self.library.known(name, digest, self.rules_version)

    def stored(self, name: str, found: Extraction | Known) -> dict[str, Any]:
        """Return what became of the document `name`: its status, id, number of targets."""
        digest = self._digests.pop(name, None)
        if isinstance(found, tuple):
            return {"status": "unchanged", "id": found.id, "source": name, "targets": found.targets}
        if not found.targets:
            report.note(inputs.why_nothing(found), path=name)
        path = name if digest else "-"
        status = self.library.add(found, path=path, rules_version=self.rules_version, file_sha256=digest)
        # In the library a document may have another id than by itself.
        kept = self.library.document_of(found.document.sha256) or found.document
        if status == "added" and (other := self.library.lookalike(kept.id)):
            report.note("note.lookalike", path=name, id=kept.id, other=other)
        return {"status": status, "id": kept.id, "source": name, "targets": len(found.targets)}


def _digest(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ReadError(code="read.failed", path=path, reason=error) from error
