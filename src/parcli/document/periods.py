"""The years that a document plans, out of its title or lead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from parcli.model import Period
from parcli.normalise import lower
from parcli.recognise.mention import group
from parcli.rulebook import Rulebook
from parcli.segment import Passage


def of_plan(lead: Sequence[Passage], rules: Rulebook) -> Period | None:
    """Return the years of the plan that a report names, else the first stretch of years in its lead."""
    texts = [passage.folded for passage in lead]
    return first(texts, rules, only=("document.period.of-plan",)) or first(
        texts, rules, only=("document.period.years",)
    )


def first(
    texts: Iterable[str],
    rules: Rulebook,
    *,
    only: Sequence[str] = ("document.period.years", "document.period.year", "document.period.until"),
) -> Period | None:
    """Return the stretch of years or the year that comes first in `texts`; `only` these rules."""
    for text in texts:
        found = [match for rule in only for match in rules[rule].matches(lower(text))]
        for match in sorted(found, key=lambda match: match.start()):
            start = int(match["start"])
            end = int(group(match, "end") or start)
            if start <= end:
                return Period(start=start, end=end)
    return None


def at_the_end(texts: Iterable[str], rules: Rulebook) -> Period | None:
    """Return the year that a title ends with: "cải cách hành chính tỉnh Hưng Yên 2023"."""
    for text in texts:
        match = rules.fragment("year-at-the-end").search(text)
        if match:
            return Period(start=int(match["year"]), end=int(match["year"]))
    return None
