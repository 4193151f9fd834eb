"""Which deadline governs a target: its clause's, its row's, what is open, a heading's, the document's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import regex

from parcli import clauses, model
from parcli.assemble.labels import Labels
from parcli.assemble.openings import Openings
from parcli.assemble.reading import Reading
from parcli.assemble.tables import TableRow
from parcli.clauses import Clause
from parcli.recognise.deadlines import Time
from parcli.recognise.mention import hits
from parcli.segment import Passage

# A part of a sentence with so few words of its own says only when.
_ONLY_TIME = 3


class Times:
    """Finds the deadline of a clause, from the nearest words outwards."""

    def __init__(self, reading: Reading, openings: Openings, labels: Labels) -> None:
        self._reading = reading
        self._labels = labels
        self._openings = openings

    def deadline(
        self, passage: Passage, clause: Clause, own: Sequence[Clause], row: TableRow | None
    ) -> model.Deadline | None:
        """Return the deadline of a clause; `own` are all clauses of its sentence."""
        time = self._stated(passage, clause, own)
        if time is not None:
            return self.record(passage, time, "clause")
        if any(clause.start <= start < clause.end for start, _ in self._reading.found(passage).no_such_days):
            # It states a day that is none: no other time is put in its place.
            return None
        in_column = self.of_row(row) if row is not None else None
        return in_column or self._labelled(passage) or self.handed_down(passage)

    def record(self, passage: Passage, time: Time, origin: model.Origin) -> model.Deadline:
        """Return a time that a passage states as a deadline."""
        start, end = passage.clean.span(time.start, time.end)
        return model.Deadline(
            kind=time.kind,  # type: ignore[arg-type]  # loading a rule checks what it gives
            start=time.begin,
            end=time.due,
            text=self._reading.text[start:end],
            origin=origin,
            span=model.Span(start=start, end=end),
        )

    def of_row(self, row: TableRow) -> model.Deadline | None:
        """Return the deadline in a row's column of times."""
        for passage in row.cells("time"):
            times = self._reading.times_of_cell(passage)
            if times:
                return self.record(passage, governing(times), "table")
        return None

    def _labelled(self, passage: Passage) -> model.Deadline | None:
        """Return the time of the labelled lines below a passage: "- Thời gian hoàn thành: Quý II/2024"."""
        for line in self._labels.of(passage):
            times = self._reading.found(line).times
            if times:
                return self.record(line, governing(times), "clause")
        return None

    # --- what the sentence states ----------------------------------------------------------

    def _stated(self, passage: Passage, clause: Clause, own: Sequence[Clause]) -> Time | None:
        """Return the time that the clause's own sentence gives it."""
        firm = [time for time in clause.times if self._firm(passage, clause, time)]
        if firm:
            return _nearest(precise([time for time in firm if time.kind != "recurring"]) or firm, clause)
        return (
            _at_the_end(clause, own, passage.folded, self._reading.rules.fragment("says-how-large"))
            or self._stated_after(passage, clause, own)
            or self._of_the_head(passage, clause, own)
            or self._carried(passage, clause, own)
            or self._stated_below(passage, clause)
        )

    def _firm(self, passage: Passage, clause: Clause, time: Time) -> bool:
        """Whether a time says when; one that only refers to an act does where it names the act.

        An act that opens a sentence is where the statement is from: "Theo Quyết định số 12, tỷ lệ là 90%".
        """
        if time.kind == "by-reference":
            if passage.row is None and self._reading.opens(passage, clause.sentence[0], time):
                return False
            numbered = self._reading.rules.fragment("numbered-act")
            return numbered.search(passage.folded, time.start, time.end) is not None
        return time.kind not in ("relative", "ongoing")

    def _stated_after(self, passage: Passage, clause: Clause, own: Sequence[Clause]) -> Time | None:
        """Return the time of a later part that says nothing but the time: "...; hoàn thành trong tháng 12"."""
        return next(
            (other.times[0] for other in own if other.start > clause.start and self.only(passage, other)),
            None,
        )

    def only(self, passage: Passage, clause: Clause) -> bool:
        """Whether a clause says nothing but when: "hoàn thành trong tháng 12", "Thời hạn: trước ngày 30/9"."""
        if clause.measure is not None or not clause.times:
            return False
        verbs = hits(self._reading.rules, "task", passage.folded, clause.start, clause.end)
        return (
            clause.times[0].binds
            and all(any(time.start <= verb.start < time.end for time in clause.times) for verb in verbs)
            and clauses.content(passage.folded, clause, self._reading.found(passage), self._reading.rules)
            <= _ONLY_TIME
        )

    def _stated_below(self, passage: Passage, clause: Clause) -> Time | None:
        """Return the time of the next sentence where all of it says only when: "... Thời hạn: trước ngày 30/9."."""
        following = [
            one for one in self._reading.found(passage).clauses if one.sentence[0] >= clause.sentence[1]
        ]
        if not following or not self.only(passage, following[0]):
            return None
        alone = [one for one in following if one.sentence == following[0].sentence]
        return following[0].times[0] if len(alone) == 1 else None

    def _of_the_head(self, passage: Passage, clause: Clause, own: Sequence[Clause]) -> Time | None:
        """Return the time of the head that a clause leans on, unless only the head reaches its level then."""
        if clause.head is None:
            return None
        low, high = clause.head
        times = [
            time for other in own for time in other.times
            if low <= time.start < high and time.kind in ("by", "during", "before", "recurring")
        ]  # fmt: skip
        if not times or any(self._reading.opens(passage, clause.sentence[0], time) for time in times):
            return None
        measured = own[0].measure.start if own[0].measure else 0
        return times[0] if times[0].start < measured else None

    def _carried(self, passage: Passage, clause: Clause, own: Sequence[Clause]) -> Time | None:
        """Return the time before the number of an earlier clause of the sentence, which goes on to govern it.

        Behind a semicolon it does where it opened its own part: "đến hết năm 2025, A đạt 90%; B đạt 80%".
        """
        earlier = [one for one in own if one.start < clause.start and one.times]
        if not earlier:
            return None
        last = earlier[-1]
        first = last.measure.start if last.measure is not None else last.end
        own_part = last.part == clause.part and last.measure is not None
        times = [
            time for time in last.times
            if time.start < first and time.kind in ("by", "during", "before") and not self._reading.past(time)
            and not self._reading.opens(passage, clause.sentence[0], time)
            and (own_part or self._reading.opens(passage, last.part[0], time))
        ]  # fmt: skip
        return times[-1] if times else None

    # --- what stands above -----------------------------------------------------------------

    def handed_down(self, passage: Passage) -> model.Deadline | None:
        """Return the deadline that an opening, what stands above or the document hands down, the nearest one."""
        above = self._above(passage)
        opened = self._openings.opened
        if opened is not None and (
            above is None or opened.passage.clean.origin[0] > above[0].clean.origin[0]
        ):
            return self.record(opened.passage, opened.time, "context")
        return self.record(*above) if above is not None else self._of_the_document()

    def _above(self, passage: Passage) -> tuple[Passage, Time, model.Origin] | None:
        """Return the time of the nearest heading or opening that has one, with where it stands."""
        for parent in reversed(passage.parents):
            times = [
                time
                for time in self._reading.found(parent).times
                if time.kind not in ("relative", "by-reference") and not self._reading.past(time)
            ]
            if times and (parent.heading or parent.opening or self._reading.opens(parent, 0, times[0])):
                section = parent.heading or parent.row is not None
                return parent, governing(times), "section" if section else "context"
        return None

    def _of_the_document(self) -> model.Deadline | None:
        """Return the years that the document plans as a deadline."""
        period = self._reading.document.period
        if period is None:
            return None
        words = str(period.start) if period.start == period.end else f"{period.start}-{period.end}"
        return model.Deadline(
            kind="during",
            start=date(period.start, 1, 1),
            end=date(period.end, 12, 31),
            text=words,
            origin="document",
            span=None,
        )


