"""Provinces and cities under central government, in time: names, codes, mergers.

The facts lie in `rules/place/provinces.yaml`. A name may stand for two entities (Hải Phòng before
and since 2025-07-01), so functions take the day of which one speaks; without it they give the
present one, or the last that bore the name.
"""

from __future__ import annotations

import difflib
import functools
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import regex

from parcli import patterns, ruletable
from parcli.errors import LookupFailed
from parcli.letters import bare

NATIONAL = "national"


@dataclass(frozen=True)
class Province:
    """A province or city under central government while it is one entity."""

    code: str
    name: str
    slug: str
    kind: str
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None
    merged_from: tuple[str, ...] = ()
    city_from: date | None = None

    def exists_on(self, day: date) -> bool:
        """Return whether the entity exists on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


def slug(name: str) -> str:
    """Return `name` in lower case without diacritics, its words joined by "-".

    >>> slug("Bà Rịa - Vũng Tàu")
    'ba-ria-vung-tau'
    """
    return "-".join(regex.findall(r"[a-z0-9]+", bare(name)))


@dataclass(frozen=True)
class _Book:
    """The file of provinces, read once."""

    provinces: tuple[Province, ...]
    prefixes: tuple[str, ...]
    towns: tuple[str, ...]
    not_after: Mapping[str, tuple[str, ...]]
    needs_kind: frozenset[str]
    districts_until: date

    @functools.cached_property
    def slug_of(self) -> Mapping[str, str]:
        """Every known name, written as one word of plain letters, with its slug."""
        named = {_letters(alias): one.slug for one in self.provinces for alias in one.aliases}
        return named | {_letters(one.name): one.slug for one in self.provinces}

    @functools.cached_property
    def in_lower_case(self) -> Mapping[str, str]:
        """Names and aliases as they stand in text in lower case, with their slugs."""
        return {_lower(name): one.slug for one in self.provinces for name in (one.name, *one.aliases)}

    @functools.cached_property
    def pattern(self) -> regex.Pattern[str]:
        """All names, the longest first, as whole words."""
        names = sorted(self.in_lower_case, key=len, reverse=True)
        return patterns.kept(rf"(?<!\w)(?:{'|'.join(regex.escape(name) for name in names)})(?!\w)")


def _letters(name: str) -> str:
    return slug(name).replace("-", "")


def _lower(name: str) -> str:
    return unicodedata.normalize("NFC", name).lower()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _province(entry: Mapping[str, Any], aliases: Sequence[str]) -> Province:
    days = {key: _day(entry.get(key)) for key in ("valid_from", "valid_to", "city_from")}
    return Province(
        code=entry["code"], name=entry["name"], slug=entry["slug"], kind=entry["kind"], aliases=tuple(aliases),
        successor=entry.get("successor"), merged_from=tuple(entry.get("merged_from", ())), **days,
    )  # fmt: skip


@functools.cache
def _book() -> _Book:
    data = ruletable.read("place/provinces.yaml")
    names: Mapping[str, Mapping[str, Any]] = data["names"]
    return _Book(
        provinces=tuple(
            _province(entry, names.get(entry["slug"], {}).get("aliases", ())) for entry in data["provinces"]
        ),
        prefixes=tuple(data["prefixes"]),
        towns=tuple(data["towns"]),
        not_after={one: tuple(said["not_after"]) for one, said in names.items() if "not_after" in said},
        needs_kind=frozenset(one for one, said in names.items() if said.get("needs_kind")),
        districts_until=date.fromisoformat(data["districts_until"]),
    )


def _latest(entities: Iterable[Province], on: date | None) -> Province:
    """Return the one that exists `on` that day, else the last of them."""
    ordered = sorted(entities, key=lambda one: one.valid_from or date.min)
    return next((one for one in ordered if on and one.exists_on(on)), ordered[-1])


def everywhere(on: date | None = None) -> tuple[Province, ...]:
    """Return all entities, or those that exist `on` a day."""
    return tuple(one for one in _book().provinces if on is None or one.exists_on(on))


def count_on(day: date) -> int:
    """Return how many provinces and cities under central government there are on `day`.

    >>> count_on(date(2025, 6, 30)), count_on(date(2025, 7, 1))
    (63, 34)
    """
    return len(everywhere(day))


def districts_until() -> date:
    """Return the last day on which there were districts."""
    return _book().districts_until


def first_day(year: int) -> date:
    """Return the first day of a year, of the nearest there is where a file says that it plans for 99999.

    >>> first_day(2025)
    datetime.date(2025, 1, 1)
    """
    return date(min(max(year, date.min.year), date.max.year), 1, 1)


def find(name: str, on: date | None = None) -> Province:
    """Return the province of a slug, a name, a short form or a code, however it is spelt.

    Errors: LookupFailed with the nearest names.
    """
    known = lookup(name, on)
    if known is None:
        near = nearest(name)
        raise LookupFailed(
            code="lookup.place-near" if near else "lookup.place", name=name, near=", ".join(near)
        )
    return known


def lookup(name: str, on: date | None = None) -> Province | None:
    """Return the province that `find` finds, or None where nothing is called so."""
    book, plain = _book(), name.strip()
    if plain.isdecimal():
        coded = [one for one in book.provinces if one.code == plain.zfill(2)]
        return _latest(coded, on) if coded else None
    wanted = next((book.slug_of[key] for key in _keys(plain) if key in book.slug_of), None)
    return _latest([one for one in book.provinces if one.slug == wanted], on) if wanted else None


def _keys(name: str) -> list[str]:
    """Return what to look `name` up by: all its letters, then those after a word such as "tỉnh"."""
    words = slug(name)
    prefixes = [slug(prefix) + "-" for prefix in _book().prefixes]
    stripped = [words.removeprefix(prefix) for prefix in prefixes if words.startswith(prefix)]
    return [key.replace("-", "") for key in (words, *stripped)]


def nearest(name: str, count: int = 3) -> list[str]:
    """Return the slugs that look most like `name`, the likest first."""
    slug_of = _book().slug_of
    close = [found for key in _keys(name) for found in difflib.get_close_matches(key, slug_of, count, 0.6)]
    return list(dict.fromkeys(slug_of[key] for key in close))[:count]


def successor(province: Province) -> Province | None:
    """Return what `province` went into, or None where it exists still."""
    if province.successor is None or province.valid_to is None:
        return None
    return _latest((one for one in _book().provinces if one.slug == province.successor), None)


def predecessors(province: Province) -> list[Province]:
    """Return what went into `province`, in the order of the resolution."""
    if province.valid_from is None:
        return []
    before = date.fromordinal(province.valid_from.toordinal() - 1)
    return [
        next(one for one in _book().provinces if one.slug == part and one.exists_on(before))
        for part in province.merged_from
    ]


def in_text(folded_text: str, on: date | None = None) -> list[tuple[Province, int, int]]:
    """Return the provinces named in a text in lower case and NFC, each with the place of its name."""
    book = _book()
    found = []
    for match in book.pattern.finditer(folded_text):
        wanted = book.in_lower_case[match[0]]
        entity = _latest((one for one in book.provinces if one.slug == wanted), on)
        if _is_meant(book, entity, folded_text[: match.start()]):
            found.append((entity, match.start(), match.end()))
    return found


def _is_meant(book: _Book, entity: Province, before: str) -> bool:
    """Return whether the words before a name leave it the name of a province."""
    other = book.not_after.get(entity.slug, ())
    if entity.kind == "tỉnh" and entity.city_from is None:
        other = (*other, *book.towns)
    if _ends_with(before, other):
        return False
    return entity.slug not in book.needs_kind or _ends_with(before, (entity.kind,))


def _ends_with(text: str, words: Sequence[str]) -> bool:
    """Return whether `text` ends with one of `words`, as whole words."""
    tail = text[-40:].rstrip()
    return any(tail.endswith(word) and not tail[: -len(word)][-1:].isalnum() for word in words)
