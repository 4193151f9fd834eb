"""How good an extraction is, against gold, and what a change of rules did to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parcli.evaluate import agree, pairs, score
from parcli.evaluate.changes import changes
from parcli.evaluate.match import Judged
from parcli.evaluate.reading import Reading
from parcli.evaluate.records import By, Evaluation, Group, Mistake
from parcli.evaluate.runs import Run
from parcli.evaluate.score import Tally
from parcli.model import SCHEMA_VERSION

__all__ = ["Reading", "evaluate"]


def evaluate(
    readings: Sequence[Reading], rules_version: str, *, by: Sequence[By] = (), errors: bool = False,
    against: Run | None = None, with_pairs: bool = False,
) -> Evaluation:  # fmt: skip
    """Return figures in total and by each of `by`, and the lists that are asked for.

    Figures of the earlier run are there only where it had every document. `with_pairs` adds to the
    total how good the pairs between the documents are.
    """
    now = [reading.judged() for reading in readings]
    had = [reading.had(against) if against else None for reading in readings]
    known = [judged for judged in had if judged]
    before = known if against and len(known) == len(now) else None
    total = _group("total", "", now, before)
    mistakes = [mistake for one in now for mistake in _mistakes(one)]
    if with_pairs:
        of_pairs, faults = pairs.figures(readings)
        total = total.model_copy(update={"figures": total.figures | of_pairs})
        mistakes += faults
    return Evaluation(
        schema_version=SCHEMA_VERSION,
        rules_version=rules_version,
        total=total,
        groups=tuple(group for each in dict.fromkeys(by) for group in _groups(each, now, before)),
        mistakes=tuple(mistakes) if errors else None,
        changes=tuple(
            change for old, new in zip(had, now, strict=True) if old for change in changes(old, new)
        )
        if against
        else None,
    )


def _groups(by: By, now: Sequence[Judged], before: Sequence[Judged] | None) -> Iterator[Group]:
    """Yield the figures of each document, kind or issuer, in the order in which they first appear."""
    if by == "kind":
        kinds = dict.fromkeys(kind for judged in now for kind in _kinds(judged))
        for kind in kinds:
            yield _group(by, kind, now, before, kind)
        return
    places: dict[str, list[int]] = {}
    for place, judged in enumerate(now):
        places.setdefault(judged.name if by == "document" else _issuer(judged), []).append(place)
    for name, own in places.items():
        yield _group(by, name, [now[at] for at in own], before and [before[at] for at in own])


def _group(
    by: By, name: str, now: Sequence[Judged], before: Sequence[Judged] | None, kind: str | None = None
) -> Group:
    return score.group(by, name, _tallies(now, kind), None if before is None else _tallies(before, kind))


def _tallies(judged: Sequence[Judged], kind: str | None) -> list[Tally]:
    tallies = (score.tally(one, kind) for one in judged)
    # A document without targets of this kind says nothing of it.
    return [one for one in tallies if kind is None or one.gold or one.found]


def _kinds(judged: Judged) -> Iterator[str]:
    yield from (one.line.kind for one in judged.gold.targets if not one.line.optional)
    yield from (target.measure.kind for target in judged.spurious)


def _issuer(judged: Judged) -> str:
    """Return who issued a document: as the gold says, else as it was read."""
    return str(judged.gold.document.get("issuer") or judged.extraction.document.issuer or "?")


def _mistakes(judged: Judged) -> Iterator[Mistake]:
    """Yield where one document's extraction and its gold part, in the order of the kinds of mistake."""

    def mistake(status: str, field: str | None, quote: str, text: str, *said: object) -> Mistake:
        wanted, found = said or (None, None)
        return Mistake.model_validate(
            {
                "document": judged.name, "status": status, "field": field, "quote": quote, "text": text,
                "wanted": wanted, "found": found,
            }
        )  # fmt: skip

    for field, wanted, found in score.metadata(judged):
        if wanted != found:
            yield mistake("wrong", f"document.{field}", "", "", wanted, found)
    for missed in judged.missed:
        yield mistake("missed", None, missed.line.anchor, missed.line.text)
    for target in judged.spurious:
        yield mistake("spurious", None, target.measure.text, target.text)
    for pair in judged.pairs:
        for field in (field for field, good in pair.right.items() if not good):
            said = agree.said(field, pair.wanted.line, pair.found)
            yield mistake("wrong", field, pair.wanted.line.anchor, pair.wanted.line.text, *said)
