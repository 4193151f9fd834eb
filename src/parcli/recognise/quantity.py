"""A measure as a clause states it, and what the words beside its number make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from parcli.recognise.mention import Hit, Mention


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measure as the clause states it; spans are of the passage's folded text."""

    kind: str
    start: int
    end: int
    core: tuple[int, int]
    operator: str | None
    value: Decimal | None
    upper: Decimal | None = None
    upper_inclusive: bool = True
    unit: str | None = None
    of: int | None = None
    direction: str = "reach"
    rules: tuple[str, ...] = ()
    bounded: bool = False
    changed: bool = False
    head: int = 0

    def mention(self) -> Mention:
        """Return the measure as a mention, for the tests of rules."""
        data = {
            "kind": self.kind, "operator": self.operator, "value": self.value, "upper": self.upper,
            "unit": self.unit, "of": self.of, "direction": self.direction,
        }  # fmt: skip
        return Mention("measure", self.start, self.end, self.rules, data)


def bound_by(measure: Quantity, chain: Sequence[Hit], after: Hit | None) -> Quantity:
    """Return the measure with what the words beside it say of bound and direction."""
    operator = direction = None
    start, end = measure.start, measure.end
    rules = list(measure.rules)
    weak_from = approximate = levelled = reached = False
    for place, hit in enumerate(chain):
        gives = hit.rule.rule.gives
        said = gives.get("operator")
        if hit.rule.id == "bound.from":
            weak_from = True
            if place == 0 or not operator:
                start = hit.start
            rules.append(hit.rule.id)
            if hit.match[0].startswith(("giảm", "tăng")):
                direction = direction or ("decrease" if hit.match[0].startswith("giảm") else "increase")
            continue
        if said == "~":
            approximate = True
        elif said:
            operator = operator or said
        if hit.rule.id == "bound.neutral" and hit.match[0].startswith("đạt"):
            # "Tốc độ tăng đạt 7%" names the level of a rate, "tăng 7%" an amount of change.
            reached = True
        if gives.get("direction") == "reach":
            # "mức giảm 1%": the verb nearer to the number says what it is.
            levelled = levelled or direction is None
        elif gives.get("direction") and not reached:
            direction = direction or gives["direction"]
        if said or gives.get("direction"):
            start = hit.start
            rules.append(hit.rule.id)
    if after is not None:
        operator = operator or after.rule.rule.gives.get("operator")
        end = after.end
        rules.append(after.rule.id)
    bounded = operator is not None
    if operator is None and weak_from and measure.operator == "=":
        opened = any(hit.match[0].startswith(("đạt", "chiếm", "giảm", "tăng")) for hit in chain)
        operator, bounded = (">=", True) if opened else (None, False)
    if measure.operator == "between":
        operator = "between"
    elif operator is None:
        operator = "~" if approximate else measure.operator
    final = "reach" if levelled or direction is None else direction
    return replace(
        measure, start=start, end=end, operator=operator, direction=final, rules=tuple(dict.fromkeys(rules)),
        bounded=bounded or approximate, changed=final != "reach" or levelled, head=chain[-1].start if chain else start,
    )  # fmt: skip
