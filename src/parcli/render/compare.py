"""A comparison as a table, JSON, CSV, Markdown, a workbook or a page: both quotes, and in words what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TextIO

from parcli import messages, taxonomy
from parcli.compare.records import Cell, Comparison, Grounds, Reason, Row, Step
from parcli.render import grid, phrase, safe

FORMATS = ("table", "json", "csv", "markdown", "xlsx", "html")
_ROW = ("indicator", "name", "area", "unit", "status", "delta", "score")
_CELL = ("target", "document", "text")
_MEASURE = ("kind", "operator", "value", "upper", "unit", "of", "direction")
_DEADLINE = ("kind", "start", "end")
_QUOTE = 240  # characters of a clause that a table shows
# What these say of a lone row tells on which side it stands.
_IN_TIME = {"dropped", "new", "over"}
_SILENCE = {
    *_IN_TIME,
    "districts-ended",
    "other-levels",
    "other-fields",
    "as-completion",
    "as-count",
    "as-level",
}
_REASONS = 6  # of a row among many sides; CSV and JSON leave nothing out
_NAMED = 6  # sides that a title names
_BESIDE = 3  # sides that have room beside each other on a page
_SHORT = 60  # characters of what is quoted among other words


def write(form: str, out: TextIO, comparison: Comparison, *, explain: bool = False) -> None:
    """Write `comparison` to `out`; with `explain` tables and pages also say what made each pair."""
    if form == "json":
        out.write(safe.json_text(comparison.json_dict(), indent=2) + "\n")
    elif form == "csv":
        grid.comma_separated(out, _csv(comparison))
    elif form == "xlsx":
        from parcli.render import sheets, workbook

        workbook.write(out, sheets.comparison(comparison))
    elif form == "html":
        from parcli.render import pages

        pages.write_comparison(out, comparison, explain=explain)
    elif not comparison.rows:
        out.write(safe.printable(f"{title(comparison)}: {messages.text('compare.no-rows')}") + "\n")
    else:
        draw = grid.markdown if form == "markdown" else grid.terminal
        draw(out, _headings(comparison, explain), _rows(comparison, explain), title=title(comparison))


def title(comparison: Comparison) -> str:
    """Return what is compared, and how many rows there are of each status."""
    counts = Counter(row.status for row in comparison.rows)
    labels = _labels(comparison)
    sides = " · ".join(labels if len(labels) <= _NAMED else [*labels[:_NAMED], f"… ({len(labels)})"])
    return messages.text(
        "compare.title", sides=sides, same=counts["same"], changed=counts["changed"], only=counts["only"]
    )


def notes(comparison: Comparison) -> list[str]:
    """Return in words what a reader should know of the sides: mergers, longer plans, no targets."""
    return [phrase.note(note) for note in comparison.notes]


def _labels(comparison: Comparison) -> list[str]:
    return [side.label for side in comparison.sides]


def _headings(comparison: Comparison, explain: bool) -> list[str]:
    last = ["column.difference", *(["column.grounds"] if explain else [])]
    sides = _labels(comparison) if _beside(comparison) else [messages.text("column.sides")]
    return [messages.text("column.indicator"), *sides, *map(messages.text, last)]


def _beside(comparison: Comparison) -> bool:
    """Return whether the sides have a column each; of many each row lists those that state it."""
    return len(comparison.sides) <= _BESIDE


def _rows(comparison: Comparison, explain: bool) -> Iterator[list[grid.Cell]]:
    labels = _labels(comparison)
    for row in comparison.rows:
        cells: list[grid.Cell] = [_cell(cell) if cell else "—" for cell in row.cells]
        if not _beside(comparison):
            cells = [_listed(row, labels)]
        grounds: list[grid.Cell] = [explained(row, labels)] if explain else []
        yield [_subject(row), *cells, difference(row, labels), *grounds]


def _listed(row: Row, labels: list[str]) -> list[str]:
    """Return a line for each side that states it, and one for all that say nothing."""
    lines = [
        f"{label}: {' → '.join(_step(step) for step in cell.path or (cell,))}"
        for label, cell in zip(labels, row.cells, strict=True)
        if cell
    ]
    silent = len(labels) - len(lines)
    return [*lines, messages.text("compare.silent", count=silent)] if silent else lines


def _subject(row: Row) -> str:
    """Return what a row is about: the indicator's name, the levels, the fields."""
    parts = (row.name or row.indicator or "", ", ".join(row.scope.levels), ", ".join(row.scope.sectors))
    return " · ".join(part for part in parts if part)


def _cell(cell: Cell) -> str:
    steps = cell.path or (cell,)
    return f"{' → '.join(_step(step) for step in steps)} “{phrase.clipped(cell.text, _QUOTE)}”"


def _step(step: Step | Cell) -> str:
    due = phrase.deadline(step.deadline)
    return phrase.measure(step.measure) + (f" ({due})" if due else "")


def difference(row: Row, labels: list[str]) -> str:
    """Return in words what differs between the cells of a row, with the words that show it."""
    return "; ".join(differences(row, labels))


def differences(row: Row, labels: list[str]) -> list[str]:
    """Return each thing that differs between the cells of a row, in words."""
    parts = _reasons(row, labels)
    if row.status == "only" and not _IN_TIME & {reason.code for reason in row.reasons}:
        alone = next(label for label, cell in zip(labels, row.cells, strict=True) if cell)
        parts.insert(0, messages.text("compare.only", label=alone))
    if row.status == "same":
        parts.insert(0, messages.text("compare.same"))
    if row.more_ambitious is not None:
        parts.append(messages.text("compare.more", label=labels[row.more_ambitious]))
    return parts


