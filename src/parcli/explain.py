"""The walk from text to targets, narrated: what each stage made of a sentence, or of what stands around a target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from parcli import assemble, document, fates, layout, model, probe, segment
from parcli.assemble.draft import Draft
from parcli.assemble.walk import Assembler
from parcli.clauses import Clause
from parcli.errors import LookupFailed
from parcli.fates import Fate
from parcli.normalise import lower, nfc
from parcli.readers import Source
from parcli.recognise import indicators
from parcli.render.safe import one_line
from parcli.rulebook import Rulebook
from parcli.segment import Passage, RowPassages


@dataclass(frozen=True)
class Walk:
    """A document on its way through the stages, with all that they keep."""

    source: Source
    document: model.Document
    passages: Sequence[Passage | RowPassages]
    assembler: Assembler
    targets: Sequence[model.Target]
    rules: Rulebook


def of_source(source: Source, rules: Rulebook) -> Walk:
    """Return the walk of a document that was read."""
    blocks = layout.blocks(source.text, lambda cell: segment.is_header(rules, cell), source.hints)
    passages = segment.passages(source.text, blocks, rules)
    return _walk(source, document.describe(source, passages, rules), passages, rules)


def of_sentence(text: str, rules: Rulebook) -> Walk:
    """Return the walk of a text that stands alone: no heading above it, no document that gives it a year."""
    source = Source("-", nfc(text), "utf-8")
    record = model.Document(
        id="text", source="-", sha256=source.sha256, encoding="utf-8", type=None, number=None, title=None,
        issuer=None, issuer_level=None, province=None, issued_on=None, period=None, status="issued",
    )  # fmt: skip
    return _walk(source, record, [probe.passage(source.text, rules)], rules)


def _walk(
    source: Source, record: model.Document, passages: Sequence[Passage | RowPassages], rules: Rulebook
) -> Walk:
    assembler = Assembler(source.text, record, rules, document.page_date(passages, rules))
    targets = assemble.of_drafts(assembler.run(passages), source.text, record, rules)
    return Walk(source, record, passages, assembler, targets, rules)


def target(walk: Walk, wanted: str) -> model.Target:
    """Return a target by its id, or by the part of it behind the colon; LookupFailed where there is none."""
    found = next((item for item in walk.targets if wanted in (item.id, item.id.rpartition(":")[2])), None)
    if found is None:
        raise LookupFailed(code="explain.no-target", path=walk.source.path, id=wanted)
    return found


def numbers(walk: Walk, within: Passage | None = None) -> list[Fate]:
    """Return what became of every number of the document, or of one passage, in reading order."""
    return fates.numbers(walk.source.text, walk.passages, walk.assembler, walk.targets, walk.rules, within)


def standing(walk: Walk) -> list[Passage]:
    """Return the passages with text, in reading order."""
    return list(fates.each(walk.passages))


def passage_of(walk: Walk, item: model.Target) -> Passage:
    """Return the passage whose measure made a target."""
    draft = _draft(walk, item)
    return draft.passage if draft is not None else next(iter(fates.each(walk.passages)))


def _draft(walk: Walk, item: model.Target) -> Draft | None:
    """Return what a target was before it was a record."""
    wanted = (item.measure.span.start, item.measure.span.end)
    for draft in walk.assembler.drafts:
        code = draft.indicator.code if draft.indicator else None
        if fates.measure_span(draft) == wanted and code == item.indicator:
            return draft
    return None


# What each stage made of one passage, as plain objects: JSON prints them as they are.


def stages(walk: Walk, passage: Passage, only: model.Target | None = None) -> dict[str, Any]:
    """Return what every stage made of a passage; with `only`, of its targets that one alone."""
    text = walk.source.text
    made = [only] if only else [item for item in walk.targets if _stands_in(walk, item, passage)]
    return {
        "text": text[slice(*fates.stretch(passage))],
        "normalise": _normalised(text, passage, walk.rules),
        "segment": _segmented(text, passage),
        "tokens": [passage.text[start:end] for start, end in passage.words.spans],
        "recognise": list(_mentions(walk, passage)),
        "clauses": list(_clauses(walk, passage)),
        "assemble": [_assembled(walk, item) for item in made],
    }  # fmt: skip


def _stands_in(walk: Walk, item: model.Target, passage: Passage) -> bool:
    draft = _draft(walk, item)
    return draft is not None and draft.passage is passage


def _normalised(text: str, passage: Passage, rules: Rulebook) -> dict[str, Any]:
    """Return the text as rules see it, and what was spelled anew to make it."""
    raw = lower(one_line(text[slice(*fates.stretch(passage))]))
    edits, repaired = rules.spelling.edits(raw)
    respelled = [
        {"from": raw[start:end], "to": new, "repaired": (start, end) in repaired} for start, end, new in edits
    ]
    return {"text": passage.folded, "respelled": respelled}


def _segmented(text: str, passage: Passage) -> dict[str, Any]:
    """Return what kind of block a passage is and what stands above it."""
    if passage.row is not None:
        kind = "cell"
    elif passage.heading:
        kind = "heading"
    elif passage.opening:
        kind = "opening"
    else:
        kind = "item" if passage.block.marker else "paragraph"
    parents = [one_line(text[slice(*fates.stretch(parent))]) for parent in passage.parents if parent.text]
    return {
        "block": kind, "marker": passage.block.marker or None, "section": passage.section_kind, "parents": parents,
        "head": passage.header, "sentences": len(passage.sentences),
    }  # fmt: skip


def _mentions(walk: Walk, passage: Passage) -> Iterator[dict[str, Any]]:
    """Yield what was recognised, with the words and the rules; what it does not say is left out."""
    for mention in probe.stated(walk.assembler.found(passage), walk.rules):
        # Words that only stand between a number and its bound say nothing of their own.
        if mention.kind != "bound":
            says = {
                name: _plain(value)
                for name, value in mention.data.items()
                if value not in (None, "", [], False)
            }
            words = passage.text[mention.start : mention.end]
            yield {"kind": mention.kind, "text": words, "says": says, "rules": list(mention.rules)}


def _plain(value: Any) -> Any:
    return [str(item) for item in value] if isinstance(value, (list, tuple)) else str(value)


def _clauses(walk: Walk, passage: Passage) -> Iterator[dict[str, Any]]:
    refused = {id(item.clause): item.reason for item in walk.assembler.refused}
    for clause in walk.assembler.found(passage).clauses:
        measure = clause.measure
        yield {
            "text": passage.text[clause.start : clause.end],
            "measure": passage.text[measure.start : measure.end] if measure else None,
            "head": passage.text[slice(*clause.head)] if clause.head else None,
            "levels": list(clause.levels),
            "refused": refused.get(id(clause)),
        }


def _assembled(walk: Walk, item: model.Target) -> dict[str, Any]:
    """Return a target with where each of its parts came from."""
    record = item.json_dict()
    draft = _draft(walk, item)
    kept = ("id", "text", "section", "measure", "baseline", "scope", "deadline", "wording", "flags", "rules")
    made: dict[str, Any] = {name: record[name] for name in kept}
    made["agencies"] = [{**agency.json_dict(), **_layer(walk, draft, agency)} for agency in item.agencies]
    made["indicator"] = _evidence(walk, draft) if draft is not None else None
    return made


def _layer(walk: Walk, draft: Draft | None, agency: model.Agency) -> dict[str, Any]:
    """Return from where a target has an agency: its clause, column, or what stands above; with its words."""
    if draft is None or agency.span is None:
        return {"layer": "document", "words": None}
    words = one_line(walk.source.text[agency.span.start : agency.span.end])
    if fates.holds(draft.passage, agency.span.start):
        place = draft.passage.clean.at(agency.span.start)
        named = (("clause", draft.clause.part), ("sentence", draft.clause.sentence))
        layer = next((name for name, (start, end) in named if start <= place < end), "paragraph")
        return {"layer": layer, "words": words}
    for parent in reversed(draft.passage.parents):
        if fates.holds(parent, agency.span.start):
            return {
                "layer": "heading" if parent.heading or parent.row else "opening",
                "words": one_line(parent.text),
            }
    return {"layer": "column" if draft.row is not None else "document", "words": words}


def _evidence(walk: Walk, draft: Draft) -> dict[str, Any] | None:
    """Return why a target has its indicator: the words that say so, and the next likely reading."""
    finding = draft.indicator
    if finding is None:
        return None
    return {
        "code": finding.code, "area": finding.area, "rules": list(finding.rules), "evidence": _words(walk, draft, finding),
        "score": finding.score, "runner_up": finding.runner_up, "runner_up_score": finding.runner_up_score,
    }  # fmt: skip


def _words(walk: Walk, draft: Draft, finding: indicators.Finding) -> str | None:
    """Return the words that a finding counts, out of the reading in which it was found."""
    measure = draft.measure
    kind, unit = (measure.kind, measure.unit) if measure else ("completion", None)
    for reading in _readings(draft):
        text = reading.strip()
        found = [
            indicators.find(text, walk.rules, measure=kind, unit=unit),
            *indicators.indices(text, walk.rules),
        ]
        if any(
            item is not None and (item.code, item.score) == (finding.code, finding.score) for item in found
        ):
            return text[slice(*finding.span)]
    return None


def _readings(draft: Draft) -> Iterator[str]:
    """Yield what the indicator of a target may have been read in."""
    clause: Clause = draft.clause
    folded = draft.passage.folded
    own = folded[clause.start : clause.end]
    head = folded[slice(*clause.head)] if clause.head else ""
    tail = folded[slice(*clause.tail)] if clause.tail else ""
    if draft.measure is not None:
        before = folded[clause.start : draft.measure.start]
        yield f"{head} {before}" if head else before
    yield from (own, f"{own} {tail}", f"{head} {own}", f"{head} {own} {tail}", f"{head} {tail}", folded)
    for cell in draft.row.cells.values() if draft.row is not None else ():
        yield " ".join(part.folded for part in cell)
