"""Days that no calendar has: 31 February, a thirteenth month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from parcli import fates
from parcli.check.draft import Draft
from parcli.check.records import Finding
from parcli.recognise.mention import Hit, group

# A day without a year may be meant for any, so for one with a 29 February.
_LEAP_YEAR = 2000


def find(draft: Draft) -> Iterator[Finding]:
    """Yield each day, wherever it stands, that there is not."""
    for passage in fates.each(draft.walk.passages):
        for hit in draft.hits("written-day", passage):
            if not _exists(hit):
                yield draft.finding("impossible-date", "error", draft.span(passage, hit.start, hit.end))


def _exists(hit: Hit) -> bool:
    year = group(hit.match, "year")
    try:
        date(int(year or _LEAP_YEAR), int(hit.match["month"]), int(hit.match["day"]))
    except ValueError:
        return False
    return True
