"""Say which indicator a clause measures: of all rules that fit, the one with the most evidence.

A rule fits where all parts of one of its cues occur. Its evidence are the characters that the
parts match; what a gap such as `[^;.]{0,40}` runs over is no evidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import regex

from parcli.errors import RuleError
from parcli.rulebook import MATCH_TIMEOUT, Compiled, Rulebook

Span = tuple[int, int]

# An amount of money is no share of procedures, whatever words stand around it.
_MONEY_AREAS = frozenset({"public-finance", "impact", "socio-economic", "digital-society"})
# Ranks and points are asked of indices before anything else; this many characters' worth.
_INDEX_MEASURES = frozenset({"rank", "score"})
_INDEX_BONUS = 15.0
# Below this share of the winner's evidence another reading is no rival.
_RIVAL = 0.5

# A longer clause that begins like one that goes on has more to say of its own.
_LEANING_LENGTH = 160
_AMOUNT = r"\d[\d.,]*(?:\s*[-–]\s*\d[\d.,]*)?\s*(?:%|phần trăm|‰)"
_LEAD = (
    r"(?:(?:bảo đảm|đảm bảo|phấn đấu|đạt|có|còn|giảm|tăng|cắt giảm|đơn giản hóa|tích hợp|ít nhất|tối thiểu|tối đa|trên"
    r"|dưới|hơn|từ|khoảng|không quá|riêng|trong đó|cấp tỉnh|cấp huyện|cấp xã|phải|thêm|bình quân),?\s+){0,5}"
)
# Where a list goes on to its next member: an amount of its own, or a new sentence; and, if an
# amount stands before it, a new subject.
_NEXT_MEMBER = regex.compile(
    rf"(?:;\s*|(?<!\d):\s*|[,.]\s+|\s+và\s+|\s*\()(?={_LEAD}{_AMOUNT})|;\s*|(?<=[^\d\W])\.\s+|\s\|\s"
)
_NEXT_SUBJECT = regex.compile(
    rf"(?:[,;.]|\s+và)\s+(?=(?:trong đó,?\s+)?(?:tỷ lệ|tỷ trọng|mức độ|chỉ số|thời gian|số lượng|không (?:còn|để))\s"
    rf"|[^,;.%]{{3,80}}\s{_AMOUNT})"
)
# A clause that begins so may speak of what the clause before it named.
_LEANING = regex.compile(
    r"\W*(?:(?P<always>trong đó|riêng|tính riêng|còn lại|điểm số|thứ hạng|nhóm|thời gian trả lời)|các|đến (?:hết )?năm|năm|cấp"
    r"|tăng|giảm|phấn đấu|tối thiểu|ít nhất|trên|đạt|từ|vào|và|tại|đối với|ở|\d+)(?!\w)"
)
# Words that name a place, a time or a bound, but nothing that could be measured.
_SCOPE = regex.compile(
    r"[\d\W]+|(?<!\w)(?:cấp|các|tỉnh|huyện|xã|phường|thị trấn|đặc khu|thành phố|quận|ubnd|sở|ban|ngành|đối với|đến|hết|năm|trên"
    r"|tại|ở|đạt|từ|trở lên|tối thiểu|ít nhất|phấn đấu|giảm|tăng|còn|xuống|và|trong|vào|giai đoạn|phần trăm|so với|cùng kỳ)(?!\w)"
)
_NO_SUBJECT = 12
_FIRST_AMOUNT = regex.compile(_AMOUNT)
# What follows is a second predicate, a purpose or an exception: it is read only where the words
# before it say nothing.
_ASIDE = regex.compile(
    r"(?<!\w)(?:(?P<also>đồng thời|và (?:phải |đã )?được|gắn với)|nhằm|để(?! xảy ra| phát sinh| tồn)|góp phần|qua đó|từ đó"
    r"|trên cơ sở(?! dữ liệu)|làm cơ sở|phục vụ (?:cho|công tác|chỉ đạo|việc))(?!\w)"
    r"|\((?:trừ|không (?:bao gồm|tính)|bao gồm|kể cả|gồm|đối với)(?!\w)|(?<!\w)trừ(?!\w)"
)
_GAP = regex.compile(r"\[\^[^\]]*\]\{0,\d+\}")


@dataclass(frozen=True)
class Finding:
    """An indicator that a clause measures, with the words that say so.

    `score` counts characters of evidence; `runner_up` is the next likely code, if there is one.
    """

    code: str
    area: str
    rules: tuple[str, ...]
    score: float
    span: Span
    runner_up: str | None = None
    runner_up_score: float = 0.0
    leans: bool = False


def find(
    folded: str,
    rules: Rulebook,
    *,
    measure: str | None = None,
    unit: str | None = None,
    at: int | None = None,
    before: str = "",
) -> Finding | None:
    """Return the indicator that the clause `folded` measures, None where no rule fits.

    `measure` is the kind of its measure, `unit` its unit; `at` says where the measure begins, so
    that in a list the member which holds it is read before its neighbours; a single percentage is
    found without it. `before` is the clause before, also folded: read where this one only goes on
    ("riêng lĩnh vực đất đai đạt 85%"). `Finding.leans` then says that its span counts elsewhere.

    Errors: RuleError where matching takes too long.
    """
    index: _Index = rules.derived("indicators", _Index.of)
    if measure is None and unit in ("hạng", "bậc"):
        measure = "rank"
    if at is None and measure in (None, "percentage"):
        amounts = [found.start() for found in _FIRST_AMOUNT.finditer(folded)]
        at = amounts[0] if len(amounts) == 1 else None
    asides = []
    for text, aside in _readings(folded, at):
        if aside:
            asides.append(text)
            continue
        finding = _judge(index.candidates(text, measure))
        if finding is not None:
            return finding
    if before and (finding := _leaning(folded, before, rules, measure, unit)) is not None:
        return replace(finding, leans=True)
    return next(filter(None, (_judge(index.candidates(text, measure)) for text in asides)), None)


def _leaning(
    folded: str, before: str, rules: Rulebook, measure: str | None, unit: str | None
) -> Finding | None:
    """Return what the clause `before` says of a clause that only goes on, None where it stands alone."""
    opening = _LEANING.match(folded)
    if opening is None or len(folded) > _LEANING_LENGTH:
        return None
    # "giảm tối thiểu 2,5% số đơn vị; 0,5% biên chế": what opens the list governs all of it.
    amount = _FIRST_AMOUNT.search(before)
    head = before[: amount.start()] if amount else ""
    finding = (
        find(f"{head}; {folded.lstrip()}", rules, measure=measure, unit=unit, at=len(head) + 2)
        if head
        else None
    )
    if finding is None and (opening["always"] or len(_SCOPE.sub("", folded)) <= _NO_SUBJECT):
        finding = find(before, rules, measure=measure, unit=unit)
    return finding


def indices(folded: str, rules: Rulebook) -> list[Finding]:
    """Return all indices that the clause names, in reading order: several may share one measure."""
    index: _Index = rules.derived("indicators", _Index.of)
    found: list[_Candidate] = []
    named = (c for c in index.candidates(folded, None) if c.entry.code.startswith("index."))
    for candidate in sorted(named, key=lambda c: -c.score):
        if all(candidate.span[1] <= other.span[0] or other.span[1] <= candidate.span[0] for other in found):
            found.append(candidate)
    return [c.finding() for c in sorted(found, key=lambda c: c.span)]


def _readings(folded: str, at: int | None) -> Iterator[tuple[str, bool]]:
    """Yield what to read, the narrowest first, and whether it takes in a purpose or exception.

    What is left out is blanked, so that places stay.
    """
    for start, end, head in _scopes(folded, at):
        text = folded[:head] + ";" * (start - head) + folded[start:end]
        amount = _FIRST_AMOUNT.search(text, max(start, at or 0))
        aside = _ASIDE.search(text, amount.end() if amount else start)
        if aside is None:
            yield text, False
        else:
            yield text[: aside.start()], False
            yield text, not aside["also"]


def _scopes(folded: str, at: int | None) -> Iterator[tuple[int, int, int]]:
    """Yield start and end of the list's member that holds `at`, and the end of the head before it."""
    if at is not None:
        cuts = _cuts(folded)
        start = max(cut for cut in cuts if cut <= at)
        end = min((cut for cut in cuts if cut > at), default=len(folded))
        if (start, end) != (0, len(folded)):
            yield start, end, 0
            amount = _FIRST_AMOUNT.search(folded)
            head = min(start, amount.start() if amount else start)
            if head:
                yield start, end, head
            if start:
                yield 0, end, 0
    yield 0, len(folded), 0


