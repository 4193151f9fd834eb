"""Legal acts that are ascribed to a body that does not issue such acts."""

from __future__ import annotations

from collections.abc import Iterator

from parcli import fates
from parcli.check.draft import Draft
from parcli.check.records import Finding
from parcli.recognise.mention import group


def find(draft: Draft) -> Iterator[Finding]:
    """Yield each act whose number says who issued it, and whose words say somebody else."""
    for passage in fates.each(draft.walk.passages):
        for hit in draft.hits("issuer", passage):
            start, end = hit.match.span("body")
            if group(hit.match, "body") is None:
                continue
            span = draft.span(passage, hit.start, hit.end)
            yield draft.finding(
                "act-issuer", "error", span,
                issuer=hit.rule.rule.gives["issuer"], body=passage.text[start:end],
            )  # fmt: skip
