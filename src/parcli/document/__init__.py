"""What a document says of itself: type, number, issuer, date, period, or those of the plan it reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from parcli.document import acts, fields, issuers, periods, reports
from parcli.document.record import Act, record
from parcli.model import Document, DocumentStatus
from parcli.readers import Source
from parcli.rulebook import Rulebook
from parcli.segment import Passage, RowPassages

# How many passages a head, or the lead of a report, may have, and the part of it that bears a page's date.
_HEAD, _LEAD, _TOP = 30, 14, 8
# How many of the last passages may tell a page of news: its byline.
_FOOT = 8


def describe(source: Source, passages: Sequence[Passage | RowPassages], rules: Rulebook) -> Document:
    """Return the document record of a text."""
    lines = acts.from_letterhead([one for one in passages if isinstance(one, Passage)], rules)
    head = [passage for passage in lines[:_HEAD] if passage.header] or lines[:1]
    act = acts.own(lines[:_HEAD], head, rules)
    if act is not None:
        return _of_act(source, act, head, lines[:_HEAD], rules, "draft" if act.draft else "issued")
    lead = lines[:_LEAD]
    appendix = acts.appendix(lead, rules)
    if appendix is not None:
        return _of_act(source, appendix, lead, lead, rules, "issued")
    grounded = acts.grounded(lines[:_HEAD], lines[-_FOOT:], rules)
    if grounded is not None:
        return _of_act(
            source, grounded, acts.around_grounds(lines[:_HEAD], rules), lines[:_HEAD], rules, "issued"
        )
    enacted = acts.enacted(lines[:_HEAD], rules)
    if enacted is not None:
        act, name = enacted
        return _of_act(source, act, lead, lines[:_HEAD], rules, "issued", name)
    named = acts.named_by_its_type(lines, rules)
    if named is not None:
        return _of_act(source, named, lead, lines[:_HEAD], rules, "issued")
    return reports.describe(source, lead, [*lines[:_HEAD], *lines[-_FOOT:]], rules)


def page_date(passages: Sequence[Passage | RowPassages], rules: Rulebook) -> date | None:
    """Return the date that the head of a page of news bears, else its last lines."""
    edges = [*passages[:_TOP], *passages[_TOP:][-_FOOT:]]
    dates = [
        fields.day(hit)
        for passage in edges
        if isinstance(passage, Passage) and len(passage.text) <= 200
        for hit in fields.of(passage, rules).get("page-date", [])
    ]
    return next((day for day in dates if day is not None), None)


def _of_act(
    source: Source,
    act: Act,
    head: Sequence[Passage],
    lines: Sequence[Passage],
    rules: Rulebook,
    status: DocumentStatus,
    name: str | None = None,
) -> Document:
    title = name or acts.title(head, lines, rules)
    approved = [one.folded for one in lines if rules.fragment("approves").match(one.folded)]
    period = periods.first([title or "", *approved], rules)
    return record(source, act, issuers.find(head, lines, rules), title, period, status)
