"""Why a measure is no target: it tells of results, of law or of the past, or nothing asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from parcli.assemble.draft import Refusal
from parcli.assemble.openings import Openings
from parcli.assemble.reading import Reading
from parcli.clauses import Clause
from parcli.recognise.deadlines import Time
from parcli.recognise.mention import Hit, hits
from parcli.recognise.quantity import Quantity
from parcli.segment import Passage, column_of, parts


class Aims:
    """Tells the measures that are asked for from the others, and keeps those with the reason."""

    def __init__(self, reading: Reading, openings: Openings) -> None:
        self._reading = reading
        self._openings = openings
        self.refused: list[Refusal] = []
        # How the last passage spoke that spoke of either: of aims or of results.
        self._spoke: str | None = None

    def leave(self, passage: Passage) -> None:
        """Keep how a passage spoke, for those that follow: one word of aims in it goes before results."""
        if self._reading.document.status != "reported":
            return
        spoken = self._reading.aspects(passage.folded)
        self._spoke = next((said for said in ("aim", "result") if said in spoken), self._spoke)

    def holds(self, passage: Passage, clause: Clause) -> bool:
        """Whether the clause asks for its measure; what is left out is kept with the reason."""
        reason = refusal(self._reading, passage, clause) or self._told_on(passage, clause)
        if reason is not None:
            self.refused.append(Refusal(passage, clause, reason))
        return reason is None

    def _told_on(self, passage: Passage, clause: Clause) -> str | None:
        """Return why news tells what was reached: no word of aims is near, nor a bound, nor a time to come.

        So does the preamble of an order, before what it tells bodies to do.
        """
        preamble = self._reading.document.type in _ORDERS and not (passage.block.marker or passage.parents)
        told = preamble or self._reading.document.status == "reported"
        if not told or self._below_aims(passage):
            return None
        aspects = hits(self._reading.rules, "aspect", passage.folded, 0, clause.sentence[1])
        aims = [
            hit
            for hit in aspects
            if _aspect(hit) == "aim" or (_aspect(hit) in _AIMS and hit.start >= clause.part[0])
        ]
        if aims or self._reading.looks_ahead(passage, clause.sentence) or self._bounded(passage, clause):
            return None
        return "no-cue-of-an-aim"

    def _below_aims(self, passage: Passage) -> bool:
        """Whether what stands above a passage says that it is about aims."""
        above = " ".join(parent.folded for parent in passage.parents)
        return (
            passage.section_kind == "aims" or passage.row is not None or "aim" in self._reading.aspects(above)
        )

    def _bounded(self, passage: Passage, clause: Clause) -> bool:
        """Whether a bound asks for the measure, its own or one that stands before it in its sentence.

        Behind a passage of aims, a time that was opened does, too, and a share needs neither; elsewhere no bound
        of how much something grew does.
        """
        measure = clause.measure
        assert measure is not None
        if self._spoke != "aim":
            return measure.bounded and measure.operator in _ASKING and measure.direction == "reach"
        before = (
            one.measure
            for one in self._reading.found(passage).clauses
            if one.sentence == clause.sentence and one.start <= clause.start
        )
        if self._openings.opened is not None or (
            measure.kind == "percentage" and measure.direction == "reach"
        ):
            return True
        return any(one is not None and one.bounded for one in before)


_AIMS = ("aim", "weak-aim")
# Bounds that only ask; "hơn 90%" and "khoảng 90%" are as often told.
_ASKING = (">=", "<=", "<")


@dataclass(frozen=True)
class _Said:
    """How a clause speaks: the aspects in its own part, and those before it in the passage."""

    own: list[Hit]
    before: list[Hit]

    @cached_property
    def aims(self) -> list[Hit]:
        return [hit for hit in self.own if _aspect(hit) in _AIMS]

    @cached_property
    def aims_before(self) -> list[Hit]:
        return [hit for hit in self.before if _aspect(hit) in _AIMS]

    @cached_property
    def firm_aims(self) -> list[Hit]:
        """The words of the clause's own part by which something is aimed at, not only kept or bettered."""
        return [hit for hit in self.own if _aspect(hit) == "aim"]

    @cached_property
    def results(self) -> list[Hit]:
        return [hit for hit in self.own if _aspect(hit) == "result"]

    @property
    def aimed(self) -> bool:
        """Whether anything up to the clause's end speaks of aims."""
        return bool(self.aims or self.aims_before)


def _aspect(hit: Hit) -> str:
    return str(hit.rule.rule.gives["aspect"])


def refusal(reading: Reading, passage: Passage, clause: Clause) -> str | None:
    """Return why a measure is no target: a rule's id, or the absence that decides; None where it is one."""
    measure = clause.measure
    assert measure is not None
    said = _said(reading, passage, clause, measure)
    return (
        _other_aspect(clause, said)
        or _other_section(reading, passage, clause, said)
        or _part_of_a_result(reading, passage, clause, said)
        or _told_of_the_past(reading, passage, clause, said)
        or _weak_result(reading, passage, clause, said, measure)
        or _without_cue(reading, passage, clause, said, measure)
    )


