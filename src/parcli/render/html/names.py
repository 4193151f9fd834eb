"""What people call the things that records name by codes: indicators, areas, sides, words of the contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from parcli import messages
from parcli.compare.records import ComparedSide
from parcli.render import phrase


def area(code: str | None) -> str:
    """Return the name of an area; that of all other things where it has none."""
    return word("area", code or "other")


def word(kind: str, code: str) -> str:
    """Return the word for a code of the contract: `word("flag", "no-deadline")`; else the code."""
    key = f"{kind}.{code}"
    return messages.text(key) if messages.known(key) else code


def sides(compared: Sequence[ComparedSide]) -> list[str]:
    """Return what the sides of a comparison are called."""
    return sides_of([(one.label, one.province, one.years) for one in compared])


def sides_of(given: Sequence[tuple[str, str | None, Sequence[int]]]) -> list[str]:
    """Return what sides of a label, a province and years are called: by the last two where these tell them apart.

    >>> sides_of([("hung-yen@2021", "hung-yen", (2021, 2021)), ("a.txt", None, ())])
    ['Hưng Yên 2021', 'a.txt']
    """
    called = [_side(*one) for one in given]
    times = Counter(called)
    return [
        name if times[name] == 1 else f"{name} ({label})"
        for name, (label, _, _) in zip(called, given, strict=True)
    ]


def _side(label: str, slug: str | None, years: Sequence[int]) -> str:
    if slug is None:
        return label
    return f"{phrase.province(slug)} {'–'.join(map(str, sorted(set(years))))}".rstrip()
