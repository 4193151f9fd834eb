"""What is known of an act and its issuer → `model.Document`, with its id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from parcli.model import Document, DocumentStatus, DocumentType, IssuerLevel, Period
from parcli.readers import Source
from parcli.recognise.agencies import slug


@dataclass(frozen=True, slots=True)
class Act:
    """What is known so far of the act: a document's own, or the one that it reports."""

    type: DocumentType | None = None
    number: str | None = None
    issued_on: date | None = None
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues an act, at which level, and of which province."""

    name: str | None = None
    level: IssuerLevel | None = None
    province: str | None = None


def record(
    source: Source, act: Act, issuer: Issuer, title: str | None, period: Period | None, status: DocumentStatus
) -> Document:
    """Return the record of a document."""
    year = act.issued_on.year if act.issued_on else (period.start if period else None)
    owner = issuer.province or (slug(issuer.name) if issuer.name else None)
    number = slug(act.number) if act.number else f"{act.type or 'text'}-{source.sha256[:8]}"
    parts = (owner, number, str(year) if year else None)
    return Document(
        id="-".join(part for part in parts if part),
        source=source.path,
        sha256=source.sha256,
        encoding=source.encoding,
        type=act.type,
        number=act.number,
        title=title,
        issuer=issuer.name,
        issuer_level=issuer.level,
        province=issuer.province,
        issued_on=act.issued_on,
        period=period,
        status=status,
        confidence=source.confidence,
    )
