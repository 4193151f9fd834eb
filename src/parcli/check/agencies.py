"""Tasks that are given to nobody, and bodies that are there no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from parcli import bodies, places
from parcli.check.draft import Draft
from parcli.check.records import Finding
from parcli.model import Span, Target
from parcli.recognise import agencies
from parcli.recognise.mention import covered, hits
from parcli.render import phrase
from parcli.segment import Passage

# How many days after the law a province may have reorganised its own bodies.
_REORGANISING = timedelta(days=45)
# A plan gives its tasks to agencies where so large a share of them has one.
_MOST = 0.6
# How many characters before a name may tell that the body is no more.
_NEAR = 80


def find(draft: Draft) -> Iterator[Finding]:
    """Yield the tasks without an agency, and each body that has ended."""
    if not draft.is_report:
        yield from _unassigned(draft)
        yield from _ended(draft)
        yield from _districts(draft)


def _unassigned(draft: Draft) -> Iterator[Finding]:
    tables: dict[int, list[Target]] = defaultdict(list)
    tasks: list[Target] = []
    for target in draft.targets:
        if target.place.table is not None:
            tables[target.place.table].append(target)
        elif target.measure.kind == "completion" and target.deadline and target.deadline.origin == "clause":
            tasks.append(target)
    for rows in tables.values():
        if _mostly_given(rows):
            yield from (
                draft.finding("no-agency", "error", one.span, [one], why="no-agency.row")
                for one in rows
                if not _is_given(one)
            )
    # Where a table gives out the tasks, the text before it need not.
    if _mostly_given(tasks) and not any(map(_mostly_given, tables.values())):
        yield from (
            draft.finding("no-agency", "warning", one.span, [one])
            for one in tasks
            if not one.agencies and one.wording != "exploratory"
        )


def _is_given(target: Target) -> bool:
    return any(agency.role in ("lead", "advise") for agency in target.agencies)


def _mostly_given(targets: list[Target]) -> bool:
    return len(targets) >= 3 and sum(map(_is_given, targets)) >= _MOST * len(targets)


@dataclass
class _Naming:
    """Where an ended body is named first, and what it is given to do; nothing where it is only named."""

    span: Span
    targets: list[Target]


def _ended(draft: Draft) -> Iterator[Finding]:
    """Yield each body that ended before the day of issue, where it is first given something to do, or named."""
    day = draft.day
    if day is None:
        return
    named: dict[str, _Naming] = {}
    for target in draft.targets:
        for agency in target.agencies:
            naming = named.setdefault(agency.id, _Naming(agency.span or target.span, []))
            if naming.targets[-1:] != [target]:
                naming.targets.append(target)
    for passage in draft.passages():
        for identity, span in _named(draft, passage):
            named.setdefault(identity, _Naming(span, []))
    for identity, naming in named.items():
        body = bodies.ended(identity, day, draft.rules)
        if body is None or body.until is None:
            continue
        sure = bool(naming.targets) and day - body.until > _REORGANISING
        after = bodies.listed(draft.rules).get(body.successor or "")
        yield draft.finding(
            "ended-agency", "error" if sure else "warning", naming.span, naming.targets,
            why="ended-agency" if sure else "ended-agency.maybe",
            name=body.name, until=phrase.day(body.until), successor=after.name if after else "–",
        )  # fmt: skip


def _districts(draft: Draft) -> Iterator[Finding]:
    """Yield the first target for districts alone, once there are none."""
    until = places.districts_until()
    given = [one for one in draft.targets if one.scope.levels == ("district",)]
    if given and draft.day is not None and draft.day > until:
        yield draft.finding(
            "ended-agency",
            "error",
            given[0].span,
            given,
            why="ended-agency.districts",
            until=phrase.day(until),
        )


def _named(draft: Draft, passage: Passage) -> Iterator[tuple[str, Span]]:
    """Yield the bodies that a passage names as if they were there still."""
    if passage.header:
        return
    masks = [
        (hit.start, hit.end)
        for hit in hits(draft.rules, "mask", passage.folded)
        if hit.rule.rule.gives["masks"] == "all"
    ]
    before, behind = (draft.rules.fragment(f"former-{side}") for side in ("before", "behind"))
    for body in agencies.find(passage.folded, passage.text, draft.rules, passage.words):
        sentence = draft.sentence(passage, body.start)
        told = before.search(passage.folded, max(sentence[0], body.start - _NEAR), body.start)
        if told or behind.match(passage.folded, body.end) or covered(masks, body.start, body.end):
            continue
        if not draft.tells(passage, *sentence):
            yield body.id, draft.span(passage, body.start, body.end)
