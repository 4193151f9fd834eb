"""Who does a target: the roles that its clause, its row's columns, headings and openings give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from parcli import model
from parcli.assemble.labels import Labels
from parcli.assemble.reading import Reading
from parcli.assemble.tables import TableRow
from parcli.clauses import Clause
from parcli.recognise import agencies, roles
from parcli.recognise.agencies import Body
from parcli.recognise.roles import Assignment
from parcli.segment import Passage, RowPassages

# A role with the passage in which it is given.
_Given = tuple[Passage, Assignment]

_COLUMNS = ("lead", "coordinate", "monitor", "advise")
_CELL_PART = regex.compile(r"[^;\n]+")
_WORD = regex.compile(r"\p{L}{2,}")
# Longer cells tell more than who; names of bodies have so many letters.
_LONGEST_CELL, _NAME = 400, range(4, 91)
# A heading with so few words beside the names of bodies says whose tasks stand below.
_NAMES_ONLY = 3
# So many characters may stand between a number and the bodies that it counts.
_COUNTED = 8
# "trực thuộc" stands so near behind the units of a body.
_OWN = 12


class Duties:
    """Finds the agencies of a clause, layer by layer from the nearest words outwards."""

    def __init__(self, reading: Reading, labels: Labels) -> None:
        self._reading = reading
        self._labels = labels
        self._roles: dict[Passage, list[Assignment]] = {}
        self._named: dict[Passage, list[Body]] = {}

    def agencies(self, passage: Passage, clause: Clause, row: TableRow | None) -> tuple[model.Agency, ...]:
        """Return the agencies of a clause: each role from the nearest layer that gives it."""
        chosen: dict[tuple[str, str], model.Agency] = {}
        taken: set[str] = set()
        for layer in self._layers(passage, clause, row):
            for where, item in layer:
                if item.role not in taken:
                    chosen.setdefault((item.body.id, item.role), _agency(where, item))
            taken |= {item.role for _, item in layer}
        return tuple(chosen.values())

    def _layers(self, passage: Passage, clause: Clause, row: TableRow | None) -> Iterator[Sequence[_Given]]:
        """Yield the roles around a clause: its part, its sentence, its passage, its row, what stands above."""
        start, end = clause.part
        near = [(passage, item) for item in self._given(passage) if item.body.start < clause.sentence[1]]
        start = self._where_list_begins(passage, start, end)
        before = [pair for pair in near if pair[1].body.start < start]
        yield [pair for pair in near if start <= pair[1].body.start < end]
        yield [pair for pair in before if pair[1].body.start >= clause.sentence[0]]
        yield self._added_later(passage, clause)
        lines = [(line, item) for line in self._labels.of(passage) for item in self._given(line)]
        yield [*self._labelled_after(passage, clause), *lines]
        led = any(pair[1].role == "lead" and pair[1].body.start >= clause.sentence[0] for pair in near)
        if (passage.block.marker or clause.measure is None) and not led:
            # Whom another sentence names with its own lead works on that sentence's task.
            yield [pair for pair in before if pair[1].body.start < clause.sentence[0]]
        if row is not None:
            yield list(self._in_columns(row))
        for parent in reversed(passage.parents):
            if _governs(parent, row.passages if row is not None else None) and _goes_on(passage, parent):
                yield [(parent, item) for item in self._above(parent)]

    def _where_list_begins(self, passage: Passage, start: int, end: int) -> int:
        """Return where a list of bodies begins that reaches into a part of a sentence: "Sở A; Sở B hoàn thành ..."."""
        bodies = [item.body for item in self._given(passage) if item.body.start < end]
        inside = [body for body in bodies if body.start >= start]
        first = min((body.start for body in inside), default=start)
        for body in reversed([body for body in bodies if body.end <= first]):
            if not roles.listed(passage.folded, body.end, first, self._reading.rules):
                break
            first = body.start
        return min(start, first)

    def _given(self, passage: Passage) -> list[Assignment]:
        """Return the roles that a passage gives, found once."""
        if passage not in self._roles:
            bodies = self._bodies(passage)
            named = [body for body in bodies if not self._only_mentioned(passage, body)]
            given = roles.assign(passage.folded, named, self._reading.rules)
            self._roles[passage] = [item for item in given if not self._issues(item)]
        return self._roles[passage]

    def _issues(self, item: Assignment) -> bool:
        """Whether a body is only named as the one that issues the document: "UBND tỉnh ban hành kế hoạch như sau:"."""
        issuer = agencies.slug(self._reading.document.issuer or "")
        return item.role == "lead" and not item.rules and f"{issuer}-".startswith(f"{item.body.id}-")

    def _only_mentioned(self, passage: Passage, body: Body) -> bool:
        """Whether a body is part of an act's name, or counted: "100% cơ quan, đơn vị thực hiện ..."."""
        found = self._reading.found(passage)
        if any(low <= body.start < high for low, high in found.masks):
            return True
        if passage.row is None and self._reading.rules.fragment("its-own-units").match(
            passage.folded, body.end
        ):
            return True
        between = self._reading.rules.fragment("between-number-and-body")
        ends = [clause.measure.end for clause in found.clauses if clause.measure is not None]
        return any(
            0 <= body.start - end <= _COUNTED and between.fullmatch(passage.folded, end, body.start)
            for end in ends
        )

    def _added_later(self, passage: Passage, clause: Clause) -> list[_Given]:
        """Return the roles that a later part of the sentence adds, one that states no measure or date itself."""
        bare = [
            other.part for other in self._reading.found(passage).clauses
            if other.sentence == clause.sentence and other.start > clause.start and other.measure is None
            and not any(time.dated for time in other.times)
        ]  # fmt: skip
        return [
            (passage, item) for item in self._given(passage)
            if item.role != "lead" and any(low <= item.body.start < high for low, high in bare)
        ]  # fmt: skip

    def _labelled_after(self, passage: Passage, clause: Clause) -> list[_Given]:
        """Return the roles of later sentences that begin with a label: "... Cơ quan chủ trì: Sở Tư pháp."."""
        spans = [
            span for span in passage.sentences
            if span[0] >= clause.sentence[1] and self._labels.labelled(passage, span[0])
        ]  # fmt: skip
        return [
            (passage, item) for item in self._given(passage)
            if any(low <= item.body.start < high for low, high in spans)
        ]  # fmt: skip

    def _bodies(self, passage: Passage) -> Sequence[Body]:
        """Return the bodies that a passage names, found once."""
        if passage not in self._named:
            self._named[passage] = agencies.find(
                passage.folded, passage.text, self._reading.rules, passage.words
            )
        return self._named[passage]

    def _above(self, parent: Passage) -> list[Assignment]:
        """Return the roles that a heading or opening gives; bodies alone in a heading lead."""
        given = self._given(parent)
        if parent.opening and not parent.heading:
            # Its last sentence announces what stands below; the others tell of their own.
            last = parent.sentences[-1][0]
            given = [item for item in given if item.body.start >= last] or given
        if given or not parent.heading:
            return given
        bodies = self._bodies(parent)
        rest = parent.folded
        for body in reversed(bodies):
            rest = rest[: body.start] + rest[body.end :]
        if bodies and len(_WORD.findall(rest)) <= _NAMES_ONLY:
            return [Assignment(body, "lead") for body in bodies]
        return []

    def _in_columns(self, row: TableRow) -> Iterator[_Given]:
        """Yield the roles that the columns of a row give."""
        for column, role in row.columns.items():
            for passage in row.cell(column) if role in _COLUMNS else ():
                if len(passage.folded) <= _LONGEST_CELL:
                    # "Sở Nội vụ chủ trì; các sở phối hợp" in one cell: its own words go before the column's head.
                    said = {item.body.id: item.role for item in self._given(passage) if item.rules}
                    for body in self._listed(passage):
                        yield passage, Assignment(body, said.get(body.id, role), body.rules)

    def _listed(self, passage: Passage) -> list[Body]:
        """Return the bodies that a cell lists; one that no rule knows keeps the name it has there."""
        folded, rules = passage.folded, self._reading.rules
        # What stands in brackets behind a body is a part of it.
        bodies = [
            body for body in self._bodies(passage)
            if folded.count("(", 0, body.start) == folded.count(")", 0, body.start)
        ]  # fmt: skip
        for part in _CELL_PART.finditer(folded):
            if any(body.start < part.end() and part.start() < body.end for body in bodies):
                continue
            name = passage.text[part.start() : part.end()].strip(" -+.,")
            if len(name) in _NAME and not rules.fragment("cell-without-body").match(name.lower()):
                start = passage.text.index(name, part.start())
                bodies.append(Body(agencies.slug(name), name, start, start + len(name), ()))
        return sorted(bodies, key=lambda body: body.start)


def _governs(parent: Passage, row: RowPassages | None) -> bool:
    """Whether what stands above gives roles: a group row only to what is in it."""
    return parent.row is None or parent.row is row


def _goes_on(passage: Passage, parent: Passage) -> bool:
    """Whether a passage stands below another: an unmarked paragraph does below a heading or an opening only."""
    closed = parent.text.rstrip().endswith((".", ";"))
    return (
        parent.heading
        or parent.opening
        or passage.row is not None
        or (bool(passage.block.marker) and not closed)
    )


def _agency(passage: Passage, item: Assignment) -> model.Agency:
    start, end = passage.clean.span(item.body.start, item.body.end)
    return model.Agency(
        id=item.body.id,
        name=item.body.name,
        role=item.role,  # type: ignore[arg-type]  # assign() gives no other roles
        span=model.Span(start=start, end=end),
    )
