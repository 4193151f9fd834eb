"""Implied bases: "2,5 % (tương ứng 15 đơn vị)" says that there are 600; do all that say so agree?

A share and its equivalent are rounded (the share to a tenth of a per cent at least), so each implies a
range of bases; two of one thing agree where their ranges meet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from parcli.check.draft import Draft
from parcli.check.records import Finding
from parcli.compare.promises import Entry, entry
from parcli.model import Document, Target
from parcli.render import phrase
from parcli.render.safe import one_line

# From one year to the next a base changes by less than this share of it; more is worth a look.
_A_YEAR = Decimal("0.25")
_HALF = Decimal("0.5")


@dataclass(frozen=True)
class Base:
    """The range of bases that a target implies, both ends included, and the one in the middle."""

    entry: Entry
    low: Decimal
    high: Decimal
    middle: Decimal

    @property
    def target(self) -> Target:
        """The target that implies it."""
        return self.entry.target


def implied(one: Entry) -> Base | None:
    """Return the base that a share and its equivalent imply, None where there are not both."""
    measure = one.target.measure
    equal = measure.equivalent
    if equal is None or measure.unit != "%" or not measure.value or measure.upper is not None:
        return None
    exponent = measure.value.as_tuple().exponent
    rounding = _HALF * (Decimal(10) ** min(int(exponent), -1))
    low = 100 * (equal.value - _HALF) / (measure.value + rounding)
    high = 100 * (equal.value + _HALF) / (measure.value - rounding)
    return Base(one, low, high, 100 * equal.value / measure.value)


def find(draft: Draft) -> Iterator[Finding]:
    """Yield the bases that do not agree with another one of the plan, or with last year's."""
    implying = (one for one in draft.entries if one.target.indicator is not None)
    own = [base for one in implying if (base := implied(one)) is not None]
    for first, second in _apart(own):
        yield _finding(draft, own[second], own[first], "implied-base", None)
    earlier: dict[object, list[Base]] = defaultdict(list)
    for base in _earlier(draft) if own else ():
        earlier[_thing(base.target)].append(base)
    for base in own:
        last = next((other for other in earlier[_thing(base.target)] if _far(base, other)), None)
        if last is not None:
            yield _finding(draft, base, last, "implied-base.last", last.entry.document)


def _apart(own: Sequence[Base]) -> list[tuple[int, int]]:
    """Return the places of bases that do not meet the first one of the same thing that they can be held against."""
    ranges: dict[object, dict[tuple[Decimal, Decimal], int]] = defaultdict(dict)
    found = []
    for place, base in enumerate(own):
        known = ranges[_thing(base.target)]
        first = next((other for other in known.values() if not _meet(own[other], base)), None)
        if first is not None:
            found.append((first, place))
        known.setdefault((base.low, base.high), place)
    return sorted(found)


def _thing(one: Target) -> object:
    """Return what a share is taken of."""
    unit = one.measure.equivalent.unit if one.measure.equivalent else None
    return one.indicator, one.scope.levels, one.scope.sectors, unit


def _meet(one: Base, two: Base) -> bool:
    return one.low <= two.high and two.low <= one.high


def _far(one: Base, two: Base) -> bool:
    return one.low > two.high * (1 + _A_YEAR) or one.high < two.low * (1 - _A_YEAR)


def _earlier(draft: Draft) -> Iterator[Base]:
    """Yield the bases that earlier plans of the same province imply."""
    for other in draft.against:
        if other.document.province is not None and other.document.province == draft.document.province:
            for target in other.targets:
                base = implied(entry(target, other.document))
                if base is not None:
                    yield base


def _finding(draft: Draft, base: Base, other: Base, why: str, document: Document | None) -> Finding:
    targets = [base.target] if document else [other.target, base.target]
    return draft.finding(
        "implied-base", "warning" if document else "error", base.target.span, targets, why=why,
        base=_whole(base.middle), other=_whole(other.middle), quote=one_line(other.target.measure.text),
        document=phrase.document(document) if document else "",
    )  # fmt: skip


def _whole(value: Decimal) -> str:
    from parcli import messages
    from parcli.render.safe import number

    return number(value.quantize(Decimal(1)), messages.language())
