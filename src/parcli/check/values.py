"""Two values for one indicator: the same thing asked for twice, and not as much of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import regex

from parcli.check.draft import Draft
from parcli.check.records import Finding
from parcli.compare import change, cues, words
from parcli.compare.promises import Promise, unit_of
from parcli.model import Span, Target
from parcli.render.safe import one_line

# How many of the words of both clauses they share: from here on they may speak of the same thing, from
# there on they do. What else they have in common is asked for beforehand.
_ALIKE, _SAME = 0.45, 0.8
# A text that states one thing in more ways than this is no plan; the rest of them are not compared.
_MOST = 60
_NUMBER = regex.compile(r"(?<!\w)\d+")


def find(draft: Draft) -> Iterator[Finding]:
    """Yield the second of two promises that cannot both be meant."""
    stated: dict[object, dict[object, Promise]] = defaultdict(dict)
    for promise in draft.promises:
        if promise.target.indicator is None or promise.target.measure.value is None:
            continue
        known = stated[_subject(promise)]
        for first in list(known.values()) if len(known) < _MOST else ():
            likeness = _likeness(first, promise)
            if likeness >= _ALIKE and _same_thing(first, promise) and _value(first) != _value(promise):
                yield _finding(draft, first, promise, likeness)
        known.setdefault((_value(promise), promise.last.words), promise)


def _likeness(first: Promise, second: Promise) -> float:
    """Return how many of the words of both clauses they share."""
    every = first.last.words | second.last.words
    return len(first.last.words & second.last.words) / len(every) if every else 0.0


def _finding(draft: Draft, first: Promise, second: Promise, likeness: float) -> Finding:
    sure = likeness >= _SAME and first.target.wording == second.target.wording
    return draft.finding(
        "two-values", "error" if sure else "warning", second.target.span, (first.target, second.target),
        why="two-values" if sure else "two-values.maybe",
        first=one_line(first.target.measure.text), second=one_line(second.target.measure.text),
        quote=one_line(first.target.text),
    )  # fmt: skip


def _same_thing(first: Promise, second: Promise) -> bool:
    """Return whether two promises have all in common that records say of what is asked for, and when."""
    one, two = first.target, second.target
    return (
        change.between(first, second, 1.0).comparable
        and cues.contradiction(first.last.cues, second.last.cues) is None
        and words.denominator(one.text) == words.denominator(two.text)
        and not _overlap(one.span, two.span)
        and _numbers(one) == _numbers(two)
    )


def _overlap(one: Span, two: Span) -> bool:
    """Return whether two clauses share words: members of one list do."""
    return one.start < two.end and two.start < one.end


def _numbers(target: Target) -> frozenset[str]:
    """Return the numbers of a clause beside its measure and its time: "tiêu chí số 2" is not "tiêu chí số 3"."""
    text = target.text
    for part in (target.measure.text, target.deadline.text if target.deadline else ""):
        text = text.replace(part, " ") if part else text
    return frozenset(_NUMBER.findall(text))


def _subject(one: Promise) -> object:
    target = one.target
    deadline = target.deadline
    due = deadline and (deadline.kind == "recurring", deadline.start, one.last.due)
    return (
        target.indicator, frozenset(target.scope.levels), frozenset(target.scope.sectors), target.scope.except_,
        unit_of(target), target.measure.kind, target.measure.direction, due,
        target.baseline.year if target.baseline else None,
    )  # fmt: skip


def _value(one: Promise) -> object:
    measure = one.target.measure
    return measure.value, measure.upper
