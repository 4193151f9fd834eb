"""Sentences of a passage → clauses: each measure with the words that belong to it.

A clause knows its own words, the head that a list leans on, and the tail that it shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from parcli import segment
from parcli.clauses import cut, lists, shared
from parcli.clauses.clause import Clause, Found
from parcli.clauses.lists import content
from parcli.recognise import deadlines, measures, scopes, wordless
from parcli.recognise.mention import Hit, covered, hits
from parcli.recognise.quantity import Quantity
from parcli.recognise.scopes import EquivalentMention
from parcli.rulebook import Rulebook
from parcli.segment import Passage

__all__ = ["Clause", "Found", "content", "find"]


def find(
    passage: Passage, rules: Rulebook, year: int | None, *, bare_times: bool = False, spans: bool = False
) -> Found:
    """Return what stands in a passage: clauses with measures, tasks without one, times, levels."""
    folded = passage.folded
    if not (deadlines.stated(folded, rules) or any(hits(rules, kind, folded) for kind in _COMMITTING)):
        quiet = Found(passage, rules, partial(_clauses, quantities=(), rules=rules))
        quiet.quiet = True
        return quiet
    found = Found(passage, rules, partial(_with_measures, rules=rules))
    time_masks = found.masks + found.masked["deadline"]
    found.times = deadlines.find(folded, rules, year, time_masks, bare=bare_times, spans=spans)
    found.no_such_days = deadlines.no_such_days(folded, rules)
    return found


# The kinds of rules that find measures, and what is completed without one.
_COMMITTING = ("quantity", "trend", "zero", "completion")


def _with_measures(found: Found, rules: Rulebook) -> list[Clause]:
    """Return the clauses of a passage with the measures that stand in it."""
    folded = found.passage.folded
    equivalents = scopes.equivalents(folded, rules)
    number_masks = [
        *found.masks, *found.masked["measure"], *((time.start, time.end) for time in found.times),
        *((item.start, item.end) for item in equivalents), *(match.span() for match in rules.fragment("added-in-brackets").finditer(folded)),
    ]  # fmt: skip
    quantities = measures.find(folded, rules, found.passage.words, number_masks)
    taken = [(quantity.start, quantity.end) for quantity in quantities]
    for more in (wordless.trends(folded, rules), wordless.zeros(folded, rules)):
        quantities += [quantity for quantity in more if not covered(taken, quantity.start, quantity.end)]
        taken = [(quantity.start, quantity.end) for quantity in quantities]
    quantities.sort(key=lambda quantity: quantity.start)
    return _clauses(found, quantities, rules, equivalents, scopes.baselines(folded, rules))


def _clauses(
    found: Found, quantities: Sequence[Quantity], rules: Rulebook,
    equivalents: Sequence[EquivalentMention] = (), baselines: Sequence[tuple[Hit, int | None]] = (),
) -> list[Clause]:  # fmt: skip
    return [
        clause
        for sentence in found.passage.sentences
        for clause in _sentence(found, sentence, quantities, equivalents, baselines, rules)
    ]


def _sentence(
    found: Found, sentence: tuple[int, int], quantities: Sequence[Quantity],
    equivalents: Sequence[EquivalentMention], baselines: Sequence[tuple[Hit, int | None]], rules: Rulebook,
) -> list[Clause]:  # fmt: skip
    folded = found.passage.folded
    made: list[Clause] = []
    for part in segment.parts(folded, *sentence):
        inside = [quantity for quantity in quantities if part[0] <= quantity.core[0] < part[1]]
        made += cut.part(found, part, sentence, inside, rules)
    for clause in made:
        shared.attach(clause, found, equivalents)
    lists.lean(made, found, rules)
    shared.levels(made, found, rules)
    for clause in made:
        shared.baseline(clause, made, baselines)
    return made
