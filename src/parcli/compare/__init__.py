"""Lay sides beside each other: pair their promises, name what changed, hand on records to render."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from parcli import messages, taxonomy
from parcli.compare import change, lineage, pair
from parcli.compare.change import Verdict
from parcli.compare.pair import Group
from parcli.compare.promises import Entry, Promise, entry, fold, unit_of
from parcli.compare.records import (
    CHANGES,
    Cell,
    ComparedSide,
    Comparison,
    Note,
    Reason,
    Row,
    RowScope,
    Status,
    Step,
)  # fmt: skip
from parcli.compare.sides import Side, of
from parcli.compare.silence import Silences
from parcli.model import Extraction

__all__ = ["Comparison", "Options", "Row", "Side", "compare"]


@dataclass(frozen=True)
class Options:
    """Which rows are wanted: those of which every given kind of value is one of those named."""

    indicators: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    only: str | None = None  # "changed", "missing" or "same"
    explain: bool = False  # also say what comes nearest to what stands alone
    lang: str | None = None  # of the names of indicators; else that of messages

    def want(self, row: Row) -> bool:
        """Return whether a row is wanted."""
        stated = [cell for cell in row.cells if cell]
        kinds = {cell.measure.kind for cell in stated}
        codes = {row.indicator, taxonomy.family(row.indicator) if row.indicator else None}
        missing = None in row.cells
        return (
            (not self.indicators or bool(codes & self.indicators))
            and (not self.areas or row.area in self.areas)
            and (not self.levels or bool(self.levels & set(row.scope.levels)))
            and (not self.kinds or bool(self.kinds & kinds))
            and (self.only is None or (missing if self.only == "missing" else row.status == self.only))
        )


def compare(
    given: Sequence[Side | Extraction], *, options: Options | None = None, notes: Sequence[Note] = ()
) -> Comparison:
    """Return the rows that hold every target of every side once, as far as `options` want them.

    `notes` are what is known of the sides already; what the sides themselves tell is added.
    """
    options = options or Options()
    sides = [one if isinstance(one, Side) else of([one], one.document.id) for one in given]
    lang = options.lang or messages.language()
    promises = [fold([entry(target, document) for target, document in side.targets]) for side in sides]
    place = {id(one): number for number, one in enumerate(one for side in promises for one in side)}
    weights = pair.weigh(promises)
    groups = pair.groups(promises, weights)
    for group in groups:
        group.members += [None] * (len(sides) - len(group.members))
    ordered = sorted(groups, key=lambda group: (_heading(group), min(place[id(one)] for one in group.stated)))
    silences = Silences(sides, promises, weights)
    rows = (_row(group, silences, lang, explain=options.explain) for group in ordered)
    return Comparison(
        sides=tuple(_side(side) for side in sides),
        rows=tuple(row for row in rows if options.want(row)),
        notes=(*_notes(sides), *lineage.notes(sides), *notes),
    )


def _notes(sides: Sequence[Side]) -> Iterator[Note]:
    for side in sides:
        if side.contains is not None:
            yield Note(code="contains", values={"name": side.label, "year": side.contains})
        if not side.targets:
            yield Note(code="empty-side", values={"name": side.label})


def _side(side: Side) -> ComparedSide:
    return ComparedSide(
        label=side.label, province=side.province, years=side.years,
        documents=tuple(document.id for document in side.documents),
    )  # fmt: skip


def _heading(group: Group) -> tuple[bool, int, str, str]:
    """Return what rows are sorted by: area and indicator as the rules list them, the unknown last."""
    code = _code(group.stated)
    if code is None:
        return True, 0, "", ""
    order = {known: number for number, known in enumerate(taxonomy.indicators())}
    wider = taxonomy.family(code)
    return False, order.get(wider, len(order)), wider, _levels(group.stated[0].target.scope.levels)


def _levels(levels: Sequence[str]) -> str:
    order = ("province", "district", "commune")
    return "".join(str(order.index(level)) for level in levels)


def _row(group: Group, silences: Silences, lang: str, *, explain: bool) -> Row:
    stated = group.stated
    code = _code(stated)
    known = taxonomy.indicators().get(code) if code else None
    verdicts = _verdicts(group)
    pairs = _sequence(group, silences.sides)
    changes = tuple(one for one in CHANGES if any(one in verdicts[which].changes for which in pairs))
    ends = verdicts.get((0, len(stated) - 1))
    first = stated[0].target
    units = {unit_of(one.target) for one in stated}
    sectors = {one.target.scope.sectors for one in stated}
    return Row(
        indicator=code,
        name=known.called(lang) if known else None,
        area=first.area or (known.area if known else None),
        scope=RowScope(levels=first.scope.levels, sectors=first.scope.sectors if len(sectors) == 1 else ()),
        unit=first.measure.unit if len(units) == 1 else None,
        cells=tuple(_cell(one) if one else None for one in group.members),
        status=_status(stated, changes),
        changes=changes,
        delta=ends.delta if ends else None,
        more_ambitious=_most(group, verdicts),
        score=group.match.score if group.match else 1.0,
        reasons=tuple(_reasons(group, silences, verdicts)),
        grounds=group.match.grounds if group.match else None,
        near=tuple(silences.near(group.members)) if explain and len(stated) == 1 else (),
    )


def _code(stated: Sequence[Promise]) -> str | None:
    """Return the code of a row: one that all have, else the wider one of theirs, else the first one's."""
    shared = set(stated[0].codes).intersection(*(one.codes for one in stated))
    if shared:
        return next(code for code in stated[0].codes if code in shared)
    families = [{taxonomy.family(code) for code in one.codes} for one in stated]
    return min(set.intersection(*families), default=next(iter(stated[0].codes), None))


