"""Clauses of passages → targets, with all that headings, openings, columns and the document hand down."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import regex

from parcli import clauses as clausing
from parcli import model
from parcli.clauses import Clause, Found
from parcli.recognise import agencies, indicators, measures, scopes
from parcli.recognise.agencies import Assignment, Body
from parcli.recognise.deadlines import Time
from parcli.recognise.measures import Quantity
from parcli.recognise.mention import Hit, hits, scan
from parcli.rulebook import Rulebook, expand
from parcli.segment import Passage, RowPassages, column_of

Span = tuple[int, int]

# A rank among provinces is out of 63 until this day, out of 34 after (Resolution 202/2025/QH15).
_PROVINCES = ((date(2025, 6, 30), 63), (date.max, 34))


@dataclass
class _Context:
    """What an opening hands down: a time, with the rank of the passage where it stands."""

    time: Time
    passage: Passage


@dataclass
class Draft:
    """A target before it is checked against the others: its record parts with their places."""

    passage: Passage
    clause: Clause
    measure: Quantity | None
    indicator: indicators.Finding | None
    deadline: model.Deadline | None
    agencies: tuple[model.Agency, ...]
    text: Span
    rules: tuple[str, ...]
    flags: set[str] = field(default_factory=set)
    row: RowPassages | None = None
    measure_span: Span | None = None
    kind: str | None = None
    product: model.Product | None = None
    progress: model.Progress | None = None
    unit: str | None = None


@dataclass(frozen=True)
class Refusal:
    """A measure that became no target, with the rule or the absence that decided."""

    passage: Passage
    clause: Clause
    reason: str


class Assembler:
    """Walks a document's passages in order and keeps what they hand down."""

    def __init__(
        self, text: str, document: model.Document, rules: Rulebook, today: date | None = None
    ) -> None:
        """Take the document's text and record, and the day it was written; the rulebook is only read."""
        self.text = text
        self.document = document
        self.rules = rules
        self.year = (
            document.issued_on.year
            if document.issued_on
            else (document.period.start if document.period else None)
        )
        self.context: _Context | None = None
        self.today = document.issued_on or today
        self._found: dict[int, Found] = {}
        self._roles: dict[int, list[Assignment]] = {}
        self.drafts: list[Draft] = []
        self.refused: list[Refusal] = []

    def found(self, passage: Passage) -> Found:
        """Return what stands in a passage, recognised once."""
        key = id(passage)
        if key not in self._found:
            bare = passage.row is not None
            self._found[key] = clausing.find(
                passage, self.rules, self.year, bare_times=bare, spans=passage.heading and not passage.header
            )
        return self._found[key]

    def run(self, passages: Sequence[Passage | RowPassages]) -> list[Draft]:
        """Return the drafts of all targets in reading order."""
        for passage in passages:
            if isinstance(passage, RowPassages):
                self._row(passage)
            elif passage.section_kind != "end" and not (
                passage.header and self.document.status != "reported"
            ):
                self._passage(passage)
        return self.drafts

    # --- running text --------------------------------------------------------------------

    def _passage(self, passage: Passage) -> None:
        if self.context is not None and (
            passage.heading or passage.rank < self.context.passage.rank
            or (passage.block.marker and passage.rank <= self.context.passage.rank)
        ):  # fmt: skip
            self.context = None
        found = self.found(passage)
        first = True
        for sentence in passage.sentences:
            own = [clause for clause in found.clauses if clause.sentence == sentence]
            self._open(passage, sentence, own, found, first)
            first = False
            self._sentence(passage, sentence, own, found)

    def _open(
        self, passage: Passage, sentence: Span, own: Sequence[Clause], found: Found, first: bool
    ) -> None:
        """Keep the time that opens a sentence; one that a paragraph states elsewhere ends what was open."""
        times = [time for time in found.times if sentence[0] <= time.start < sentence[1]]
        opening = next(
            (time for time in times if _opens(passage.folded, sentence[0], time, self.rules)), None
        )
        if opening is not None and opening.kind not in ("relative", "by-reference"):
            self.context = None if self._past(opening) else _Context(opening, passage)
            return
        if first and times and not passage.block.marker:
            measured = next(
                (clause.measure.start for clause in own if clause.measure is not None), sentence[1]
            )
            if any(time.start < measured and time.kind in ("by", "during", "before") for time in times):
                self.context = None

    def _sentence(self, passage: Passage, sentence: Span, own: Sequence[Clause], found: Found) -> None:
        measured = [clause for clause in own if clause.measure is not None]
        for clause in measured:
            if self._is_aim(passage, clause, found):
                self._measured(passage, clause, own, found)
        for clause in own:
            if clause.measure is None:
                self._task(passage, clause, own, found)

    # --- what is a target ----------------------------------------------------------------

    def _is_aim(self, passage: Passage, clause: Clause, found: Found) -> bool:
        """Whether the clause asks for its measure; what is left out is kept with the reason."""
        reason = self._refusal(passage, clause)
        if reason is not None:
            self.refused.append(Refusal(passage, clause, reason))
        return reason is None

    def _refusal(self, passage: Passage, clause: Clause) -> str | None:
        """Return why a measure is no target: a rule's id, or the absence that decides; None where it is one."""
        measure = clause.measure
        assert measure is not None
        folded = passage.folded
        said = [
            hit for hit in hits(self.rules, "aspect", folded, clause.part[0], clause.part[1])
            if _same_bracket(folded, clause.part[0], hit.start, measure.core[0])
        ]  # fmt: skip
        before = list(hits(self.rules, "aspect", folded, 0, clause.part[0]))
        aims = [hit for hit in said if hit.rule.rule.gives["aspect"] == "aim"]
        aimed = bool(aims) or any(hit.rule.rule.gives["aspect"] == "aim" for hit in before)
        for hit in said:
            if hit.rule.rule.gives["aspect"] in ("law", "forecast"):
                return hit.rule.id
        if not aims and any(hit.rule.rule.gives["aspect"] == "results-opening" for hit in (*before, *said)):
            return "aspect.results-opening"
        results = [hit for hit in said if hit.rule.rule.gives["aspect"] == "result"]
        if results and not any(hit.start > results[-1].start for hit in aims):
            return results[-1].rule.id
        if passage.section_kind == "legal":
            return "section.legal"
        if (
            self.document.type == "report"
            and passage.row is None
            and passage.section_kind != "aims"
            and not self._striving(folded, clause)
        ):
            return "section.results"
        if passage.section_kind == "results" and not (aimed and self._striving(folded, clause)):
            return "section.results"
        if passage.row is None and not aims and self._tells_of_the_past(passage, clause, aimed=aimed):
            return "past-period"
        weak = next((hit for hit in said if hit.rule.rule.gives["aspect"] == "weak-result"), None)
        near = [
            hit
            for hit in (*aims, *before)
            if hit.start >= clause.sentence[0] and hit.rule.rule.gives["aspect"] == "aim"
        ]
        if weak is not None and not near and not measure.bounded and passage.section_kind != "aims":
            return weak.rule.id
        return self._uncued(passage, clause, measure, aimed=aimed, results=bool(results))

    def _tells_of_the_past(self, passage: Passage, clause: Clause, *, aimed: bool) -> bool:
        """Whether the clause, or what opens its sentence, is of a time before the plan's."""
        if not aimed and any(self._past(time) for time in clause.times):
            return True
        opening = [
            time
            for time in self.found(passage).times
            if _opens(passage.folded, clause.sentence[0], time, self.rules)
        ]
        return any(self._past(time) and time.start < clause.sentence[1] for time in opening)

    def _uncued(
        self, passage: Passage, clause: Clause, measure: Quantity, *, aimed: bool, results: bool
    ) -> str | None:
        """Return why a kind of measure that needs a cue of aims has none."""
        below_aims = aimed or passage.section_kind == "aims"
        due = any(time.dated and time.binds for time in clause.times)
        if measure.kind == "count" and measure.value != 0 and not (below_aims or due):
            return None if measure.bounded and measure.operator in (">=", "<=") else "no-cue-of-an-aim"
        if measure.kind in ("money", "ratio", "rank", "score") and not below_aims:
            return None if self._aims_above(passage) else "no-cue-of-an-aim"
        return "aspect.result" if measure.kind == "trend" and results else None

    def _striving(self, folded: str, clause: Clause) -> bool:
        return any(
            hit.rule.id == "wording.striving"
            for hit in hits(self.rules, "wording", folded, clause.sentence[0], clause.sentence[1])
        )

    def _aims_above(self, passage: Passage) -> bool:
        above = " ".join(parent.folded for parent in passage.parents)
        return any(hit.rule.rule.gives["aspect"] == "aim" for hit in hits(self.rules, "aspect", above))

    def _past(self, time: Time) -> bool:
        issued = self.document.issued_on
        floor = self.document.period.start if self.document.period else (issued.year if issued else None)
        if issued is not None and floor is not None:
            floor = min(floor, issued.year)
        if (
            self.today is not None
            and time.kind == "during"
            and time.due is not None
            and time.due < self.today
        ):
            return True
        return floor is not None and time.due is not None and time.due.year < floor

    # --- measured targets ----------------------------------------------------------------

    def _measured(
        self,
        passage: Passage,
        clause: Clause,
        own: Sequence[Clause],
        found: Found,
        row: RowPassages | None = None,
    ) -> None:
        measure = clause.measure
        assert measure is not None
        deadline = self._deadline(passage, clause, own, found, row)
        roles = self._agencies(passage, clause, row)
        for indicator in self._indicators(passage, clause, own):
            draft = Draft(
                passage,
                clause,
                measure,
                indicator,
                deadline,
                roles,
                self._text_span(passage, clause),
                measure.rules,
                row=row,
            )
            self.drafts.append(draft)

    def _indicators(
        self, passage: Passage, clause: Clause, own: Sequence[Clause]
    ) -> list[indicators.Finding | None]:
        measure = clause.measure
        assert measure is not None
        folded = passage.folded
        own_words = folded[clause.start : clause.end]
        head = folded[slice(*clause.head)] if clause.head else ""
        if measure.kind in ("rank", "score", "trend"):
            named = indicators.indices(
                (head + " " if head else "") + folded[clause.start : measure.start], self.rules
            )
            if measure.kind == "trend" and not named:
                before = [other for other in own if other.measure is not None and other.end <= clause.start]
                if before and len(own_words.split()) <= 10:
                    last = before[-1]
                    assert last.measure is not None
                    named = indicators.indices(folded[last.start : last.measure.start], self.rules)
            if named:
                return list(named)
        tail = folded[slice(*clause.tail)] if clause.tail else ""
        if not head and _PART_OF.match(own_words):
            # "Trong đó, lĩnh vực đất đai đạt 85%" is a part of what was said before.
            above = [
                c for c in self.found(passage).clauses if c.measure is not None and c.end <= clause.start
            ]
            if above:
                finding = self._indicator(own_words, "", tail, measure)
                return [
                    finding
                    or self._indicator(own_words, folded[above[-1].start : above[-1].end], tail, measure)
                ]
        above = [c for c in self.found(passage).clauses if c.end <= clause.start]
        before = folded[above[-1].start : above[-1].end] if above else ""
        return [self._indicator(own_words, head, tail, measure, leaning=clause.leaning, before=before)]

    def _indicator(
        self,
        own: str,
        head: str,
        tail: str,
        measure: Quantity | None,
        *,
        leaning: bool = False,
        before: str = "",
    ) -> indicators.Finding | None:
        kind = measure.kind if measure else "completion"
        unit = measure.unit if measure else None
        readings = (
            (f"{head} {tail}", f"{head} {own} {tail}", own)
            if leaning
            else (own, f"{own} {tail}", f"{head} {own}", f"{head} {own} {tail}")
        )
        for text in dict.fromkeys(readings):
            finding = indicators.find(text.strip(), self.rules, measure=kind, unit=unit)
            if finding is not None:
                return finding
        return indicators.find(own, self.rules, measure=kind, unit=unit, before=before) if before else None

    def _text_span(self, passage: Passage, clause: Clause) -> Span:
        start = clause.head[0] if clause.head else clause.start
        return passage.clean.span(start, clause.end)

    # --- deadlines -------------------------------------------------------------------------

    def _deadline(
        self, passage: Passage, clause: Clause, own: Sequence[Clause], found: Found, row: RowPassages | None
    ) -> model.Deadline | None:
        time = self._clause_time(passage, clause, own)
        if time is not None:
            return self._record(passage, time, "clause")
        if row is not None:
            cell = self._row_time(row)
            if cell is not None:
                return self._record(cell[0], cell[1], "table")
        return self._handed_down(passage)

    def _clause_time(self, passage: Passage, clause: Clause, own: Sequence[Clause]) -> Time | None:
        firm = [
            time for time in clause.times
            if time.kind not in ("relative", "by-reference", "ongoing")
            or (time.kind == "by-reference" and _NUMBERED_ACT.search(passage.folded, time.start, time.end))
        ]  # fmt: skip
        if firm:
            dated = [time for time in firm if time.kind != "recurring"]
            return dated[0] if dated else firm[0]
        following = own[own.index(clause) + 1 :] if clause in own else []
        for other in following:
            # A list's time may stand at its end, behind members that lean on the first.
            if not other.leaning or other.measure is None:
                break
            if other.levels == clause.levels:
                # The same thing at another time is a step, not a member that shares its end.
                break
            later = [
                time for time in other.times if other.measure.end <= time.start and time.kind != "recurring"
            ]
            if later and other is following[-1] and not any(o.times for o in following[:-1]):
                return later[0]
        stated = self._stated_after(passage, clause, own)
        if stated is not None:
            return stated
        if clause.leaning and clause.head:
            opening = [time for c in own for time in c.times if clause.head[0] <= time.start < clause.head[1]]
            before = [time for time in opening if time.kind in ("by", "during", "before", "recurring")]
            if before and not any(
                _opens(passage.folded, clause.sentence[0], time, self.rules) for time in before
            ):
                # The head's own time, unless it is the level that the head alone reaches.
                return (
                    before[0] if before[0].start < (own[0].measure.start if own[0].measure else 0) else None
                )
        if clause.start > clause.sentence[0]:
            opening = [
                time
                for c in own[:1]
                for time in c.times
                if _opens(passage.folded, clause.sentence[0], time, self.rules)
            ]
            if opening:
                return None
        return None

    def _stated_after(self, passage: Passage, clause: Clause, own: Sequence[Clause]) -> Time | None:
        """Return the time of a later part that says nothing but the time: "...; hoàn thành trong tháng 12"."""
        for other in own:
            if other.start > clause.start and other.measure is None and other.times:
                if clausing.content(passage.folded, other, self.found(passage)) <= 3 and other.times[0].binds:
                    return other.times[0]
        return None

    def _handed_down(self, passage: Passage) -> model.Deadline | None:
        context = self.context
        best: tuple[Passage, Time, str] | None = None
        for parent in reversed(passage.parents):
            times = [
                time
                for time in self.found(parent).times
                if time.kind not in ("relative", "by-reference") and not self._past(time)
            ]
            if times and (parent.heading or parent.opening or _opens(parent.folded, 0, times[0], self.rules)):
                time = _governing(times)
                best = (parent, time, "section" if parent.heading or parent.row is not None else "context")
                break
        if context is not None and (
            best is None or context.passage.clean.origin[0] > best[0].clean.origin[0]
        ):
            return self._record(context.passage, context.time, "context")
        if best is not None:
            return self._record(*best)
        period = self.document.period
        if period is None:
            return None
        words = str(period.start) if period.start == period.end else f"{period.start}-{period.end}"
        return model.Deadline(
            kind="during", start=date(period.start, 1, 1), end=date(period.end, 12, 31), text=words,
            origin="document", span=None,
        )  # fmt: skip

    def _record(self, passage: Passage, time: Time, origin: str) -> model.Deadline:
        start, end = passage.clean.span(time.start, time.end)
        return model.Deadline(
            kind=time.kind, start=time.begin, end=time.due, text=self.text[start:end],  # type: ignore[arg-type]
            origin=origin, span=model.Span(start=start, end=end),  # type: ignore[arg-type]
        )  # fmt: skip

    # --- agencies ------------------------------------------------------------------------

    def roles(self, passage: Passage) -> list[Assignment]:
        """Return the roles that a passage gives, found once."""
        key = id(passage)
        if key not in self._roles:
            bodies = agencies.find(passage.folded, passage.text, self.rules, passage.words)
            masks = self.found(passage).masks
            counted = [
                clause.measure.end for clause in self.found(passage).clauses if clause.measure is not None
            ]
            bodies = [
                body for body in bodies
                if not any(low <= body.start < high for low, high in masks)
                # "100% cơ quan, đơn vị thực hiện ..." counts bodies, it does not charge them.
                and not any(0 <= body.start - end <= 8 and not passage.folded[end : body.start].strip(" sốcá") for end in counted)
            ]  # fmt: skip
            self._roles[key] = agencies.assign(passage.folded, bodies, self.rules)
        return self._roles[key]

    def _agencies(
        self, passage: Passage, clause: Clause, row: RowPassages | None
    ) -> tuple[model.Agency, ...]:
        layers: list[list[tuple[Passage, Assignment]]] = []
        near = [(passage, item) for item in self.roles(passage) if item.body.start < clause.sentence[1]]
        own = [pair for pair in near if clause.part[0] <= pair[1].body.start < clause.part[1]]
        before = [pair for pair in near if pair[1].body.start < clause.part[0]]
        layers += [own, [pair for pair in before if pair[1].body.start >= clause.sentence[0]]]
        later = [pair for pair in self._later_roles(passage, clause)]
        layers.append(later)
        if passage.block.marker or clause.measure is None:
            layers.append([pair for pair in before if pair[1].body.start < clause.sentence[0]])
        if row is not None:
            layers.append(self._row_roles(row))
        for parent in reversed(passage.parents):
            if parent.row is not None and parent.row is not row:
                continue
            layers.append([(parent, item) for item in self._heading_roles(parent)])
        chosen: list[model.Agency] = []
        taken: set[str] = set()
        for layer in layers:
            said = {item.role for _, item in layer}
            fresh = said - taken
            chosen += [_agency(where, item) for where, item in layer if item.role in fresh]
            taken |= said
        return _once(chosen)

    def _later_roles(self, passage: Passage, clause: Clause) -> list[tuple[Passage, Assignment]]:
        """Return the roles that a later part of the sentence adds, one that states no measure or date itself."""
        bare = [
            other.part for other in self.found(passage).clauses
            if other.sentence == clause.sentence and other.start > clause.start and other.measure is None
            and not any(time.dated for time in other.times)
        ]  # fmt: skip
        return [
            (passage, item) for item in self.roles(passage)
            if item.role != "lead" and any(low <= item.body.start < high for low, high in bare)
        ]  # fmt: skip

    def _heading_roles(self, parent: Passage) -> list[Assignment]:
        given = self.roles(parent)
        if given or not parent.heading:
            return given
        bodies = agencies.find(parent.folded, parent.text, self.rules, parent.words)
        rest = parent.folded
        for body in reversed(bodies):
            rest = rest[: body.start] + rest[body.end :]
        if bodies and len(_WORD.findall(rest)) <= 3:
            return [Assignment(body, "lead") for body in bodies]
        return []

    # --- tasks -----------------------------------------------------------------------------

    def _task(self, passage: Passage, clause: Clause, own: Sequence[Clause], found: Found) -> None:
        if passage.section_kind in ("results", "legal") or (passage.heading and not passage.opening):
            return
        folded = passage.folded
        verbs = [
            hit for hit in scan(self.rules, "task", folded[: clause.end])
            if clause.start <= hit.start and hit.end <= clause.end
        ]  # fmt: skip
        labelled = any(rule == "deadline.bound.label" for time in clause.times for rule in time.rules)
        if not (verbs or labelled) or self._reports(folded, clause):
            return
        dated = [time for time in clause.times if self._falls_due(passage, clause, time, verbs)]
        strong = [hit for hit in verbs if hit.rule.rule.gives["strength"] == "strong"]
        if dated:
            for time in _distinct(dated, folded):
                self._completion(passage, clause, time, (time.start, time.end), own)
            return
        opened = self.context is not None and (
            self.context.passage is passage
            and clause.sentence[0] == self._sentence_of(passage, self.context.time)
            and self.context.time.dated
        )
        if opened and self.context is not None:
            verb = (strong or verbs)[0]
            self._completion(passage, clause, None, (verb.start, verb.end), own)

    def _falls_due(self, passage: Passage, clause: Clause, time: Time, verbs: Sequence[Hit]) -> bool:
        """Whether a time in a clause without a measure is when its task is to be done."""
        if time.kind == "relative":
            strong = any(hit.rule.rule.gives["strength"] == "strong" for hit in verbs)
            return strong or self.document.status in ("issued", "draft")
        if not time.dated or self._past(time) or (time.kind == "from" and not time.binds):
            return False
        strong = any(hit.rule.rule.gives["strength"] == "strong" for hit in verbs)
        return time.binds or strong or passage.row is not None

    def _sentence_of(self, passage: Passage, time: Time) -> int:
        return next((start for start, end in passage.sentences if start <= time.start < end), -1)

    def _reports(self, folded: str, clause: Clause) -> bool:
        """Whether a clause tells what was done, or quotes a rule of law."""
        said = hits(self.rules, "aspect", folded, clause.start, clause.end)
        return any(hit.rule.rule.gives["aspect"] in ("result", "law", "forecast") for hit in said)

    def _completion(
        self, passage: Passage, clause: Clause, time: Time | None, words: Span, own: Sequence[Clause],
        row: RowPassages | None = None, deadline: model.Deadline | None = None,
    ) -> None:  # fmt: skip
        start, end = clause.start, clause.end
        short = len(passage.folded[start:end].split()) <= 8
        timed = [other for other in self.found(passage).times if other.dated]
        if (
            passage.block.marker
            and time is not None
            and len(timed) == 1
            and row is None
            and start > 0
            and (
                clause.sentence == passage.sentences[-1]
                and not any(c.measure for c in self.found(passage).clauses)
            )
        ):
            # An item that states one time, at its end, is one task.
            start = 0
        elif short and own and clause is own[0] and clause.sentence != passage.sentences[0]:
            # "Hoàn thành trước ngày 30/11." speaks of the sentence before it.
            start = next(s for s, e in reversed(passage.sentences) if s < clause.sentence[0])
        text = passage.folded[start:end]
        record = deadline or (self._record(passage, time, "clause") if time else self._handed_down(passage))
        if record is None:
            return
        finding = indicators.find(text, self.rules, measure="completion")
        draft = Draft(
            passage, clause, None, finding, record, self._agencies(passage, clause, row), passage.clean.span(start, end),
            time.rules if time else (), kind="completion", measure_span=passage.clean.span(*words), row=row,
        )  # fmt: skip
        self.drafts.append(draft)

    # --- tables ----------------------------------------------------------------------------

    def _columns(self, row: RowPassages) -> dict[int, str]:
        """Return what each column holds, cells moved over where merged ones are missing."""
        roles = [column_of(head, self.rules) or "task" for head in row.row.header]
        cells = row.row.cells
        if len(cells) == len(roles):
            return dict(enumerate(roles))
        return _aligned([self._cell_kind(row, cell.column) for cell in cells], roles)

    def _cell_kind(self, row: RowPassages, column: int) -> str:
        passages = row.cells.get(column) or []
        if not passages:
            return "empty"
        folded = passages[0].folded
        if _INDEX.fullmatch(folded.strip()):
            return "index"
        times = [time for time in self.found(passages[0]).times if time.kind != "by-reference"]
        if times and len(folded) <= (250 if times[0].dated else 120):
            return "time"
        bodies = agencies.find(folded, passages[0].text, self.rules, passages[0].words)
        if bodies and sum(body.end - body.start for body in bodies) > 0.5 * len(folded):
            return "agency"
        return "text"

    def _row(self, row: RowPassages) -> None:
        if row.group or not row.row.header:
            return
        columns = self._columns(row)
        self._row_columns = columns
        before = len(self.drafts)
        by_role: dict[str, list[int]] = {}
        for column, role in columns.items():
            by_role.setdefault(role, []).append(column)
        measured = False
        for column in by_role.get("value", []):
            measured |= self._value_cell(row, column, by_role)
        # A value in its own column is the row's; only without one do the words of the row tell it.
        for role in () if measured else ("task", "value", "product"):
            for column in by_role.get(role, []):
                for passage in row.cells.get(column, []):
                    measured |= self._cell(passage, row)
        if not measured:
            self._row_task(row, by_role)
        for draft in self.drafts[before:]:
            draft.product = self._product(row, by_role)
            draft.progress = self._progress(row, by_role)

    def _cell(self, passage: Passage, row: RowPassages) -> bool:
        found = self.found(passage)
        measured = False
        for sentence in passage.sentences:
            own = [clause for clause in found.clauses if clause.sentence == sentence]
            for clause in own:
                if clause.measure is not None and self._is_aim(passage, clause, found):
                    self._measured(passage, clause, own, found, row)
                    measured = True
        return measured

    def _value_cell(self, row: RowPassages, column: int, by_role: dict[str, list[int]]) -> bool:
        """Read a bare value with the unit of its own column."""
        unit = self._cell_text(row, by_role.get("unit", []))
        subject = self._cell_text(row, by_role.get("task", []))
        made = False
        for passage in row.cells.get(column, []):
            for quantity in measures.in_cell(passage.folded, unit, subject, self.rules, passage.words):
                time = self._row_time(row) or self._header_time(row, column)
                deadline = (
                    self._record(*time, "table") if time else self._handed_down(row_anchor(row, passage))
                )
                clause = Clause(
                    0, len(passage.folded), (0, len(passage.folded)), (0, len(passage.folded)), quantity, []
                )
                finding = self._indicator(subject, "", "", quantity)
                span = row_span(row, by_role.get("task", [column])[0], column, passage)
                self.drafts.append(
                    Draft(passage, clause, quantity, finding, deadline, self._agencies(passage, clause, row), span,
                          quantity.rules, row=row)
                )  # fmt: skip
                made = True
        return made

    def _cell_text(self, row: RowPassages, columns: Sequence[int]) -> str:
        return " ".join(passage.folded for column in columns for passage in row.cells.get(column, []))

    def _row_time(self, row: RowPassages) -> tuple[Passage, Time] | None:
        for column, role in self._row_columns.items():
            if role != "time":
                continue
            for passage in row.cells.get(column, []):
                times = self.found(passage).times
                if times:
                    return passage, _governing(times)
        return None

    def _header_time(self, row: RowPassages, column: int) -> tuple[Passage, Time] | None:
        return None

    def _row_roles(self, row: RowPassages) -> list[tuple[Passage, Assignment]]:
        given: list[tuple[Passage, Assignment]] = []
        for column, role in self._row_columns.items():
            if role not in ("lead", "coordinate", "monitor", "advise"):
                continue
            for passage in row.cells.get(column, []):
                if len(passage.folded) > 400:
                    continue
                for body in _cell_bodies(passage, self.rules):
                    given.append((passage, Assignment(body, role, body.rules)))
        return given

    def _row_task(self, row: RowPassages, by_role: dict[str, list[int]]) -> None:
        """Take a row without a measure as a task, for each date in its column of times."""
        tasks = [
            passage
            for role in ("task", "product")
            for column in by_role.get(role, [])
            for passage in row.cells.get(column, [])
        ]
        if not tasks:
            return
        for column in by_role.get("time", []):
            for passage in row.cells.get(column, []):
                for time in _distinct(self.found(passage).times, passage.folded):
                    if not time.dated or time.kind == "ongoing":
                        continue
                    clause = Clause(
                        0,
                        len(tasks[0].folded),
                        (0, len(tasks[0].folded)),
                        (0, len(tasks[0].folded)),
                        None,
                        [],
                    )
                    finding = indicators.find(
                        f"{tasks[0].folded} {passage.folded}" if len(tasks[0].folded) < 40 else tasks[0].folded,
                        self.rules, measure="completion",
                    )  # fmt: skip
                    self.drafts.append(
                        Draft(
                            tasks[0], clause, None, finding, self._record(passage, time, "table"),
                            self._agencies(tasks[0], clause, row), tasks[0].clean.span(0, len(tasks[0].folded)),
                            time.rules, kind="completion", measure_span=passage.clean.span(time.start, time.end), row=row,
                        )
                    )  # fmt: skip

    def _product(self, row: RowPassages, by_role: dict[str, list[int]]) -> model.Product | None:
        for column in by_role.get("product", []):
            passages = row.cells.get(column, [])
            if passages:
                start = passages[0].clean.span(0, 1)[0]
                end = passages[-1].clean.span(0, len(passages[-1].text))[1]
                return model.Product(text=self.text[start:end], span=model.Span(start=start, end=end))
        return None

    def _progress(self, row: RowPassages, by_role: dict[str, list[int]]) -> model.Progress | None:
        for column in by_role.get("note", []):
            passages = row.cells.get(column, [])
            if not passages:
                continue
            folded = " ".join(passage.folded for passage in passages)
            said = {str(hit.rule.rule.gives["status"]) for hit in hits(self.rules, "progress", folded)}
            status = next((name for name in ("partly", "not-completed", "completed") if name in said), None)
            reported = [item for passage in passages for item in self._reported(passage)]
            if status is None and not reported:
                continue
            start = passages[0].clean.span(0, 1)[0]
            end = passages[-1].clean.span(0, len(passages[-1].text))[1]
            return model.Progress(status=status, reported=tuple(reported), text=self.text[start:end])  # type: ignore[arg-type]
        return None

    def _reported(self, passage: Passage) -> Iterator[model.Reported]:
        bodies = agencies.find(passage.folded, passage.text, self.rules, passage.words)
        quantities = [
            quantity for quantity in measures.find(passage.folded, self.rules, passage.words)
            if quantity.kind in ("percentage", "count", "score")
        ]  # fmt: skip
        for index, quantity in enumerate(quantities):
            floor = quantities[index - 1].end if index else 0
            body = next((b for b in reversed(bodies) if floor <= b.start and b.end <= quantity.start), None)
            yield model.Reported(agency=body.id if body else None, value=quantity.value, unit=quantity.unit)


