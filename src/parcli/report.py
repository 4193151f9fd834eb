"""What a report of some sides is made of: their targets, a matrix, a comparison, the texts they quote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from parcli import taxonomy
from parcli.compare import Options, Side
from parcli.compare import compare as compared
from parcli.compare.matrix import Matrix, Wanted, matrix
from parcli.compare.records import Comparison
from parcli.model import SCHEMA_VERSION, Document, Extraction, Target

# Each pair of sides is compared, so that twice the sides are four times the work and the quotes.
MOST_COMPARED = 8


@dataclass(frozen=True)
class Report:
    """What is said of some sides; `matrix` has a side's label in the place of a province.

    `comparison` is None for one side and for more than MOST_COMPARED, `matrix` for one side.
    `text_of` gives the text of a document where it is at hand; it is asked for what is shown.
    """

    sides: tuple[Side, ...]
    extractions: tuple[Extraction, ...]
    text_of: Callable[[Document], str | None]
    matrix: Matrix | None
    comparison: Comparison | None


def compose(
    sides: Sequence[Side], text_of: Callable[[Document], str | None], *, options: Options | None = None
) -> Report:
    """Return the report of one side or more, of the targets that `options` want."""
    options = options or Options()
    documents = {document.id: document for side in sides for document in side.documents}
    targets: dict[str, dict[str, Target]] = {name: {} for name in documents}
    for side in sides:
        for target, document in side.targets:
            if _wants(options, target):
                targets[document.id][target.id] = target
    several = len(sides) > 1
    return Report(
        tuple(sides),
        tuple(
            Extraction(schema_version=SCHEMA_VERSION, document=document, targets=tuple(targets[name].values()))
            for name, document in documents.items()
        ),
        text_of,
        _matrix(sides, options) if several else None,
        compared(sides, options=options) if several and len(sides) <= MOST_COMPARED else None,
    )  # fmt: skip


def _wants(options: Options, target: Target) -> bool:
    code = target.indicator
    codes = {code, taxonomy.family(code) if code else None}
    return (
        (not options.indicators or bool(codes & options.indicators))
        and (not options.areas or target.area in options.areas)
        and (not options.levels or bool(options.levels & set(target.scope.levels)))
    )


def _matrix(sides: Sequence[Side], options: Options) -> Matrix:
    """Return the sides by indicators, for the year in which the last of them begins to plan."""
    years = [side.years[0] for side in sides if side.years]
    wanted = Wanted(tuple(sorted(options.indicators)), options.areas, options.levels)
    labelled = [replace(side, province=side.label) for side in sides]
    return matrix(max(years, default=0), labelled, wanted=wanted)
