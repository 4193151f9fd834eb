"""What it means that a side says nothing of what another states: dropped, new, over, or put otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from parcli import places, taxonomy
from parcli.compare import cues, lineage
from parcli.compare.pair import apart, form
from parcli.compare.promises import Promise
from parcli.compare.records import Near, Reason
from parcli.compare.sides import Side
from parcli.compare.words import Weights

# What shares less of its words is not near.
_NEAR = 0.2


@dataclass(frozen=True)
class Silences:
    """The sides of a comparison with all that each says, so that its silence can be explained."""

    sides: Sequence[Side]
    promises: Sequence[Sequence[Promise]]
    weights: Weights

    @cached_property
    def _by_code(self) -> Sequence[Mapping[str, list[Promise]]]:
        """What each side says of each indicator, those that refine it included."""
        found: list[dict[str, list[Promise]]] = []
        for side in self.promises:
            found.append({})
            for one in side:
                for code in one.codes:
                    found[-1].setdefault(taxonomy.family(code), []).append(one)
        return found

    def reasons(self, members: Sequence[Promise | None]) -> Iterator[Reason]:
        """Yield for each side that says nothing what that means, beside one that states it."""
        stating = [place for place, one in enumerate(members) if one is not None]
        for place, one in enumerate(members):
            if one is not None:
                continue
            nearest = min(stating, key=lambda other: self._distance(other, place))
            stated = members[nearest]
            assert stated is not None, "only sides that state it are looked at"
            yield from self._reason(stated, nearest, place)

    def near(self, members: Sequence[Promise | None]) -> Iterator[Near]:
        """Yield for each silent side what comes nearest, of its kin or else in words, and what kept it apart."""
        stated = next(one for one in members if one is not None)
        for side, one in enumerate(members):
            if one is not None:
                continue
            families = {taxonomy.family(code) for code in stated.codes}
            alike = [
                (
                    not families.isdisjoint(map(taxonomy.family, other.codes)),
                    self.weights.likeness(stated.last.words, other.last.words),
                    -place,
                )
                for place, other in enumerate(self.promises[side])
            ]
            kin, likeness, place = max(alike, default=(False, 0.0, 0))
            if kin or likeness >= _NEAR:
                other = self.promises[side][-place]
                yield Near(
                    side=side, target=other.target.id, text=other.target.text, likeness=round(likeness, 3),
                    apart=apart(stated, other, self.weights),
                )  # fmt: skip

    def _distance(self, one: int, two: int) -> tuple[bool, int, int]:
        """Return how near two sides are: of one province first, then in time."""
        left, right = self.sides[one].begins, self.sides[two].begins
        days = abs((left - right).days) if left and right else 0
        return not lineage.same_line(self.sides[one], self.sides[two]), days, abs(one - two)

    def _reason(self, stated: Promise, stating: int, silent: int) -> Iterator[Reason]:
        pair = (stating, silent)
        if "district" in stated.target.scope.levels and self.sides[silent].starts_after(
            places.districts_until()
        ):
            yield Reason(code="districts-ended", last=places.districts_until().isoformat(), sides=pair)
            return
        otherwise = self._otherwise(stated, silent)
        if otherwise is not None:
            yield otherwise.model_copy(update={"sides": pair})
        else:
            yield from self._in_time(stated, stating, silent)

    def _otherwise(self, stated: Promise, silent: int) -> Reason | None:
        """Return how the silent side puts the same thing so that it is no pair, or None."""
        for code in dict.fromkeys(map(taxonomy.family, stated.codes)):
            for other in self._by_code[silent].get(code, ()):
                if cues.contradiction(stated.last.cues, other.last.cues):
                    continue
                levels = [sorted(one.target.scope.levels) for one in (stated, other)]
                if levels[0] != levels[1]:
                    return Reason(code="other-levels", first=", ".join(levels[0]), last=", ".join(levels[1]))
                fields = [", ".join(one.target.scope.sectors) for one in (stated, other)]
                if fields[0] != fields[1]:
                    return Reason(code="other-fields", first=fields[0], last=fields[1])
                if form(stated) != form(other):
                    return Reason(code=f"as-{form(other)}", last=other.target.text)
        return None

    def _in_time(self, stated: Promise, stating: int, silent: int) -> Iterator[Reason]:
        """Yield that one province dropped it, or that it is new, or that its time was over before."""
        one, two = self.sides[stating], self.sides[silent]
        if one.begins is None or two.begins is None or one.begins == two.begins:
            return
        if not lineage.same_line(one, two):
            return
        due = stated.last.due
        if one.begins > two.begins:
            yield Reason(code="new", sides=(stating, silent))
        elif stated.target.measure.value is None and due is not None and due < two.begins:
            yield Reason(code="over", last=due.isoformat(), sides=(stating, silent))
        else:
            yield Reason(code="dropped", sides=(stating, silent))
