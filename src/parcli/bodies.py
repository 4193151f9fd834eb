"""The bodies that the rules list: their names, how long each was there, and what came after it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from parcli import probe
from parcli.errors import LookupFailed
from parcli.normalise import lower
from parcli.recognise import agencies
from parcli.rulebook import Rulebook


@dataclass(frozen=True)
class Body:
    """A body with all its names; `until` is its last day, None for one that exists."""

    id: str
    name: str
    names: frozenset[str]
    until: date | None
    successor: str | None
    kind: str  # "so" for departments, "bo" for ministries, "local" below the province, else "other"


def listed(rules: Rulebook) -> Mapping[str, Body]:
    """Return the bodies of the rules by their ids."""
    found: Mapping[str, Body] = rules.derived("bodies", _listed)
    return found


def _listed(rules: Rulebook) -> dict[str, Body]:
    found: dict[str, Body] = {}
    for compiled in rules.of("agency"):
        gives = compiled.rule.gives
        if not gives.get("id"):
            continue
        ended = gives.get("to")
        found[gives["id"]] = Body(
            gives["id"], gives["name"], frozenset((gives["name"], *compiled.rule.words)),
            date.fromisoformat(ended) if ended else None, gives.get("successor"),
            gives.get("family") or ("local" if gives.get("level") else "other"),
        )  # fmt: skip
    return found


def ended(body_id: str, day: date, rules: Rulebook) -> Body | None:
    """Return the body where it was there no more on `day`, None where it was or is not known."""
    body = listed(rules).get(body_id)
    return body if body is not None and body.until is not None and body.until < day else None


def in_time(body_id: str, rules: Rulebook) -> frozenset[str]:
    """Return the ids that mean a body before and after reorganisations: it, what it went into, what went into it."""
    bodies = listed(rules)
    later = [body_id]
    while (body := bodies.get(later[-1])) is not None and body.successor and body.successor not in later:
        later.append(body.successor)
    earlier = {body_id}
    while more := {one.id for one in bodies.values() if one.successor in earlier} - earlier:
        earlier |= more
    return frozenset(earlier.union(later))


def takes_in(name: str, body_id: str, rules: Rulebook) -> bool:
    """Return whether a collective name such as "Các sở, ban, ngành" takes in a body."""
    body = listed(rules).get(body_id)
    return rules.fragment(f"takes-in-{body.kind if body else 'other'}").search(lower(name)) is not None


def find(name: str, rules: Rulebook, named: Iterable[tuple[str, str]] = ()) -> str:
    """Return the id of the body that `name` means: an id, a name or a short form, however it is spelt.

    `named` are ids and names that documents use, beside those of the rules.
    Errors: LookupFailed with the nearest names.
    """
    names = {slug: (body.id, body.name) for body in listed(rules).values() for slug in _slugs(body)}
    names |= {slug: (known, said) for known, said in named for slug in (known, agencies.slug(said))}
    one = probe.passage(name, rules)
    read = [body.id for body in agencies.find(one.folded, one.text, rules, one.words)]
    for slug in (agencies.slug(name), *(read if len(read) == 1 else ())):
        if slug in names:
            return names[slug][0]
    close = difflib.get_close_matches(agencies.slug(name), sorted(names), 6, 0.6)
    near = list(dict.fromkeys(names[slug][1] for slug in close))[:3]
    raise LookupFailed(
        code="lookup.agency-near" if near else "lookup.agency", name=name, near=", ".join(near)
    )


def _slugs(body: Body) -> Iterable[str]:
    return (body.id, *map(agencies.slug, sorted(body.names)))
