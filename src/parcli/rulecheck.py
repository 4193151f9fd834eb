"""Rules held against their own examples and against hostile input, all of them competing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import regex

from parcli import messages, probe, rulebook, rulefile
from parcli.errors import RuleError
from parcli.normalise import lower
from parcli.recognise.mention import Mention
from parcli.rulebook import BUILT_IN, Compiled, Rulebook
from parcli.rulefile import Example, fault

# One pattern may look through one hostile text for so long (seconds). What grows with the square of
# the length takes longer; what comes with parcli takes a fifth of it at most.
SLOW = 0.5
# Characters of the hostile texts that are tried on all patterns, and of those made for one rule.
_LONG, _OWN = 10_000, 2_000
_PIECES = (
    "a", "ư", "1", " ", ",", ".", ":", "(", '"', "/", "-", "%", "\n", "1,", "1.000.", "a ", "a, ", "aa1 ", "x; ",
    "một ", "năm 2025 ", "từ 1 đến 2 ", "sở nội vụ, ", "kế hoạch số 1 ", "đến hết quý iv năm ",
)  # fmt: skip


def check(extra: Sequence[Path] = ()) -> tuple[Rulebook, list[RuleError]]:
    """Return the rules, those of the folders `extra` added to the built-in ones, and all that is wrong.

    Patterns that come with parcli are tried on hostile input only where no folder is given: a
    user's own are what a user can mend.
    """
    rules, faults = rulebook.collect(extra)
    own = [compiled for compiled in rules.rules.values() if not is_built_in(compiled)]
    tried = own if own or extra else list(rules.rules.values())
    for compiled in tried:
        faults += _written(compiled, rules)
    for compiled in rules.rules.values():
        faults += examples(compiled, rules)
    seen: set[str] = set()
    for compiled in tried:
        faults += hostile(compiled, seen)
    return rules, faults


def is_built_in(compiled: Compiled) -> bool:
    """Whether a rule comes with parcli."""
    return compiled.file.startswith(f"{BUILT_IN}/")


def _written(compiled: Compiled, rules: Rulebook) -> Iterator[RuleError]:
    """Yield what is wrong with a rule among the others: names of none, words spelled otherwise."""
    if is_built_in(compiled):
        # Those of a user were refused when they were loaded.
        faults = list(rulefile.gives(compiled.rule, compiled.file))
        yield from faults or rulebook.unusable(compiled, rules.fragments)
    for other in compiled.rule.beats:
        if other not in rules.rules:
            yield fault(compiled.file, compiled.id, "rule.beats", other=other)
    for text in compiled.rule.words:
        right = _respelled(text, rules)
        if right != text:
            yield fault(compiled.file, compiled.id, "rule.respelled", text=text, right=right)


def _respelled(text: str, rules: Rulebook) -> str:
    """Return `text` as the stages after normalising see it."""
    folded = lower(text)
    for start, end, new in reversed(rules.spelling.edits(folded)[0]):
        folded = folded[:start] + new + folded[end:]
    return folded


# Examples


def examples(compiled: Compiled, rules: Rulebook) -> Iterator[RuleError]:
    """Yield the examples that are not found, or otherwise, and the counter-examples that are."""
    for number in range(1, len(compiled.rule.examples) + 1):
        yield from example(compiled, rules, "examples", number)
    for number in range(1, len(compiled.rule.counter_examples) + 1):
        yield from counter_example(compiled, rules, number)
    for number, gap in enumerate(compiled.rule.known_gaps, 1):
        if not list(example(compiled, rules, "known_gaps", number)):
            yield fault(compiled.file, compiled.id, "rule.gap.found", number=number, text=gap.text)


def example(compiled: Compiled, rules: Rulebook, listed: str, number: int) -> Iterator[RuleError]:
    """Yield why the rule does not find its example `number` as the example says."""
    given: Example = getattr(compiled.rule, listed)[number - 1]
    found = probe.mentions(given.text, rules)
    own = [mention for mention in found if compiled.id in mention.rules]
    values: dict[str, object] = {
        "number": number,
        "text": given.text,
        "list": _Message(f"rule.list.{listed}"),
    }
    if not own:
        winner = _winner(compiled, found, given.text, rules)
        code = "rule.example.lost" if winner else "rule.example.missing"
        yield fault(compiled.file, compiled.id, code, winner=winner, **values)
        return
    differing = min((list(_differing(mention, given.wanted)) for mention in own), key=len)
    for name, said, wanted in differing[:1]:
        found_words = _Message("rule.nothing") if said is None else said
        wanted_words = _Message("rule.nothing") if wanted is None else wanted
        more: dict[str, object] = {"field": name, "found": found_words, "wanted": wanted_words}
        yield fault(compiled.file, compiled.id, "rule.example.differs", **values, **more)


def counter_example(compiled: Compiled, rules: Rulebook, number: int) -> Iterator[RuleError]:
    """Yield that the rule finds its counter-example `number`, where it does."""
    text = compiled.rule.counter_examples[number - 1].text
    if any(compiled.id in mention.rules for mention in probe.mentions(text, rules)):
        yield fault(compiled.file, compiled.id, "rule.counter-example.found", number=number, text=text)


class _Message:
    """A piece of a message, in the language of the reader at the time it is shown."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __str__(self) -> str:
        return messages.text(self._key)


