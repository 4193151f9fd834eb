"""Say which indicator a clause measures: of all rules that fit, the one with the most evidence.

A rule fits where all parts of one of its cues occur. Its evidence are the characters that the
parts match; what a gap such as `[^;.]{0,40}` runs over is no evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import regex

from parcli.errors import RuleError
from parcli.patterns import Patterns
from parcli.recognise.anchors import Anchors, Choice, Sight
from parcli.recognise.readings import Readings
from parcli.rulebook import MATCH_TIMEOUT, Compiled, Rulebook

Span = tuple[int, int]

# An amount of money is no share of procedures, whatever words stand around it.
_MONEY_AREAS = frozenset({"public-finance", "impact", "socio-economic", "digital-society"})
# Ranks and points are asked of indices before anything else; this many characters' worth.
_INDEX_MEASURES = frozenset({"rank", "score"})
_INDEX_BONUS = 15.0
# Below this share of the winner's evidence another reading is no rival.
_RIVAL = 0.5
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
    index: _Index = rules.derived("indicators", _Index)
    readings: Readings = rules.derived("indicators.readings", Readings.of)
    if measure is None and unit in ("hạng", "bậc"):
        measure = "rank"
    if at is None and measure in (None, "percentage"):
        at = readings.only_amount(folded)
    asides = []
    for text, aside in readings.texts(folded, at):
        if aside:
            asides.append(text)
        elif (finding := _judge(index.candidates(text, measure))) is not None:
            return finding
    if before and (leaning := readings.leaning(folded, before)) is not None:
        finding = find(leaning.text, rules, measure=measure, unit=unit, at=leaning.at)
        if finding is not None and finding.span[1] <= leaning.at:
            finding = None
        if finding is None and leaning.same:
            finding = find(before, rules, measure=measure, unit=unit)
        if finding is not None:
            return replace(finding, leans=True)
    return next(filter(None, (_judge(index.candidates(text, measure)) for text in asides)), None)


def indices(folded: str, rules: Rulebook) -> list[Finding]:
    """Return all indices that the clause names, in reading order: several may share one measure."""
    index: _Index = rules.derived("indicators", _Index)
    found: list[_Candidate] = []
    named = (c for c in index.candidates(folded) if c.entry.code.startswith("index."))
    for candidate in sorted(named, key=lambda c: -c.score):
        if all(candidate.span[1] <= other.span[0] or other.span[1] <= candidate.span[0] for other in found):
            found.append(candidate)
    return [c.finding() for c in sorted(found, key=lambda c: c.span)]


def letters_of_its_own(folded: str, rules: Rulebook) -> int:
    """Return how many characters of a text are left without the words of place, time and bound."""
    readings: Readings = rules.derived("indicators.readings", Readings.of)
    return readings.letters(folded)


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
    starts: frozenset[int]
    patterns: Patterns
    compiled: regex.Pattern[str] | None = None

    def search(
        self, text: str, places: Sequence[int] | None, timeout: float | None
    ) -> tuple[int, int, int] | None:
        """Return start, end and evidence of the first match, which begins at one of `places` if these are known.

        Errors: TimeoutError where it takes longer than `timeout` seconds.
        """
        if self.compiled is None:
            marked = _GAP.sub(lambda gap: f"(?P<gap>{gap[0]})", self.source)
            self.compiled = self.patterns.compile(marked)
        pattern = self.compiled
        if places is None:
            found = pattern.search(text, timeout=timeout)
        else:
            tried = (pattern.match(text, place, timeout=timeout) for place in places)
            found = next((match for match in tried if match is not None), None)
        if found is None:
            return None
        gaps = sum(map(len, found.captures("gap"))) if "gap" in pattern.groupindex else 0
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


class _Index:
    """All rules with the parts that their cues share."""

    def __init__(self, rules: Rulebook) -> None:
        self._anchors: Anchors = rules.derived("anchors", Anchors.of)
        self._patterns = rules.patterns
        self._parts: list[_Part] = []
        self._numbers: dict[str, int] = {}
        self._entries = [self._entry(compiled) for compiled in rules.of("indicator")]
        self._choice = Choice(self._anchors, [part.source for part in self._parts])
        # Each cue under the part of it that the fewest cues share: it is looked at where that part may match.
        shared = Counter(number for entry in self._entries for cue in entry.cues for number in cue)
        self._cues: dict[int, list[tuple[int, int]]] = {}
        for place, entry in enumerate(self._entries):
            for order, cue in enumerate(entry.cues):
                rarest = min(cue, key=lambda number: (shared[number], number))
                self._cues.setdefault(rarest, []).append((place, order))

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
            self._numbers[source] = len(self._parts)
            self._parts.append(_Part(source, self._anchors.starts(source), self._patterns))
        return self._numbers[source]

    def candidates(self, text: str, measure: str | None = None) -> list[_Candidate]:
        """Return every rule that fits `text`, each with its best cue."""
        sight = self._anchors.sight(text)
        hopeful = set(self._choice.of(sight))
        cues: dict[int, list[int]] = {}
        for number in hopeful & self._cues.keys():
            for place, order in self._cues[number]:
                if self._entries[place].cues[order] <= hopeful:
                    cues.setdefault(place, []).append(order)
        memo: dict[int, tuple[int, int, int] | None] = {}
        found = []
        for place in sorted(cues):
            entry = self._entries[place]
            if measure == "money" and entry.area not in _MONEY_AREAS:
                continue
            candidate = self._fit(entry, [entry.cues[order] for order in sorted(cues[place])], sight, memo)
            if candidate is None or self._forbidden(entry, hopeful, sight, memo):
                continue
            bonus = _INDEX_BONUS if measure in _INDEX_MEASURES and entry.code.startswith("index.") else 0.0
            found.append(_Candidate(entry, candidate[0] + entry.weight + bonus, candidate[1]))
        return found

    def _fit(
        self, entry: _Entry, cues: list[frozenset[int]], sight: Sight, memo: dict[int, Any]
    ) -> tuple[float, Span] | None:
        best: tuple[float, Span] | None = None
        for cue in cues:
            matches = []
            for number in cue:
                match = self._search(entry, number, sight, memo)
                if match is None:
                    break
                matches.append(match)
            else:
                score = _evidence(matches)
                if best is None or score > best[0]:
                    best = score, (min(m[0] for m in matches), max(m[1] for m in matches))
        return best

    def _forbidden(self, entry: _Entry, hopeful: set[int], sight: Sight, memo: dict[int, Any]) -> bool:
        return any(n in hopeful and self._search(entry, n, sight, memo) is not None for n in entry.unless)

    def _search(self, entry: _Entry, number: int, sight: Sight, memo: dict[int, Any]) -> Any:
        if number not in memo:
            try:
                part = self._parts[number]
                places = sight.places(part.starts) if part.starts else None
                timeout = None if sight.short and self._anchors.calm(part.source) else MATCH_TIMEOUT
                memo[number] = part.search(sight.text, places, timeout)
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
