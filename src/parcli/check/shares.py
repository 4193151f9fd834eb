"""Shares above the whole: nobody can settle 120 % of all cases in time."""

from __future__ import annotations

from collections.abc import Iterator

from parcli import messages, taxonomy
from parcli.check.draft import Draft
from parcli.check.records import Finding
from parcli.model import Target
from parcli.normalise import lower
from parcli.recognise.mention import hits
from parcli.render.safe import number

_WHOLE = 100


def find(draft: Draft) -> Iterator[Finding]:
    """Yield each share that is asked for to be more than all there is."""
    for target in draft.targets:
        if _is_share(target) and not _may_be_more(draft, target):
            yield draft.finding(
                "impossible-share", "error", target.span, [target],
                value=number(target.measure.value or 0, messages.language()),
            )  # fmt: skip


def _is_share(target: Target) -> bool:
    """Return whether a measure above a hundred is a share: its indicator is one, and nothing changes by it."""
    measure = target.measure
    known = taxonomy.indicators().get(target.indicator or "")
    return (
        measure.value is not None
        and measure.value > _WHOLE
        and (measure.kind, measure.unit, measure.direction) == ("percentage", "%", "reach")
        and measure.operator not in ("<", "<=")
        # What a column of a table compares with is said in its head.
        and "%" in measure.text
        and known is not None
        and known.unit == "%"
        and target.baseline is None
    )


def _may_be_more(draft: Draft, target: Target) -> bool:
    """Return whether the line of a target says what else its percentage is one of."""
    text = draft.walk.source.text
    start = text.rfind("\n", 0, target.span.start) + 1
    end = text.find("\n", target.span.end)
    return any(hits(draft.rules, "above-whole", lower(text[start : end if end >= 0 else len(text)])))
