"""Sentences of a passage → clauses: each measure with the words that belong to it.

A clause knows its own words, the head that a list leans on, and the tail that it shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import regex

from parcli import segment
from parcli.recognise import deadlines, measures, scopes
from parcli.recognise.deadlines import Time
from parcli.recognise.measures import Quantity
from parcli.recognise.mention import Hit, covered, hits, scan
from parcli.recognise.scopes import EquivalentMention, LevelMention
from parcli.rulebook import Rulebook
from parcli.segment import Passage


@dataclass
class Clause:
    """One measure (or none, for a task) with its stretch of a passage's folded text."""

    start: int
    end: int
    part: tuple[int, int]
    sentence: tuple[int, int]
    measure: Quantity | None
    times: list[Time]
    levels: tuple[str, ...] = ()
    head: tuple[int, int] | None = None
    tail: tuple[int, int] | None = None
    leaning: bool = False
    equivalent: EquivalentMention | None = None
    baseline: tuple[Hit, int | None] | None = None

    def holds(self, start: int, end: int) -> bool:
        """Whether `start:end` lies in the clause's own words."""
        return self.start <= start and end <= self.end


@dataclass
class Found:
    """Everything recognised in one passage, with its clauses in reading order."""

    passage: Passage
    clauses: list[Clause] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    masks: list[tuple[int, int]] = field(default_factory=list)
    levels: list[LevelMention] = field(default_factory=list)
    openings: dict[int, Time] = field(default_factory=dict)


_ANCHOR = regex.compile(
    r"\d|phần\străm|một\snửa|không\s(?:còn|có|để|phát)|(?:cao|nhiều|tốt|thấp|ít)\shơn|giảm|tăng|năm|quý|tháng|thường|định\skỳ|hằng|mỗi|ngay|theo"
)


def find(
    passage: Passage, rules: Rulebook, year: int | None, *, bare_times: bool = False, spans: bool = False
) -> Found:
    """Return what stands in a passage: clauses with measures, tasks without one, times, levels."""
    found = Found(passage)
    folded = passage.folded
    if not _ANCHOR.search(folded):
        found.clauses = [
            Clause(*span, span, sentence, None, [])
            for sentence in passage.sentences
            for span in segment.parts(folded, *sentence)
        ]
        return found
    masked = scan_masks(folded, rules)
    found.masks = masked["all"]
    time_masks = masked["all"] + masked["deadline"]
    found.times = deadlines.find(folded, rules, year, time_masks, bare=bare_times, spans=spans)
    found.levels = scopes.levels(folded, rules)
    equivalents = scopes.equivalents(folded, rules)
    number_masks = [
        *masked["all"], *masked["measure"], *((time.start, time.end) for time in found.times),
        *((item.start, item.end) for item in equivalents), *_percent_aside(folded),
    ]  # fmt: skip
    quantities = measures.find(folded, rules, passage.words, number_masks)
    taken = [(quantity.start, quantity.end) for quantity in quantities]
    for more in (measures.trends(folded, rules), measures.zeros(folded, rules)):
        quantities += [quantity for quantity in more if not covered(taken, quantity.start, quantity.end)]
        taken = [(quantity.start, quantity.end) for quantity in quantities]
    quantities.sort(key=lambda quantity: quantity.start)
    baselines = scopes.baselines(folded, rules)
    for sentence in passage.sentences:
        _sentence(found, sentence, quantities, equivalents, baselines, rules)
    return found


def scan_masks(folded: str, rules: Rulebook) -> dict[str, list[tuple[int, int]]]:
    """Return the stretches that hold no measure, no deadline or neither, by what they mask."""
    masked: dict[str, list[tuple[int, int]]] = {"all": [], "measure": [], "deadline": []}
    for hit in hits(rules, "mask", folded):
        masked[str(hit.rule.rule.gives["masks"])].append((hit.start, hit.end))
    return masked


# "đạt 50% (8 xã)", "58,9% (66/112 thôn, tăng thêm 20 thôn)": what a bracket adds is no measure of its own.
_ASIDE = regex.compile(r"(?<=%\s?)\((?!trong\sđó|hoặc|riêng)[^()%]*\)")


