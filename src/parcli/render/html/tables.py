"""A list of records as a table that can be searched and filtered, whatever they are records of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from parcli import messages
from parcli.render.html import Section, names

# How a column reads: a number, words of a document, a time, words of parcli.
Style = Literal["figure", "quote", "when", "plain"]
Options = list[tuple[str, str]]

MOST_LINES = 2_000


@dataclass(frozen=True)
class Column:
    """The head of a column by its key among the texts, and how its cells read."""

    name: str
    style: Style = "plain"


@dataclass(frozen=True)
class Line:
    """The cells of a row, its address in the page, what it is found by under each filter, where it leads."""

    cells: Sequence[str | Sequence[str]]
    id: str = ""
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    link: str = ""


def table(
    name: str, columns: Sequence[Column], lines: Sequence[Line], filters: Mapping[str, Options] | None = None
) -> Section:
    """Return a part of a page; `filters` give the choices of each, in their order, with the words for them."""
    return Section(
        name,
        {
            "columns": [(messages.text(f"column.{one.name}"), one.style) for one in columns],
            "lines": [
                (
                    [[cell] if isinstance(cell, str) else [*cell] for cell in one.cells],
                    one.id,
                    one.choices,
                    one.link,
                )
                for one in lines[:MOST_LINES]
            ],
            "total": len(lines),
            "filters": with_choice(**(filters or {})),
            "heading": name,
        },
        "table",
    )


def with_choice(**filters: Options) -> list[tuple[str, Options]]:
    """Return the filters without those that leave no choice."""
    return [(name, options) for name, options in filters.items() if len(options) > 1]


def options(words: Collection[str | None]) -> Options:
    """Return words that stand for themselves as the choices of a filter."""
    return [(word, word) for word in sorted({word for word in words if word})]


def words(kind: str, codes: Sequence[str], found: Collection[str]) -> list[tuple[str, str]]:
    """Return the codes that were found, in their own order, with the words for them."""
    return [(code, names.word(kind, code)) for code in codes if code in found]
