"""A measure as a clause states it, and what the words beside its number make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from parcli.recognise.mention import Hit, Mention, group
from parcli.rulebook import Rulebook


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


def bound_by(measure: Quantity, chain: Sequence[Hit], after: Hit | None, rules: Rulebook) -> Quantity:
    """Return the measure with what the words beside it say of bound and direction."""
    operator = direction = None
    start, end = measure.start, measure.end
    made_by, reaches = list(measure.rules), rules.fragment("reaches-a-level")
    weak_from = approximate = levelled = reached = False
    for place, hit in enumerate(chain):
        gives = hit.rule.rule.gives
        said = gives.get("operator")
        if hit.rule.id == "bound.from":
            weak_from = True
            if place == 0 or not operator:
                start = hit.start
            made_by.append(hit.rule.id)
            changes = (
                "decrease" if group(hit.match, "less") else "increase" if group(hit.match, "more") else None
            )
            direction = direction or changes
            continue
        if said == "~":
            approximate = True
        elif said:
            operator = operator or said
        if hit.rule.id == "bound.neutral" and reaches.match(hit.match[0]):
            reached = True
        if gives.get("direction") == "reach":
            # "mức giảm 1%": the verb nearer to the number says what it is.
            levelled = levelled or direction is None
        elif gives.get("direction") and not reached:
            direction = direction or gives["direction"]
        if said or gives.get("direction"):
            start = hit.start
            made_by.append(hit.rule.id)
    if after is not None:
        operator = operator or after.rule.rule.gives.get("operator")
        end = after.end
        made_by.append(after.rule.id)
    bounded = operator is not None
    if operator is None and weak_from and measure.operator == "=":
        # "Từ 90%" alone in a cell or at the beginning of a line has no upper end either.
        opened = start == 0 or any(rules.fragment("opens-a-from").match(hit.match[0]) for hit in chain)
        operator, bounded = (">=", True) if opened else (None, False)
    if measure.operator == "between":
        operator = "between"
    elif operator is None:
        operator = "~" if approximate else measure.operator
    final = "reach" if levelled or direction is None else direction
    return replace(
        measure, start=start, end=end, operator=operator, direction=final, rules=tuple(dict.fromkeys(made_by)),
        bounded=bounded or approximate, changed=final != "reach" or levelled, head=chain[-1].start if chain else start,
    )  # fmt: skip