def _said(reading: Reading, passage: Passage, clause: Clause, measure: Quantity) -> _Said:
    folded, (start, end) = passage.folded, clause.part
    # A word speaks of a measure, but not from inside a bracket that the measure stands outside of.
    brackets = reading.brackets(passage, clause.part)
    around = (-1, brackets.around(measure.core[0]))
    found_in_part = hits(reading.rules, "aspect", folded, start, end)
    own = [
        hit
        for hit in found_in_part
        if brackets.around(hit.start) in around and not _tells_another_number(hit, measure)
    ]
    over = reading.over(passage)
    return _Said(
        *(
            [hit for hit in found if not (_aspect(hit) in _AIMS and _within(hit, over))]
            for found in (own, hits(reading.rules, "aspect", folded, 0, start))
        )
    )


def _tells_another_number(hit: Hit, measure: Quantity) -> bool:
    """Whether a result names its own number, which is another one: "mới đạt 12%, phấn đấu đạt 20%"."""
    same = hit.start < measure.end and measure.start < hit.end
    return not same and _aspect(hit) == "result" and any(letter.isdigit() for letter in hit.match[0])


def _within(hit: Hit, times: Sequence[Time]) -> bool:
    """Whether words stand in a time: "trong năm 2019" asks for nothing once the year is over."""
    return any(time.start <= hit.start and hit.end <= time.end for time in times)


def _other_aspect(clause: Clause, said: _Said) -> str | None:
    """Return the rule by which a clause tells of law, forecasts or results."""
    for hit in said.own:
        aimed = any(aim.start < hit.start for aim in said.firm_aims)
        foreseen = _aspect(hit) == "forecast" and hit.start < clause.end and not aimed
        if _aspect(hit) == "law" or foreseen:
            return hit.rule.id
    if not said.firm_aims and any(_aspect(hit) == "results-opening" for hit in (*said.before, *said.own)):
        return "aspect.results-opening"
    last = said.results[-1] if said.results else None
    if last is not None and not any(last.start < hit.start < clause.end for hit in said.firm_aims):
        return last.rule.id
    return None


def _other_section(reading: Reading, passage: Passage, clause: Clause, said: _Said) -> str | None:
    """Return the rule of a part of the document that states no aims."""
    if passage.section_kind == "legal":
        return "section.legal"
    # All of a report is results, but for what it says to strive for.
    reported = reading.document.type == "report" and passage.row is None and passage.section_kind != "aims"
    if reported and not reading.strives(passage, clause.sentence):
        return "section.results"
    if passage.section_kind == "results" and not (said.aimed and reading.strives(passage, clause.sentence)):
        return "section.results"
    return None


def _part_of_a_result(reading: Reading, passage: Passage, clause: Clause, said: _Said) -> str | None:
    """Return the rule by which the sentence before tells a result of which this one tells a part."""
    start, end = clause.sentence
    if said.firm_aims:
        return None
    if _told_by_the_first_part(reading, passage, clause, said):
        return "aspect.result"
    if said.aims or not reading.rules.fragment("part-of-what-was-said").match(passage.folded, start, end):
        return None
    whole = next((one for one in reversed(passage.sentences) if one[1] <= start), None)
    if whole is None:
        return None
    aspects = {_aspect(hit): hit.rule.id for hit in said.before if whole[0] <= hit.start < whole[1]}
    return aspects.get("result") if aspects.keys().isdisjoint(_AIMS) else None


def _told_by_the_first_part(reading: Reading, passage: Passage, clause: Clause, said: _Said) -> bool:
    """Whether the first part of a sentence tells what was done, so that the next ones do: "đã giảm 12 ban; giảm 45 phòng"."""
    assert clause.measure is not None
    measure = clause.measure
    # Levels that are reached are as often asked for behind what was done, but in news.
    level = (
        measure.direction == "reach"
        and (measure.kind != "count" or measure.bounded)
        and reading.document.status != "reported"
    )
    if level or any(_aspect(hit) == "aim" for hit in said.before):
        return False
    first = next(parts(passage.folded, *clause.sentence))
    brackets = reading.brackets(passage, first)
    # What is said of a thing behind its number tells which things are meant: "60% hệ thống đã vận hành".
    numbers = (one.measure.start for one in reading.found(passage).clauses if one.measure is not None)
    until = min((place for place in numbers if first[0] <= place < first[1]), default=first[1])
    return clause.part != first and any(
        _aspect(hit) == "result" and first[0] <= hit.start < until and brackets.around(hit.start) < 0
        for hit in said.before
    )


