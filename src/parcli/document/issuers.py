"""Who issues an act: its name, its level and its province."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parcli import places
from parcli.document import fields
from parcli.document.record import Issuer
from parcli.model import IssuerLevel
from parcli.recognise import agencies
from parcli.recognise.mention import Hit
from parcli.rulebook import Rulebook
from parcli.segment import Passage

# What stands below a name to part it from the next line.
_RULES = " -_*="
_LEVELS: tuple[IssuerLevel, ...] = ("province", "district", "commune")


def find(head: Sequence[Passage], lines: Sequence[Passage], rules: Rulebook) -> Issuer:
    """Return who issues the act with this head; nobody where it does not say.

    A district, a commune or a department does not name its province itself: the head does, or the first
    of the `lines` that names one.
    """
    hit = next(((hit, one) for one in head for hit in fields.of(one, rules).get("issuer", [])), None)
    issuer = _issuer(*hit, rules) if hit else Issuer()
    if issuer.province is not None or issuer.level in ("national", "ministry"):
        return issuer
    named = next((found[0][0].slug for one in (*head, *lines) if (found := places.in_text(one.folded))), None)
    return replace(issuer, province=named)


def _issuer(hit: Hit, passage: Passage, rules: Rulebook) -> Issuer:
    said = str(hit.rule.rule.gives["value"])
    if said == "party":
        named = places.in_text(hit.match["place"])
        if not named:
            return Issuer(passage.text[hit.start : hit.end].strip(_RULES).title(), "province")
        committee = hit.match["place"][: named[0][1]].strip().capitalize()
        return Issuer(f"{committee} {named[0][0].name}", "province", named[0][0].slug)
    if said == "national":
        return Issuer(passage.text[hit.start : hit.end].capitalize(), "national", places.NATIONAL)
    if said == "ministry":
        return Issuer(_ministry(hit, passage, rules), "ministry")
    return _committee(said, hit.match["place"].strip(), rules)


def _ministry(hit: Hit, passage: Passage, rules: Rulebook) -> str:
    """Return the name of a ministry as the rules write it, else in small letters as the text does."""
    bodies = agencies.find(passage.folded, passage.text, rules, passage.words)
    known = next((body.name for body in bodies if body.start == hit.start), None)
    return known or passage.text[hit.start : hit.end].strip(_RULES).capitalize()


def _committee(council: str, place: str, rules: Rulebook) -> Issuer:
    """Return the council or committee of a place: "tỉnh hưng yên", "huyện mê linh"."""
    found = places.in_text(place)
    kind, level = next(
        (said[0], level)
        for level in _LEVELS
        if (said := rules.fragment(f"issuer-of-{level}").match(place)) is not None
    )
    province = found[0][0].slug if found and level == "province" else None
    if province is not None:
        return Issuer(f"{council} {kind} {found[0][0].name}", level, province)
    if level == "province" and rules.fragment("issuer-of-city").match(place):
        level = "district"
    name = " ".join(word.capitalize() for word in place.split(" "))
    return Issuer(f"{council} {kind}{name[len(kind) :]}", level)
