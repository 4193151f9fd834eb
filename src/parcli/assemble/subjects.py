"""Which indicator a clause measures: by its own words, by its head and tail, or by what was said before."""

from __future__ import annotations

from collections.abc import Sequence

from parcli.assemble.reading import Reading
from parcli.clauses import Clause
from parcli.recognise import indicators, scopes
from parcli.recognise.indicators import Finding
from parcli.recognise.quantity import Quantity
from parcli.rulebook import Rulebook
from parcli.segment import Passage

# A trend in so few words speaks of the index named before it.
_SHORT = 10
_SEVERAL = 2
# So many letters beside place, time, field and bound are no name of a thing that could be measured.
_NO_SUBJECT = 4


class Subjects:
    """Finds the indicators of clauses; each is found once, for the next may go on from it."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._rules = reading.rules
        self._findings: dict[int, list[Finding | None]] = {}
        self._last: Finding | None = None

    def of_clause(self, passage: Passage, clause: Clause, own: Sequence[Clause]) -> list[Finding | None]:
        """Return the indicators that a clause measures: several indices, one, or None for an unknown one.

        `own` are all clauses of its sentence.
        """
        if id(clause) not in self._findings:
            self._findings[id(clause)] = self._find(passage, clause, own)
        found = self._findings[id(clause)]
        self._last = found[-1]
        return found

    def _find(self, passage: Passage, clause: Clause, own: Sequence[Clause]) -> list[Finding | None]:
        measure, folded = clause.measure, passage.folded
        assert measure is not None
        named = _indices(folded, clause, own, measure, self._rules) or _subjects(
            folded, clause, measure, self._rules
        )
        if named:
            return list(named)
        finding = self._in_words(passage, clause, measure)
        if finding is None and self._names_nothing(passage, clause, measure):
            finding = self._handed_down(passage, clause, own, measure)
        if finding is None and self._lacks_subject(folded, clause, measure):
            above = next((one.folded for one in reversed(passage.parents) if one.row is None), "")
            words = folded[clause.start : clause.end]
            finding = in_words(words, above, "", measure, self._rules) if above else None
        return [finding]

    def _in_words(self, passage: Passage, clause: Clause, measure: Quantity) -> Finding | None:
        """Return the indicator that the words of a clause's passage name."""
        folded = passage.folded
        words = folded[clause.start : clause.end]
        head = folded[slice(*clause.head)] if clause.head else ""
        tail = folded[slice(*clause.tail)] if clause.tail else ""
        before = [other for other in self._reading.found(passage).clauses if other.end <= clause.start]
        if not head and self._goes_on(words):
            # "Trong đó, lĩnh vực đất đai đạt 85%" is a part of what was said before.
            whole = [other for other in before if other.measure is not None]
            if whole:
                said = folded[whole[-1].start : whole[-1].end]
                finding = in_words(words, "", tail, measure, self._rules)
                return finding or in_words(words, said, tail, measure, self._rules)
        last = folded[before[-1].start : before[-1].end] if before else ""
        at = measure.start - clause.start
        return in_words(words, head, tail, measure, self._rules, leaning=clause.leaning, before=last, at=at)

    def _goes_on(self, words: str) -> bool:
        """Whether a clause begins by saying that it is a part of what was said before."""
        return self._rules.fragment("part-of-what-was-said").match(words) is not None

    def _names_nothing(self, passage: Passage, clause: Clause, measure: Quantity) -> bool:
        """Whether a clause says only how much, when, where and in which field."""
        found, folded = self._reading.found(passage), passage.folded
        holes = [(measure.start, measure.end), *((time.start, time.end) for time in clause.times)]
        holes += [(item.start, item.end) for item in found.levels]
        rest = "".join(
            " " if any(low <= place < high for low, high in holes) else folded[place]
            for place in range(clause.start, clause.end)
        )
        # "trao đổi giữa các sở 60%": what the measure before said already names nothing new.
        said = next(
            (one for one in reversed(found.clauses) if one.measure is not None and one.end <= clause.start),
            None,
        )
        if said is not None and said.sentence == clause.sentence:
            known = set(folded[said.start : said.end].split())
            rest = " ".join(word for word in rest.split() if word not in known)
        return bare(rest, self._rules)

    def _lacks_subject(self, folded: str, clause: Clause, measure: Quantity) -> bool:
        """Whether a predicate follows the number at once: "100% được công bố"."""
        if folded[clause.start : measure.start].strip():
            return False
        return self._rules.fragment("predicate-without-subject").match(folded, measure.end) is not None

    def _handed_down(
        self, passage: Passage, clause: Clause, own: Sequence[Clause], measure: Quantity
    ) -> Finding | None:
        """Return the indicator of the measure before, else of what opens the list."""
        if passage.row is not None and passage.column is not None:
            cells = (cell for column, cell in passage.row.cells.items() if column < passage.column)
            words = " ".join(one.folded for cell in cells for one in cell)
            return in_words(words, "", "", measure, self._rules)
        before = [one for one in own if one.measure is not None and one.end <= clause.start]
        if before:
            said, its = self.of_clause(passage, before[-1], own)[-1], before[-1].measure
            assert its is not None
            same = its.kind == measure.kind and (measure.kind != "count" or its.unit == measure.unit)
            return said if said is not None and (same or said.code.startswith("index.")) else None
        if measure.kind == "count":
            return None
        if self._goes_on(passage.folded[clause.start : clause.end]):
            return self._last
        above = passage.parents[-1] if passage.parents else None
        if above is None or above.row is not None or not (above.opening or passage.block.marker):
            return None
        return indicators.find(above.folded, self._rules, measure=measure.kind, unit=measure.unit)


