"""The stretches of a passage that hold no measure, no deadline or neither: names of acts, ages, levels of service."""

from __future__ import annotations

from parcli.recognise.mention import hits
from parcli.rulebook import Rulebook

Span = tuple[int, int]


def find(folded: str, rules: Rulebook) -> dict[str, list[Span]]:
    """Return the stretches by what they mask: `measure`, `deadline` or `all`."""
    masked: dict[str, list[Span]] = {"all": [], "measure": [], "deadline": []}
    for hit in hits(rules, "mask", folded):
        masked[str(hit.rule.rule.gives["masks"])].append((hit.start, hit.end))
    return masked
