"""`parcli add`: documents into the library."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from parcli.cli import inputs, options, output, report
from parcli.errors import ReadError

if TYPE_CHECKING:
    from parcli.library import Library
    from parcli.rulebook import Rulebook

Format = Literal["table", "json"]


def add(
    paths: options.Paths,
    form: Annotated[Format | None, options.FORMAT] = None,
    library: options.LibraryFile = None,
    rules: options.RuleFolders = None,
) -> None:
    """Store each document by itself and print what became of it."""
    from parcli.library import Library
    from parcli.render import documents as render

    rulebook = options.rulebook(rules)
    documents = inputs.Inputs(paths)
    chosen = output.chosen_format(form, None, formats=render.FORMATS)
    outcomes = []
    with Library(library) as store, output.opened(None) as stream:
        for name in documents.each():
            with documents.reading(name):
                outcome = stored(store, name, rulebook)
                documents.progress.clear()
                if chosen == "table":
                    outcomes.append(outcome)
                    continue
                # Nobody may read the answers any more, but the documents are wanted all the same.
                with contextlib.suppress(BrokenPipeError):
                    render.write_outcomes(chosen, stream, [outcome])
                    stream.flush()
        render.write_outcomes(chosen, stream, outcomes)
    if documents.failed:
        raise typer.Exit(1)


def stored(library: Library, name: str, rules: Rulebook) -> dict[str, Any]:
    """Return what became of the document `name`: its status, id, number of targets."""
    # A stream has no place to which a new version of it could come back.
    path = name if Path(name).is_file() else "-"
    digest = None if path == "-" else _digest(path)
    known = library.document_at(path) if digest and library.knows(path, digest, rules.version) else None
    if known:
        targets = len(library.extraction(known.id).targets)
        return {"status": "unchanged", "id": known.id, "source": name, "targets": targets}
    found = inputs.extraction(name, rules)
    if not found.targets:
        report.note("note.no-targets", path=name)
    status = library.add(found, path=path, rules_version=rules.version, file_sha256=digest)
    # In the library a document may have another id than by itself.
    kept = library.document_of(found.document.sha256) or found.document
    return {"status": status, "id": kept.id, "source": name, "targets": len(found.targets)}


def _digest(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ReadError(code="read.failed", path=path, reason=error) from error