def _percent_aside(folded: str) -> list[tuple[int, int]]:
    return [match.span() for match in _ASIDE.finditer(folded)]


def _sentence(
    found: Found, sentence: tuple[int, int], quantities: Sequence[Quantity],
    equivalents: Sequence[EquivalentMention], baselines: Sequence[tuple[Hit, int | None]], rules: Rulebook,
) -> None:  # fmt: skip
    folded = found.passage.folded
    made: list[Clause] = []
    for part in segment.parts(folded, *sentence):
        inside = [quantity for quantity in quantities if part[0] <= quantity.core[0] < part[1]]
        made += _part(found, part, sentence, inside, rules)
    for clause in made:
        _attach(clause, found, equivalents)
    _lean(made, found, rules)
    for clause in made:
        _baseline(clause, made, baselines)
    found.clauses += made


def _part(
    found: Found,
    part: tuple[int, int],
    sentence: tuple[int, int],
    inside: Sequence[Quantity],
    rules: Rulebook,
) -> list[Clause]:
    folded = found.passage.folded
    if not inside:
        return [Clause(*part, part, sentence, None, [t for t in found.times if part[0] <= t.start < part[1]])]
    cuts = [part[0]]
    for first, second in zip(inside, inside[1:], strict=False):
        cuts.append(_boundary(folded, first, second, rules))
    cuts.append(part[1])
    clauses = []
    for index, quantity in enumerate(inside):
        start, end = _trim(folded, cuts[index], cuts[index + 1])
        times = [time for time in found.times if cuts[index] <= time.start < cuts[index + 1]]
        clauses.append(Clause(start, end, part, sentence, quantity, times))
    return clauses


_SEPARATOR = regex.compile(r"[,:(]\s?(?:và\s)?|\s(?:và|hoặc|còn|song)\s|\s-\s")
_CONNECTIVE = regex.compile(r"(?:trong\s(?:số\s)?đó|riêng|và|hoặc|còn|,|;|:|\s)+")


def _boundary(folded: str, first: Quantity, second: Quantity, rules: Rulebook) -> int:
    """Return where the clause of the second measure begins."""
    low, high = first.end, max(first.end, min(second.head, second.start))
    gaps = [
        gap for gap in _SEPARATOR.finditer(folded, low, high)
        # A bracket that closes before the second measure belongs to the first: "70% (cấp tỉnh), 60% (cấp huyện)".
        if folded[gap.start()] != "(" or ")" not in folded[gap.start() : second.start]
    ]  # fmt: skip
    gaps = [gap for gap in gaps if not _closes(folded, gap.start(), second.start, low)]
    heads = {
        hit.start
        for hit in hits(rules, "predicate", folded, low, second.start)
        if hit.rule.id == "predicate.head"
    }
    for gap in gaps:
        start = gap.end()
        skipped = _CONNECTIVE.match(folded, start)
        if (skipped.end() if skipped else start) in heads or start in heads:
            return gap.start() if folded[gap.start()] == "(" else start
    if gaps:
        return gaps[-1].end()
    return high


def _closes(folded: str, place: int, before: int, start: int) -> bool:
    """Whether `place` lies in a bracket that closes before another place."""
    opened = folded.rfind("(", start, place)
    return opened >= 0 and folded.find(")", opened, place) < 0 and folded.find(")", place, before) >= 0


_EDGE = regex.compile(r"[\s,;:.]+|(?:và|hoặc|đồng\sthời)\s")


def _trim(folded: str, start: int, end: int) -> tuple[int, int]:
    while True:
        lead = _EDGE.match(folded, start, end)
        if lead is None or lead.end() == start:
            break
        start = lead.end()
    while end > start and folded[end - 1] in " ,;:.":
        end -= 1
    for conjunction in (" và", " hoặc"):
        if folded.endswith(conjunction, start, end):
            end -= len(conjunction)
    return start, end


def _attach(clause: Clause, found: Found, equivalents: Sequence[EquivalentMention]) -> None:
    """Give a clause its own levels and the equivalent that stands in it."""
    own = [item for item in found.levels if clause.start <= item.start < clause.end]
    clause.levels = scopes.in_order([level for item in own for level in item.levels])
    if clause.measure is not None:
        clause.equivalent = next(
            (
                item
                for item in equivalents
                if clause.measure.end <= item.start < clause.part[1]
                and item.start <= clause.end + 2
                and item.value is not None
            ),
            None,
        )


