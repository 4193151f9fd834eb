"""Which promises of the sides speak of the same thing: one to one, and the best of all ways to pair.

Pairs of the same indicator, levels, unit and direction come first; then the same indicator and levels
in another unit, so that neither side is said to be silent; by words only where neither has an
indicator. Contradicting cues keep two promises apart whatever else they share.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parcli import taxonomy
from parcli.compare import assign, cues, related, words
from parcli.compare.promises import Promise, last_day, unit_of
from parcli.compare.records import Ground, Grounds

# Tiers: the pairs of a lower one together never outweigh a pair of a higher one, so the best sum
# has as many pairs of the highest tier as there can be. What is within a tier is likeness.
_COMPARABLE, _OTHER_UNIT, _WORDS = 1.0, 0.3, 0.3
# Taken off where one code refines the other, both refine a third, or they are related.
_WIDER, _SIBLING, _RELATED = 0.1, 0.3, 0.35
_WITHIN = 0.15

# Words alone make a pair only where they are nearly the same clause.
WORDS_ENOUGH = 0.55
_SIBLINGS_ENOUGH = 0.3
_RELATED_ENOUGH = 0.2
# A task, or a number of things, is no other form of a share or a level, unless in much the same words.
_FORM_ENOUGH = 0.5


@dataclass(frozen=True)
class Match:
    """What speaks for a pair: `weight` to choose by, `score` to print, and what they are made of."""

    weight: float
    score: float
    by: Ground
    likeness: float
    against: tuple[str, ...]
    shared: frozenset[str]
    weights: words.Weights

    @property
    def grounds(self) -> Grounds:
        """What made the pair and what spoke against it, as printed."""
        return Grounds(
            by=self.by,
            likeness=round(self.likeness, 3),
            words=self.weights.telling(self.shared),
            against=self.against,
        )


@dataclass
class Group:
    """Promises that belong together, one or none of each side; `match` is the weakest link."""

    members: list[Promise | None]
    match: Match | None = None

    @property
    def stated(self) -> list[Promise]:
        """The promises that there are."""
        return [one for one in self.members if one is not None]


def weigh(sides: Sequence[Sequence[Promise]]) -> words.Weights:
    """Return how much each word tells, from how few of all clauses of all sides have it."""
    return words.weigh(step.words for side in sides for one in side for step in one.steps)


def groups(sides: Sequence[Sequence[Promise]], weights: words.Weights) -> list[Group]:
    """Return the groups that hold every promise of every side exactly once.

    More than two sides are taken in their order, each paired with the groups so far.
    """
    found: list[Group] = []
    for number, side in enumerate(sides):
        chosen = _pair(found, side, weights)
        for group in found:
            group.members.append(None)
        for place, one in enumerate(side):
            if place in chosen:
                group, match = chosen[place]
                group.members[-1] = one
                group.match = min((group.match or match, match), key=lambda link: link.weight)
            else:
                found.append(Group([*[None] * number, one]))
    return found


def _pair(
    found: list[Group], side: Sequence[Promise], weights: words.Weights
) -> dict[int, tuple[Group, Match]]:
    """Return for the places of `side` that get one the group and what made the pair."""
    links = _links(found, side, weights)
    # The same pairs come of `a b` and `b a`: equal weights are settled in an order of their own.
    turned = _names(side) < [name for group in found for name in _names(group.stated)]
    weighed = {group: {place: link.weight for place, link in row.items()} for group, row in links.items()}
    return {
        place: (found[group], links[group][place]) for group, place in assign.sparse(weighed, turned=turned)
    }


def _names(promises: Iterable[Promise]) -> list[str]:
    return [step.target.id for one in promises for step in one.steps]


def _links(
    found: Sequence[Group], side: Sequence[Promise], weights: words.Weights
) -> dict[int, dict[int, Match]]:
    """Return the pairs that may be, by group and place in `side`."""
    by_key: dict[object, list[int]] = {}
    for place, one in enumerate(side):
        for key in _keys(one):
            by_key.setdefault(key, []).append(place)
    links: dict[int, dict[int, Match]] = {}
    for number, group in enumerate(found):
        for place in sorted({place for key in _keys(group.stated[0]) for place in by_key.get(key, ())}):
            matches = [match(member, side[place], weights) for member in group.stated]
            sure = [one for one in matches if one is not None]
            # One member that it must not stand beside keeps it out of the group.
            if len(sure) == len(matches):
                weakest = min(sure, key=lambda one: one.weight)
                links.setdefault(number, {})[place] = weakest
    return links


def _keys(one: Promise) -> set[object]:
    """Return of what two promises must have one in common to be looked at."""
    levels = frozenset(one.target.scope.levels)
    if not one.codes:
        return {(None, levels, unit_of(one.target))}
    return {(name, levels) for name in (*map(taxonomy.family, one.codes), *related.groups_of(one.codes))}


def match(left: Promise, right: Promise, weights: words.Weights) -> Match | None:
    """Return what speaks for pairing two promises, or None where they must not stand together."""
    if forbidden(left, right) is not None:
        return None
    alike = left.target.text == right.target.text  # it may have no words at all: "95%"
    likeness = 1.0 if alike else weights.likeness(left.last.words, right.last.words)
    if not left.codes and not right.codes:
        return _by_words(left, right, likeness, weights)
    if likeness < _FORM_ENOUGH and form(left) != form(right):
        return None
    # A known thing and an unknown one are no pair: words alone would mix up what is on time and early.
    kin = [_distance(one, two, likeness) for one in left.codes for two in right.codes]
    near = [distance for distance in kin if distance is not None]
    if not near:
        return None
    off = min(near)
    against = (*_against(left, right), *(["other-indicator"] if off else []))
    tier = _OTHER_UNIT if {"other-unit", "other-direction"} & set(against) else _COMPARABLE
    score = (1.0 - off) * (0.8 if "other-sectors" in against else 1.0)
    return Match(
        weight=(1.0 - off) * tier + _WITHIN * tier * _closeness(left, right, likeness),
        score=round(score, 3),
        by=("related-indicator" if off == _RELATED else "wider-indicator") if off else "indicator",
        likeness=likeness,
        against=against,
        shared=left.last.words & right.last.words,
        weights=weights,
    )


def _by_words(left: Promise, right: Promise, likeness: float, weights: words.Weights) -> Match | None:
    """Return the match of two promises without an indicator, or None where words are too few."""
    same = unit_of(left.target) == unit_of(right.target) and (
        left.target.measure.kind == right.target.measure.kind
        and left.target.measure.direction == right.target.measure.direction
    )
    if not same or likeness < WORDS_ENOUGH:
        return None
    return Match(
        weight=_WORDS * (1 + _WITHIN * _closeness(left, right, likeness)),
        score=round(0.9 * likeness, 3),
        by="words",
        likeness=likeness,
        against=tuple(_against(left, right)),
        shared=left.last.words & right.last.words,
        weights=weights,
    )


def form(one: Promise) -> str:
    """Return in which of three forms something is asked for: as a task, a number of things, or a level."""
    kind = one.target.measure.kind
    return kind if kind in ("completion", "count") else "level"


def forbidden(left: Promise, right: Promise) -> str | None:
    """Return what keeps two promises apart, whatever else they share, or None."""
    if set(left.target.scope.levels) != set(right.target.scope.levels):
        return "other-levels"
    if {left.target.measure.direction, right.target.measure.direction} == {"increase", "decrease"}:
        return "contradiction.change"
    return cues.contradiction(left.last.cues, right.last.cues)


def apart(left: Promise, right: Promise, weights: words.Weights) -> str:
    """Return what keeps two promises from being a pair, "taken" where it is only that a better one is there."""
    against = forbidden(left, right)
    if against is not None:
        return against
    if match(left, right, weights) is not None:
        return "taken"
    if not left.codes and not right.codes:
        return "other-unit" if unit_of(left.target) != unit_of(right.target) else "few-words"
    kin = [_distance(one, two, 1.0) for one in left.codes for two in right.codes]
    return "other-form" if any(distance is not None for distance in kin) else "other-indicator"


def _distance(left: str, right: str, likeness: float) -> float | None:
    """Return how far two codes are apart: 0 for the same, None for no kin."""
    if left == right:
        return 0.0
    if taxonomy.family(left) != taxonomy.family(right):
        kin = related.groups_of([left]) & related.groups_of([right])
        return _RELATED if kin and likeness >= _RELATED_ENOUGH else None
    if taxonomy.family(left) in (left, right):
        return _WIDER
    return _SIBLING if likeness >= _SIBLINGS_ENOUGH else None


def _against(left: Promise, right: Promise) -> Iterable[str]:
    """Yield what speaks against a pair without forbidding it."""
    if unit_of(left.target) != unit_of(right.target):
        yield "other-unit"
    if left.target.measure.direction != right.target.measure.direction:
        yield "other-direction"
    if set(left.target.scope.sectors) != set(right.target.scope.sectors):
        yield "other-sectors"


def _closeness(left: Promise, right: Promise, likeness: float) -> float:
    """Return how close two promises are beyond their indicator, from 0 to 1; 1 only for the same."""
    one, two = left.target, right.target
    return (
        0.4 * likeness
        + 0.15 * _overlap(one.scope.sectors, two.scope.sectors)
        + 0.2 * _near(one.measure.value, two.measure.value)
        + 0.05 * (one.measure.kind == two.measure.kind and one.measure.operator == two.measure.operator)
        + 0.05 * (_rest(left) == _rest(right))
        + 0.1 * _near_in_time(left, right)
        + 0.05 * (one.text == two.text)
    )


def _rest(one: Promise) -> object:
    target = one.target
    year = target.baseline.year if target.baseline else None
    measure = target.measure
    return measure.upper, measure.upper_inclusive, measure.of, year, target.scope.except_, target.wording


def _overlap(left: Sequence[str], right: Sequence[str]) -> float:
    every = set(left) | set(right)
    return len(set(left) & set(right)) / len(every) if every else 1.0


def _near(left: object, right: object) -> float:
    if left is None or right is None:
        return float(left is right)
    one, two = float(str(left)), float(str(right))
    return 1.0 - abs(one - two) / max(abs(one), abs(two)) if one != two else 1.0


def _near_in_time(left: Promise, right: Promise) -> float:
    one, two = last_day(left.target.deadline), last_day(right.target.deadline)
    if one is None or two is None:
        return float(one is two)
    return 1.0 / (1.0 + abs((one - two).days) / 365)
