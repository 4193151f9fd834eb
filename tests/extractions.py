"""Extractions made by hand, for tests of what comes after the pipeline."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import regex

from parcli import model


def measure(text: str = "trên 95%", start: int = 0, **changes: Any) -> model.Measure:
    """Return a measure: more than 95 %, but for `changes`."""
    fields: dict[str, Any] = {
        "kind": "percentage", "operator": ">", "value": Decimal(95), "upper": None, "upper_inclusive": True,
        "unit": "%", "of": None, "direction": "reach", "equivalent": None, "text": text,
        "span": model.Span(start=start, end=start + len(text)),
    }  # fmt: skip
    return model.Measure(**fields | changes)


def target(text: str = "Trên 95% hồ sơ đúng hạn", start: int = 0, **changes: Any) -> model.Target:
    """Return a target with the whole of `text` as its clause, but for `changes`."""
    fields: dict[str, Any] = {
        "id": f"t{start}", "text": text, "span": model.Span(start=start, end=start + len(text)), "section": (),
        "area": "procedures", "indicator": "procedures.on-time", "measure": measure(text, start),
        "baseline": None, "scope": model.Scope(levels=(), sectors=(), except_=None), "product": None,
        "deadline": None, "agencies": (), "wording": "plain", "progress": None, "flags": (),
        "rules": ("measure.percentage.above",),
        "place": model.Place(page=None, table=None, row=None, cell=None),
    }  # fmt: skip
    return model.Target(**fields | changes)


def document(text: str = "", **changes: Any) -> model.Document:
    """Return a plan of Hưng Yên for 2023 whose text is `text`, but for `changes`."""
    fields: dict[str, Any] = {
        "id": "hung-yen-2023", "source": "plan.txt", "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "encoding": "utf-8", "type": "plan", "number": None, "title": "Kế hoạch", "issuer": "UBND tỉnh Hưng Yên",
        "issuer_level": "province", "province": "hung-yen", "issued_on": None,
        "period": model.Period(start=2023, end=2023), "status": "issued",
    }  # fmt: skip
    return model.Document(**fields | changes)


def extraction(text: str = "", *targets: model.Target, **changes: Any) -> model.Extraction:
    """Return an extraction of a document with `text`; `changes` are those of its `document`."""
    return model.Extraction(schema_version="1", document=document(text, **changes), targets=targets)


def of_text(text: str, source: str, encoding: str = "utf-8") -> model.Extraction:
    """Return a stand-in for what the pipeline finds: a target for each line that holds a digit."""
    lines = regex.finditer(r"[^\n]*\d[^\n]*", text)
    found = [
        target(line[0], line.start(), flags=("no-deadline",) if "?" in line[0] else (),
               agencies=(model.Agency(id="so-noi-vu", name="Sở Nội vụ", role="lead", span=None),),
               deadline=model.Deadline(kind="by", start=None, end=date(2025, 12, 31), text="đến năm 2025",
                                       origin="clause", span=None))
        for line in lines
    ]  # fmt: skip
    return extraction(text, *found, id=Path(source).stem or "stdin", source=source, encoding=encoding)
