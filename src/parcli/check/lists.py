"""Lists that announce how many things they hold, and hold more or fewer."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from parcli import fates
from parcli.check.draft import Draft
from parcli.check.records import Finding
from parcli.recognise import numerals
from parcli.segment import Passage

_MARK = regex.compile(r"\((\d{1,2})\)")
_COUNTED = regex.compile(r"\d|[a-zđ]\s?[).]|[IVX]", regex.IGNORECASE)


def find(draft: Draft) -> Iterator[Finding]:
    """Yield the announcements that the list behind or below them does not keep."""
    every = list(fates.each(draft.walk.passages))
    for passage in draft.passages():
        for hit in draft.hits("announcement", passage) if passage.row is None else ():
            said = _number(hit.match["count"])
            if said is None or draft.tells(passage, *draft.sentence(passage, hit.start)):
                continue
            count, sure = _inline(passage.folded[hit.end :]), True
            if not count and (passage.opening or passage.heading):
                items = _items(passage, every)
                count = len(items)
                sure = all(_COUNTED.match(one.block.marker.strip("(*# ")) for one in items)
            if count and count != said:
                yield draft.finding(
                    "list-count", "error" if sure else "warning", draft.span(passage, hit.start, hit.end),
                    why="list-count" if sure else "list-count.maybe", said=said, found=count,
                )  # fmt: skip


def _number(text: str) -> int | None:
    try:
        return int(numerals.number(text))
    except ValueError:
        return None


def _inline(text: str) -> int:
    """Return how many items a text counts off itself: "(1) ...; (2) ...", 0 where it does not."""
    marks = [int(match[1]) for match in _MARK.finditer(text)]
    return len(marks) if len(marks) > 1 and marks == list(range(1, len(marks) + 1)) else 0


def _items(opening: Passage, every: list[Passage]) -> list[Passage]:
    """Return the items right below an opening, marked alike; nothing where text without marks stands between."""
    below = [one for one in every if one.row is None and one.parents[-1:] == (opening,)]
    marked = [one for one in below if one.block.marker]
    if not marked or below[0] is not marked[0]:
        return []
    return [one for one in marked if one.rank == marked[0].rank]