def bare(words: str, rules: Rulebook) -> bool:
    """Whether words without a measure name only a place, a field, a time or a bound."""
    holes = [(item.start, item.end) for item in scopes.levels(words, rules)]
    holes += [(hit.start, hit.end) for hit in scopes.fields(words, rules)]
    for start, end in sorted(holes, reverse=True):
        words = words[:start] + " " + words[end:]
    return indicators.letters_of_its_own(words, rules) <= _NO_SUBJECT


def _indices(
    folded: str, clause: Clause, own: Sequence[Clause], measure: Quantity, rules: Rulebook
) -> list[Finding]:
    """Return the indices of which a clause states rank, points or trend."""
    if measure.kind not in ("rank", "score", "trend"):
        return []
    named = indicators.indices(folded[clause.start : measure.start], rules)
    if not named and clause.head:
        # A member that names an index itself does not speak of its head's: "PAR INDEX thứ 10, PAPI thứ 15".
        named = indicators.indices(
            f"{folded[slice(*clause.head)]} {folded[clause.start : measure.start]}", rules
        )
    if named or measure.kind != "trend" or len(folded[clause.start : clause.end].split()) > _SHORT:
        return named
    before = [(one, one.measure) for one in own if one.measure is not None and one.end <= clause.start]
    if not before:
        return []
    last, its = before[-1]
    return indicators.indices(folded[last.start : its.start], rules)


def _subjects(folded: str, clause: Clause, measure: Quantity, rules: Rulebook) -> list[Finding]:
    """Return the indicators that share one measure: "tỷ lệ A, tỷ lệ B và tỷ lệ C đều đạt 100%"; [] for one subject.

    Each subject must name another indicator: a list within one subject is none.
    """
    words = folded[clause.start : measure.start]
    if not rules.fragment("all-of-them").search(words):
        return []
    begins = [match.start() for match in rules.fragment("begins-a-subject").finditer(words)]
    if len(begins) < _SEVERAL:
        return []
    subjects = [words[low:high] for low, high in zip(begins, [*begins[1:], len(words)], strict=True)]
    named = [indicators.find(one, rules, measure=measure.kind, unit=measure.unit) for one in subjects]
    known = [one for one in named if one is not None]
    return known if len(known) == len({one.code for one in known}) == len(subjects) else []


def in_words(
    own: str,
    head: str,
    tail: str,
    measure: Quantity,
    rules: Rulebook,
    *,
    leaning: bool = False,
    before: str = "",
    at: int | None = None,
) -> Finding | None:
    """Return the indicator that words name, the narrowest reading first.

    A clause that leans on its head is read with it first; `before` is the clause before; `at` says where
    in its own words the measure begins.
    """
    readings = (
        (f"{head} {tail}", f"{head} {own} {tail}", own)
        if leaning
        else (own, f"{own} {tail}", f"{head} {own}", f"{head} {own} {tail}")
    )
    for text in dict.fromkeys(readings):
        place = at if text is own else None
        finding = indicators.find(text, rules, measure=measure.kind, unit=measure.unit, at=place)
        if finding is not None:
            return finding
    if not before:
        return None
    return indicators.find(own, rules, measure=measure.kind, unit=measure.unit, before=before)
