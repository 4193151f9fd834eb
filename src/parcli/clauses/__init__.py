"""Sentences of a passage → clauses: each measure with the words that belong to it.

A clause knows its own words, the head that a list leans on, and the tail that it shares.
"""

from __future__ import annotations

from collections.abc import Sequence

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
    found = Found(passage)
    folded = passage.folded
    masked = _masks(folded, rules)
    found.masks = masked["all"]
    time_masks = masked["all"] + masked["deadline"]
    found.times = deadlines.find(folded, rules, year, time_masks, bare=bare_times, spans=spans)
    found.no_such_days = deadlines.no_such_days(folded, rules)
    found.levels = scopes.levels(folded, rules)
    equivalents = scopes.equivalents(folded, rules)
    number_masks = [
        *masked["all"], *masked["measure"], *((time.start, time.end) for time in found.times),
        *((item.start, item.end) for item in equivalents), *(match.span() for match in rules.fragment("added-in-brackets").finditer(folded)),
    ]  # fmt: skip
    quantities = measures.find(folded, rules, passage.words, number_masks)
    taken = [(quantity.start, quantity.end) for quantity in quantities]
    for more in (wordless.trends(folded, rules), wordless.zeros(folded, rules)):
        quantities += [quantity for quantity in more if not covered(taken, quantity.start, quantity.end)]
        taken = [(quantity.start, quantity.end) for quantity in quantities]
    quantities.sort(key=lambda quantity: quantity.start)
    baselines = scopes.baselines(folded, rules)
    for sentence in passage.sentences:
        _sentence(found, sentence, quantities, equivalents, baselines, rules)
    return found


def _masks(folded: str, rules: Rulebook) -> dict[str, list[tuple[int, int]]]:
    """Return the stretches that hold no measure, no deadline or neither, by what they mask."""
    masked: dict[str, list[tuple[int, int]]] = {"all": [], "measure": [], "deadline": []}
    for hit in hits(rules, "mask", folded):
        masked[str(hit.rule.rule.gives["masks"])].append((hit.start, hit.end))
    return masked


def _sentence(
    found: Found, sentence: tuple[int, int], quantities: Sequence[Quantity],
    equivalents: Sequence[EquivalentMention], baselines: Sequence[tuple[Hit, int | None]], rules: Rulebook,
) -> None:  # fmt: skip
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
    found.clauses += made
