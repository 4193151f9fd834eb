"""Clauses without a measure → drafts of tasks that are to be done by a day."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from parcli.assemble.draft import Draft, Span
from parcli.assemble.duties import Duties
from parcli.assemble.labels import Labels
from parcli.assemble.openings import Openings
from parcli.assemble.reading import Reading
from parcli.assemble.times import Times, distinct, precise
from parcli.clauses import Clause
from parcli.recognise import indicators
from parcli.recognise.deadlines import Time
from parcli.recognise.mention import Hit, hits, scan_part
from parcli.segment import Passage

# How a clause speaks that asks for nothing.
_TOLD = frozenset({"result", "event", "law", "forecast"})
# A clause of so few words that opens a sentence speaks of the sentence before it.
_SHORT = 8


class Tasks:
    """Makes drafts of clauses that say what is to be done and when, without a number."""

    def __init__(
        self, reading: Reading, openings: Openings, times: Times, duties: Duties, labels: Labels
    ) -> None:
        self._reading = reading
        self._labels = labels
        self._openings = openings
        self._times = times
        self._duties = duties

    def drafts(self, passage: Passage, clause: Clause, own: Sequence[Clause]) -> Iterator[Draft]:
        """Yield a draft for each time by which the task of a clause is due; `own` is its whole sentence."""
        opens = self._openings.opens(passage, clause.sentence)
        listed = [] if clause.times or opens else self._listed(passage, clause)
        if not (clause.times or opens or listed):
            # Nothing says when.
            return
        if passage.section_kind in ("results", "legal"):
            return
        if passage.heading and not (passage.opening or any(map(_is_exact, clause.times))):
            return
        if self._only_times_a_measure(passage):
            return
        if self._reading.document.type == "report" and passage.row is None and passage.section_kind != "aims":
            # All of a report tells what was done, but for what it says is to come.
            return
        verbs = self._verbs(passage, clause)
        if self._says_when(passage, clause):
            return
        # A label says when what stands before it is due, in a line above or in its own.
        below = self._labels.task(passage) is not None or clause.sentence != passage.sentences[0]
        labelled = below and any(map(_is_labelled, clause.times))
        if not (verbs or labelled or listed) or self._reports(passage, clause.start, clause.end):
            return
        strong = [hit for hit in verbs if hit.rule.rule.gives["strength"] == "strong"]
        due = [time for time in clause.times if self._falls_due(time, strong=bool(strong))]
        ended = strong or self._begun(clause, verbs, passage.folded)
        dated = precise(
            [time for time in due if strong or self._is_of_the_task(passage, clause, time, begun=bool(ended))]
        )
        dated = [time for time in dated if not self._is_of_an_act(passage, clause, time)]
        for time in distinct(dated, passage.folded):
            yield from self._completion(passage, clause, time, (time.start, time.end), own)
        ended = listed or ended
        told = self._reports(passage, clause.sentence[0], clause.end)
        if not dated and ended and not told and (opens or listed):
            verb = ended[0]
            yield from self._completion(passage, clause, None, (verb.start, verb.end), own)

    def _is_of_the_task(self, passage: Passage, clause: Clause, time: Time, *, begun: bool) -> bool:
        """Whether a time says when a task without an end of its own falls due, not how things shall be by a year.

        "Đến năm 2045, nước ta có hệ thống pháp luật hiện đại". The year of a plan's item is when it is worked on;
        that of news is when something goes on.
        """
        if not time.yearly or (begun and self._reading.strives(passage, (clause.start, time.end))):
            return True
        vague = time.kind == "by" and self._reading.far(time)
        return begun and not vague and self._reading.document.status != "reported"

    def _is_of_an_act(self, passage: Passage, clause: Clause, time: Time) -> bool:
        """Whether a year to come belongs to what a plan is called: "trình Kế hoạch giảm phát thải đến năm 2030"."""
        if not (time.yearly and time.kind == "by" and self._reading.far(time)):
            return False
        named = self._reading.rules.fragment("act-up-to-a-year")
        return named.search(passage.folded[clause.start : time.start]) is not None

    def _begun(self, clause: Clause, verbs: Sequence[Hit], folded: str) -> list[Hit]:
        """Return the weak verbs that say what a clause is about: at its beginning, or behind its time."""
        before = self._reading.rules.fragment("before-a-task")

        def begins(verb: Hit) -> bool:
            start = max([clause.start, *(time.end for time in clause.times if time.end <= verb.start)])
            return before.fullmatch(folded, start, verb.start) is not None

        return [hit for hit in verbs if hit.rule.rule.gives["strength"] == "weak" and begins(hit)]

    def _listed(self, passage: Passage, clause: Clause) -> list[Hit]:
        """Return the verb at the beginning of a sentence that says what is completed by the time of its list."""
        rules, folded = self._reading.rules, passage.folded
        before = rules.fragment("before-completion")
        verbs = [
            hit
            for hit in hits(rules, "completion", folded, clause.start, clause.end)
            if before.fullmatch(folded, clause.part[0], hit.start)
        ]
        due = self._times.handed_down(passage) if verbs else None
        if due is None or due.end is None or due.origin == "document":
            return []
        return verbs if due.origin == "context" or passage.section_kind == "aims" else []

    def _only_times_a_measure(self, passage: Passage) -> bool:
        """Whether a labelled line says only when what stands above, a measure, is to be reached."""
        task = self._labels.task(passage)
        return task is not None and any(one.measure is not None for one in self._reading.found(task).clauses)

    def _says_when(self, passage: Passage, clause: Clause) -> bool:
        """Whether a clause only says when what was said before it falls due, and that has a measure."""
        clauses = self._reading.found(passage).clauses
        before = bisect_left(clauses, clause.start, key=lambda one: one.start) - 1
        return before >= 0 and clauses[before].measure is not None and self._times.only(passage, clause)

    def _verbs(self, passage: Passage, clause: Clause) -> list[Hit]:
        """Return the words of a clause that say what is to be done."""
        return [
            hit
            for hit in scan_part(self._reading.rules, "task", passage.folded, 0, clause.end)
            if clause.start <= hit.start and hit.end <= clause.end
        ]

    def _reports(self, passage: Passage, start: int, end: int) -> bool:
        """Whether a stretch of a passage tells, outside of brackets, what was done or happened, or quotes a law.

        What is asked for behind what was done is not told: "đánh giá cao đề xuất và yêu cầu hoàn thiện".
        """
        brackets = self._reading.brackets(passage, (start, end))
        aspects = hits(self._reading.rules, "aspect", passage.folded, start, end)
        times = self._reading.found(passage).times
        asked = [
            hit.start
            for hit in aspects
            if hit.rule.rule.gives["aspect"] == "aim"
            and not any(time.start <= hit.start < time.end for time in times)
        ]
        return any(
            hit.rule.rule.gives["aspect"] in _TOLD
            and brackets.around(hit.start) < 0
            and not (hit.rule.rule.gives["aspect"] == "result" and any(place > hit.start for place in asked))
            for hit in aspects
        )

    def _falls_due(self, time: Time, *, strong: bool) -> bool:
        """Whether a time in a clause without a measure is when its task is to be done."""
        if time.kind == "relative":
            return strong or self._reading.document.status in ("issued", "draft")
        if not time.dated or self._reading.past(time):
            return False
        if time.kind == "from" and not strong and self._reading.document.status == "reported":
            # News tells what has been so since a day.
            return False
        # "Tổ chức khảo sát sáng ngày 31/7/2026": an act asks for what is to be done on a day to come.
        asked = self._reading.document.status == "issued" and not time.yearly
        return time.binds or strong or asked

    def _completion(
        self, passage: Passage, clause: Clause, time: Time | None, words: Span, own: Sequence[Clause]
    ) -> Iterator[Draft]:
        """Yield the task of a clause; without a time of its own it is due when what stands above says."""
        start = self._begin(passage, clause, time, own)
        if time is not None:
            deadline = self._times.record(passage, time, "clause")
        else:
            handed_down = self._times.handed_down(passage)
            if handed_down is None:
                return
            deadline = handed_down
        task = self._labels.task(passage)
        text = task.folded if task is not None else passage.folded[start : clause.end]
        at = words[0] - start if task is None and words[0] >= start else None
        yield Draft(
            passage,
            clause,
            None,
            indicators.find(text, self._reading.rules, measure="completion", at=at),
            deadline,
            self._duties.agencies(passage, clause, None),
            passage.clean.span(start, clause.end),
            time.rules if time else (),
            measure_span=passage.clean.span(*words),
        )

    def _begin(self, passage: Passage, clause: Clause, time: Time | None, own: Sequence[Clause]) -> int:
        """Return where the words of a task begin: its clause's, or what the clause speaks of."""
        found = self._reading.found(passage)
        dated = [other for other in found.times if other.dated]
        if (
            passage.block.marker
            and time is not None
            and len(dated) == 1
            and clause.start > 0
            and clause.sentence == passage.sentences[-1]
            and not any(one.measure for one in found.clauses)
        ):
            # An item that states one time, at its end, is one task.
            return 0
        short = len(passage.folded[clause.start : clause.end].split()) <= _SHORT
        timed = time is not None and own and clause is own[0]
        if short and timed and clause.sentence != passage.sentences[0]:
            # "Hoàn thành trước ngày 30/11." speaks of the sentence before it.
            return next(start for start, _ in reversed(passage.sentences) if start < clause.sentence[0])
        return clause.start


def _is_exact(time: Time) -> bool:
    """Whether a time names a day or a month by which something is to be done, as no heading does."""
    return time.kind in ("before", "by") and not time.yearly


def _is_labelled(time: Time) -> bool:
    """Whether a time stands behind a label: "Thời gian thực hiện: Quý II/2024"."""
    return any(rule.startswith("deadline.bound.label") for rule in time.rules)
