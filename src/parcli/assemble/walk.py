"""The walk through a document's passages in order, with all that they hand down → drafts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from parcli import model
from parcli.assemble import tables
from parcli.assemble.aims import Aims
from parcli.assemble.draft import Draft, Refusal
from parcli.assemble.duties import Duties
from parcli.assemble.labels import Labels
from parcli.assemble.measured import Measured
from parcli.assemble.openings import Openings
from parcli.assemble.reading import Reading
from parcli.assemble.rows import Rows
from parcli.assemble.tables import TableRow
from parcli.assemble.tasks import Tasks
from parcli.assemble.times import Times
from parcli.clauses import Found
from parcli.normalise import lower
from parcli.recognise.mention import hits
from parcli.rulebook import Rulebook
from parcli.segment import Passage, RowPassages

# The words that a headline shares with what it repeats are more than this part of its own.
_MOST = 0.6


class Assembler:
    """Goes through the passages once; what it made and what it refused stay to be asked for."""

    def __init__(
        self, text: str, document: model.Document, rules: Rulebook, today: date | None = None
    ) -> None:
        """Take the document's text and record, and the day it was written; the rulebook is only read."""
        self.document = document
        self.drafts: list[Draft] = []
        self._reading = Reading(text, document, rules, today)
        self._openings = Openings(self._reading)
        self._aims = Aims(self._reading, self._openings)
        self._labels = Labels(rules)
        times = Times(self._reading, self._openings, self._labels)
        duties = Duties(self._reading, self._labels)
        self._measured = Measured(self._reading, times, duties)
        self._tasks = Tasks(self._reading, self._openings, times, duties, self._labels)
        self._rows = Rows(self._reading, self._aims, times, duties)

    @property
    def refused(self) -> Sequence[Refusal]:
        """The measures that became no targets, each with the reason."""
        return self._aims.refused

    def found(self, passage: Passage) -> Found:
        """Return what stands in a passage, recognised once."""
        return self._reading.found(passage)

    def columns(self, row: RowPassages) -> dict[int, str]:
        """Return what each column of a row holds."""
        return tables.columns(self._reading, row)

    def holds_targets(self, passage: Passage) -> bool:
        """Whether a passage is searched: not the head of an act, nor what follows its end."""
        return passage.section_kind != "end" and (not passage.header or self.document.status == "reported")

    def run(self, passages: Sequence[Passage | RowPassages]) -> list[Draft]:
        """Return the drafts of all targets in reading order."""
        self._labels.read(passages)
        for passage in passages:
            if isinstance(passage, RowPassages):
                self._row(passage)
            elif self.holds_targets(passage):
                self._passage(passage)
        return [draft for draft in self.drafts if not self._headline_of_a_result(draft)]

    def _headline_of_a_result(self, draft: Draft) -> bool:
        """Whether a headline only says what the text below tells as reached."""
        said = draft.measure
        passage = draft.passage
        if (
            said is None
            or draft.row is not None
            or not passage.heading
            or passage.block.marker
            or passage.parents
        ):
            return False
        words = set(passage.folded.split())
        for refusal in self.refused:
            one, text = refusal.clause.measure, refusal.passage.folded
            told = set(text[refusal.clause.sentence[0] : refusal.clause.sentence[1]].split())
            same = one is not None and (one.kind, one.value, one.unit) == (said.kind, said.value, said.unit)
            if same and len(words & told) > len(words) * _MOST:
                return True
        return False

    def _row(self, row: RowPassages) -> None:
        if row.group or not row.row.header:
            return
        columns = self.columns(row)
        if any(row.row.header) or "time" in columns.values() or self._below_aims(row):
            self.drafts += self._rows.drafts(TableRow(row, columns))

    def _below_aims(self, row: RowPassages) -> bool:
        """Whether a title, a heading or a group row above a table without a head speaks of aims."""
        rules = self._reading.rules
        above = [parent.folded for parent in row.parents] + [lower(self.document.title or "")]
        return any(
            hit.rule.rule.gives["section"] == "aims"
            for words in above
            for hit in hits(rules, "section", words)
        )

    def _passage(self, passage: Passage) -> None:
        self._openings.enter(passage)
        found = self.found(passage)
        for sentence in () if found.quiet else passage.sentences:
            own = [clause for clause in found.clauses if clause.sentence == sentence]
            self._openings.read(passage, sentence, own)
            for clause in own:
                if clause.measure is not None and self._aims.holds(passage, clause):
                    self.drafts += self._measured.drafts(passage, clause, own)
            for clause in own:
                if clause.measure is None:
                    self.drafts += self._tasks.drafts(passage, clause, own)
        self._aims.leave(passage)
