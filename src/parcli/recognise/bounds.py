"""The words beside and before numbers that say how they are meant: bounds, changes, levels."""

from __future__ import annotations

import regex

from parcli.recognise.mention import Hit, hits
from parcli.rulebook import Rulebook

# How far behind a number (characters) its noun can reach before a bound.
_REACH = 60
# So long (characters) can the object between a verb of change and its amount be; so much before it is looked at.
_OBJECT, _OPENING = 110, 40
_SPACE = regex.compile(r"[\s*]*")
# What names a thing before a colon, with letters only: "Nghề chế biến món ăn (phi nông nghiệp): ".
_LABEL = regex.compile(r"(?:^|(?<=[;.]\s))[\s+•*-]*\p{L}[^;.:\d]*:\s*\Z")
_LONGEST_LABEL = 90
# What may stand between a bound and its number: "giảm -16,95%", "tăng (5%)".
_BETWEEN = frozenset(" \t(-–")
# What ends an object: marks and numbers, but for a year.
_ENDS = regex.compile(r"[.;()]|(?<!\d)(?!(?:19|20)\d\d(?!\d))\d")


class Bounds:
    """The words beside numbers, by where they end (left ones) and begin (right ones)."""

    def __init__(self, folded: str, rules: Rulebook) -> None:
        self.left: dict[int, list[Hit]] = {}
        self.right: dict[int, list[Hit]] = {}
        self._folded = folded
        self._heads: list[Hit] = []
        self._reached = rules.fragment("names-a-level")
        self._begins = rules.fragment("before-a-verb")
        self._opens_or_ends = rules.fragment("opens-or-ends-a-bound")
        self._describes = rules.fragment("label-that-describes")
        for hit in hits(rules, "bound", folded):
            side = hit.rule.rule.gives["side"]
            if side == "head":
                self._heads.append(hit)
            else:
                beside, place = (self.left, hit.end) if side == "left" else (self.right, hit.start)
                beside.setdefault(place, []).append(hit)

    def before(self, place: int, kind: str) -> list[Hit]:
        """Return the chain of bounds that ends at `place` and may bind a measure of a kind, nearest first."""
        chain: list[Hit] = []
        while True:
            end = place
            while end > 0 and self._folded[end - 1] in _BETWEEN:
                if self._folded[end - 1] == "(" and chain:
                    break
                end -= 1
            found = [
                hit for hit in self.left.get(end, ()) if hit.rule.rule.gives.get("measure") in (None, kind)
            ]
            if not found:
                return chain
            hit = min(
                found,
                key=lambda hit: (hit.start, not _says(hit), (kind == "count") != _sets_up(hit), hit.rule.id),
            )
            chain.append(hit)
            place = hit.start

    def counting(self, place: int) -> Hit | None:
        """Return the words that say that the statement whose number stands at `place` counts things."""
        for hit in reversed(self._heads):
            if hit.end < place and hit.rule.rule.gives.get("cue"):
                near = place - hit.end <= _OBJECT and not _ENDS.search(self._folded, hit.end, place)
                return hit if near else None
        return None

    def labelled(self, place: int) -> bool:
        """Whether a colon stands right before `place`: "Số doanh nghiệp mới: 150 doanh nghiệp"."""
        return self._folded[max(0, place - 3) : place].rstrip().endswith(":")

    def named_before(self, place: int) -> bool:
        """Whether a label names what is counted, from the beginning of the line or part: "+ Nghề may: 30 người"."""
        if not self.labelled(place):
            return False
        label = _LABEL.search(self._folded, max(0, place - _LONGEST_LABEL), place)
        return label is not None and self._describes.search(label[0]) is None

    def near(self, place: int) -> bool:
        """Whether a bound begins within reach behind `place`: "10 cơ quan trở lên"."""
        return any(place < start <= place + _REACH for start in self.right)

    def closing(self, place: int) -> Hit | None:
        """Return the bound that closes what "từ" opened, behind the rest of a name: "từ 05 mỏ khoáng sản trở lên"."""
        start = min((start for start in self.right if place < start <= place + _REACH), default=None)
        if start is None or self._opens_or_ends.search(self._folded, place, start):
            return None
        return next((hit for hit in self.right[start] if hit.rule.rule.gives.get("operator")), None)

    def after(self, place: int, unit: str | None) -> Hit | None:
        """Return the bound that begins at `place`, after white space, and may bind a number of a unit.

        One that binds only that unit goes before the others.
        """
        skipped = _SPACE.match(self._folded, place)
        found = [
            hit
            for hit in self.right.get(skipped.end() if skipped else place, ())
            if hit.rule.rule.gives.get("unit") in (None, unit)
        ]
        return max(
            found, key=lambda hit: (hit.end, hit.rule.rule.gives.get("unit") is not None), default=None
        )

    def governing(self, place: int) -> Hit | None:
        """Return the verb of change that begins the statement whose number stands at `place`, behind its object."""
        for hit in reversed(self._heads):
            if hit.end >= place or not hit.rule.rule.gives.get("direction"):
                continue
            if place - hit.end > _OBJECT or self._reached.search(self._folded, hit.end, place):
                return None
            if self._begins.search(self._folded[max(0, hit.start - _OPENING) : hit.start]):
                return hit
        return None


def _says(hit: Hit) -> bool:
    """Whether a bound says which side of the number is meant, or that it is a change or a level."""
    return bool(hit.rule.rule.gives.get("operator") or hit.rule.rule.gives.get("direction"))


def _sets_up(hit: Hit) -> bool:
    """Whether it is a verb of setting up, which makes a target of a number of things."""
    return hit.rule.rule.gives.get("span") == "skip"
