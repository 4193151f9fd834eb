"""How good the pairs of `parcli compare` are, against those that the gold of two documents implies.

Two targets of the gold imply a pair where indicator, levels, unit and direction agree; of several that
do, each has one partner at most. Pairs are judged twice: with the gold's own records as sides, which
tells of comparing alone, and with what was extracted from the texts.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from parcli.compare import Side, assign, compare
from parcli.compare.promises import spelled
from parcli.compare.records import Row
from parcli.evaluate import written
from parcli.evaluate.gold import OPEN, Line, Wanted
from parcli.evaluate.reading import Reading
from parcli.evaluate.records import Figure, Mistake
from parcli.model import Extraction

# A row that says itself why two targets are not of one kind claims no pair.
_DISOWNED = ("other-unit", "other-direction")


@dataclass(frozen=True)
class _Document:
    """One document as a side, and which line of the gold each of its targets is, or None."""

    name: str
    side: Side
    gold: tuple[Wanted, ...]
    lines: Mapping[str, Wanted | None]
    left_out: frozenset[str]  # targets that count for nothing: outside the part that was read


@dataclass(frozen=True)
class _Judged:
    """What was found between two documents: pairs that count, and those of them that are right."""

    wanted: int
    hits: int
    found: int
    right: int
    mistakes: tuple[Mistake, ...]


def figures(readings: Sequence[Reading]) -> tuple[dict[str, Figure], list[Mistake]]:
    """Return precision and recall of pairs between any two documents, and the pairs that are wrong or missed."""
    found: dict[str, Figure] = {}
    mistakes: list[Mistake] = []
    for name, documents in (
        ("pairs", [_of_gold(one) for one in readings]),
        ("text-pairs", [_of_text(one) for one in readings]),
    ):
        judged = [_judge(one, two) for one, two in itertools.combinations(documents, 2)]
        found[f"{name}-precision"] = _figure(
            sum(one.right for one in judged), sum(one.found for one in judged)
        )
        found[f"{name}-recall"] = _figure(sum(one.hits for one in judged), sum(one.wanted for one in judged))
        mistakes += [mistake for one in judged for mistake in one.mistakes]
    return found, list(dict.fromkeys(mistakes))


def _figure(right: int, of: int) -> Figure:
    return Figure(value=right / of if of else None, low=None, high=None, right=right, of=of, before=None)


def _of_gold(reading: Reading) -> _Document:
    record = written.extraction(reading.name, reading.gold, reading.extraction.document)
    lines = {target.id: one for target, one in zip(record.targets, reading.gold.targets, strict=True)}
    return _Document(reading.name, _side(reading.name, record), reading.gold.targets, lines, frozenset())


def _of_text(reading: Reading) -> _Document:
    judged = reading.judged()
    lines: dict[str, Wanted | None] = {target.id: None for target in judged.spurious}
    lines |= {pair.found.id: pair.wanted for pair in judged.pairs}
    # What is left: found for something optional, or outside of what was read.
    rest = frozenset(target.id for target in reading.extraction.targets) - lines.keys()
    return _Document(reading.name, _side(reading.name, reading.extraction), reading.gold.targets, lines, rest)


def _side(name: str, record: Extraction) -> Side:
    document = record.document
    return Side(name, document.province, (document,), tuple((target, document) for target in record.targets))


def _judge(one: _Document, two: _Document) -> _Judged:
    rows = [row for row in compare([one.side, two.side]).rows if None not in row.cells and not _disowned(row)]
    counted = [_lines(one, two, row) for row in rows]
    found = [pair for pair in counted if pair is not None]
    right = [any(agree(left, last) for left in ones for last in twos) for ones, twos in found]
    wanted = _implied(one, two)
    hit = {
        id(line) for (ones, twos), good in zip(found, right, strict=True) if good for line in (*ones, *twos)
    }
    wrong = [pair for pair, good in zip(found, right, strict=True) if not good]
    missed: list[tuple[_Lines, _Lines]] = [
        ([left], [last]) for left, last in wanted if id(left) not in hit and id(last) not in hit
    ]
    names = f"{one.name}, {two.name}"
    return _Judged(
        len(wanted), min(len(wanted), sum(right)), len(found), sum(right),
        (*_mistakes(names, "mispaired", wrong), *_mistakes(names, "unpaired", missed)),
    )  # fmt: skip


def _disowned(row: Row) -> bool:
    return any(reason.code in _DISOWNED for reason in row.reasons)


_Lines = list[Wanted | None]


def _lines(one: _Document, two: _Document, row: Row) -> tuple[_Lines, _Lines] | None:
    """Return the gold's lines of both cells, all steps of them; None where the pair counts for nothing."""
    left, right = row.cells
    if left is None or right is None or left.target in one.left_out or right.target in two.left_out:
        return None
    sides = [
        [document.lines.get(step.target) for step in (cell.path or (cell,))]
        for document, cell in ((one, left), (two, right))
    ]
    if any(line is not None and not _settled(line.line) for lines in sides for line in lines):
        return None
    return sides[0], sides[1]


def agree(one: Wanted | None, two: Wanted | None) -> bool:
    """Return whether two targets of the gold imply a pair; either of the codes that "|" joins will do."""
    if one is None or two is None:
        return False
    left, right = one.line, two.line
    return bool(set((left.indicator or "").split("|")) & set((right.indicator or "").split("|")) - {""}) and (
        _key(left) == _key(right)
    )


def _key(line: Line) -> tuple[object, ...]:
    return frozenset(line.levels), spelled(line.unit), line.direction


def _settled(line: Line) -> bool:
    return OPEN not in (line.indicator, line.levels, line.unit, line.direction)


def _implied(one: _Document, two: _Document) -> list[tuple[Wanted, Wanted]]:
    """Return as many pairs as there can be of what must be found in both documents."""

    def required(document: _Document) -> list[Wanted]:
        return [line for line in document.gold if not line.line.optional and _settled(line.line)]

    left, right = required(one), required(two)
    links = {
        row: {column: 1.0 for column, last in enumerate(right) if agree(first, last)}
        for row, first in enumerate(left)
    }
    return [(left[row], right[column]) for row, column in assign.sparse(links)]


def _mistakes(names: str, status: str, pairs: Iterable[tuple[_Lines, _Lines]]) -> Iterator[Mistake]:
    for ones, twos in pairs:
        left, right = ones[-1], twos[-1]
        yield Mistake.model_validate(
            {
                "document": names, "status": status, "field": "pair",
                "quote": left.line.anchor if left else "", "text": left.line.text if left else "",
                "wanted": None if status == "mispaired" else _told(right),
                "found": _told(right) if status == "mispaired" else None,
            }
        )  # fmt: skip


def _told(line: Wanted | None) -> str | None:
    return f"{line.line.anchor}: {line.line.text}" if line else None
