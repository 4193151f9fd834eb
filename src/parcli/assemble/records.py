"""Drafts → `model.Target`: ids, flags, and the document's own words of every part."""

from __future__ import annotations

import hashlib
from datetime import date

from parcli import model
from parcli.assemble.draft import Draft, Span
from parcli.recognise import scopes
from parcli.recognise.mention import hits
from parcli.rulebook import Rulebook

# A rank among provinces is out of 63 until this day, out of 34 after (Resolution 202/2025/QH15).
_PROVINCES = ((date(2025, 6, 30), 63), (date.max, 34))
# A longer heading is a paragraph by itself, no name of a part.
_LONGEST_HEADING = 200


def target(
    draft: Draft, text: str, document: model.Document, rules: Rulebook, taken: set[str]
) -> model.Target:
    """Return the record of a draft; its id goes to those that are `taken`."""
    clause, passage = draft.clause, draft.passage
    start, end = draft.text
    measure = _measure(draft, text, document)
    wording, wording_rules = scopes.wording(passage.folded, rules, clause.sentence[0], clause.end)
    indicator = draft.indicator
    code = indicator.code if indicator else None
    ids = (*draft.rules, *(indicator.rules if indicator else ()), *wording_rules)
    return model.Target(
        id=_id(document.id, (measure.span.start, measure.span.end), f"{_said(measure)}{code}", taken),
        text=text[start:end],
        span=model.Span(start=start, end=end),
        section=_section(draft, text),
        area=indicator.area if indicator else None,
        indicator=code,
        measure=measure,
        baseline=_baseline(draft, text),
        scope=_scope(draft, text, rules),
        product=draft.product,
        deadline=draft.deadline,
        agencies=draft.agencies,
        wording=wording,  # type: ignore[arg-type]  # loading a rule checks what it gives
        progress=draft.progress,
        flags=tuple(_flags(draft, document, rules)),
        rules=tuple(dict.fromkeys(ids)),
        place=_place(draft),
    )


def _said(measure: model.Measure) -> str:
    """Return all that a measure says in one line, as `str` does, which asks first how each field is to be shown."""
    return " ".join([f"{name}={value!r}" for name, value in measure])


def _id(document_id: str, span: Span, content: str, taken: set[str]) -> str:
    """Return an id from the document's id and the target's place and content, the same in every run."""
    digest = hashlib.sha256(f"{span}{content}".encode()).hexdigest()[:10]
    name, number = f"{document_id}:{digest}", 2
    while name in taken:
        name, number = f"{document_id}:{digest}-{number}", number + 1
    taken.add(name)
    return name


def _section(draft: Draft, text: str) -> tuple[str, ...]:
    """Return the headings above a target as the document writes them."""
    return tuple(
        " ".join(text[slice(*parent.clean.span(0, len(parent.text)))].split()).strip("*# :")
        for parent in draft.passage.parents
        if parent.heading and parent.text and len(parent.text) <= _LONGEST_HEADING
    )


def _scope(draft: Draft, text: str, rules: Rulebook) -> model.Scope:
    """Return for whom a target holds, and what it leaves out."""
    clause = draft.clause
    words = draft.passage.folded[clause.start : clause.end]
    limits = scopes.limits(words, rules)
    excepted = None
    if limits:
        start, end = clause.start + limits[0].start, clause.start + limits[0].end
        excepted = text[slice(*draft.passage.clean.span(start, end))].strip()
    return model.Scope(
        levels=clause.levels,  # type: ignore[arg-type]  # in_order() returns no others
        sectors=scopes.sectors(draft.subject or words, rules),
        except_=excepted,
    )


def _baseline(draft: Draft, text: str) -> model.Baseline | None:
    """Return what a change is measured from."""
    if draft.clause.baseline is None:
        return None
    hit, year = draft.clause.baseline
    return model.Baseline(year=year, text=text[slice(*draft.passage.clean.span(hit.start, hit.end))])


