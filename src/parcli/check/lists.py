"""Lists that announce how many things they hold, and hold more or fewer."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from parcli import fates
from parcli.check.draft import Draft
from parcli.check.records import Finding
from parcli.recognise import numerals
from parcli.segment import Passage

_COUNTED = regex.compile(r"\d|[a-zđ]\s?[).]|[IVX]", regex.IGNORECASE)


def find(draft: Draft) -> Iterator[Finding]:
    """Yield the announcements that the list below them does not keep."""
    every = list(fates.each(draft.walk.passages))
    for passage in draft.passages():
        if passage.row is not None or not (passage.opening or passage.heading):
            continue
        for hit in draft.hits("announcement", passage):
            try:
                said = int(numerals.number(hit.match["count"]))
            except ValueError:
                continue
            items = _items(passage, every)
            told = draft.tells(passage, *draft.sentence(passage, hit.start))
            if told or not items or len(items) == said:
                continue
            sure = all(_COUNTED.match(one.block.marker.strip("(*# ")) for one in items)
            span = draft.span(passage, hit.start, hit.end)
            yield draft.finding(
                "list-count", "error" if sure else "warning", span,
                why="list-count" if sure else "list-count.maybe", said=said, found=len(items),
            )  # fmt: skip


def _items(opening: Passage, every: list[Passage]) -> list[Passage]:
    """Return the items right below an opening, marked alike; nothing where text without marks stands between."""
    below = [one for one in every if one.row is None and one.parents[-1:] == (opening,)]
    marked = [one for one in below if one.block.marker]
    if not marked or below[0] is not marked[0]:
        return []
    return [one for one in marked if one.rank == marked[0].rank]
