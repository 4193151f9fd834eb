"""Wording that says the opposite of what must be meant."""

from __future__ import annotations

from collections.abc import Iterator

from parcli import messages
from parcli.check.draft import Draft
from parcli.check.records import Finding


def find(draft: Draft) -> Iterator[Finding]:
    """Yield each clause that asks for less of what is good, or for more of what is not."""
    for passage in draft.passages():
        for hit in draft.hits("contrary", passage):
            sentence = draft.sentence(passage, hit.start)
            if draft.tells(passage, *sentence) or draft.past(passage, *sentence):
                continue
            span = draft.span(passage, hit.start, hit.end)
            said = hit.rule.rule.gives["says"]
            sure = bool(hit.rule.rule.gives.get("sure"))
            yield draft.finding(
                "opposite-wording", "error" if sure else "warning", span, draft.within(span),
                why="opposite-wording" if sure else "opposite-wording.maybe",
                says=said.get(messages.language()) or said["vi"],
            )  # fmt: skip
