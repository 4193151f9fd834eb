"""Numbers with units, and the bounds beside them → measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from parcli.recognise.bounds import Bounds
from parcli.recognise.mention import Hit, Match, covered, group, hits, longest
from parcli.recognise.numerals import number, scale
from parcli.recognise.quantity import Quantity, bound_by
from parcli.rulebook import Rulebook
from parcli.tokens import Words


def find(
    folded: str,
    rules: Rulebook,
    words: Words,
    masks: Sequence[tuple[int, int]] = (),
    *,
    cued: bool = True,
) -> list[Quantity]:
    """Return the measures with a number, in reading order.

    With `cued` a counted thing needs a bound or a verb of setting up; reported results need none.
    """
    usable = [
        hit
        for hit in hits(rules, "quantity", folded)
        if not covered(masks, *_value_span(hit.match)) and not _cut_number(folded, *_value_span(hit.match))
    ]
    if not usable:
        return []
    # A counted thing is any noun, so every rule that names its unit goes before it.
    cores = longest(hit for hit in usable if not _open_class(hit))
    named = [(hit.start, hit.end) for hit in cores]
    cores += longest(
        hit for hit in usable if _open_class(hit) and not covered(named, *_value_span(hit.match))
    )
    cores.sort(key=lambda hit: hit.start)
    bounds = Bounds(folded, rules)
    found: list[Quantity] = []
    for hit in cores:
        measure = _measure(hit, folded, bounds, words, rules, cued=cued) or _member(
            hit, folded, bounds, words, found, rules
        )
        if measure is not None:
            found.append(measure)
    return _with_steps(found, folded, rules, bounds, masks)


def _member(
    hit: Hit, folded: str, bounds: Bounds, words: Words, before: Sequence[Quantity], rules: Rulebook
) -> Quantity | None:
    """Return a number of the same things as the one before it in a list.

    "ít nhất 03 sáng kiến cấp xã, 01 sáng kiến cấp tỉnh": the second needs no verb, and keeps the bound.
    """
    last = before[-1] if before else None
    if last is None or last.kind != "count" or not _open_class(hit):
        return None
    gap = folded[last.end : hit.start]
    if (
        _ENDS.search(gap)
        or not rules.fragment("goes-on-in-a-list").search(gap)
        or bounds.before(hit.match.start(), "count")
    ):
        return None
    measure = _core(hit, folded, words)
    if measure is None or (measure.unit != last.unit and len(gap) > _JOINED):
        return None
    return replace(
        measure, operator=last.operator, direction=last.direction, bounded=last.bounded, head=measure.start
    )


def _with_steps(
    found: Sequence[Quantity], folded: str, rules: Rulebook, bounds: Bounds, masks: Sequence[tuple[int, int]]
) -> list[Quantity]:
    """Return the measures with the later steps that name no unit: "dưới 9,5 vào năm 2025 và dưới 9 vào năm 2030"."""
    if not found:
        return []
    made = list(found)
    for step in rules.fragment("later-step").finditer(folded):
        place = step.span("value")
        before = [one for one in made if one.end <= place[0]]
        if not before or covered([*masks, *((one.start, one.end) for one in made)], *place):
            continue
        last = before[-1]
        if place[0] - last.end > _STEP or _ENDS.search(folded, last.end, place[0]):
            continue
        core = replace(
            last, start=place[0], end=place[1], core=place, operator="=", value=number(step["value"]),
            upper=None, rules=last.rules[:1], direction="reach",
        )  # fmt: skip
        made.append(bound_by(core, bounds.before(place[0], last.kind), None, rules))
        made.sort(key=lambda one: one.start)
    return made


# A later step stands so near behind the step before it (characters).
_STEP = 60
_ENDS = regex.compile(r"[.;()]")
# "tại 06 xã, thị trấn và 03 phòng": other things of the same list stand so near (characters).
_JOINED = 20


def _open_class(hit: Hit) -> bool:
    return hit.rule.rule.gives.get("needs") == "cue"


def _value_span(match: Match) -> tuple[int, int]:
    """Return where the numbers of a match stand."""
    start, end = match.span("value")
    if group(match, "upper"):
        end = max(end, match.end("upper"))
    return (start, end) if start >= 0 else match.span()


def _cut_number(folded: str, start: int, end: int) -> bool:
    """Whether the number is a piece of a longer one, of a date or of an act's number."""
    before = folded[start - 1 : start]
    return bool(
        before
        and (
            before.isdigit() or before == "/" or (before in ".," and folded[start - 2 : start - 1].isdigit())
        )
    )


