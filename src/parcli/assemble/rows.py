"""Table rows → drafts: values with the unit of their column, measures in words, else a task by a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parcli import model
from parcli.assemble import subjects, tables
from parcli.assemble.aims import Aims
from parcli.assemble.draft import Draft, Span
from parcli.assemble.duties import Duties
from parcli.assemble.measured import Measured
from parcli.assemble.reading import Reading
from parcli.assemble.tables import TableRow
from parcli.assemble.times import Times, distinct
from parcli.clauses import Clause
from parcli.recognise import agencies, cells, indicators, measures, scopes
from parcli.recognise.deadlines import Time
from parcli.recognise.indicators import Finding
from parcli.recognise.mention import hits
from parcli.recognise.quantity import Quantity
from parcli.segment import Passage, parts

# A task in fewer characters is named together with what stands in its column of times.
_SHORT_TASK = 40


class Rows:
    """Makes drafts of table rows."""

    def __init__(self, reading: Reading, aims: Aims, times: Times, duties: Duties) -> None:
        self._reading = reading
        self._aims = aims
        self._times = times
        self._duties = duties
        self._measured = Measured(reading, times, duties)
        # What the last row of each table measures that names it.
        self._whole_of: dict[int, Finding | None] = {}

    def drafts(self, row: TableRow) -> list[Draft]:
        """Return the drafts of a row, with its product and what is said of its progress."""
        made = [draft for column in self._planned(row) for draft in self._values(row, column)]
        if row.of("lead") and not self._reports(row):
            made += [draft for column in row.of("indicator") for draft in self._measured_by_head(row, column)]
        # A value in its own column is the row's; only without one do the words of the row tell it.
        if not made:
            made = [
                draft
                for passage in row.cells("task", "value", "product")
                for draft in self._in_words(row, passage)
            ]
            made += self._tasks(row, made)
        product, progress = self._product(row), self._progress(row)
        for draft in made:
            draft.product = product
            draft.progress = progress
        return made

    def _planned(self, row: TableRow) -> list[int]:
        """Return the columns of values that are planned: those headed by a time that is over are left out."""
        times = {column: self._heads_time(row, column) for column in row.of("value")}
        return [column for column, time in times.items() if time is None or not self._reading.past(time)]

    def _heads_time(self, row: TableRow, column: int) -> Time | None:
        return tables.heads_time(self._reading, row.passages, column)

    def _reports(self, row: TableRow) -> bool:
        """Whether a row belongs to a report of what was reached, or to rules."""
        kinds = {passage.section_kind for cell in row.passages.cells.values() for passage in cell}
        return self._reading.document.type == "report" or not kinds.isdisjoint(("results", "legal"))

    def _values(self, row: TableRow, column: int) -> Iterator[Draft]:
        """Yield the drafts of bare values with the unit of their own column, else the one that their task names."""
        task, unit = row.text("task"), row.text("unit")
        if not unit and self._bare(row, column):
            unit = self._unit_in(task)
        yield from self._of_cells(row, column, unit, task)

    def _bare(self, row: TableRow, column: int) -> bool:
        """Whether a cell holds a number without any unit."""
        number = self._reading.rules.fragment("cell-number")
        return any(number.fullmatch(passage.folded.strip()) for passage in row.cell(column))

    def _unit_in(self, words: str) -> str:
        """Return the unit of the numbers that belong to words: "(%)", or what a share or a rank is counted in."""
        rules = self._reading.rules
        named = rules.fragment("unit-in-a-head").search(words)
        if named is not None:
            return str(named["unit"])
        for name, unit in (("head-of-a-share", cells.SHARE), ("head-of-a-rank", cells.RANK)):
            if rules.fragment(name).match(words):
                return unit
        return ""

    def _measured_by_head(self, row: TableRow, column: int) -> Iterator[Draft]:
        """Yield the drafts of values whose column's head says what is measured, a row for each body."""
        head = self._reading.folded(row.passages.row.header[column])
        yield from self._of_cells(row, column, self._unit_in(head), head)

    def _of_cells(self, row: TableRow, column: int, unit: str, subject: str) -> Iterator[Draft]:
        time, rules = self._heads_time(row, column), self._reading.rules
        levels = self._levels(row, column, subject)
        for passage in row.cell(column):
            for quantity in cells.find(passage.folded, unit, subject, rules, passage.words):
                clause = _whole(passage, quantity)
                clause.levels = levels
                yield Draft(
                    passage,
                    clause,
                    quantity,
                    self._subject(row, subject, quantity),
                    self._times.of_row(row)
                    or _of_head(time, row.passages.row.header[column])
                    or self._times.handed_down(passage),
                    self._duties.agencies(passage, clause, row),
                    _stretch(row, column, passage),
                    quantity.rules,
                    row=row.passages,
                    subject=subject,
                )

    def _levels(self, row: TableRow, column: int | None, subject: str) -> tuple[str, ...]:
        """Return the levels that a row's task names, else those of the column's head."""
        header, rules = row.passages.row.header, self._reading.rules
        head = header[column] if column is not None and column < len(header) else ""
        named = scopes.levels(subject, rules) or scopes.levels(self._reading.folded(head), rules)
        return scopes.in_order([level for item in named for level in item.levels])

    def _subject(self, row: TableRow, subject: str, quantity: Quantity) -> Finding | None:
        """Return what a row measures; "- Cấp tỉnh" below another row is a part of that one."""
        table = row.passages.row.table
        finding = subjects.in_words(subject, "", "", quantity, self._reading.rules)
        if finding is None and subjects.bare(subject, self._reading.rules):
            return self._whole_of.get(table)
        self._whole_of[table] = finding
        return finding

    def _in_words(self, row: TableRow, passage: Passage) -> Iterator[Draft]:
        """Yield the drafts of the measures that a cell states in words."""
        found = self._reading.found(passage)
        levels = self._levels(row, passage.column, row.text("task"))
        for sentence in passage.sentences:
            own = [clause for clause in found.clauses if clause.sentence == sentence]
            for clause in own:
                if clause.measure is not None and self._aims.holds(passage, clause):
                    clause.levels = clause.levels or levels
                    yield from self._measured.drafts(passage, clause, own, row)

    def _tasks(self, row: TableRow, measured: Sequence[Draft]) -> Iterator[Draft]:
        """Yield the tasks of a row that have no measure, for each date in its column of times."""
        task = next(row.cells("task", "product"), None)
        if task is None:
            return
        times = [
            (passage, time)
            for passage in row.cells("time")
            for time in distinct(self._reading.times_of_cell(passage), passage.folded)
            if (time.dated and time.kind != "ongoing") or time.kind == "relative"
        ]
        for start, end in self._unmeasured(task, measured) if times else ():
            clause = Clause(start, end, (start, end), (start, end), None, [])
            for passage, time in times:
                said = task.folded[start:end]
                words = f"{said} {passage.folded}" if len(said) < _SHORT_TASK else said
                yield Draft(
                    task,
                    clause,
                    None,
                    indicators.find(words, self._reading.rules, measure="completion"),
                    self._times.record(passage, time, "table"),
                    self._duties.agencies(task, clause, row),
                    task.clean.span(start, end),
                    time.rules,
                    measure_span=passage.clean.span(time.start, time.end),
                    row=row.passages,
                )

    def _unmeasured(self, task: Passage, measured: Sequence[Draft]) -> list[Span]:
        """Return the works of a cell, set apart by semicolons or full stops, that have no measure in the row.

        What the row measures elsewhere, in its product, is how far the first of them goes.
        """
        own = [draft.clause.start for draft in measured if draft.passage is task]
        works: list[Span] = []
        for start, end in (part for sentence in task.sentences for part in parts(task.folded, *sentence)):
            begin = end - len(task.folded[start:end].lstrip())
            new = self._begins_a_work(task, begin, end) or any(begin <= place < end for place in own)
            # What a colon announces are parts of one work.
            if works and not (new and ":" not in task.folded[works[-1][0] : works[-1][1]]):
                works[-1] = (works[-1][0], end)
            else:
                works.append((begin, end))
        if measured and not own:
            return works[1:]
        return [(start, end) for start, end in works if not any(start <= place < end for place in own)]

    def _begins_a_work(self, task: Passage, start: int, end: int) -> bool:
        """Whether a part of a cell begins with the verb of a task that comes to an end."""
        verbs = hits(self._reading.rules, "task", task.folded, start, end)
        first = [hit.rule.rule.gives["strength"] for hit in verbs if hit.start == start]
        return bool(first) and "lasting" not in first

    def _product(self, row: TableRow) -> model.Product | None:
        """Return what a row's column of products says is to be delivered."""
        for column in row.of("product"):
            if row.cell(column):
                text, span = self._reading.words(row.cell(column))
                return model.Product(text=text, span=span)
        return None

    def _progress(self, row: TableRow) -> model.Progress | None:
        """Return what a row's column of notes says of how far it has come."""
        for column in row.of("note"):
            passages = row.cell(column)
            folded = " ".join(passage.folded for passage in passages)
            status = self._status(folded)
            reported = tuple(item for passage in passages for item in self._reported(passage))
            if status is not None or reported:
                text, _ = self._reading.words(passages)
                return model.Progress(status=status, reported=reported, text=text)
        return None

    def _status(self, folded: str) -> model.ProgressStatus | None:
        said = {hit.rule.rule.gives["status"] for hit in hits(self._reading.rules, "progress", folded)}
        order: tuple[model.ProgressStatus, ...] = ("partly", "not-completed", "completed")
        return next((status for status in order if status in said), None)

    def _reported(self, passage: Passage) -> Iterator[model.Reported]:
        """Yield the results that a cell reports, each with the body named before it."""
        rules = self._reading.rules
        bodies = agencies.find(passage.folded, passage.text, rules, passage.words)
        floor = 0
        masks = self._reading.found(passage).masks
        for quantity in measures.find(passage.folded, rules, passage.words, masks, cued=False):
            if quantity.kind not in ("percentage", "count", "score"):
                continue
            body = next((b for b in reversed(bodies) if floor <= b.start and b.end <= quantity.start), None)
            floor = quantity.end
            yield model.Reported(agency=body.id if body else None, value=quantity.value, unit=quantity.unit)


def _of_head(time: Time | None, head: str) -> model.Deadline | None:
    """Return the time that heads a column as the deadline of its values; the head stands in no row."""
    if time is None or not time.dated:
        return None
    return model.Deadline(
        kind=time.kind,  # type: ignore[arg-type]  # loading a rule checks what it gives
        start=time.begin, end=time.due, text=head, origin="table", span=None,
    )  # fmt: skip


def _whole(passage: Passage, quantity: Quantity | None) -> Clause:
    """Return all of a cell as one clause."""
    whole = (0, len(passage.folded))
    return Clause(*whole, whole, whole, quantity, [])


def _stretch(row: TableRow, column: int, passage: Passage) -> Span:
    """Return the stretch of the document from a row's task to its value."""
    tasks = row.cell(next(iter(row.of("task")), column)) or [passage]
    start = tasks[0].clean.span(0, 1)[0]
    end = passage.clean.span(0, len(passage.text))[1]
    return min(start, end), max(start, end)
