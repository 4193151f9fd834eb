"""The records of an evaluation, as `parcli evaluate --format json` prints them."""

from __future__ import annotations

from typing import Any, Literal

from parcli.model import Record

By = Literal["total", "document", "kind", "issuer"]
Verdict = Literal["better", "worse", "same"]

# What is scored of a target that was found and matched. The second kind is scored, and shown, only
# where gold states it.
FIELDS = ("value", "kind", "unit", "direction", "deadline", "agencies", "indicator", "levels", "baseline")
MORE_FIELDS = ("wording", "sectors", "except", "upper_inclusive", "equivalent", "product", "progress")
# A target is exact where all of these are right.
EXACT = ("value", "kind", "direction", "deadline", "agencies", "indicator", "levels")
# Of the total only, where pairs are asked for: pairs between the documents.
PAIR_FIGURES = ("pairs-precision", "pairs-recall", "text-pairs-precision", "text-pairs-recall")
FIGURES = ("detection", "precision", "recall", "exact", *FIELDS, *MORE_FIELDS, "metadata")


class Figure(Record):
    """One figure from 0 to 1, which is `right` / `of`; null where there was nothing to score.

    `low` and `high` bound it with 95 % confidence, null where fewer than two documents stand behind
    it; `before` is what the run of `--against` had.
    """

    value: float | None
    low: float | None
    high: float | None
    right: int
    of: int
    before: float | None


class Group(Record):
    """The figures of all documents, of one, of one kind of measure, or of one issuer."""

    by: By
    name: str
    documents: int
    gold: int
    found: int
    matched: int
    figures: dict[str, Figure]


class Mistake(Record):
    """Where an extraction and the gold part: a target missed or spurious, or one of its fields wrong.

    A `field` of the document itself begins with "document.". Of pairs `document` names both documents;
    `quote` and `text` are of the first, `wanted` or `found` quotes the second.
    """

    document: str
    status: Literal["missed", "spurious", "wrong", "mispaired", "unpaired"]
    field: str | None
    quote: str
    text: str
    wanted: Any
    found: Any


class FieldChange(Record):
    """What one field said in the run before, and what it says now."""

    field: str
    before: Any
    after: Any


class Change(Record):
    """One target that only one of two runs has, or that they read otherwise.

    `target` and `target_before` are its ids in the two runs, null in the one that does not have it;
    `verdict` is what the gold says of it, null where the gold leaves it open; `rules_gone` and
    `rules_new` are the rules that made it in only one of the runs.
    """

    document: str
    status: Literal["gained", "lost", "changed"]
    verdict: Verdict | None
    target: str | None
    target_before: str | None
    quote: str
    text: str
    fields: tuple[FieldChange, ...]
    rules_gone: tuple[str, ...]
    rules_new: tuple[str, ...]


class Evaluation(Record):
    """Figures in total and by group, and the lists that were asked for; null where one was not."""

    schema_version: str
    rules_version: str
    total: Group
    groups: tuple[Group, ...]
    mistakes: tuple[Mistake, ...] | None
    changes: tuple[Change, ...] | None