def _told_of_the_past(reading: Reading, passage: Passage, clause: Clause, said: _Said) -> str | None:
    """Return that the clause, or what opens its sentence, is of a time before the plan's."""
    if passage.row is not None or said.firm_aims:
        return None
    opening = _opening_times(reading, passage, clause)
    since = min((time.start for time in opening), default=clause.sentence[0])
    if any(_aspect(hit) == "aim" and hit.start >= since for hit in said.before):
        # "Giai đoạn 2017-2020 tỉnh phấn đấu đạt ...; ...": all that the opening governs is striven for.
        return None
    over = any(reading.past(time) for time in opening)
    dated = [time for time in clause.times if time.dated]
    over |= bool(dated) and all(reading.past(time) for time in dated)
    # "...; năm 2023 đạt 83,91%, xếp thứ 13": the year that opens a part is of all that it says.
    over |= any(
        reading.past(time) and reading.opens(passage, clause.part[0], time)
        for time in reading.found(passage).times
        if clause.part[0] <= time.start < clause.start
    )
    return "past-period" if over else None


def _opening_times(reading: Reading, passage: Passage, clause: Clause) -> list[Time]:
    """Return the times that open the clause's sentence, or the last sentence before it that one opens."""
    for start, end in reversed([one for one in passage.sentences if one[0] <= clause.sentence[0]]):
        opening = [
            time for time in reading.found(passage).times
            if start <= time.start < end and reading.opens(passage, start, time)
        ]  # fmt: skip
        if opening:
            return opening
    return []


def _weak_result(
    reading: Reading, passage: Passage, clause: Clause, said: _Said, measure: Quantity
) -> str | None:
    """Return the rule by which words that only may tell a result do, for nothing near speaks of aims."""
    begin = clause.head[0] if clause.head is not None else clause.start
    weak = next(
        (hit for hit in said.own if _aspect(hit) == "weak-result" and begin <= hit.start < clause.end),
        None,
    )
    # "Hơn 1.700 tấn" is as often told as asked for; the other bounds only ask.
    bounded = measure.bounded and (measure.operator in _ASKING or reading.document.status != "reported")
    if weak is None or bounded or passage.section_kind == "aims":
        return None
    if reading.looks_ahead(passage, clause.sentence):
        return None
    start = clause.sentence[0]
    # "Hơn 35%" behind a sentence of aims is asked for as it is.
    before = [one[0] for one in passage.sentences if one[1] <= start and measure.bounded]
    since = max(before, default=start)
    near = [hit for hit in (*said.aims, *said.aims_before) if hit.start >= since]
    return None if near else weak.rule.id


def _ordered(reading: Reading, passage: Passage, clause: Clause) -> bool:
    """Whether a passage is an item of what a document tells bodies to do.

    All items of a directive, a telegram or a notice are; those of a plan that begin with a verb of a task.
    """
    if not passage.block.marker or not passage.parents:
        return False
    if reading.document.type in _ORDERS:
        return True
    start, _ = clause.part
    verbs = (
        hit.start
        for kind in ("task", "bound")
        for hit in hits(reading.rules, kind, passage.folded)
        if _is_done(hit)
    )
    return reading.document.type in _PLANS and any(start <= place <= start + _MARK for place in verbs)


_ORDERS = frozenset({"directive", "telegram", "notice"})
_PLANS = frozenset({"plan", "programme", "scheme"})
# So far behind its beginning an item's first word may stand.
_MARK = 2


def _is_done(hit: Hit) -> bool:
    """Whether words say that something is to be done or set up."""
    return hit.rule.rule.kind == "task" or hit.rule.rule.gives.get("span") == "skip"


def _shared_out(reading: Reading, passage: Passage) -> bool:
    """Whether a passage stands in a table that shares out tasks: it says who leads each, or when it falls due."""
    if passage.row is None or reading.document.type == "report":
        return False
    roles = {column_of(head, reading.rules) for head in passage.row.row.header}
    return not roles.isdisjoint(("lead", "time"))


def _without_cue(
    reading: Reading, passage: Passage, clause: Clause, said: _Said, measure: Quantity
) -> str | None:
    """Return why a kind of measure that needs a cue of aims has none."""
    below_aims = said.aimed or passage.section_kind == "aims" or reading.looks_ahead(passage, clause.sentence)
    own = [one for one in reading.found(passage).clauses if one.sentence == clause.sentence]
    due = any(time.dated and time.binds for one in own for time in one.times)
    if (
        measure.kind == "count"
        and measure.value != 0
        and not (below_aims or due or _ordered(reading, passage, clause) or _shared_out(reading, passage))
    ):
        return None if measure.bounded and measure.operator in (">=", "<=") else "no-cue-of-an-aim"
    if measure.kind in ("money", "ratio", "rank", "score") and not below_aims:
        above = " ".join(parent.folded for parent in passage.parents)
        return "no-cue-of-an-aim" if reading.aspects(above).isdisjoint(_AIMS) else None
    return "aspect.result" if measure.kind == "trend" and said.results else None
