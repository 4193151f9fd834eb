"""Levels, sectors, exceptions, baselines, equivalents and wording of a clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import regex

from parcli.recognise.mention import Hit, Mention, group, hits, longest, scan, scan_part
from parcli.recognise.numerals import number
from parcli.rulebook import Rulebook

_ORDER = ("province", "district", "commune")
# The centre is no level of local government, but has its place among the numbers of a list.
_NAMED = ("central", *_ORDER)


@dataclass(frozen=True, slots=True)
class LevelMention:
    """Levels of government that a stretch of text names, in its order."""

    levels: tuple[str, ...]
    start: int
    end: int
    rules: tuple[str, ...]


def levels(folded: str, rules: Rulebook) -> list[LevelMention]:
    """Return the levels that a text names, in reading order."""
    return [
        LevelMention(_levels(hit, rules), hit.start, hit.end, (hit.rule.id,))
        for hit in scan(rules, "level", folded)
    ]


def _levels(hit: Hit, rules: Rulebook) -> tuple[str, ...]:
    given = tuple(hit.rule.rule.gives["levels"])
    if given not in (("list",), ("span",)):
        return given
    named = [_named(word, rules) for word in (hit.match["first"], *hit.match.captures("more"))]
    if given == ("list",):
        return tuple(dict.fromkeys(named))
    low, high = sorted(_ORDER.index(name) if name in _ORDER else 0 for name in named)
    return _ORDER[low : high + 1]


def _named(word: str, rules: Rulebook) -> str:
    """Return the level that a word behind "cấp" names."""
    return next(level for level in _NAMED if rules.fragment(f"level-{level}").fullmatch(word))


def in_order(found: Sequence[str]) -> tuple[str, ...]:
    """Return levels once each, from the province down."""
    return tuple(level for level in _ORDER if level in found)


def sectors(folded: str, rules: Rulebook) -> tuple[str, ...]:
    """Return the fields that a clause is limited to."""
    found: list[str] = []
    between = rules.fragment("between-fields")
    for hit in fields(folded, rules):
        found += [part.strip() for part in between.split(hit.match["list"]) if part.strip()]
    return tuple(dict.fromkeys(part for part in found if len(part) <= 60))


def fields(folded: str, rules: Rulebook) -> list[Hit]:
    """Return where a text says to which fields it is limited."""
    return scan(rules, "sector", folded)


def limits(folded: str, rules: Rulebook) -> list[Hit]:
    """Return what a clause leaves out."""
    return scan(rules, "limit", folded)


def baselines(folded: str, rules: Rulebook) -> list[tuple[Hit, int | None]]:
    """Return what changes are measured from, each with its year where it names one."""
    return [(hit, int(group(hit.match, "year") or 0) or None) for hit in scan(rules, "baseline", folded)]


@dataclass(frozen=True, slots=True)
class EquivalentMention:
    """The same amount in another unit, in brackets; value None where it only names a level."""

    value: Decimal | None
    unit: str
    start: int
    end: int
    rules: tuple[str, ...]


_DIGIT = regex.compile(r"\d")


def equivalents(folded: str, rules: Rulebook) -> list[EquivalentMention]:
    """Return the equivalents in brackets, in reading order."""
    found = []
    for hit in longest(hits(rules, "equivalent", folded)):
        if not _DIGIT.search(hit.match[0]):
            continue
        text = group(hit.match, "value")
        value = number(text) if text else None
        unit = (group(hit.match, "unit") or "").strip()
        found.append(EquivalentMention(value, unit, hit.start, hit.end, (hit.rule.id,)))
    return found


def wording(folded: str, rules: Rulebook, start: int, end: int) -> tuple[str, tuple[str, ...]]:
    """Return how firmly the part of a text is worded, with the rule that says so."""
    found = scan_part(rules, "wording", folded, start, end)
    if not found:
        return "plain", ()
    return str(found[0].rule.rule.gives["wording"]), (found[0].rule.id,)


def mentions(folded: str, rules: Rulebook) -> list[Mention]:
    """Return everything that this module finds, for the tests of rules."""
    found: list[Mention] = [
        Mention("level", item.start, item.end, item.rules, {"levels": list(item.levels)})
        for item in levels(folded, rules)
    ]
    for kind in ("sector", "limit", "wording"):
        for hit in scan(rules, kind, folded):
            data: dict[str, Any] = {
                "text_is": hit.match[0].strip(),
                "wording": hit.rule.rule.gives.get("wording"),
            }
            if kind == "sector":
                data["sectors"] = list(sectors(folded, rules))
            found.append(Mention(kind, hit.start, hit.end, (hit.rule.id,), data))
    for hit, year in baselines(folded, rules):
        found.append(Mention("baseline", hit.start, hit.end, (hit.rule.id,), {"year": year}))
    for item in equivalents(folded, rules):
        data = {"value": item.value, "unit": item.unit}
        found.append(Mention("equivalent", item.start, item.end, item.rules, data))
    return found
