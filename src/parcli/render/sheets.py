"""Targets, comparisons, trends, matrices and documents as the sheets of a workbook, one for each question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from parcli import messages
from parcli.compare.matrix import Cell as MatrixCell
from parcli.compare.matrix import Matrix
from parcli.compare.records import Cell, Comparison, Row
from parcli.compare.trend import Trend
from parcli.model import Deadline, Document, Extraction, Measure, Target
from parcli.render import differences, phrase
from parcli.render.workbook import Sheet, Value

_ROLES = ("lead", "coordinate", "advise", "monitor")
_MEASURE = ("measure", "operator", "value", "upper", "unit")
_DEADLINE = ("deadline", "start", "end")
_TARGET = ("document", "section", "indicator-name", "text", *_MEASURE, *_DEADLINE)


def targets(extractions: Sequence[Extraction]) -> list[Sheet]:
    """Return what is promised, by whom, what to check first, and which documents were read."""
    stated = [(one.document, target) for one in extractions for target in one.targets]
    rest = (
        "baseline",
        "levels",
        "sectors",
        "except",
        *_ROLES,
        "product",
        "wording",
        "indicator",
        "flags",
        "id",
    )
    return [
        _sheet("targets", (*_TARGET, *rest), ([*_target(*one), *_rest(one[1])] for one in stated)),
        _sheet("agencies", ("agencies", "role", *_TARGET), _by_agency(stated)),
        _sheet("flags", ("flags", *_TARGET), ([one[1].flags, *_target(*one)] for one in stated if one[1].flags)),
        *documents([one.document for one in extractions]),
    ]  # fmt: skip


def documents(listed: Sequence[Document]) -> list[Sheet]:
    """Return the documents, a row for each."""
    columns = (
        "id",
        "type",
        "number",
        "title",
        "issuer",
        "province",
        "issued_on",
        "start-year",
        "end-year",
        "source",
    )
    rows: Iterator[list[Value]] = (
        [
            one.id, one.type, one.number, one.title, one.issuer, one.province, one.issued_on,
            *_years(one), one.source,
        ]
        for one in listed
    )  # fmt: skip
    return [_sheet("documents", columns, rows)]


def comparison(record: Comparison) -> list[Sheet]:
    """Return all rows, those that changed, those of one side only, and which documents speak for whom."""
    chosen: list[tuple[str, Callable[[Row], bool]]] = [
        ("comparison", lambda row: True),
        ("changed", lambda row: row.status == "changed"),
        ("only", lambda row: row.status == "only"),
    ]
    labels = [side.label for side in record.sides]
    columns = [
        messages.text(f"column.{name}") for name in ("indicator-name", "levels", "sectors", "difference")
    ]
    of_side = [messages.text(f"column.{name}") for name in (*_MEASURE, *_DEADLINE, "text", "document")]
    columns += [f"{label}: {name}" for label in labels for name in of_side]
    columns += [messages.text(f"column.{name}") for name in ("delta", "more-ambitious", "score", "indicator")]
    sides: Iterator[list[Value]] = (
        [one.label, one.province, "–".join(map(str, sorted(set(one.years)))), one.documents]
        for one in record.sides
    )
    return [
        *(
            Sheet(messages.text(f"sheet.{name}"), columns, [_compared(row, labels) for row in record.rows if keep(row)])
            for name, keep in chosen
        ),
        _sheet("sides", ("side", "province", "period", "document"), sides),
    ]  # fmt: skip


def matrix(record: Matrix) -> list[Sheet]:
    """Return provinces by indicators, numbers alone, and the target behind each cell."""
    names = {column.indicator: column for column in record.columns}
    head = [messages.text("column.indicator-name"), messages.text("column.unit")]
    at = record.at
    grid: list[list[Value]] = [
        [column.name, column.unit, *(_level(at.get((one, column.indicator))) for one in record.provinces)]
        for column in record.columns
    ]
    columns = (
        "province",
        "indicator-name",
        *_MEASURE,
        *_DEADLINE,
        "levels",
        "sectors",
        "text",
        "document",
        "indicator",
        "id",
    )
    quotes: list[list[Value]] = [
        [
            phrase.province(cell.province), names[cell.indicator].name, *_measured(cell.measure), *_due(cell.deadline),
            _levels(cell.scope.levels), cell.scope.sectors, cell.text, cell.document, cell.indicator, cell.target,
        ]
        for cell in record.cells
    ]  # fmt: skip
    return [
        Sheet(
            f"{messages.text('sheet.matrix')} {record.year}",
            [*head, *map(phrase.province, record.provinces)],
            grid,
        ),
        _sheet("quotes", columns, quotes),
    ]


def _level(cell: MatrixCell | None) -> Value:
    """Return the number of a cell, or its words where it has none."""
    if cell is None:
        return None
    return cell.value if cell.value is not None else messages.text("matrix.no-number")


def trend(record: Trend) -> list[Sheet]:
    """Return the points of an indicator, a row for each."""
    columns = (
        "province",
        "year",
        *_MEASURE,
        *_DEADLINE,
        "levels",
        "sectors",
        "except",
        "text",
        "document",
        "id",
    )
    rows: list[list[Value]] = [
        [
            phrase.province(point.province), point.year, *_measured(point.measure), *_due(point.deadline),
            _levels(point.scope.levels), point.scope.sectors, point.scope.except_, point.text, point.document, point.target,
        ]
        for point in record.points
    ]  # fmt: skip
    return [_sheet("trend", columns, rows)]


def _sheet(name: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> Sheet:
    return Sheet(messages.text(f"sheet.{name}"), [messages.text(f"column.{each}") for each in columns], rows)


def _years(document: Document) -> list[Value]:
    return [document.period.start, document.period.end] if document.period else [None, None]


def _target(document: Document, target: Target) -> list[Value]:
    """Return the cells of _TARGET."""
    name = phrase.indicator_name(target.indicator)
    return [
        document.id, target.section, name, target.text, *_measured(target.measure), *_due(target.deadline)
    ]  # fmt: skip


def _rest(target: Target) -> list[Value]:
    agencies = [[one.name for one in target.agencies if one.role == role] for role in _ROLES]
    return [
        target.baseline.text if target.baseline else None, _levels(target.scope.levels), target.scope.sectors, target.scope.except_,
        *agencies, target.product.text if target.product else None, target.wording, target.indicator, target.flags,
        phrase.place(target.place).strip("()"), target.id,
    ]  # fmt: skip


def _by_agency(stated: Iterable[tuple[Document, Target]]) -> list[list[Value]]:
    """Return a row for each agency of each target, agency by agency and what falls due first ahead."""
    rows = [(agency, one) for one in stated for agency in one[1].agencies]
    rows.sort(key=lambda row: (row[0].id, _ROLES.index(row[0].role), _last(row[1][1])))
    return [[agency.name, messages.text(f"role.{agency.role}"), *_target(*one)] for agency, one in rows]


def _last(target: Target) -> date:
    return (target.deadline and target.deadline.end) or date.max


def _measured(measure: Measure) -> list[Value]:
    return [phrase.measure(measure), measure.operator, measure.value, measure.upper, measure.unit]


def _due(deadline: Deadline | None) -> list[Value]:
    if deadline is None:
        return [None, None, None]
    return [phrase.deadline(deadline), deadline.start, deadline.end]


def _levels(levels: Iterable[str]) -> list[str]:
    return [messages.text(f"level.{level}") for level in levels]


def _compared(row: Row, labels: list[str]) -> list[Value]:
    more = None if row.more_ambitious is None else labels[row.more_ambitious]
    return [
        row.name or row.indicator, _levels(row.scope.levels), row.scope.sectors, differences.joined(row, labels),
        *(value for cell in row.cells for value in _cell(cell)),
        row.delta, more, row.score, row.indicator,
    ]  # fmt: skip


def _cell(cell: Cell | None) -> list[Value]:
    if cell is None:
        return [None] * (len(_MEASURE) + len(_DEADLINE) + 2)
    return [*_measured(cell.measure), *_due(cell.deadline), cell.text, cell.document]