_WORD = regex.compile(r"\p{L}{2,}")
_NUMBERED_ACT = regex.compile(r"\ssố\s?\d")


def _same_bracket(folded: str, start: int, place: int, measure: int) -> bool:
    """Whether a word speaks of a measure: not from inside a bracket that the measure stands outside of."""
    around = _bracket(folded, start, place)
    return around < 0 or around == _bracket(folded, start, measure)


def _bracket(folded: str, start: int, place: int) -> int:
    """Return where the bracket around `place` opens, -1 where none does."""
    opened: list[int] = []
    for at in range(start, place):
        if folded[at] == "(":
            opened.append(at)
        elif folded[at] == ")" and opened:
            opened.pop()
    return opened[-1] if opened else -1


_PART_OF = regex.compile(r"(?:trong\s(?:số\s)?đó|riêng|tính\sriêng)(?!\w)")
_INDEX = regex.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[ivxlc]{1,6}|[a-h])\.?")


def _before_time(rules: Rulebook) -> regex.Pattern[str]:
    return regex.compile(expand("(?&before-opening-time)", rules.fragments))


def _opens(folded: str, start: int, time: Time, rules: Rulebook) -> bool:
    """Whether a time opens the sentence that begins at `start`."""
    pattern: regex.Pattern[str] = rules.derived("before-opening-time", _before_time)
    return start <= time.start <= start + 160 and pattern.fullmatch(folded, start, time.start) is not None


