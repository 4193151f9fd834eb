"""Tasks that are given to nobody, and bodies that are there no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from parcli import bodies
from parcli.check.draft import Draft
from parcli.check.records import Finding
from parcli.model import Agency, Target
from parcli.render import phrase

# How many days after the law a province may have reorganised its own bodies.
_REORGANISING = timedelta(days=45)
# A plan gives its tasks to agencies where so large a share of them has one.
_MOST = 0.6


def find(draft: Draft) -> Iterator[Finding]:
    """Yield the tasks without an agency, and each body that has ended."""
    if draft.is_report:
        return
    yield from _unassigned(draft)
    yield from _ended(draft)


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
                if not one.agencies
            )
    # Where a table gives out the tasks, the text before it need not.
    if _mostly_given(tasks) and not any(map(_mostly_given, tables.values())):
        yield from (
            draft.finding("no-agency", "warning", one.span, [one])
            for one in tasks
            if not one.agencies and one.wording != "exploratory"
        )


def _mostly_given(targets: list[Target]) -> bool:
    given = sum(1 for one in targets if any(agency.role in ("lead", "advise") for agency in one.agencies))
    return len(targets) >= 3 and given >= _MOST * len(targets)


def _ended(draft: Draft) -> Iterator[Finding]:
    """Yield each body that ended before the day of issue, where it is first given something to do."""
    day = draft.day
    if day is None:
        return
    named: dict[str, list[tuple[Agency, Target]]] = defaultdict(list)
    for target in draft.targets:
        for agency in target.agencies:
            named[agency.id].append((agency, target))
    for identity, given in named.items():
        body = bodies.ended(identity, day, draft.rules)
        if body is None or body.until is None:
            continue
        agency, target = given[0]
        sure = day - body.until > _REORGANISING
        after = bodies.listed(draft.rules).get(body.successor or "")
        yield draft.finding(
            "ended-agency", "error" if sure else "warning", agency.span or target.span,
            list({one.id: one for _, one in given}.values()), why="ended-agency" if sure else "ended-agency.maybe",
            name=body.name, until=phrase.day(body.until), successor=after.name if after else "–",
        )  # fmt: skip