def _cuts(folded: str) -> list[int]:
    """Return where the members of a list begin, in order; the first is 0."""
    members = {found.end() for found in _NEXT_MEMBER.finditer(folded)}
    subjects = {found.end() for found in _NEXT_SUBJECT.finditer(folded)}
    cuts = [0]
    for cut in sorted(members | subjects):
        if cut in members or _FIRST_AMOUNT.search(folded, cuts[-1], cut):
            cuts.append(cut)
    return cuts


def _judge(candidates: list[_Candidate]) -> Finding | None:
    """Return the best of `candidates` that no other one beats."""
    beaten = {code for c in candidates for code in c.entry.beats}
    standing = sorted((c for c in candidates if c.entry.rule_id not in beaten), key=_order)
    # Two rules that beat each other leave nobody: then evidence alone decides.
    ranked = standing or sorted(candidates, key=_order)
    if not ranked:
        return None
    best = ranked[0]
    family = {best.entry.code, best.entry.under}
    rival = next((c for c in ranked[1:] if not family & {c.entry.code, c.entry.under} - {None}), None)
    return best.finding(rival if rival is not None and rival.score >= _RIVAL * best.score else None)


def _order(candidate: _Candidate) -> tuple[float, int, str]:
    return -candidate.score, candidate.span[0], candidate.entry.code