def _governing(times: Sequence[Time]) -> Time:
    """Return the time that governs what stands below: a dated one before a vague one."""
    dated = [time for time in times if time.due is not None or time.begin is not None]
    return dated[0] if dated else times[0]


def _distinct(times: Sequence[Time], folded: str) -> list[Time]:
    """Return the times once each."""
    seen: dict[tuple[object, ...], Time] = {}
    for time in times:
        seen.setdefault((time.kind, time.begin, time.due, folded[time.start : time.end]), time)
    return list(seen.values())


def _agency(passage: Passage, item: Assignment) -> model.Agency:
    start, end = passage.clean.span(item.body.start, item.body.end)
    return model.Agency(
        id=item.body.id, name=item.body.name, role=item.role,  # type: ignore[arg-type]
        span=model.Span(start=start, end=end),
    )  # fmt: skip


def _once(found: Sequence[model.Agency]) -> tuple[model.Agency, ...]:
    kept: dict[tuple[str, str], model.Agency] = {}
    for agency in found:
        kept.setdefault((agency.id, agency.role), agency)
    return tuple(kept.values())


_CELL_PART = regex.compile(r"[^;\n]+")
_NOT_A_BODY = regex.compile(r"(?:theo|như|nt|các\sđơn\svị\sđược)\b")