def _reasons(row: Row, labels: list[str]) -> list[str]:
    """Return the reasons in words; among more than two sides those of each pair after its names."""
    by = _by(row) if len(labels) == 2 else ""
    pairs: dict[tuple[int, int], list[str]] = {}
    silent = []
    for reason in row.reasons:
        said = _reason(reason, by, labels[reason.sides[1]])
        if reason.code in _SILENCE:
            silent.append(said)
        else:
            pairs.setdefault(reason.sides, []).append(said)
    if len(labels) == 2:
        return [said for pair in pairs.values() for said in pair] + silent
    named = [f"{labels[one]} → {labels[two]}: {', '.join(said)}" for (one, two), said in pairs.items()]
    every = named + silent
    return every if len(every) <= _REASONS else [*every[:_REASONS], "…"]


def _reason(reason: Reason, by: str, label: str) -> str:
    key = f"compare.{reason.code}"
    if reason.code in ("tightened", "softened") and not (reason.first and reason.last):
        key += ".without" if reason.first else ".with"
    first, last = _quoted(reason, reason.first), _quoted(reason, reason.last)
    return messages.text(_known(key), first=first, last=last, by=by, label=label)


def _known(key: str) -> str:
    """Return the key, or that of the bare words where a form of it has none."""
    return key if messages.known(key) else key.rsplit(".", 1)[0]


def _quoted(reason: Reason, words: str) -> str:
    if reason.code in ("brought-forward", "put-off", "districts-ended", "over"):
        return phrase.day(date.fromisoformat(words)) if words else ""
    if reason.code == "other-indicator":
        known = taxonomy.indicators().get(words)
        return f"“{known.called(messages.language()) if known else words}”"
    if reason.code == "other-levels":
        levels = [messages.text(f"level.{level}") for level in words.split(", ") if level]
        return ", ".join(levels) or messages.text("compare.no-levels")
    if reason.code in ("other-sectors", "other-fields") and not words:
        return messages.text("compare.all-sectors")
    return f"“{phrase.clipped(words, _SHORT)}”" if words else ""


def _by(row: Row) -> str:
    """Return " by 5 points", or nothing where a difference makes no sense."""
    if not row.delta:
        return ""
    lang = messages.language()
    amount = f"{safe.number(abs(row.delta), lang)} {row.unit or ''}".rstrip()
    if row.unit == "%":
        amount = messages.text("compare.points", number=safe.number(abs(row.delta), lang))
    return messages.text("compare.by", amount=amount)


def explained(row: Row, labels: list[str]) -> list[str]:
    """Return what made a pair and what spoke against it; of a row alone what came nearest to it."""
    if row.grounds:
        return [_grounds(row.grounds, row.score)]
    return [
        messages.text(
            "compare.near", label=labels[near.side], text=f"“{phrase.clipped(near.text, _SHORT)}”",
            likeness=safe.number(near.likeness, messages.language()),
            apart=messages.text(f"compare.apart.{near.apart}"),
        )
        for near in row.near[:_REASONS]
    ]  # fmt: skip


def _grounds(grounds: Grounds, score: float) -> str:
    lang = messages.language()
    by = messages.text(f"compare.by.{grounds.by}")
    numbers = {"score": safe.number(score, lang), "likeness": safe.number(grounds.likeness, lang)}
    parts = [messages.text("compare.grounds", by=by, **numbers)]
    if grounds.words:
        parts.append(messages.text("compare.grounds.words", words=", ".join(grounds.words)))
    if grounds.against:
        against = (messages.text(f"compare.against.{code}") for code in grounds.against)
        parts.append(messages.text("compare.grounds.against", against=", ".join(against)))
    return "; ".join(parts)


def _csv(comparison: Comparison) -> Iterator[list[Any]]:
    """Yield one line a row; the columns of a side begin with its number, from 1."""
    cell_columns = [*_CELL, *(f"measure.{name}" for name in _MEASURE)]
    cell_columns += [*(f"deadline.{name}" for name in _DEADLINE), "path"]
    sides = range(1, len(comparison.sides) + 1)
    numbered = [f"{number}.{name}" for number in sides for name in ("side", *cell_columns)]
    yield [*_ROW, "levels", "sectors", "changes", "more_ambitious", "difference", *numbered]
    labels = _labels(comparison)
    for row in comparison.rows:
        record = row.json_dict()
        more = None if row.more_ambitious is None else labels[row.more_ambitious]
        scope = ["; ".join(row.scope.levels), "; ".join(row.scope.sectors)]
        cells = [
            value
            for side, cell in zip(labels, record["cells"], strict=True)
            for value in (side, *_flat(cell))
        ]
        yield [
            *(record[name] for name in _ROW), *scope, "; ".join(row.changes), more, difference(row, labels), *cells,
        ]  # fmt: skip


def _flat(cell: Mapping[str, Any] | None) -> list[Any]:
    if cell is None:
        return [None] * (len(_CELL) + len(_MEASURE) + len(_DEADLINE) + 1)
    measure, deadline = cell["measure"], cell["deadline"] or {}
    path = "; ".join(f"{step['measure']['text']}: {step['target']}" for step in cell["path"])
    return [
        *(cell[name] for name in _CELL), *(measure[name] for name in _MEASURE),
        *(deadline.get(name) for name in _DEADLINE), path,
    ]  # fmt: skip
