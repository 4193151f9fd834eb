"""From records to the parts of a page: what each shows, how much of it, and which target is which number."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from parcli.compare.matrix import Cell, Column, Matrix
from parcli.model import Document, Extraction, Flag, Target
from parcli.render import phrase
from parcli.render.html import Section, marked, names, tables
from parcli.render.html.tables import options, with_choice

# What a browser still opens at once, on a telephone too; the page says what it leaves out.
MOST_TARGETS = 2_000
MOST_CELLS = 12_000
MOST_CHARACTERS = 1_000_000

FLAGS: tuple[str, ...] = get_args(Flag)

Numbers = Mapping[str, int]
TextOf = Callable[[Document], str | None]


def numbers(extractions: Iterable[Extraction]) -> dict[str, int]:
    """Return the number by which a page calls each target that it lists, from 1 in reading order."""
    ids = dict.fromkeys(target.id for one in extractions for target in one.targets)
    return {target: number for number, target in enumerate([*ids][:MOST_TARGETS], 1)}


@dataclass(frozen=True)
class Note:
    """What stands in the margin beside a mark: how much, of what, by when."""

    figure: str
    what: str
    when: str = ""


@dataclass(frozen=True)
class Marked:
    """A document whose text a page shows, with its notes by their numbers."""

    document: Document
    lines: list[marked.Line]
    notes: Mapping[int, Note]


def text(extractions: Sequence[Extraction], text_of: TextOf, numbered: Numbers) -> Section:
    """Return the documents' own texts with their targets marked, as many as a page holds."""
    given = []
    for one in extractions:
        own = {numbered[target.id]: target for target in one.targets if target.id in numbered}
        marks = {number: marked.Mark(target.measure.span, target.span) for number, target in own.items()}
        given.append((one.document, marks, {number: _note(target) for number, target in own.items()}))
    return texts_with(given, text_of)


def texts_with(
    given: Sequence[tuple[Document, Mapping[int, marked.Mark], Mapping[int, Note]]], text_of: TextOf
) -> Section:
    """Return texts with what is marked in them, and notes of it in the margin.

    Once a page is full, `text_of` is asked for no more; the documents that are left out are named.
    """
    left = MOST_CHARACTERS
    shown: list[Marked] = []
    missing: dict[str, list[str]] = {"text-left-out": [], "text-not-there": []}
    for document, marks, notes in given:
        words = text_of(document) if left else ""
        if words is None:
            missing["text-not-there"].append(phrase.document(document))
            continue
        left = max(left - len(words), 0)
        if left == 0:
            missing["text-left-out"].append(phrase.document(document))
            continue
        shown.append(Marked(document, marked.lines(words, marks), notes))
    return Section("text", {"documents": shown, "missing": missing})


def _note(target: Target) -> Note:
    what = phrase.indicator_name(target.indicator) or (names.area(target.area) if target.area else "")
    return Note(phrase.measure(target.measure), what, phrase.deadline(target.deadline))


def placed(text: Section) -> set[int]:
    """Return the numbers of the targets that are marked in the texts of a page."""
    documents: list[Marked] = text.context["documents"]
    return {number for one in documents for line in one.lines for number in line.notes}


def targets(extractions: Sequence[Extraction], numbered: Numbers, in_text: Collection[int] = ()) -> Section:
    """Return the list of targets, with links to those that are marked in the texts of the page."""
    stated: dict[str, tuple[Target, Document]] = {}
    for one in extractions:
        for target in one.targets:
            stated.setdefault(target.id, (target, one.document))
    rows = [(numbered[key], *pair) for key, pair in stated.items() if key in numbered]
    return Section(
        "targets",
        {
            "rows": rows,
            "total": len(stated),
            "several": len(extractions) > 1,
            "in_text": in_text,
            "filters": with_choice(
                document=[(one.document.id, phrase.document(one.document)) for one in extractions],
                area=areas(target.area for _, target, _ in rows),
                agency=options([agency.name for _, target, _ in rows for agency in target.agencies]),
                flag=tables.words("flag", FLAGS, {flag for _, target, _ in rows for flag in target.flags}),
            ),
        },
    )


@dataclass(frozen=True)
class _Line:
    """One indicator of a heat map over all provinces."""

    column: Column
    cells: tuple[Cell | None, ...]


def matrix(
    record: Matrix, numbered: Numbers | None = None, called: Mapping[str, str] | None = None
) -> Section:
    """Return a heat map: a line for each indicator, a column for each province, as far as a page holds it.

    `called` names what is no province. The indicators that most provinces state are the last to be left out.
    """
    stated = {code: sum(cell.indicator == code for cell in record.cells) for code in record.indicators}
    most = max(MOST_CELLS // max(len(record.provinces), 1), 1)
    kept = set(sorted(stated, key=lambda code: -stated[code])[:most])
    at = record.at
    lines = [
        _Line(column, tuple(at.get((province, column.indicator)) for province in record.provinces))
        for column in record.columns
        if column.indicator in kept
    ]
    plans = {one.province: one for one in record.plans}
    return Section(
        "matrix",
        {
            "year": record.year,
            "groups": [
                (area, [*found])
                for area, found in itertools.groupby(_by_area(lines), lambda line: line.column.area)
            ],
            "filters": with_choice(
                area=areas(line.column.area for line in lines),
                stated=[(code, names.word("page.stated", code)) for code in ("several", "one")],
            ),
            "provinces": [
                ((called or {}).get(one) or phrase.province(one), plans.get(one)) for one in record.provinces
            ],
            "shown": len(lines),
            "total": len(record.columns),
            "shade": _shade,
            "numbers": numbered or {},
        },
    )


def _by_area(lines: Iterable[_Line]) -> list[_Line]:
    order: dict[Any, int] = {}
    for line in (found := list(lines)):
        order.setdefault(line.column.area, len(order))
    return sorted(found, key=lambda line: order[line.column.area])


def _shade(cell: Cell) -> str:
    """Return which of five shades says how much a cell asks for, "n" where nothing does."""
    return "n" if cell.ambition is None else str(round(cell.ambition * 4))


def areas(areas: Iterable[str | None]) -> list[tuple[str, str]]:
    """Return areas with their names, in the order of these."""
    found = {area or "other" for area in areas}
    return sorted(
        ((area, names.area(area)) for area in found), key=lambda pair: (pair[0] == "other", pair[1])
    )
