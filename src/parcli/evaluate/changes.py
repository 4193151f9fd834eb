"""What a change of rules gained and lost: two runs on the same text, target by target."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from parcli.compare import assign
from parcli.evaluate.match import NUMBERLESS, Judged
from parcli.evaluate.records import Change, FieldChange, Verdict
from parcli.model import Extraction, Span, Target


def changes(before: Judged, after: Judged) -> list[Change]:
    """Return what differs between two runs on one document, in reading order.

    A target that both runs have counts as changed where it says anything else; which rules made it
    and where in the text its parts stand is no difference of its own.
    """
    found = []
    for old, new in _pairs(before.extraction, after.extraction):
        fields = tuple(_differences(old, new))
        if fields or old is None or new is None:
            found.append((new or old, _change(before, after, old, new, fields)))
    found.sort(key=lambda entry: (entry[0].span.start, entry[0].measure.span.start) if entry[0] else (0, 0))
    return [change for _, change in found]


def _pairs(before: Extraction, after: Extraction) -> Iterator[tuple[Target | None, Target | None]]:
    """Yield each target of either run, beside the same one of the other run where it has one."""
    old, new = before.targets, after.targets
    facts = {id(target): _facts(target) for target in chain(old, new)}
    links: dict[int, dict[int, float]] = {}
    for row, one in enumerate(old):
        for column, two in enumerate(new):
            if _meet(one, two):
                said, says = facts[id(one)], facts[id(two)]
                links.setdefault(row, {})[column] = 1.0 + sum(said[name] == says[name] for name in said)
    chosen = assign.sparse(links)
    yield from ((old[row], new[column]) for row, column in chosen)
    kept, taken = {row for row, _ in chosen}, {column for _, column in chosen}
    yield from ((target, None) for row, target in enumerate(old) if row not in kept)
    yield from ((None, target) for column, target in enumerate(new) if column not in taken)


def _meet(one: Target, two: Target) -> bool:
    """Whether two targets can be the same: their measures overlap, or without numbers their clauses."""
    if _shared(one.measure.span, two.measure.span):
        return True
    numberless = one.measure.kind in NUMBERLESS and two.measure.kind in NUMBERLESS
    # Members of a list lean on one head, so that their clauses always overlap a little.
    return numberless and _shared(one.span, two.span) >= 0.5


def _shared(one: Span, two: Span) -> float:
    """Return which share of the characters of either is of both."""
    both = min(one.end, two.end) - max(one.start, two.start)
    return max(both, 0) / max(max(one.end, two.end) - min(one.start, two.start), 1)


def _facts(target: Target) -> dict[str, Any]:
    """Return what a target says, field by field, without places and rules."""
    record = target.json_dict()
    measure, scope = record["measure"], record["scope"]
    return {
        "text": record["text"],
        "section": record["section"],
        "area": record["area"],
        "indicator": record["indicator"],
        "measure": measure["text"],
        "value": {name: measure[name] for name in ("operator", "value", "upper", "upper_inclusive")},
        **{name: measure[name] for name in ("kind", "unit", "of", "direction", "equivalent")},
        "baseline": record["baseline"],
        **scope,
        "product": _without_span(record["product"]),
        "deadline": _without_span(record["deadline"]),
        "agencies": [f"{agency['id']} ({agency['role']})" for agency in record["agencies"]],
        "wording": record["wording"],
        "progress": record["progress"],
        "flags": record["flags"],
    }


def _without_span(record: dict[str, Any] | None) -> dict[str, Any] | None:
    return record and {name: value for name, value in record.items() if name != "span"}


def _differences(old: Target | None, new: Target | None) -> Iterator[FieldChange]:
    if old is None or new is None:
        return
    before, after = _facts(old), _facts(new)
    for field in before:
        if before[field] != after[field]:
            yield FieldChange(field=field, before=before[field], after=after[field])


def _change(
    before: Judged, after: Judged, old: Target | None, new: Target | None, fields: tuple[FieldChange, ...]
) -> Change:
    shown = new or old
    assert shown is not None
    rules_old, rules_new = (one.rules if one else () for one in (old, new))
    return Change(
        document=after.name, status="gained" if old is None else "lost" if new is None else "changed",
        verdict=_verdict(_worth(before, old), _worth(after, new)),
        target=new.id if new else None, target_before=old.id if old else None,
        quote=shown.measure.text, text=shown.text, fields=fields,
        rules_gone=tuple(rule for rule in rules_old if rule not in rules_new),
        rules_new=tuple(rule for rule in rules_new if rule not in rules_old),
    )  # fmt: skip


def _worth(judged: Judged, target: Target | None) -> int | None:
    """Return what a target is worth to the gold, None where the gold leaves it open.

    A spurious one is worth less than none, and one that is wanted the more, the more of it is right.
    """
    if target is None:
        return 0
    for pair in judged.pairs:
        if pair.found is target:
            return 1 + sum(pair.right.values())
    return -1 if any(one is target for one in judged.spurious) else None


def _verdict(before: int | None, after: int | None) -> Verdict | None:
    if before is None or after is None:
        return None
    return "better" if after > before else "worse" if after < before else "same"
