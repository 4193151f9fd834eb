"""Clauses with a measure → drafts, one for each indicator that they measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parcli.assemble.draft import Draft
from parcli.assemble.duties import Duties
from parcli.assemble.reading import Reading
from parcli.assemble.subjects import Subjects
from parcli.assemble.tables import TableRow
from parcli.assemble.times import Times
from parcli.clauses import Clause
from parcli.segment import Passage


class Measured:
    """Makes drafts of clauses with a measure."""

    def __init__(self, reading: Reading, times: Times, duties: Duties) -> None:
        self._reading = reading
        self._times = times
        self._duties = duties
        self._subjects = Subjects(reading)

    def drafts(
        self, passage: Passage, clause: Clause, own: Sequence[Clause], row: TableRow | None = None
    ) -> Iterator[Draft]:
        """Yield the drafts of a clause; `own` are all clauses of its sentence."""
        measure = clause.measure
        assert measure is not None
        deadline = self._times.deadline(passage, clause, own, row)
        agencies = self._duties.agencies(passage, clause, row)
        start = clause.head[0] if clause.head else clause.start
        for indicator in self._subjects.of_clause(passage, clause, own):
            yield Draft(
                passage,
                clause,
                measure,
                indicator,
                deadline,
                agencies,
                passage.clean.span(start, clause.end),
                measure.rules,
                row=row.passages if row is not None else None,
            )
