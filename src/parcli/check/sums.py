"""Sums that cannot be: shares of one whole above a hundred, parts greater than what they are parts of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import regex

from parcli import clauses, messages
from parcli.check.draft import Draft
from parcli.check.records import Finding
from parcli.recognise import measures
from parcli.recognise.quantity import Quantity
from parcli.render.safe import number
from parcli.segment import Passage

# Shares that are rounded may come to a little more than the whole.
_ROUNDED = Decimal("0.5")
_BRACKETS = regex.compile(r"\([^()]*\)")


def find(draft: Draft) -> Iterator[Finding]:
    """Yield each whole that its parts do not fit into."""
    for passage in draft.passages():
        for hit in draft.hits("whole", passage):
            start, end = draft.sentence(passage, hit.start)
            if draft.tells(passage, start, end):
                continue
            stated = _quantities(draft, passage)
            listed = [one for one in stated if hit.end <= one.start and one.end <= end]
            if hit.rule.rule.gives["whole"] == "hundred":
                yield from _above_hundred(draft, passage, hit.start, listed)
            else:
                before = [one for one in stated if start <= one.start and one.end <= hit.start]
                yield from _above_total(draft, passage, before[-1:], listed)


def _quantities(draft: Draft, passage: Passage) -> list[Quantity]:
    """Return all numbers with units but those in brackets, those too that no target is made of."""
    found = clauses.find(passage, draft.rules, None)
    aside = [match.span() for match in _BRACKETS.finditer(passage.folded)]
    return measures.find(passage.folded, draft.rules, passage.words, [*found.masks, *aside], cued=False)


def _above_hundred(
    draft: Draft, passage: Passage, start: int, listed: Sequence[Quantity]
) -> Iterator[Finding]:
    """Yield that shares of one whole come to more than a hundred per cent, at their least."""
    shares = list(_of_sectors(draft, passage, start, listed))
    if len(shares) < 2 or any(one.operator in ("<", "<=") for one in shares):
        return
    total = _total(shares)
    if total > 100 + _ROUNDED:
        span = draft.span(passage, start, shares[-1].end)
        yield draft.finding("sum", "error", span, draft.within(span), why="sum.hundred", total=_shown(total))


def _of_sectors(draft: Draft, passage: Passage, start: int, listed: Sequence[Quantity]) -> Iterator[Quantity]:
    """Yield the shares that a sector stands before, up to the first that is a share of something else."""
    sector, other = (draft.rules.fragment(name) for name in ("sector", "other-share"))
    for one in listed:
        if (
            not (one.unit or "").startswith("%")
            or one.direction != "reach"
            or other.search(passage.folded, start, one.start)
        ):
            return
        if sector.search(passage.folded, start, one.start):
            yield one
        start = one.end


def _above_total(
    draft: Draft, passage: Passage, before: Sequence[Quantity], listed: Sequence[Quantity]
) -> Iterator[Finding]:
    """Yield a part, or parts together, greater than the total that stands before them."""
    for whole in before:
        if whole.kind not in ("count", "money") or whole.operator not in ("=", "<=", "<") or not whole.value:
            continue
        parts = [one for one in listed if (one.kind, one.unit) == (whole.kind, whole.unit)]
        most = whole.upper or whole.value
        if _total(parts) <= most:
            continue
        sure = any((one.value or 0) > most for one in parts)
        span = draft.span(passage, whole.start, parts[-1].end)
        yield draft.finding(
            "sum", "error" if sure else "warning", span, draft.within(span),
            why="sum.part" if sure else "sum.parts", total=_shown(_total(parts)), whole=_shown(most),
            part=_shown(max(one.value or Decimal(0) for one in parts)), unit=whole.unit or "",
        )  # fmt: skip


def _total(parts: Sequence[Quantity]) -> Decimal:
    return sum((one.value or Decimal(0) for one in parts), Decimal(0))


def _shown(value: Decimal) -> str:
    return number(value, messages.language())
