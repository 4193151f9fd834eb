"""JSON files that `parcli extract` wrote, or another program in its form, read back as records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import regex
from pydantic import ValidationError

from parcli.compare.complete import completed
from parcli.errors import ReadError
from parcli.model import SCHEMA_VERSION, Extraction


def is_json(name: str) -> bool:
    """Return whether a file is JSON, by its first character: no plan begins with a brace but in RTF."""
    try:
        with Path(name).open("rb") as file:
            head = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
            return head.startswith(b"{") and not head.startswith(b"{\\rtf")
    except OSError as error:
        raise ReadError(code="read.failed", path=name, reason=error) from error


def written(name: str) -> list[Extraction]:
    """Return the extractions of a JSON file: one object, or one after the other."""
    try:
        text = Path(name).read_text(encoding="utf-8-sig")
        return [_extraction(part, name) for part in _objects(text)]
    except OSError as error:
        raise ReadError(code="read.failed", path=name, reason=error) from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ReadError(code="compare.not-json", path=name, reason=error) from error


def _objects(text: str) -> Iterator[str]:
    """Yield the text of each JSON object in `text`."""
    decoder, start = json.JSONDecoder(), 0
    while rest := regex.compile(r"\S").search(text, start):
        _, end = decoder.raw_decode(text, rest.start())
        yield text[rest.start() : end]
        start = end


def _extraction(text: str, name: str) -> Extraction:
    try:
        found = Extraction.model_validate_json(json.dumps(completed(json.loads(text), Extraction)))
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise ReadError(code="compare.not-extraction", path=name, place=place, reason=fault["msg"]) from error
    if found.schema_version != SCHEMA_VERSION:
        raise ReadError(code="compare.schema", path=name, found=found.schema_version, known=SCHEMA_VERSION)
    return found