def _measure(draft: Draft, text: str, document: model.Document) -> model.Measure:
    """Return the measure of a draft; a task's is its completion."""
    quantity = draft.measure
    if quantity is None:
        assert draft.measure_span is not None
        start, end = draft.measure_span
        return model.Measure(
            kind="completion", operator=None, value=None, upper=None, upper_inclusive=True, unit=None, of=None,
            direction="reach", equivalent=None, text=text[start:end], span=model.Span(start=start, end=end),
        )  # fmt: skip
    start, end = draft.passage.clean.span(quantity.start, quantity.end)
    return model.Measure(
        kind=quantity.kind,  # type: ignore[arg-type]  # loading a rule checks what it gives
        operator=quantity.operator,  # type: ignore[arg-type]  # as above
        value=quantity.value,
        upper=quantity.upper,
        upper_inclusive=quantity.upper_inclusive,
        unit=quantity.unit,
        of=_ranked(draft, document),
        direction=quantity.direction,  # type: ignore[arg-type]  # as above
        equivalent=_equivalent(draft, text),
        text=text[start:end],
        span=model.Span(start=start, end=end),
    )


def _equivalent(draft: Draft, text: str) -> model.Equivalent | None:
    """Return the same amount in another unit, where brackets behind it say one."""
    item = draft.clause.equivalent
    if item is None or item.value is None:
        return None
    words = text[slice(*draft.passage.clean.span(item.start, item.end))]
    return model.Equivalent(value=item.value, unit=item.unit, text=words)


def _ranked(draft: Draft, document: model.Document) -> int | None:
    """Return out of how many a rank is: as the text says, else the number of provinces on that day."""
    quantity = draft.measure
    if quantity is None or quantity.kind != "rank" or quantity.unit != "hạng":
        return None
    if quantity.of is not None:
        return quantity.of
    if document.issuer_level not in ("province", "district", "commune"):
        return None
    day = document.issued_on or (date(document.period.start, 1, 1) if document.period else None)
    return next(count for last, count in _PROVINCES if day <= last) if day is not None else None


def _known_bodies(rules: Rulebook) -> frozenset[str]:
    """Return the ids of the bodies that rules name, those of cities among them."""
    given = [rule.rule.gives for rule in rules.of("agency") if rule.rule.gives.get("id")]
    return frozenset(str(one["id"]) for gives in given for one in (gives, gives.get("city")) if one)


def _unknown(agency: model.Agency, rules: Rulebook) -> bool:
    """Whether no rule knows a body: neither by name nor as a class or a people's committee."""
    known: frozenset[str] = rules.derived("known-bodies", _known_bodies)
    return agency.id not in known and not agency.id.startswith(("cac-", "ubnd-"))


def _flags(draft: Draft, document: model.Document, rules: Rulebook) -> list[model.Flag]:
    """Return what a reader should look at before trusting a target."""
    flags: list[model.Flag] = []
    if draft.deadline is None:
        flags.append("no-deadline")
    if not draft.agencies:
        flags.append("no-agency")
    if any(_unknown(agency, rules) for agency in draft.agencies):
        flags.append("unknown-agency")
    if draft.indicator is None:
        flags.append("no-indicator")
    elif draft.indicator.runner_up:
        flags.append("two-readings")
    clause, repaired = draft.clause, draft.passage.clean.repaired
    if any(low < clause.end and clause.start < high for low, high in repaired):
        flags.append("repaired-text")
    said = hits(rules, "aspect", draft.passage.folded, *clause.part)
    if any(hit.rule.rule.gives["aspect"] == "quoted" for hit in said):
        flags.append("quoted-target")
    if document.confidence:
        flags.append("ocr")
    return flags


def _place(draft: Draft) -> model.Place:
    """Return where in the file a target stands."""
    row, column = (draft.row.row if draft.row else None), draft.passage.column
    hint = (draft.row or draft.passage).block.hint
    return model.Place(
        page=hint.page if hint else None,
        table=row.table if row else hint.table if hint else None,
        row=row.row if row else hint.row if hint else None,
        cell=column + 1 if row and column is not None else None,
    )
