"""What a careful reader took from a document (`gold.jsonl`), and how near an extraction comes to it.

The first line of a gold file describes the document, each other line one target: `anchor`, the words that
state its measure, `nth`, which occurrence of them in the text, and the fields as they should be. "?" is
a field that the reader left open; an `optional` target counts neither when found nor when missed.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parcli import Extraction, Target, taxonomy

Json = dict[str, Any]
# A target is exact where all of these are right.
EXACT = ("value", "kind", "direction", "deadline", "agencies", "indicator", "levels")
# A task or a trend states no number: its time or its clause shows what it is as well.
WITHOUT_NUMBER = ("completion", "trend")


@dataclass(frozen=True)
class Wanted:
    """A target that the reader took, and where its anchor stands."""

    fields: Json
    start: int
    end: int

    @property
    def optional(self) -> bool:
        return bool(self.fields["optional"])


@dataclass(frozen=True)
class Gold:
    """All that the reader took from one document."""

    document: Json
    targets: tuple[Wanted, ...]


def read(path: Path, text: str) -> Gold:
    """Return the gold of the document whose own text is `text`."""
    first, *lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return Gold(first["document"], tuple(_wanted(line, text) for line in lines))


def _wanted(fields: Json, text: str) -> Wanted:
    start = -1
    for _ in range(fields["nth"]):
        start = text.index(fields["anchor"], start + 1)
    return Wanted(fields, start, start + len(fields["anchor"]))


# Pairs


@dataclass(frozen=True)
class Pair:
    """A target wanted and the one found for it, with what is right of it; a field left open is in neither."""

    wanted: Wanted
    found: Target
    right: Mapping[str, bool]

    @property
    def exact(self) -> bool:
        return all(self.right.get(field, True) for field in EXACT)


def pairs(gold: Gold, extraction: Extraction, text: str, codes: frozenset[str]) -> list[Pair]:
    """Return one pair at most for each target of either side, those that agree most chosen first."""
    possible = [
        Pair(wanted, found, right(wanted.fields, found, codes))
        for found in extraction.targets
        for wanted in gold.targets
        if any(_meet(wanted, *span) for span in _claims(found, text))
    ]
    possible.sort(key=lambda pair: (pair.wanted.optional, -sum(pair.right.values())))
    taken: set[int] = set()
    chosen = []
    for pair in possible:
        if not {id(pair.wanted), id(pair.found)} & taken:
            taken |= {id(pair.wanted), id(pair.found)}
            chosen.append(pair)
    return chosen


def _claims(found: Target, text: str) -> Iterator[tuple[int, int]]:
    """Yield where a target says that its measure stands, if it quotes what stands there."""
    parts: list[Any] = [found.measure]
    if found.measure.kind in WITHOUT_NUMBER:
        parts += [found.deadline, found]
    for part in parts:
        span = part and part.span
        if span and text[span.start : span.end] == part.text and len(part.text) <= 400:
            yield span.start, span.end


def _meet(wanted: Wanted, start: int, end: int) -> bool:
    far_beyond = end - start > max(80, 3 * (wanted.end - wanted.start))
    numberless = wanted.fields["kind"] in WITHOUT_NUMBER
    return start < wanted.end and wanted.start < end and (numberless or not far_beyond)


# Fields


def right(gold: Json, found: Target, codes: frozenset[str]) -> dict[str, bool]:
    """Return for each field that the reader settled whether the target found has it right.

    `codes` are the indicators that readers name anywhere: where one names none, a code of none of
    them is right too.
    """
    checks = {field: check for field, (keys, check) in CHECKS.items() if _settled(gold, keys)}
    return {
        field: check(gold, found.json_dict(), codes)
        if field == "indicator"
        else check(gold, found.json_dict())
        for field, check in checks.items()
    }


def _settled(gold: Json, keys: tuple[str, ...]) -> bool:
    return all(key in gold and gold[key] != "?" for key in keys)


def _number(gold: Json, found: Json) -> bool:
    return all(gold[key] == found["measure"][key] for key in ("operator", "value", "upper"))


def _deadline(gold: Json, found: Json) -> bool:
    one, two = gold["deadline"], found["deadline"]
    if not one or not two:
        return not one and not two
    kinds = {"during" if kind == "ongoing" else kind for kind in (one["kind"], two["kind"])}
    same = len(kinds) == 1
    return same and (kinds == {"recurring"} or (one["start"], one["end"]) == (two["start"], two["end"]))


def _agencies(gold: Json, found: Json) -> bool:
    def plain(agencies: list[Json]) -> set[tuple[str, str]]:
        # Small words of collective names: "các sở, ban, ngành và địa phương có liên quan".
        small = re.compile(r"^cac-|-va(?=-)|-co(?=-lien-quan)")
        return {(small.sub("", agency["id"] or ""), agency["role"]) for agency in agencies}

    return plain(gold["agencies"]) == plain(found["agencies"])


def _indicator(gold: Json, found: Json, codes: frozenset[str]) -> bool:
    code = found["indicator"]
    if gold["indicator"] is None:
        return code not in codes
    return code is not None and bool({code, taxonomy.family(code)} & set(gold["indicator"].split("|")))


def _unit(gold: Json, found: Json) -> bool:
    return (gold["unit"] or "").casefold() == (found["measure"]["unit"] or "").casefold()


def _baseline(gold: Json, found: Json) -> bool:
    return (gold["baseline"] or {}).get("year") == (found["baseline"] or {}).get("year")


def _part(gold: Json, found: Json, key: str) -> bool:
    """Return whether what is found says all that the reader says of `key`."""
    wanted = gold[key]
    return found[key] is not None and all(found[key].get(name) == value for name, value in wanted.items())


CHECKS: dict[str, tuple[tuple[str, ...], Callable[..., bool]]] = {
    "value": (("operator", "value", "upper"), _number),
    "kind": (("kind",), lambda gold, found: gold["kind"] == found["measure"]["kind"]),
    "direction": (("direction",), lambda gold, found: gold["direction"] == found["measure"]["direction"]),
    "deadline": (("deadline",), _deadline),
    "agencies": (("agencies",), _agencies),
    "indicator": (("indicator",), _indicator),
    "levels": (("levels",), lambda gold, found: set(gold["levels"]) == set(found["scope"]["levels"])),
    "unit": (("unit",), _unit),
    "baseline": (("baseline",), _baseline),
    "wording": (("wording",), lambda gold, found: gold["wording"] == found["wording"]),
    "sectors": (("sectors",), lambda gold, found: gold["sectors"] == found["scope"]["sectors"]),
    "except": (("except",), lambda gold, found: gold["except"] == found["scope"]["except"]),
    "upper_inclusive": (
        ("upper_inclusive",),
        lambda gold, found: gold["upper_inclusive"] == found["measure"]["upper_inclusive"],
    ),
    "equivalent": (("equivalent",), lambda gold, found: _part(gold, found["measure"], "equivalent")),
    "product": (("product",), lambda gold, found: (found["product"] or {}).get("text") == gold["product"]),
    "progress": (("progress",), functools.partial(_part, key="progress")),
}


# Figures


@dataclass(frozen=True)
class Score:
    """How near an extraction comes: each figure from 0 to 1."""

    detection: float  # F1 of the targets found
    exact: float  # F1 of the targets found with every field of EXACT right
    details: float  # share of the other fields that are right
    document: float  # share of what is said of the document itself that is right

    def __str__(self) -> str:
        return ", ".join(f"{name} {value:.3f}" for name, value in vars(self).items())


def score(gold: Gold, extraction: Extraction, found: list[Pair]) -> Score:
    """Return the figures of one document."""
    counted = [pair for pair in found if not pair.wanted.optional]
    wanted = sum(not target.optional for target in gold.targets)
    there = len(extraction.targets) - (len(found) - len(counted))
    details = [good for pair in counted for field, good in pair.right.items() if field not in EXACT]
    record = extraction.document.json_dict()
    document = [record[key] == value for key, value in gold.document.items() if value != "?"]

    def f1(hits: int) -> float:
        return 2 * hits / (there + wanted) if there + wanted else 1.0

    return Score(
        detection=f1(len(counted)), exact=f1(sum(pair.exact for pair in counted)),
        details=_share(details), document=_share(document),
    )  # fmt: skip


def _share(good: list[bool]) -> float:
    return sum(good) / len(good) if good else 1.0