def _differing(mention: Mention, wanted: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for name, value in wanted.items():
        said = mention.data.get(name)
        if plain(said) != plain(value):
            yield name, plain(said), plain(value)


def plain(value: Any) -> Any:
    """Return a value as examples write it: numbers and dates as text, several as a list.

    >>> plain(Decimal("45.50")), plain("45.5"), plain(date(2025, 12, 31)), plain((1, 2))
    ('45.5', '45.5', '2025-12-31', ['1', '2'])
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    try:
        number = Decimal(str(value)) if _NUMBER.fullmatch(str(value)) else None
    except InvalidOperation:
        number = None
    return (
        str(value)
        if number is None
        else f"{number:f}".rstrip("0").rstrip(".")
        if number % 1
        else f"{number:.0f}"
    )


_NUMBER = regex.compile(r"-?\d{1,40}(?:\.\d{1,20})?")
# Kinds of rule whose findings are mentions of another kind.
_MENTIONED = {"quantity": "measure", "bound": "measure", "trend": "measure", "zero": "measure"}


def _winner(compiled: Compiled, found: Sequence[Mention], text: str, rules: Rulebook) -> str | None:
    """Return the rule that holds the place where this one looks, None where it finds nothing at all."""
    folded = probe.passage(text, rules).folded
    kind = _MENTIONED.get(compiled.rule.kind, compiled.rule.kind)
    spans = [match.span() for match in compiled.matches(folded)]
    if kind == "indicator" and _cued(compiled, folded):
        spans.append((0, len(folded)))
    for wanted in (kind, "mask"):
        for mention in found:
            if mention.kind == wanted and any(mention.overlaps(*span) for span in spans):
                alike = (name for name in mention.rules if rules[name].rule.kind == compiled.rule.kind)
                return next(alike, mention.rules[0])
    return None


def _cued(compiled: Compiled, folded: str) -> bool:
    return any(all(part.search(folded, timeout=SLOW) for part in cue) for cue in compiled.cues)


# Hostile input


def hostile(compiled: Compiled, seen: set[str]) -> Iterator[RuleError]:
    """Yield the patterns of a rule that take too long on long texts; those in `seen` were tried."""
    own: list[tuple[str, str]] | None = None
    for written, source in _patterns(compiled):
        if source in seen:
            continue
        seen.add(source)
        own = own if own is not None else list(_made_for(compiled))
        slow = _slow(source, [*_SHARED, *own])
        if slow is not None:
            piece, length = slow
            values = {
                "text": _short(written),
                "seconds": f"{SLOW:g}",
                "length": length,
                "hostile": _short(piece),
            }
            yield fault(compiled.file, compiled.id, "rule.slow", **values)


def _patterns(compiled: Compiled) -> Iterator[tuple[str, str]]:
    """Yield each pattern of a rule as it is written and as it is used."""
    rule = compiled.rule
    if rule.words or rule.pattern:
        yield rule.pattern or "words", compiled.source
    for cue, sources in zip(rule.cues, compiled.cue_sources, strict=True):
        yield from zip(cue.split(" & "), sources, strict=True)
    if compiled.unless_source:
        yield " | ".join(rule.unless), compiled.unless_source


def _slow(source: str, texts: Sequence[tuple[str, str]]) -> tuple[str, int] | None:
    """Return what was repeated in the first text that takes a pattern too long, and the text's length."""
    pattern = regex.compile(source)
    for piece, text in texts:
        try:
            for _ in pattern.finditer(text, timeout=SLOW):
                pass
        except TimeoutError:
            return piece, len(text)
    return None


# An end that fits nothing makes a pattern try every way in which it could have begun.
_SHARED = [(piece, piece * (_LONG // len(piece)) + "!") for piece in _PIECES]


def _made_for(compiled: Compiled) -> Iterator[tuple[str, str]]:
    """Yield hostile texts out of a rule's own examples: these get past the beginning of its patterns.

    The example at the end holds what a pattern cannot do without; where that is missing nothing is tried.
    """
    folded = [lower(given.text) for given in compiled.rule.examples]
    pieces = dict.fromkeys(char for text in folded for char in text)
    words = dict.fromkeys(word for text in folded for word in text.split())
    for piece in (*pieces, *words, *(f"{word} " for word in words), *(f"{text} " for text in folded)):
        yield piece, piece * (_OWN // len(piece) + 1) + "! " + folded[0]


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
