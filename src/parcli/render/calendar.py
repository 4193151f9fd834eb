"""What falls due as an iCalendar file (RFC 5545): one all-day event a target, on its last day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, TextIO

from parcli import messages
from parcli.due.records import Due, Row, rows
from parcli.errors import StoreError
from parcli.render import phrase, safe

if TYPE_CHECKING:
    from icalendar import Event

_SUMMARY = 120  # characters


def write(out: TextIO, due: Due) -> None:
    """Write a calendar. The same targets give the same bytes and ids, whenever it is written.

    Errors: StoreError where the engine is not installed.
    """
    try:
        from icalendar import Calendar
    except ImportError as error:
        raise StoreError(code="output.engine", format="ics", extra="ics") from error
    calendar = Calendar()
    calendar.add("prodid", "-//parcli//due//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", messages.text("due.calendar"))
    for event in _events(due):
        calendar.add_component(event)
    out.write(calendar.to_ical().decode("utf-8"))


def _events(due: Due) -> Iterator[Event]:
    from icalendar import Event

    for row in rows(due):
        item = row.first
        event = Event()
        # The same event in every file, so that a calendar read again replaces what it has.
        event.add("uid", f"{safe.plain(item.target)}:{item.last_day:%Y%m%d}@parcli")
        event.add("dtstamp", _stamp(item.issued_on or due.as_of))
        event.add("dtstart", item.last_day)
        event.add("dtend", item.last_day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("summary", _summary(row))
        event.add("description", "\n".join(_description(row)))
        yield event


def _stamp(day: date) -> datetime:
    """Return when an event was made: the document's own day, because a clock would differ each time."""
    return datetime.combine(day, time(), UTC)


def _summary(row: Row) -> str:
    text = safe.plain(row.first.text)
    short = text if len(text) <= _SUMMARY else f"{text[: _SUMMARY - 1].rstrip()}…"
    lead = safe.plain(", ".join(row.named("lead")))
    return f"{lead}: {short}" if lead else short


def _description(row: Row) -> Iterator[str]:
    item = row.first
    yield safe.plain(item.text)
    if item.product:
        yield f"{messages.text('column.product')}: {safe.plain(item.product)}"
    names = phrase.roles((agency.name, agency.role) for agency in row.agencies)
    if names:
        yield f"{messages.text('column.agencies')}: {safe.plain(', '.join(names))}"
    yield f"{messages.text('column.document')}: {safe.plain(item.number or item.document)}"
