"""What falls due as the cells of a table: the day, the words, who does it, which document says so."""

from __future__ import annotations

from parcli import messages
from parcli.due.records import Due, Item, Row
from parcli.render import grid, phrase

COLUMNS = ("due", "text", "agencies", "document")


def cells(row: Row, due: Due) -> list[grid.Cell]:
    """Return the cells of COLUMNS; the document's names its province where several are listed."""
    item = row.first
    names = phrase.roles((agency.name, agency.role) for agency in row.agencies)
    return [[phrase.day(item.last_day), *_again(item)], item.text, names, document(item, due)]


def document(item: Item, due: Due) -> list[str]:
    """Return the document of an item, with its province where several are listed."""
    whose = phrase.province(item.province) or item.issuer
    return [item.number or item.document, *([whose] if due.mixed and whose else [])]


def _again(item: Item) -> list[str]:
    return [messages.text(f"due.every.{item.every}")] if item.every else []