_PURPOSE = regex.compile(r"(?<!\w)(?:để|nhằm|góp\sphần|qua\sđó)(?!\w).*")
_FILLER = regex.compile(
    r"(?<!\w)(?:đối\svới|ở|tại|của|và|trong|số|đó|thì|là|đạt|có|được|các|cơ\squan|đến|hết|năm|vào|từ|mức|tỷ\slệ|phải|cho|với|"
    r"tương\sđương|lần\slượt|trở\slên|bình\squân|trung\sbình|phấn\sđấu|riêng|còn|khoảng|trên|dưới|tối\sthiểu|ít\snhất|so|grdp|gdp|cả\snước|toàn\stỉnh|tỉnh|thành\sphố|tphcm|tp.hcm|"
    r"\d+)(?!\w)|[^\p{L}]"
)


def content(folded: str, clause: Clause, found: Found) -> int:
    """Return how many words of its own a clause has, beside its measure, time, levels and small words."""
    measure = clause.measure
    chars = list(folded[clause.start : clause.end])
    holes = [(time.start, time.end) for time in clause.times]
    holes += [(item.start, item.end) for item in found.levels]
    if measure is not None:
        holes.append((measure.start, measure.end))
    for start, end in holes:
        for place in range(max(start, clause.start), min(end, clause.end)):
            chars[place - clause.start] = " "
    rest = _PURPOSE.sub("", "".join(chars))
    return len(_FILLER.sub(" ", rest).split())


_BARE_START = regex.compile(r"(?:(?:đối\svới|ở|tại|cấp\s\w+|các|riêng|trong\sđó|và|là)[\s,:]*)*")


def _lean(clauses: list[Clause], found: Found, rules: Rulebook) -> None:
    """Let list members take from their head what they do not say themselves."""
    folded = found.passage.folded
    head: Clause | None = None
    for place, clause in enumerate(clauses):
        measure = clause.measure
        if measure is None:
            continue
        own = content(folded, clause, found)
        lead = head if head is not None and head.measure is not None else None
        same = lead is not None and lead.measure is not None and lead.measure.kind == measure.kind
        if lead is not None and own <= 1 and (same or measure.kind in ("trend",)):
            clause.leaning = True
            clause.head = (lead.head or (lead.start, lead.end)) if lead.leaning else (lead.start, lead.end)
            _take(clause, lead, folded, strong=_starts_bare(clause, folded))
            clause.levels = clause.levels or lead.levels
        elif lead is not None and same and _np_member(clause, lead, folded, rules):
            clause.head = (lead.start, lead.measure.end) if lead.measure else None
            _take(clause, lead, folded, strong=True)
        else:
            head = clause
        if not clause.leaning:
            clause.tail = _tail(clauses[place + 1 :], clause, folded, rules)
    _tuple(clauses, found)


def _starts_bare(clause: Clause, folded: str) -> bool:
    """Whether the number stands at the beginning, so that the head's words govern it."""
    assert clause.measure is not None
    gap = folded[clause.start : min(clause.measure.head, clause.measure.start)]
    return _BARE_START.fullmatch(gap.strip() + (" " if gap.strip() else "")) is not None or not gap.strip()


def _np_member(clause: Clause, lead: Clause, folded: str, rules: Rulebook) -> bool:
    """Whether the member is a bare noun phrase under a verb of change: "giảm 2% A và 3% B"."""
    measure, first = clause.measure, lead.measure
    if measure is None or first is None or first.direction == "reach" or measure.changed or measure.bounded:
        return False
    if clause.part != lead.part and clause.sentence != lead.sentence:
        return False
    if folded[clause.start : measure.start].strip():
        return False
    after = folded[measure.end : clause.end]
    return not any(
        hit.rule.id == "predicate.verb" and hit.match[0] in ("được", "đạt")
        for hit in hits(rules, "predicate", after)
    )