def _measure(
    hit: Hit, folded: str, bounds: Bounds, words: Words, rules: Rulebook, *, cued: bool
) -> Quantity | None:
    gives, match = hit.rule.rule.gives, hit.match
    kind = str(gives["measure"])
    chain = bounds.before(match.start(), kind)
    needs_cue = cued and gives.get("needs") == "cue"
    stated = bool(chain) or bounds.labelled(match.start())
    if needs_cue and not stated and not bounds.near(match.end("value")):
        # Nothing can make a target of it: the words behind it need not be told apart.
        return None
    measure = _core(hit, folded, words)
    if measure is None:
        return None
    after = bounds.after(measure.end, measure.unit)
    if after is None and any(hit.rule.id == "bound.from" for hit in chain):
        after = bounds.closing(measure.end)
    measure = bound_by(measure, chain, after, rules)
    if measure.direction == "reach" and not measure.changed and measure.operator not in ("<", "<="):
        measure = _governed(measure, bounds)
    if gives.get("needs") == "bound" and not (measure.bounded or measure.changed or _levelled(chain)):
        return None
    if needs_cue and not _cued(chain, measure):
        counted = bounds.counting(measure.head) if stated else None
        if counted is not None:
            measure = replace(measure, rules=(*measure.rules, counted.rule.id))
        elif not bounds.named_before(measure.head):
            return None
    if group(match, "under"):
        measure = replace(measure, upper_inclusive=False)
    return measure


def _governed(measure: Quantity, bounds: Bounds) -> Quantity:
    """Return the measure as an amount of change where a verb governs it from before its object."""
    verb = bounds.governing(measure.head)
    if verb is None:
        return measure
    return replace(
        measure, direction=str(verb.rule.rule.gives["direction"]), rules=(*measure.rules, verb.rule.id),
        changed=True, head=verb.start,
    )  # fmt: skip


def _levelled(chain: Sequence[Hit]) -> bool:
    return any(hit.rule.rule.gives.get("direction") for hit in chain)


def _cued(chain: Sequence[Hit], measure: Quantity) -> bool:
    """Whether a counted thing is one that is to be there: a bound or a verb of setting up is before it."""
    return measure.bounded or any(
        hit.rule.rule.gives.get("span") == "skip"
        or hit.rule.rule.gives.get("direction") in ("increase", "decrease")
        or hit.rule.rule.gives.get("cue")
        for hit in chain
    )


def _core(hit: Hit, folded: str, words: Words) -> Quantity | None:
    """Return the measure that the rule's own match states, without the words beside it."""
    gives, match = hit.rule.rule.gives, hit.match
    start, end = match.span()
    value_text = group(match, "value")
    try:
        value = (_share(match) or number(value_text)) if value_text else None
        upper = number(group(match, "upper") or "") if group(match, "upper") else None
    except ValueError:
        return None
    factor = scale(group(match, "scale"))
    unit = gives.get("unit")
    kind = str(gives["measure"])
    if kind == "money":
        unit = _currency(match)
    elif kind == "duration" and group(match, "span"):
        unit = str(group(match, "span")) + ("/lượt" if group(match, "visit") else "")
    elif kind == "ratio" and group(match, "unit"):
        unit = (
            f"{group(match, 'unit')}/{group(match, 'per')}"
            if group(match, "per")
            else f"/{group(match, 'unit')}"
        )
        unit = unit.strip()
    elif kind == "percentage" and group(match, "unit"):
        unit = f"% {str(group(match, 'unit')).upper()}"
    elif kind == "count":
        if group(match, "noun"):
            stop = words.noun_end(match.start("noun"), match.end("noun"))
            unit, end = (
                folded[match.start("noun") : stop],
                match.end("value") if not upper else match.end("upper"),
            )
            end = stop
        else:
            unit = group(match, "unit")
        if not unit:
            return None
    of = int(group(match, "of") or 0) or None
    operator = "between" if upper is not None else str(gives.get("operator") or "=")
    if value is not None and upper is not None and upper <= value:
        return None
    return Quantity(
        kind, start, end, (start, end), operator,
        value * factor if value is not None else None, upper * factor if upper is not None else None,
        unit=unit, of=of, rules=(hit.rule.id,),
    )  # fmt: skip


def _share(match: Match) -> Decimal | None:
    """Return the percentage of a share in words, None where it is in figures."""
    if group(match, "thirds"):
        return Decimal(200) / Decimal(3)
    return Decimal(50) if group(match, "half") else None


_PER = regex.compile(r"\s*/\s*(?:0?1\s)?")


def _currency(match: Match) -> str:
    code = next((code for code in ("USD", "EUR") if group(match, code.lower())), "VND")
    per = _PER.sub("/", group(match, "per") or "").strip()
    return code + per
