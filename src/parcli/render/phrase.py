"""Parts of a target in a few words, as tables show them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from parcli import messages, places, taxonomy
from parcli.model import Agency, Deadline, Document, Measure, Place, Role, Target
from parcli.render.safe import number, one_line

if TYPE_CHECKING:
    from parcli.compare.records import Note
    from parcli.compare.trend import Point

_SIGNS = {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "~": "≈ ", "=": "", "between": "", None: ""}


def measure(record: Measure) -> str:
    """Return how much: "≥ 80 %", "20–25 %", "+ 6 %", or the words where there is no number."""
    if record.value is None:
        return record.text
    lang = messages.language()
    amount = number(record.value, lang)
    if record.upper is not None:
        amount += f"–{number(record.upper, lang)}"
    change = {"increase": "+ ", "decrease": "− ", "reach": ""}[record.direction]
    ranked = f"/{record.of}" if record.of else ""
    return f"{change}{_SIGNS[record.operator]}{amount}{ranked} {record.unit or ''}".rstrip()


def day(record: date) -> str:
    """Return a day as people of the language write it."""
    return record.strftime("%d/%m/%Y") if messages.language() == "vi" else record.isoformat()


def deadline(record: Deadline | None) -> str:
    """Return by when: "≤ 2025-12-31", "2025", "2023–2025", or the words where no date is known."""
    if record is None:
        return ""
    period = _period(record.start, record.end)
    if record.kind == "during" and period:
        return period
    if record.kind in ("by", "before", "from"):
        sign = {"by": "≤ ", "before": "< ", "from": "≥ "}[record.kind]
        known = record.start if record.kind == "from" else record.end
        return sign + day(known) if known else record.text
    kind = messages.text(f"deadline.{record.kind}")
    return f"{kind}: {record.text or period}"


def _period(start: date | None, end: date | None) -> str:
    if start is None or end is None:
        return ""
    if (start.month, start.day) == (1, 1) and (end.month, end.day) == (12, 31):
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    whole_month = start.day == 1 and (end + timedelta(days=1)).day == 1
    if whole_month and (start.year, start.month) == (end.year, end.month):
        return f"{start.month:02d}/{start.year}" if messages.language() == "vi" else f"{start:%Y-%m}"
    return f"{day(start)}–{day(end)}"


def agencies(records: tuple[Agency, ...]) -> list[str]:
    """Return who: those in the lead as they are named, others with their role."""
    return roles((record.name, record.role) for record in records)


def roles(named: Iterable[tuple[str | None, Role | None]]) -> list[str]:
    """Return the names, those of agencies that are not in the lead with their role; no name is nobody."""
    return [
        name if role in ("lead", None) else f"{name} ({messages.text(f'role.{role}')})"
        for name, role in named
        if name
    ]


def indicator(record: Target) -> str:
    """Return what is measured: the indicator's code, else the area's."""
    return record.indicator or (f"({record.area})" if record.area else "")


def place(record: Place) -> str:
    """Return where in its file a target stands, as far as that is known: "(p. 3, table 2, row 5)"."""
    known = {name: number for name, number in record.json_dict().items() if number is not None}
    said = [messages.text("place.page", **known)] if record.page is not None else []
    if record.table is not None and record.row is not None:
        said.append(messages.text("place.row", **known))
    return f"({', '.join(said)})" if said else ""


def indicator_name(code: str | None) -> str:
    """Return the name of an indicator in the language of the reader, its code where it has none."""
    known = taxonomy.indicators().get(code) if code else None
    return known.called(messages.language()) if known else code or ""


def document(record: Document) -> str:
    """Return a document's name for a heading: number, title, issuer, as far as known."""
    known = [part for part in (record.number, record.title, record.issuer) if part]
    return " · ".join(known) or record.source


def years(record: Document) -> str:
    """Return the years that a document plans: "2023", "2021–2025"."""
    if record.period is None:
        return ""
    first, last = record.period.start, record.period.end
    return str(first) if first == last else f"{first}–{last}"


def province(slug: str | None) -> str:
    """Return the name of a province, as it is called now or was called last; "" for none.

    >>> province("hai-duong")
    'Hải Dương'
    """
    if slug is None:
        return ""
    if slug == places.NATIONAL:
        return messages.text("place.national")
    known = places.lookup(slug)
    return known.name if known else slug


def clipped(text: str, length: int) -> str:
    """Return a text on one line of at most `length` characters.

    >>> clipped("trên\\n 95% hồ sơ", 8)
    'trên 95…'
    """
    line = one_line(text)
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def note(record: Note) -> str:
    """Return in words what a reader should know of sides."""
    values = {
        name: day(date.fromisoformat(str(value))) if name == "day" else value
        for name, value in record.values.items()
    }
    return messages.text(f"compare.{record.code}", **values)


def point(record: Point) -> str:
    """Return for whom a point speaks: the province, the levels, the fields, what is left out."""
    scope = record.scope
    parts = [province(record.province), ", ".join(scope.levels), ", ".join(scope.sectors)]
    parts.append(messages.text("trend.except", text=scope.except_) if scope.except_ else "")
    return " · ".join(part for part in parts if part)