def _take(clause: Clause, lead: Clause, folded: str, *, strong: bool) -> None:
    measure, first = clause.measure, lead.measure
    if measure is None or first is None:
        return
    if (
        strong
        and not measure.bounded
        and measure.operator == "="
        and first.operator in (">=", ">", "<=", "<", "~")
    ):
        clause.measure = measure = replace(
            measure, operator=first.operator, rules=(*measure.rules, *first.rules[1:])
        )
    if not measure.changed and first.direction != "reach" and strong:
        clause.measure = measure = replace(measure, direction=first.direction)
    if (
        measure.kind == "percentage"
        and measure.unit == "%"
        and first.unit not in (None, "%")
        and clause.leaning
    ):
        clause.measure = replace(measure, unit=first.unit)


def _tail(
    following: Sequence[Clause], clause: Clause, folded: str, rules: Rulebook
) -> tuple[int, int] | None:
    """Return the predicate that a list shares at its end: "60% A tại tỉnh, 50% A tại huyện được xử lý"."""
    if clause.measure is None or _says(folded, clause, rules):
        return None
    for other in following:
        if other.measure is None:
            # "100% văn bản về A; B được phổ biến": a semicolon inside the list of things.
            clause.end = (
                other.end
                if other.sentence == clause.sentence and _goes_on(folded, other, rules)
                else clause.end
            )
            return None
        if other.part != clause.part:
            return None
        if _says(folded, other, rules):
            return other.measure.end, other.end
    return None


def _goes_on(folded: str, other: Clause, rules: Rulebook) -> bool:
    """Whether a part without a measure says the predicate that the part before it lacks."""
    return any(
        hit.match[0] in ("được", "đạt") for hit in hits(rules, "predicate", folded, other.start, other.end)
    ) and not scan(rules, "task", folded[other.start : other.start + 20])


def _says(folded: str, clause: Clause, rules: Rulebook) -> bool:
    assert clause.measure is not None
    before = folded[clause.start : clause.measure.start]
    if len(before.split()) >= 3:
        return True
    return any(
        hit.rule.id == "predicate.verb"
        for hit in hits(rules, "predicate", folded, clause.measure.end, clause.end)
    )


_ONLY_COMMA = regex.compile(r"[\s,/]*(?:và)?[\s,/]*")


def _tuple(clauses: list[Clause], found: Found) -> None:
    """Give each number of "cấp tỉnh, huyện, xã đạt (30%, 20%, 15%)" its own level."""
    folded = found.passage.folded
    run: list[Clause] = []
    runs: list[list[Clause]] = []
    for clause in clauses:
        if clause.measure is None:
            continue
        last = run[-1].measure if run else None
        if last is not None and _ONLY_COMMA.fullmatch(folded, last.end, clause.measure.start):
            run.append(clause)
        else:
            run = [clause]
            runs.append(run)
    for run in runs:
        named = [item for item in found.levels if item.end <= (run[0].measure.start if run[0].measure else 0)]
        named = [item for item in named if item.start >= run[0].sentence[0]]
        levels = (
            named[-1].levels
            if named and len(named[-1].levels) == len(run)
            else tuple(level for item in named[-len(run) :] for level in item.levels)
        )
        if len(run) > 1 and len(levels) == len(run):
            for clause, level in zip(run, levels, strict=True):
                clause.levels = (level,)
                clause.leaning = clause is not run[0]
                clause.head = (
                    (run[0].start, run[0].measure.start) if clause.leaning and run[0].measure else clause.head
                )


def _baseline(clause: Clause, clauses: Sequence[Clause], baselines: Sequence[tuple[Hit, int | None]]) -> None:
    """Give a change what it is measured from: its own, or the one at the end of its list."""
    measure = clause.measure
    if measure is None:
        return
    own = [item for item in baselines if clause.start <= item[0].start < clause.end]
    if own:
        clause.baseline = own[0]
        return
    if measure.direction == "reach":
        return
    first = next((c.measure.start for c in clauses if c.measure is not None), clause.sentence[1])
    opening = [item for item in baselines if clause.sentence[0] <= item[0].start < first]
    if opening:
        clause.baseline = opening[0]
        return
    for other in clauses[clauses.index(clause) + 1 :]:
        if (
            other.measure is None
            or other.measure.direction != measure.direction
            or other.measure.kind != measure.kind
        ):
            return
        later = [item for item in baselines if other.start <= item[0].start < other.end]
        if later:
            clause.baseline = later[0]
            return