def _cell_bodies(passage: Passage, rules: Rulebook) -> list[Body]:
    """Return the bodies that a cell lists; one that no rule knows keeps the name it has there."""
    bodies = agencies.find(passage.folded, passage.text, rules, passage.words)
    # What stands in brackets behind a body is a part of it.
    bodies = [
        body
        for body in bodies
        if passage.folded.count("(", 0, body.start) == passage.folded.count(")", 0, body.start)
    ]
    for part in _CELL_PART.finditer(passage.folded):
        if any(body.start < part.end() and part.start() < body.end for body in bodies):
            continue
        name = passage.text[part.start() : part.end()].strip(" -+.,")
        if 4 <= len(name) <= 90 and not _NOT_A_BODY.match(name.lower()):
            start = passage.text.index(name, part.start())
            bodies.append(Body(agencies.slug(name), name, start, start + len(name), (), known=False))
    return sorted(bodies, key=lambda body: body.start)


def _aligned(kinds: Sequence[str], roles: Sequence[str]) -> dict[int, str]:
    """Return which column each cell of a short row belongs to: the order kept, the best fit."""
    fit = {
        "index": {"index": 3, "task": -2}, "time": {"time": 3, "value": 1, "note": 0}, "agency": {"lead": 3, "coordinate": 3, "monitor": 3},
        "text": {"task": 2, "product": 2, "note": 1, "value": 1, "time": -1}, "empty": {"coordinate": 1, "note": 1, "index": 1},
    }  # fmt: skip
    best: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {}

    def solve(cell: int, column: int) -> tuple[float, tuple[int, ...]]:
        if cell == len(kinds):
            return 0.0, ()
        if column == len(roles):
            return -1000.0, ()
        key = (cell, column)
        if key not in best:
            score = fit[kinds[cell]].get(roles[column], -1 if kinds[cell] == "agency" else 0)
            used = solve(cell + 1, column + 1)
            # A column left out in the middle costs less than a cell in the wrong one.
            skipped = solve(cell, column + 1)
            best[key] = max((used[0] + score, (column, *used[1])), (skipped[0] - 0.1, skipped[1]))
        return best[key]

    _, columns = solve(0, 0)
    return {cell: roles[column] for cell, column in enumerate(columns)}