@dataclass(frozen=True)
class _Candidate:
    """A rule that fits a text, with its evidence."""

    entry: _Entry
    score: float
    span: Span

    def finding(self, rival: _Candidate | None = None) -> Finding:
        entry = self.entry
        other = (rival.entry.code, rival.score) if rival else (None, 0.0)
        return Finding(entry.code, entry.area, (entry.rule_id,), self.score, self.span, *other)


@dataclass
class _Part:
    """One part of a cue, compiled when a text first needs it."""

    source: str
    compiled: regex.Pattern[str] | None = None

    def search(self, text: str) -> tuple[int, int, int] | None:
        """Return start, end and evidence of the first match."""
        if self.compiled is None:
            self.compiled = regex.compile(_GAP.sub(lambda gap: f"(?P<gap>{gap[0]})", self.source))
        found = self.compiled.search(text, timeout=MATCH_TIMEOUT)
        if found is None:
            return None
        gaps = sum(map(len, found.captures("gap"))) if "gap" in self.compiled.groupindex else 0
        return found.start(), found.end(), found.end() - found.start() - gaps


@dataclass(frozen=True)
class _Entry:
    """A rule as this module uses it: cues are numbers of parts."""

    rule_id: str
    file: str
    code: str
    area: str
    under: str | None
    weight: float
    beats: tuple[str, ...]
    cues: tuple[frozenset[int], ...]
    unless: frozenset[int]


@dataclass
class _Index:
    """All rules with the parts that their cues share."""

    parts: list[_Part] = field(default_factory=list)
    entries: list[_Entry] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)
    _always: set[int] = field(default_factory=set)
    _by_word: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Rulebook) -> _Index:
        index = cls()
        index.entries = [index._entry(compiled) for compiled in rules.of("indicator")]
        return index

    def _entry(self, compiled: Compiled) -> _Entry:
        rule, gives = compiled.rule, compiled.rule.gives
        cues = [frozenset(map(self._number, cue)) for cue in compiled.cue_sources]
        if rule.words or rule.pattern:
            cues.append(frozenset({self._number(compiled.source)}))
        unless = frozenset({self._number(compiled.unless_source)} if compiled.unless_source else ())
        return _Entry(
            rule.id, compiled.file, str(gives["code"]), str(gives["area"]), gives.get("under"),
            float(gives.get("weight", 0)), rule.beats, tuple(cues), unless,
        )  # fmt: skip

    def _number(self, source: str) -> int:
        if source not in self._numbers:
            number = self._numbers[source] = len(self.parts)
            self.parts.append(_Part(source))
            words = needed(source)
            for word in words:
                self._by_word.setdefault(word, []).append(number)
            if not words:
                self._always.add(number)
        return self._numbers[source]

    def candidates(self, text: str, measure: str | None) -> list[_Candidate]:
        """Return every rule that fits `text`, each with its best cue."""
        hopeful = set(self._always)
        for word, numbers in self._by_word.items():
            if word in text:
                hopeful.update(numbers)
        memo: dict[int, tuple[int, int, int] | None] = {}
        found = []
        for entry in self.entries:
            if measure == "money" and entry.area not in _MONEY_AREAS:
                continue
            cues = [cue for cue in entry.cues if cue <= hopeful]
            candidate = self._fit(entry, cues, text, memo) if cues else None
            if candidate is None or self._forbidden(entry, hopeful, text, memo):
                continue
            bonus = _INDEX_BONUS if measure in _INDEX_MEASURES and entry.code.startswith("index.") else 0.0
            found.append(_Candidate(entry, candidate[0] + entry.weight + bonus, candidate[1]))
        return found

    def _fit(
        self, entry: _Entry, cues: list[frozenset[int]], text: str, memo: dict[int, Any]
    ) -> tuple[float, Span] | None:
        best: tuple[float, Span] | None = None
        for cue in cues:
            matches = []
            for number in cue:
                match = self._search(entry, number, text, memo)
                if match is None:
                    break
                matches.append(match)
            else:
                score = _evidence(matches)
                if best is None or score > best[0]:
                    best = score, (min(m[0] for m in matches), max(m[1] for m in matches))
        return best

    def _forbidden(self, entry: _Entry, hopeful: set[int], text: str, memo: dict[int, Any]) -> bool:
        return any(n in hopeful and self._search(entry, n, text, memo) is not None for n in entry.unless)

    def _search(self, entry: _Entry, number: int, text: str, memo: dict[int, Any]) -> Any:
        if number not in memo:
            try:
                memo[number] = self.parts[number].search(text)
            except TimeoutError as error:
                raise RuleError(
                    f"{entry.file}, {entry.rule_id}: matching took more than {MATCH_TIMEOUT:g} s; simplify the cue"
                ) from error
        return memo[number]


