"""Runs kept as files: the targets of each document as JSON lines, and the rules that found them.

The first line is of the run, then comes for each document a line of its own, then one a target.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from parcli.errors import ReadError
from parcli.model import SCHEMA_VERSION, Document, Extraction, Target


@dataclass(frozen=True)
class Run:
    """What one version of the rules found, by the name of the document."""

    rules_version: str
    extractions: Mapping[str, Extraction]


def lines(run: Run) -> Iterator[dict[str, Any]]:
    """Yield the lines of the file of a run."""
    yield {"run": {"schema_version": SCHEMA_VERSION, "rules_version": run.rules_version}}
    for name, extraction in run.extractions.items():
        yield {"name": name, "document": extraction.document.json_dict()}
        yield from (target.json_dict() for target in extraction.targets)


def read(path: Path) -> Run:
    """Return the run that the file `path` keeps.

    Errors: ReadError where it cannot be read, is no run, or one of another form.
    """
    try:
        written = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise ReadError(code="read.failed", path=path, reason=error) from error
    except UnicodeDecodeError as error:
        raise ReadError(code="read.encoding", path=path, encoding="utf-8", byte=error.start) from error
    try:
        first = json.loads(written[0])["run"]
        if first["schema_version"] != SCHEMA_VERSION:
            raise ReadError(
                code="compare.schema", path=path, found=first["schema_version"], known=SCHEMA_VERSION
            )
        return Run(str(first["rules_version"]), _extractions(written[1:]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ReadError(code="evaluate.no-run", path=path, reason=_reason(error)) from error


def _extractions(written: list[str]) -> dict[str, Extraction]:
    """Return the extractions of all lines but the first."""
    documents: dict[str, Document] = {}
    targets: dict[str, list[Target]] = {}
    name = ""
    for line in filter(None, written):
        entry = json.loads(line)
        if "name" in entry:
            name = str(entry["name"])
            documents[name] = Document.model_validate_json(json.dumps(entry["document"]))
            targets[name] = []
        else:
            targets[name].append(Target.model_validate_json(line))
    return {
        name: Extraction(schema_version=SCHEMA_VERSION, document=document, targets=tuple(targets[name]))
        for name, document in documents.items()
    }


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        fault = error.errors()[0]
        return f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
    return str(error)