def row_anchor(row: RowPassages, passage: Passage) -> Passage:
    """Return the passage through which a row's parents are asked."""
    return passage


def row_span(row: RowPassages, task: int, column: int, passage: Passage) -> Span:
    """Return the stretch from a row's task to its value."""
    tasks = row.cells.get(task) or [passage]
    start = tasks[0].clean.span(0, 1)[0]
    end = passage.clean.span(0, len(passage.text))[1]
    return min(start, end), max(start, end)


def target_id(document_id: str, span: Span, content: str, taken: set[str]) -> str:
    """Return an id from the document's id and the target's place and content, the same in every run."""
    digest = hashlib.sha256(f"{span}{content}".encode()).hexdigest()[:10]
    name, number = f"{document_id}:{digest}", 2
    while name in taken:
        name, number = f"{document_id}:{digest}-{number}", number + 1
    taken.add(name)
    return name


def targets(
    text: str,
    document: model.Document,
    passages: Sequence[Passage | RowPassages],
    rules: Rulebook,
    today: date | None = None,
) -> list[model.Target]:
    """Return the targets of a document in reading order; `today` is the day it was written."""
    drafts = Assembler(text, document, rules, today).run(passages)
    taken: set[str] = set()
    return [_target(draft, text, document, rules, taken) for draft in _settle(drafts)]


