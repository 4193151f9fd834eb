"""Everything that all rules find in one text: what examples of rules and `explain` are held against."""

from __future__ import annotations

from parcli import clauses, layout
from parcli.clauses import Found
from parcli.normalise import clean
from parcli.recognise import agencies, indicators, roles, scopes
from parcli.recognise.mention import Hit, Mention, group, hits, longest
from parcli.rulebook import Rulebook
from parcli.segment import Passage

# Examples without a year are read as if they stood in a document of this one.
EXAMPLE_YEAR = 2024


def passage(text: str, rules: Rulebook) -> Passage:
    """Return `text` as one passage without anything above it."""
    block = layout.Block(((0, len(text)),))
    return Passage(clean(text, block.pieces, rules.spelling), block, layout.PARAGRAPH, False, ())


def mentions(text: str, rules: Rulebook, *, bare_times: bool = True) -> list[Mention]:
    """Return what the rules find in `text` with all of them competing, in reading order."""
    one = passage(text, rules)
    found = clauses.find(one, rules, EXAMPLE_YEAR, bare_times=bare_times)
    made = stated(found, rules)
    for kind in (
        "task",
        "completion",
        "aspect",
        "section",
        "column",
        "predicate",
        "document",
        "furniture",
        "progress",
        "role",
    ):
        made += [_mention(kind, hit, one) for hit in hits(rules, kind, one.folded)]
    for kind in ("recurrence", "issuer", "announcement", "whole", "contrary", "above-whole", "written-day"):
        made += [_mention(kind, hit, one) for hit in longest(hits(rules, kind, one.folded))]
    return sorted(made, key=_place)


def stated(found: Found, rules: Rulebook) -> list[Mention]:
    """Return what a passage says of targets, in reading order: measures, times, bodies, scopes, masks, indicators."""
    one, folded = found.passage, found.passage.folded
    made: list[Mention] = [clause.measure.mention() for clause in found.clauses if clause.measure is not None]
    made += _between(found, rules)
    made += [time.mention() for time in found.times]
    bodies = agencies.find(folded, one.text, rules, one.words)
    made += [body.mention() for body in bodies]
    made += [
        Mention("role", item.body.start, item.body.end, item.rules, {"role": item.role, "id": item.body.id})
        for item in roles.assign(folded, bodies, rules)
    ]
    made += scopes.mentions(folded, rules)
    finding = indicators.find(folded, rules)
    if finding is not None:
        made.append(Mention("indicator", *finding.span, finding.rules, {"code": finding.code}))
    for index in indicators.indices(folded, rules):
        made.append(Mention("indicator", *index.span, index.rules, {"code": index.code}))
    made += [_mention("mask", hit, one) for hit in hits(rules, "mask", folded)]
    return sorted(made, key=_place)


def _place(mention: Mention) -> tuple[int, int, tuple[str, ...]]:
    return mention.start, mention.end, mention.rules


def _between(found: Found, rules: Rulebook) -> list[Mention]:
    """Return the words between a number and what governs it: they say nothing, so no measure names their rule."""
    made = []
    for hit in hits(rules, "bound", found.passage.folded):
        if {"operator", "direction"} & set(hit.rule.rule.gives):
            continue
        for clause in found.clauses:
            measure = clause.measure
            if (
                measure is not None
                and min(measure.head, measure.start) <= hit.start
                and hit.end <= measure.end
            ):
                made.append(Mention("bound", hit.start, hit.end, (hit.rule.id,), measure.mention().data))
    return made


def _mention(kind: str, hit: Hit, one: Passage) -> Mention:
    data = dict(hit.rule.rule.gives)
    for name in hit.match.groupdict():
        value = group(hit.match, name)
        if value is not None:
            # What a document says of itself keeps its capitals: "06/CT-UBND".
            data[name] = one.text[slice(*hit.match.span(name))] if kind == "document" else value
    return Mention(kind, hit.start, hit.end, (hit.rule.id,), data)
