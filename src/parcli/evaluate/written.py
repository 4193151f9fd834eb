"""Gold as records: what a careful reader wrote down, in the form in which parcli has what it finds."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from parcli.evaluate.gold import OPEN, Gold, Line, Open
from parcli.model import (
    SCHEMA_VERSION,
    Baseline,
    Deadline,
    Document,
    Extraction,
    Measure,
    MeasureKind,
    Period,
    Place,
    Scope,
    Span,
    Target,
)
from parcli.places import count_on

# The unit of a measure whose gold leaves it open.
_UNITS = {"percentage": "%", "rank": "hạng", "score": "điểm", "money": "VND"}
_NOWHERE = Place(page=None, table=None, row=None, cell=None)

_Known = TypeVar("_Known")


def extraction(name: str, gold: Gold, found: Document) -> Extraction:
    """Return the gold of a document as the extraction that it would be.

    What the reader left open is as good as not said; of the document itself, what the gold does not
    tell is as `found`.
    """
    document = found.model_copy(update=_document(gold.document) | {"id": name})
    day = document.issued_on or (date(document.period.start, 1, 1) if document.period else date.max)
    targets = tuple(
        _target(f"{name}:{place}", one.line, one.start, one.end, count_on(day))
        for place, one in enumerate(gold.targets)
    )
    return Extraction(schema_version=SCHEMA_VERSION, document=document, targets=targets)


def _document(stated: dict[str, Any]) -> dict[str, Any]:
    """Return what the gold says of the document itself, of what comparing needs."""
    known = {name: stated[name] for name in ("type", "province", "number") if stated.get(name, OPEN) != OPEN}
    period, issued = stated.get("period", OPEN), stated.get("issued_on", OPEN)
    if period != OPEN:
        known["period"] = Period(start=period["start"], end=period["end"]) if period else None
    if issued != OPEN:
        known["issued_on"] = date.fromisoformat(issued) if issued else None
    return known


def _said(value: _Known | Open, otherwise: _Known) -> _Known:
    return otherwise if isinstance(value, str) and value == OPEN else value


def _target(target_id: str, line: Line, start: int, end: int, ranked: int) -> Target:
    kind: MeasureKind = "completion" if line.kind == OPEN else line.kind
    unit = _said(line.unit, _UNITS.get(kind))
    span = Span(start=start, end=end)
    measure = Measure(
        kind=kind, operator=_said(line.operator, None), value=_said(line.value, None),
        upper=_said(line.upper, None), upper_inclusive=_said(line.upper_inclusive, True),
        unit=unit.split("|")[0] if unit else None, of=ranked if unit == "hạng" else None,
        direction=_said(line.direction, "reach"), equivalent=None, text=line.anchor, span=span,
    )  # fmt: skip
    text = line.text or line.anchor
    since = line.baseline if line.baseline != OPEN else None
    return Target(
        id=target_id, text=text, span=Span(start=start, end=start + len(text)), section=(), area=None,
        indicator=_said(line.indicator, None), measure=measure,
        baseline=Baseline(year=since.year, text="") if since else None,
        scope=Scope(
            levels=_said(line.levels, ()), sectors=_said(line.sectors, ()), except_=_said(line.except_, None)
        ),
        product=None, deadline=_deadline(line), agencies=(), wording=_said(line.wording, "plain"),
        progress=None, flags=(), rules=(), place=_NOWHERE,
    )  # fmt: skip


def _deadline(line: Line) -> Deadline | None:
    if line.deadline is None or line.deadline == OPEN:
        return None
    due = line.deadline
    return Deadline(kind=due.kind, start=due.start, end=due.end, text="", origin="clause", span=None)
