"""What a careful reader took out of a document: gold files, read and checked (see docs/gold.md)."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from parcli.errors import ReadError
from parcli.model import (
    DeadlineKind,
    Direction,
    Document,
    Level,
    MeasureKind,
    Number,
    Operator,
    Role,
    Wording,
)

# What the reader left open, or did not state: it is not scored.
Open = Literal["?"]
OPEN: Open = "?"


class _Stated(BaseModel):
    """Base of what a gold line holds; a field that is not known is kept, to be named in a note."""

    model_config = ConfigDict(frozen=True, extra="allow")


class Since(_Stated):
    """What a change is measured from."""

    year: int | None = None


class Due(_Stated):
    """When a target falls due."""

    kind: DeadlineKind
    start: date | None = None
    end: date | None = None


class Responsible(_Stated):
    """A body with its role."""

    id: str
    role: Role


class Line(_Stated):
    """One line of a gold file: the words that state a measure, and the fields as they should be."""

    anchor: str = Field(min_length=1)
    nth: int = Field(1, ge=1)
    text: str = ""
    note: str = ""
    optional: bool = False
    kind: MeasureKind | Open = OPEN
    operator: Operator | Open | None = OPEN
    value: Number | Open | None = OPEN
    upper: Number | Open | None = OPEN
    unit: str | None = OPEN
    direction: Direction | Open = OPEN
    indicator: str | None = OPEN
    levels: tuple[Level, ...] | Open = OPEN
    baseline: Since | Open | None = OPEN
    deadline: Due | Open | None = OPEN
    agencies: tuple[Responsible, ...] | Open = OPEN
    wording: Wording | Open = OPEN
    sectors: tuple[str, ...] | Open = OPEN
    except_: str | None = Field(OPEN, alias="except")
    upper_inclusive: bool | Open = OPEN
    equivalent: dict[str, Any] | Open | None = OPEN
    product: str | None = OPEN
    progress: dict[str, Any] | Open | None = OPEN


@dataclass(frozen=True)
class Wanted:
    """A target of the gold, and where the characters of its anchor stand in the text."""

    line: Line
    start: int
    end: int


@dataclass(frozen=True)
class Sheet:
    """A gold file as it stands, before its anchors are looked up: each line with its number."""

    path: Path
    document: dict[str, Any]
    source: Path
    within: tuple[str, str] | None
    lines: tuple[tuple[int, Line], ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Fields that are not known, and so not scored, in the order in which they first appear."""
        known = {*Document.model_fields, "source", "within"}
        extra = [f"document.{name}" for name in self.document if name not in known]
        extra += [name for _, line in self.lines for name in line.model_extra or ()]
        return tuple(dict.fromkeys(extra))


@dataclass(frozen=True)
class Gold:
    """All that the reader took from a document, and from where to where it was read."""

    document: dict[str, Any]
    start: int
    end: int
    targets: tuple[Wanted, ...]

    @property
    def codes(self) -> frozenset[str]:
        """The indicators that are named."""
        named = (wanted.line.indicator for wanted in self.targets)
        return frozenset(code for codes in named if codes for code in codes.split("|"))


def read(path: Path) -> Sheet:
    """Return the gold file `path`.

    Errors: ReadError where it cannot be read, is not in the form, or its text is not there.
    """
    try:
        text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ReadError(code="read.failed", path=path, reason=error) from error
    except UnicodeDecodeError as error:
        raise ReadError(code="read.encoding", path=path, encoding="utf-8", byte=error.start) from error
    numbered = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    first = _object(path, *numbered[0]) if numbered else {}
    document = first.get("document")
    if not isinstance(document, dict):
        raise ReadError(code="evaluate.first-line", path=path)
    settings = document | first  # both places are used for what is no field of the document
    lines = tuple((number, _line(path, number, line)) for number, line in numbered[1:])
    return Sheet(path, document, _source(path, settings.get("source")), _within(path, settings), lines)


def _object(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ReadError(code="evaluate.line", path=path, line=number, reason=error) from error
    if not isinstance(found, dict):
        raise ReadError(code="evaluate.no-object", path=path, line=number)
    return found


def _line(path: Path, number: int, line: str) -> Line:
    try:
        return Line.model_validate(_object(path, number, line))
    except ValidationError as error:
        fault = error.errors()[0]
        reason = f"{'.'.join(str(part) for part in fault['loc'][:1])}: {fault['msg']}"
        raise ReadError(code="evaluate.line", path=path, line=number, reason=reason) from error


def _source(path: Path, named: object) -> Path:
    """Return the file of the text: the one named, else the one of the same name, else plan.txt.

    A collection of many texts may hold those of the same name in a folder `corpus` beside the gold's.
    """
    if isinstance(named, str):
        candidates = [path.parent / named]
    else:
        candidates = [path.with_suffix(".txt")]
        candidates += [path.with_name("plan.txt")] if path.name == "gold.jsonl" else []
        # Collections keep gold/NAME.jsonl and corpus/NAME.txt side by side.
        candidates.append(path.parent.parent / "corpus" / path.with_suffix(".txt").name)
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise ReadError(code="evaluate.no-text", path=path, tried=", ".join(map(str, candidates)))


def _within(path: Path, settings: dict[str, Any]) -> tuple[str, str] | None:
    match settings.get("within"):
        case None:
            return None
        case [str() as first, str() as last]:
            return first, last
    raise ReadError(code="evaluate.within", path=path)


def place(sheet: Sheet, text: str) -> Gold:
    """Return the gold with each anchor found in the document's own text.

    Errors: ReadError naming the line whose anchor, or the part of the document, is not in the text.
    """
    start, end = 0, len(text)
    if sheet.within is not None:
        start = text.find(sheet.within[0])
        last = text.find(sheet.within[1], max(start, 0))
        if min(start, last) < 0:
            missing = sheet.within[start >= 0]
            raise ReadError(code="evaluate.no-part", path=sheet.path, words=missing, source=sheet.source)
        end = last + len(sheet.within[1])
    return Gold(sheet.document, start, end, tuple(_wanted(sheet, text, *line) for line in sheet.lines))


def _wanted(sheet: Sheet, text: str, number: int, line: Line) -> Wanted:
    start = -1
    for _ in range(line.nth):
        start = text.find(line.anchor, start + 1)
        if start < 0:
            raise ReadError(
                code="evaluate.no-anchor", path=sheet.path, line=number, anchor=line.anchor, nth=line.nth,
                source=sheet.source,
            )  # fmt: skip
    return Wanted(line, start, start + len(line.anchor))