def _evidence(matches: list[tuple[int, int, int]]) -> float:
    """Return how many characters the matches show, those that two of them share counted once."""
    total, done = 0, 0
    for start, end, evidence in sorted(matches):
        total += max(0, evidence - max(0, min(done, end) - start))
        done = max(done, end)
    return float(total)


def needed(source: str) -> tuple[str, ...]:
    """Return words of which one stands in every text that the pattern `source` matches.

    Empty where nothing can be said; then the pattern must be tried.

    >>> needed("(?:cắt giảm|giảm) thời gian")
    (' thời gian',)
    >>> sorted(needed("(?<!đã )(?:công bố|niêm yết)(?: công khai)?"))
    ['công bố', 'niêm yết']
    """
    return tuple(sorted(_Needs(source).alternatives()))


_FLAT = regex.compile(r"\\[wWdDsSbB]|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\.|\^|\$")
_REPEAT = regex.compile(r"[*?]\+?\??|\+[+?]?|\{(\d*),?\d*\}[+?]?")


class _Needs:
    """Reads a pattern for the words that it cannot do without."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0

    def alternatives(self) -> frozenset[str]:
        """Return the words of all branches up to the closing bracket; empty where one has none."""
        branches = [self._branch()]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._branch())
        return frozenset().union(*branches) if all(branches) else frozenset()

    def _peek(self) -> str:
        return self._source[self._at : self._at + 1]

    def _branch(self) -> frozenset[str]:
        choices: list[frozenset[str]] = []
        run = ""
        while self._peek() not in ("", "|", ")"):
            item, literal = self._item()
            optional, repeated = self._repeat()
            if literal and not optional:
                run += next(iter(item))
            if not literal or optional or repeated:
                choices.append(frozenset({run}))
                run = ""
            if not literal and not optional:
                choices.append(item)
        choices.append(frozenset({run}))
        usable = [c for c in choices if c and min(map(len, c)) >= 2]
        return max(usable, key=lambda c: min(map(len, c)) - len(c) / 4, default=frozenset())

    def _item(self) -> tuple[frozenset[str], bool]:
        """Return the words of the next item, and whether it is one plain character."""
        if self._peek() == "(":
            head = regex.compile(r"\((?:\?(?:[:=!>|]|<[=!]|P?<\w+>|[a-z-]*:))?").match(self._source, self._at)
            self._at = head.end()
            words = self.alternatives()
            self._at += 1
            return (frozenset() if head[0] in ("(?!", "(?<!", "(?=", "(?<=") else words), False
        flat = _FLAT.match(self._source, self._at)
        if flat is None:
            self._at += 1
            return frozenset({self._source[self._at - 1]}), True
        self._at = flat.end()
        plain = flat[0][0] == "\\" and not flat[0][1].isalnum()
        return (frozenset({flat[0][1]}) if plain else frozenset()), plain

    def _repeat(self) -> tuple[bool, bool]:
        """Return whether the item may be missing, and whether it may stand more than once."""
        found = _REPEAT.match(self._source, self._at)
        if found is None:
            return False, False
        self._at = found.end()
        optional = found[0][0] in "*?" or (found[0][0] == "{" and int(found[1] or 0) == 0)
        return optional, True