def _nearest(times: Sequence[Time], clause: Clause) -> Time:
    """Return the last time before the clause's number, else the first."""
    place = clause.measure.start if clause.measure is not None else clause.start
    return next((time for time in reversed(times) if time.start < place), times[0])


def _at_the_end(
    clause: Clause, own: Sequence[Clause], folded: str, attribute: regex.Pattern[str]
) -> Time | None:
    """Return the time at the end of a list, behind members that lean on the first or only say how large it is."""
    following = own[own.index(clause) + 1 :] if clause in own else []
    for other in following:
        # The same thing at another time is a step, not a member that shares its end.
        if other.measure is None or clause.measure is None:
            return None
        member = other.leaning and other.levels != clause.levels
        if other.part == clause.part and clause.measure.direction == other.measure.direction != "reach":
            # "cắt giảm 30% thời gian, 30% chi phí trong năm 2025": changes in a row share the time at their end.
            member = True
        sized = other.part == clause.part and attribute.search(
            folded, clause.measure.end, other.measure.start
        )
        if not (member or sized):
            return None
        later = [time for time in other.times if other.measure.end <= time.start and time.kind != "recurring"]
        if later and other is following[-1] and not any(one.times for one in following[:-1]):
            return later[0]
    return None


def governing(times: Sequence[Time]) -> Time:
    """Return the time that governs what stands below: a dated one before a vague one."""
    return next((time for time in times if time.due is not None or time.begin is not None), times[0])


def distinct(times: Sequence[Time], folded: str) -> list[Time]:
    """Return the times once each."""
    seen: dict[tuple[object, ...], Time] = {}
    for time in times:
        seen.setdefault((time.kind, time.begin, time.due, folded[time.start : time.end]), time)
    return list(seen.values())


def precise(times: Sequence[Time]) -> list[Time]:
    """Return the times without the years before a day, month or quarter: they are of a programme's name.

    "thực hiện Đề án đến năm 2020 trước ngày 27/02/2010" falls due on the day.
    """
    exact = [time.start for time in times if time.dated and not time.yearly]
    return [time for time in times if not (time.yearly and exact and time.start < exact[-1])]
