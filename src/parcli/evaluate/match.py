"""Gold and found, side by side: which target found is which target of the gold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parcli.compare import assign
from parcli.evaluate import agree
from parcli.evaluate.codes import CORE
from parcli.evaluate.gold import Gold, Wanted
from parcli.evaluate.records import EXACT
from parcli.model import Extraction, Target

# A task or a trend states no number: its time or its clause shows as well what it is.
NUMBERLESS = ("completion", "trend")
# Characters. A claim to more than this says nothing of where a measure stands.
_LONGEST = 400
# A measure may run somewhat beyond the anchor, but not take a whole sentence for it.
_BEYOND, _SLACK = 3, 80
# A pair with a target that must be found comes before every pair with optional ones.
_REQUIRED = 10_000.0


@dataclass(frozen=True)
class Pair:
    """A target of the gold and the one found for it, with what of it is right; what is open is in neither."""

    wanted: Wanted
    found: Target
    right: Mapping[str, bool]

    @property
    def exact(self) -> bool:
        """Whether every field that makes a target exact is right."""
        return all(self.right.get(field, True) for field in EXACT)


@dataclass(frozen=True)
class Judged:
    """One document's extraction beside its gold.

    `pairs` hold only what counts: a target found for an optional one of the gold, or outside the part
    that was read, is in none of the three.
    """

    name: str
    gold: Gold
    extraction: Extraction
    pairs: tuple[Pair, ...]
    missed: tuple[Wanted, ...]
    spurious: tuple[Target, ...]


def judge(name: str, gold: Gold, extraction: Extraction, text: str) -> Judged:
    """Return what an extraction has right, one to one, so that the most fields agree."""
    targets = [
        target
        for target in extraction.targets
        if (gold.start, gold.end) == (0, len(text))
        or any(gold.start <= start < gold.end for start, _ in claims(target, text))
    ]
    chosen = _pairs(gold, targets, text)
    met = {id(pair.wanted) for pair in chosen} | {id(pair.found) for pair in chosen}
    return Judged(
        name, gold, extraction,
        pairs=tuple(pair for pair in chosen if not pair.wanted.line.optional),
        missed=tuple(one for one in gold.targets if not one.line.optional and id(one) not in met),
        spurious=tuple(target for target in targets if id(target) not in met),
    )  # fmt: skip


def _pairs(gold: Gold, targets: Sequence[Target], text: str) -> list[Pair]:
    codes = CORE | gold.codes
    possible: dict[int, dict[int, Pair]] = {}
    links: dict[int, dict[int, float]] = {}
    for row, target in enumerate(targets):
        spans = list(claims(target, text))
        for column, wanted in enumerate(gold.targets):
            shared = max((_shared(wanted, *span) for span in spans), default=0.0)
            if shared:
                pair = Pair(wanted, target, agree.right(wanted.line, target, codes))
                possible.setdefault(row, {})[column] = pair
                rank = 1.0 if wanted.line.optional else _REQUIRED
                # The share of characters decides only where as many fields agree.
                weight = rank * (1 + sum(pair.right.values())) + shared / 2
                links.setdefault(row, {})[column] = weight
    return [possible[row][column] for row, column in sorted(assign.sparse(links))]


def claims(target: Target, text: str) -> Iterator[tuple[int, int]]:
    """Yield where a target says that its measure stands, if it quotes what stands there."""
    parts = [(target.measure.text, target.measure.span)]
    if target.measure.kind in NUMBERLESS:
        if target.deadline is not None and target.deadline.span is not None:
            parts.append((target.deadline.text, target.deadline.span))
        parts.append((target.text, target.span))
    for words, span in parts:
        if words and len(words) <= _LONGEST and text[span.start : span.end] == words:
            yield span.start, span.end


def _shared(wanted: Wanted, start: int, end: int) -> float:
    """Return which share of the characters of either is of both; 0 where they are not the same measure."""
    far_beyond = end - start > max(_SLACK, _BEYOND * (wanted.end - wanted.start))
    if far_beyond and wanted.line.kind not in NUMBERLESS:
        return 0.0
    both = min(end, wanted.end) - max(start, wanted.start)
    return max(both, 0) / (max(end, wanted.end) - min(start, wanted.start))
