"""Figures out of judged documents: sums, shares, and how far they can be trusted."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parcli.evaluate.gold import OPEN
from parcli.evaluate.match import Judged
from parcli.evaluate.records import FIELDS, FIGURES, MORE_FIELDS, By, Figure, Group

# How often documents are drawn anew, and from which seed: the same gold gives the same intervals.
_DRAWS, _SEED = 1000, 76
_CONFIDENCE = 0.95
# What a document says of itself that depends on the file and not on a reader.
_OF_THE_FILE = ("id", "source", "sha256", "encoding", "within")


@dataclass(frozen=True)
class Tally:
    """What one document gives to each figure: how much is right, and out of how much."""

    gold: int
    found: int
    matched: int
    figures: Mapping[str, tuple[int, int]]


def tally(judged: Judged, kind: str | None = None) -> Tally:
    """Return the tally of one document, or of its targets of one kind of measure.

    A target of the gold is of the kind that the gold says, a spurious one of its own.
    """
    pairs = [pair for pair in judged.pairs if kind in (None, pair.wanted.line.kind)]
    missed = sum(kind in (None, one.line.kind) for one in judged.missed)
    spurious = sum(kind in (None, target.measure.kind) for target in judged.spurious)
    matched, gold, found = len(pairs), len(pairs) + missed, len(pairs) + spurious
    figures = {
        "detection": (2 * matched, gold + found),
        "precision": (matched, found),
        "recall": (matched, gold),
        "exact": (2 * sum(pair.exact for pair in pairs), gold + found),
    }
    for field in (*FIELDS, *MORE_FIELDS):
        checked = [pair.right[field] for pair in pairs if field in pair.right]
        figures[field] = (sum(checked), len(checked))
    said = list(metadata(judged)) if kind is None else []
    figures["metadata"] = (sum(wanted == found for _, wanted, found in said), len(said))
    return Tally(gold, found, matched, figures)


def metadata(judged: Judged) -> Iterator[tuple[str, object, object]]:
    """Yield what the gold settles of the document itself: field, wanted, found."""
    found = judged.extraction.document.json_dict()
    for field, wanted in judged.gold.document.items():
        if field in found and field not in _OF_THE_FILE and wanted != OPEN:
            yield field, wanted, found[field]


def group(by: By, name: str, documents: Sequence[Tally], before: Sequence[Tally] | None = None) -> Group:
    """Return the figures of some documents together, with those of a run before where there is one."""
    bounds = _bounds([one.figures for one in documents])
    figures = {}
    for figure in FIGURES:
        right, of = _sum(documents, figure)
        if figure in MORE_FIELDS and not of:
            continue
        low, high = bounds.get(figure, (None, None))
        figures[figure] = Figure(
            value=_share(figure, right, of) if documents else None, low=low, high=high, right=right, of=of,
            before=_share(figure, *_sum(before, figure)) if before is not None else None,
        )  # fmt: skip
    return Group(
        by=by, name=name, documents=len(documents), gold=sum(one.gold for one in documents),
        found=sum(one.found for one in documents), matched=sum(one.matched for one in documents),
        figures=figures,
    )  # fmt: skip


def _sum(documents: Sequence[Tally], figure: str) -> tuple[int, int]:
    parts = [one.figures[figure] for one in documents]
    return sum(right for right, _ in parts), sum(of for _, of in parts)


def _share(figure: str, right: int, of: int) -> float | None:
    if not of:
        # Nothing was there to be found, and nothing was found: that is as it should be.
        return 1.0 if figure in ("detection", "exact") else None
    return right / of


def _bounds(documents: Sequence[Mapping[str, tuple[int, int]]]) -> dict[str, tuple[float, float]]:
    """Return between which values each figure lies with 95 % confidence.

    Whole documents are drawn with replacement, because targets of one document share their mistakes.
    """
    if len(documents) < 2:
        return {}
    drawing = random.Random(_SEED)
    places = range(len(documents))
    draws = [drawing.choices(places, k=len(documents)) for _ in range(_DRAWS)]
    bounds = {}
    for figure in FIGURES:
        parts = [document[figure] for document in documents]
        shares = []
        for draw in draws:
            of = sum(parts[place][1] for place in draw)
            if of:
                shares.append(sum(parts[place][0] for place in draw) / of)
        # Of one document alone nothing is known of how documents differ.
        if sum(of > 0 for _, of in parts) > 1:
            shares.sort()
            cut = (1 - _CONFIDENCE) / 2 * (len(shares) - 1)
            bounds[figure] = shares[math.floor(cut)], shares[-1 - math.floor(cut)]
    return bounds
