"""What is measured: the indicators that the rules know, their names, units and which way is better."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import Any, Literal

from parcli import messages, rulecache
from parcli.errors import LookupFailed
from parcli.letters import bare
from parcli.model import Measure
from parcli.rulepath import rule_root

Better = Literal["higher", "lower"]

_NEAREST = 5  # names that are told where one is not known
_MOST_WORDS = 0.6  # of the words of a name that is not known a near name holds this share
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


def area_of(name: str) -> str:
    """Return the code of an area by its code or by its heading in either language, else `name` itself.

    >>> area_of("Cải cách thể chế"), area_of("procedures")
    ('institutions', 'procedures')
    """
    wanted = _plain(name)
    called = (area for area in areas() if wanted in (_plain(heading) for heading in (area, *_headings(area))))
    return next(called, name)


def areas() -> list[str]:
    """Return the codes of all areas that indicators have, sorted."""
    return sorted({one.area for one in indicators().values() if one.area})


def _headings(area: str) -> list[str]:
    key = f"area.{area}"
    return [messages.text(key, lang) for lang in messages.LANGUAGES] if messages.known(key) else []


def check(codes: Iterable[str], areas_asked: Iterable[str] = ()) -> None:
    """Raise LookupFailed where a code or an area is not known: with the nearest codes, or with all areas."""
    known = indicators()
    for code in codes:
        if code not in known:
            near = dict.fromkeys([*_named_so(code), *difflib.get_close_matches(code, sorted(known), 3, 0.4)])
            shown = [f"{one} ({known[one].called(messages.language())})" for one in [*near][:_NEAREST]]
            raise LookupFailed(code="lookup.indicator", name=code, near=", ".join(shown) or "-")
    for area in areas_asked:
        if area not in areas():
            raise LookupFailed(code="lookup.area", name=area, areas=", ".join(map(_with_heading, areas())))


def _with_heading(area: str) -> str:
    key = f"area.{area}"
    return f"{area} ({messages.text(key)})" if messages.known(key) else area


def _named_so(words: str) -> list[str]:
    """Return the indicators whose code or a name holds most of `words`, in any order and without diacritics.

    Those that hold all come first, and of these the ones with the fewest words besides.
    """
    wanted = _plain(words)
    ranked = []
    for one in indicators().values():
        share, others = max(_likeness(wanted, _plain(name)) for name in (one.code, *one.name.values()))
        if share >= _MOST_WORDS:
            ranked.append((-share, -others, one.code))
    return [code for _, _, code in sorted(ranked)]


def _likeness(wanted: str, name: str) -> tuple[float, int]:
    """Return which share of the words that are wanted a name holds, and how many others, counted below zero.

    >>> _likeness("thanh toan", "ty le thanh toan truc tuyen"), _likeness("par", "index par")
    ((1.0, -4), (1.0, -1))
    """
    words, held = set(wanted.split()), set(name.split())
    share = len(words & held) / len(words) if words else 0.0
    if wanted and wanted in name:  # a beginning of words too
        share = 1.0
    return share, -len(held - words)


def _plain(name: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare(name)).split())


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
