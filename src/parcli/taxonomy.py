"""What is measured: the indicators that the rules know, their names, units and which way is better."""

from __future__ import annotations

import difflib
import functools
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import Any, Literal

from parcli import rulecache
from parcli.errors import LookupFailed
from parcli.model import Measure
from parcli.rulepath import rule_root

Better = Literal["higher", "lower"]

_NEAREST = 5  # names that are told where one is not known
# Of these units one way is better whatever is measured: places in a ranking, places gained.
_BY_UNIT: Mapping[str, Better] = {"hạng": "lower", "bậc": "higher"}


@dataclass(frozen=True)
class Indicator:
    """A code with what is known of it; `better` speaks of the unit given here."""

    code: str
    area: str | None = None
    unit: str | None = None
    better: Better | None = None
    under: str | None = None
    name: Mapping[str, str] = field(default_factory=dict)

    def called(self, lang: str) -> str:
        """Return the name in a language, in English where there is none, else the code."""
        return self.name.get(lang) or self.name.get("en") or self.code


@functools.cache
def indicators() -> Mapping[str, Indicator]:
    """Return every indicator that the built-in rules give, by code; the order is that of the files."""
    found: dict[str, Indicator] = {}
    folder = rule_root() / "indicator"
    for gives in _given(folder) if folder.is_dir() else ():
        one = _indicator(gives)
        found[one.code] = _joined(found[one.code], one) if one.code in found else one
    return found


def _given(folder: Traversable) -> Iterator[Mapping[str, Any]]:
    """Yield what each rule of the folder's files gives, where that names a code."""
    for entry in sorted(folder.iterdir(), key=lambda entry: str(entry.name)):
        if entry.name.endswith((".yaml", ".yml")):
            data = rulecache.parsed(entry.read_text(encoding="utf-8"))
            rules = data.get("rules", ()) if isinstance(data, dict) else ()
            yield from (rule["gives"] for rule in rules if rule.get("gives", {}).get("code"))


def _indicator(gives: Mapping[str, Any]) -> Indicator:
    name = gives.get("name") or {}
    return Indicator(
        code=gives["code"], area=gives.get("area"), unit=gives.get("unit"), better=gives.get("better"),
        under=gives.get("under"), name=dict(name) if isinstance(name, dict) else {"vi": str(name)},
    )  # fmt: skip


def _joined(first: Indicator, second: Indicator) -> Indicator:
    """Return what two rules of one code say together; the first has the word where both speak."""
    return Indicator(
        first.code, first.area or second.area, first.unit or second.unit, first.better or second.better,
        first.under or second.under, {**second.name, **first.name},
    )  # fmt: skip


def code_of(name: str) -> str:
    """Return the code of an indicator by its code or by its name in either language, else `name` itself.

    >>> code_of("par index")
    'index.par'
    """
    known = indicators()
    if name in known:
        return name
    wanted = _plain(name)
    called = [one.code for one in known.values() if wanted in map(_plain, one.name.values())]
    return called[0] if len(called) == 1 else name


def check(codes: Iterable[str], areas: Iterable[str] = ()) -> None:
    """Raise LookupFailed with the nearest names where a code or an area is not known."""
    known = indicators()
    areas_known = {one.area for one in known.values() if one.area}
    for code in codes:
        if code not in known:
            near = list(
                dict.fromkeys([*_named_so(code), *difflib.get_close_matches(code, sorted(known), 3, 0.4)])
            )
            raise LookupFailed(code="lookup.indicator", name=code, near=", ".join(near[:_NEAREST]) or "-")
    for area in areas:
        if area not in areas_known:
            near = difflib.get_close_matches(area, sorted(areas_known), 3, 0.4)
            raise LookupFailed(code="lookup.area", name=area, near=", ".join(near) or "-")


def _named_so(words: str) -> Iterator[str]:
    """Yield the indicators whose code or name holds `words`, with or without diacritics."""
    wanted = _plain(words)
    for one in indicators().values():
        if wanted and any(wanted in _plain(name) for name in (one.code, *one.name.values())):
            yield one.code


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    kept = "".join(
        letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter)
    )
    return " ".join(kept.split())


def family(code: str) -> str:
    """Return the wider code that `code` refines, or `code` itself.

    >>> family("no.such-code")
    'no.such-code'
    """
    known = indicators().get(code)
    return (known and known.under) or code


def better(code: str | None, measure: Measure) -> Better | None:
    """Return which way `measure` asks for more, or None where that is not known.

    A lower rank is better, but more points, a higher share or more places gained; a change is
    better the more it changes for the better.
    """
    if measure.unit is not None and measure.unit in _BY_UNIT:
        return _BY_UNIT[measure.unit]
    if measure.direction == "decrease":
        return "higher"  # to cut by more is to ask for more, be it posts, costs or late cases
    known = indicators().get(code) if code else None
    if known is None or known.better is None:
        return _by_bound(measure)
    if known.unit in _BY_UNIT and measure.unit != known.unit:
        return "higher"  # points or a share of an index that is else stated as a rank
    return known.better


def _by_bound(measure: Measure) -> Better | None:
    """Return which way is better as the bound tells: nobody promises at least so many late cases."""
    if measure.kind == "duration" or measure.operator in ("<", "<="):
        return "lower"
    if measure.operator in (">", ">=") or measure.direction == "increase":
        return "higher"
    return None