def _sequence(group: Group, sides: Sequence[Side]) -> list[tuple[int, int]]:
    """Return which of those who state it are compared: each with the next, and each part with its whole."""
    parts = [side.part_of for side, one in zip(sides, group.members, strict=True) if one is not None]
    whole = next((place for place, part in enumerate(parts) if part is None and any(parts[:place])), None)
    every = {*pairwise(range(len(parts)))}
    if whole is not None:
        every |= {(place, whole) for place in range(whole) if parts[place] is not None}
    return sorted(every)


def _verdicts(group: Group) -> dict[tuple[int, int], Verdict]:
    """Return what changed between each two of those who state something, by their places."""
    stated = group.stated
    likeness = group.match.likeness if group.match else 0.0
    return {
        (one, two): change.between(stated[one], stated[two], likeness)
        for one, two in combinations(range(len(stated)), 2)
    }


def _status(stated: Sequence[Promise], changes: Sequence[str]) -> Status:
    if len(stated) == 1:
        return "only"
    return "changed" if changes else "same"


def _most(group: Group, verdicts: dict[tuple[int, int], Verdict]) -> int | None:
    """Return the index of the side that asks for more than each other that can be compared with it."""
    stated = [number for number, one in enumerate(group.members) if one is not None]
    for place, number in enumerate(stated):
        against = [
            (which, verdict) for which, verdict in verdicts.items() if place in which and verdict.comparable
        ]
        if against and all(
            verdict.asks_more == (1 if which[1] == place else -1) for which, verdict in against
        ):
            return number
    return None


def _reasons(group: Group, silences: Silences, verdicts: dict[tuple[int, int], Verdict]) -> Iterator[Reason]:
    """Yield what differs between each two sides that follow each other, then what silence means."""
    stated = [number for number, one in enumerate(group.members) if one is not None]
    for which in _sequence(group, silences.sides):
        places = stated[which[0]], stated[which[1]]
        parts = [silences.sides[place].part_of for place in places]
        for reason in verdicts[which].reasons:
            # What merged did not follow each other: two levels are a conflict that one must settle.
            conflict = parts[0] is not None and parts[0] == parts[1] and reason.code in ("raised", "lowered")
            yield reason.model_copy(update={"sides": places, "code": "conflict" if conflict else reason.code})
    yield from silences.reasons(group.members)


def _cell(one: Promise) -> Cell:
    last, target = one.last, one.target
    return Cell(
        target=target.id, document=last.document.id, text=target.text, measure=target.measure,
        deadline=target.deadline, path=tuple(_step(step) for step in one.steps) if len(one.steps) > 1 else (),
    )  # fmt: skip


def _step(one: Entry) -> Step:
    target = one.target
    return Step(target=target.id, text=target.text, measure=target.measure, deadline=target.deadline)