def _settle(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts without the repeats of a headline or a summary."""
    kept: list[Draft] = []
    for place, draft in enumerate(drafts):
        if (
            draft.row is None
            and draft.passage.heading
            and any(_repeats(draft, other) for other in drafts[place + 1 :])
        ):
            continue
        kept.append(draft)
    return kept


def _repeats(headline: Draft, other: Draft) -> bool:
    a, b = headline.measure, other.measure
    if a is None or b is None:
        return a is b and headline.kind == other.kind and headline.deadline == other.deadline
    return (a.kind, a.operator, a.value, a.upper) == (b.kind, b.operator, b.value, b.upper) and (
        headline.indicator is None
        or other.indicator is None
        or headline.indicator.code == other.indicator.code
    )


def _target(
    draft: Draft, text: str, document: model.Document, rules: Rulebook, taken: set[str]
) -> model.Target:
    clause, passage, clean = draft.clause, draft.passage, draft.passage.clean
    start, end = draft.text
    measure = _measure(draft, text, document)
    folded = passage.folded[clause.start : clause.end]
    scope_words = folded
    wording, wording_rules = scopes.wording(passage.folded[clause.sentence[0] : clause.end], rules)
    limits = scopes.limits(scope_words, rules)
    excepted = None
    if limits:
        low, high = clean.span(clause.start + limits[0].start, clause.start + limits[0].end)
        excepted = text[low:high].strip()
    baseline = None
    if clause.baseline is not None:
        low, high = clean.span(clause.baseline[0].start, clause.baseline[0].end)
        baseline = model.Baseline(year=clause.baseline[1], text=text[low:high])
    section = tuple(
        " ".join(part for part in text[slice(*parent.clean.span(0, len(parent.text)))].split()).strip("*# :")
        for parent in passage.parents if parent.heading and len(parent.text) <= 200 and parent.text
    )  # fmt: skip
    flags = _flags(draft, document, measure)
    ids = (*draft.rules, *(draft.indicator.rules if draft.indicator else ()), *wording_rules)
    row = draft.row.row if draft.row else None
    return model.Target(
        id=target_id(document.id, (measure.span.start, measure.span.end), f"{measure}{draft.indicator and draft.indicator.code}", taken),
        text=text[start:end], span=model.Span(start=start, end=end), section=section,
        area=draft.indicator.area if draft.indicator else None,
        indicator=draft.indicator.code if draft.indicator else None,
        measure=measure, baseline=baseline,
        scope=model.Scope(levels=clause.levels, sectors=scopes.sectors(scope_words, rules), except_=excepted),  # type: ignore[arg-type]
        product=draft.product, deadline=draft.deadline, agencies=draft.agencies, wording=wording,  # type: ignore[arg-type]
        progress=draft.progress, flags=flags, rules=tuple(dict.fromkeys(ids)),
        place=model.Place(page=passage.block.page, table=row.table if row else None, row=row.row if row else None,
                          cell=(passage.column + 1) if row and passage.column is not None else None),
    )  # fmt: skip


def _measure(draft: Draft, text: str, document: model.Document) -> model.Measure:
    quantity, clean = draft.measure, draft.passage.clean
    if quantity is None:
        assert draft.measure_span is not None
        start, end = draft.measure_span
        return model.Measure(
            kind="completion", operator=None, value=None, upper=None, upper_inclusive=True, unit=None, of=None,
            direction="reach", equivalent=None, text=text[start:end], span=model.Span(start=start, end=end),
        )  # fmt: skip
    start, end = clean.span(quantity.start, quantity.end)
    equivalent = None
    item = draft.clause.equivalent
    if item is not None and item.value is not None:
        low, high = clean.span(item.start, item.end)
        equivalent = model.Equivalent(value=item.value, unit=item.unit, text=text[low:high])
    return model.Measure(
        kind=quantity.kind, operator=quantity.operator, value=quantity.value, upper=quantity.upper,  # type: ignore[arg-type]
        upper_inclusive=quantity.upper_inclusive, unit=quantity.unit, of=_ranked(draft, document),
        direction=quantity.direction, equivalent=equivalent, text=text[start:end],  # type: ignore[arg-type]
        span=model.Span(start=start, end=end),
    )  # fmt: skip


def _ranked(draft: Draft, document: model.Document) -> int | None:
    quantity = draft.measure
    if quantity is None or quantity.kind != "rank" or quantity.unit != "hạng":
        return None
    if quantity.of is not None:
        return quantity.of
    if document.issuer_level not in ("province", "district", "commune"):
        return None
    day = document.issued_on or (date(document.period.start, 1, 1) if document.period else None)
    if day is None:
        return None
    return next(count for last, count in _PROVINCES if day <= last)


def _flags(draft: Draft, document: model.Document, measure: model.Measure) -> tuple[model.Flag, ...]:
    flags: list[model.Flag] = []
    if draft.deadline is None:
        flags.append("no-deadline")
    if not draft.agencies:
        flags.append("no-agency")
    if any(agency.span is not None and agency.id and not agency.name for agency in draft.agencies):
        flags.append("unknown-agency")
    if draft.indicator is None:
        flags.append("no-indicator")
    elif draft.indicator.runner_up:
        flags.append("two-readings")
    if any(
        low < draft.clause.end and draft.clause.start < high for low, high in draft.passage.clean.repaired
    ):
        flags.append("repaired-text")
    return tuple(flags)
