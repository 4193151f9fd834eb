"""Pages of news: they carry the plan that they report, whose number, day, issuer and years they tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import regex

from parcli import places
from parcli.document import fields, periods
from parcli.document.record import Act, Issuer, record
from parcli.model import Document
from parcli.normalise import lower
from parcli.readers import Source
from parcli.recognise.mention import Hit, group
from parcli.rulebook import Rulebook
from parcli.segment import Passage

_BYLINE = regex.compile(r"(?:\p{Lu}[\p{L}.]*(?:\s-)?\s?){1,4}")
# Shorter passages are names of menus and dates; a title has more characters still.
_SHORTEST, _SHORTEST_TITLE = 10, 25
# An article has so many paragraphs of so many characters at its beginning, or more.
_FEWEST, _PARAGRAPH = 2, 150


def describe(source: Source, lead: Sequence[Passage], ends: Sequence[Passage], rules: Rulebook) -> Document:
    """Return the record of a page of news: it carries the plan that it reports.

    `lead` is how it begins; in `ends`, its beginning and end, stands what makes it news.
    """
    lead = [passage for passage in lead if len(passage.text) > _SHORTEST]
    news = _signed(ends) or _flowing(lead) or any(fields.of(passage, rules).get("news") for passage in ends)
    issuing = _issuing(lead, rules)
    title = _title(lead, rules)
    act, scope = Act(), [title or ""]
    if issuing is not None:
        passage, hit = issuing
        number = fields.shown(passage, hit, "number") if group(hit.match, "number") else None
        act = Act(number=number, issued_on=_issue_date(hit, passage, lead, rules))
        stop = next(
            (end for start, end in passage.sentences if start <= hit.start < end), len(passage.folded)
        )
        scope = [passage.folded[hit.end : stop], *scope]
    issuer = _government(act, rules) or _issuer(lead, _told(lead, title, issuing), rules)
    period = (
        periods.first(scope, rules, only=("document.period.years", "document.period.year"))
        or periods.at_the_end(scope, rules)
        or periods.of_plan(lead, rules)
        or periods.first(scope, rules)
    )
    if not news and issuing is None:
        return record(source, act, issuer, title, period, "issued")
    return record(source, replace(act, type="news"), issuer, title, period, "reported")


def _signed(ends: Sequence[Passage]) -> bool:
    """Whether the last line is a name and nothing more, as below an article."""
    return len(ends) > 1 and _BYLINE.fullmatch(ends[-1].text.strip("* ")) is not None


def _flowing(lead: Sequence[Passage]) -> bool:
    """Whether a headline and paragraphs follow each other as in an article, without items and headings of an outline."""
    prose = [one for one in lead[1:] if len(one.text) > _PARAGRAPH and not (one.heading or one.block.marker)]
    outlined = [one for one in lead if one.block.marker]
    return len(prose) >= _FEWEST and not outlined


def _told(lead: Sequence[Passage], title: str | None, issuing: tuple[Passage, Hit] | None) -> list[Passage]:
    """Return the headline and the passage that says what was issued: they name the issuer."""
    headline = [passage for passage in lead if title and passage.text.strip("* ") == title][:1]
    return [*headline, *([issuing[0]] if issuing is not None else [])]


def _title(lead: Sequence[Passage], rules: Rulebook) -> str | None:
    for passage in lead:
        if len(passage.text) > _SHORTEST_TITLE and not fields.of(passage, rules).get("news"):
            return passage.text.strip("* ")
    return None


def _issuing(lead: Sequence[Passage], rules: Rulebook) -> tuple[Passage, Hit] | None:
    """Return the words that say a plan was issued; those with its number or date before a mere headline."""
    found = [(passage, hit) for passage in lead if (hit := _issued(passage, rules)) is not None]
    numbered = [pair for pair in found if group(pair[1].match, "number")]
    dated = [pair for pair in found if fields.of(pair[0], rules).get("page-date")]
    both = [pair for pair in numbered if pair in dated]
    return next(iter(both or numbered or dated or found), None)


def _issue_date(hit: Hit, passage: Passage, lead: Sequence[Passage], rules: Rulebook) -> date | None:
    """Return the date of the act: right behind its number, else before it in the same passage."""
    number = group(hit.match, "number")
    named = fields.day_behind(number, (passage, *lead), rules) if number else None
    if named is not None:
        return named
    dates = [
        fields.day(found)
        for found in fields.of(passage, rules).get("page-date", [])
        if found.start < hit.start
    ]
    return dates[-1] if dates else None


def _issued(passage: Passage, rules: Rulebook) -> Hit | None:
    found = fields.of(passage, rules)
    hits = found.get("reported") or found.get("issues")
    return min(hits, key=lambda hit: hit.start) if hits else None


def _government(act: Act, rules: Rulebook) -> Issuer | None:
    """Return the Government where the act's number says that it is the issuer."""
    if not act.number:
        return None
    for rule in rules.of("document"):
        if rule.rule.gives["field"] == "issuer-code" and rule.pattern.search(lower(act.number)):
            return Issuer(str(rule.rule.gives["value"]), "national", places.NATIONAL)
    return None


def _issuer(lead: Sequence[Passage], told: Sequence[Passage], rules: Rulebook) -> Issuer:
    """Return who issues what a page reports: whom the `told` passages name, else the lead.

    A ministry or the Government counts where it comes first; among provinces the one named most often.
    """
    province = _most_named(lead)
    for passages in (told, lead):
        for passage in passages:
            named = _central(passage, rules)
            own = places.in_text(passage.folded)
            first = named is not None and (not own or named[1] < own[0][1])
            if named is not None and first and (passages is told or province is None):
                return named[0]
            if own and passages is told:
                return province or Issuer()
    return province or Issuer()


def _central(passage: Passage, rules: Rulebook) -> tuple[Issuer, int] | None:
    """Return the first ministry or national body that a passage names, and where."""
    for hit in sorted(fields.of(passage, rules).get("issuer", []), key=lambda hit: hit.start):
        said = str(hit.rule.rule.gives["value"])
        if said == "ministry" and rules.fragment("name-of-a-ministry").match(hit.match["ministry"]):
            name = _ministry(hit.match["ministry"], rules)
            if name:
                return Issuer(name, "ministry"), hit.start
        if said == "national":
            name = passage.text[hit.start : hit.end]
            return Issuer(name[0].upper() + name[1:], "national", places.NATIONAL), hit.start
    return None


def _most_named(lead: Sequence[Passage]) -> Issuer | None:
    """Return the province that the lead names most often, the first of several."""
    counts: dict[str, int] = {}
    for passage in lead:
        for found, _, _ in places.in_text(passage.folded):
            counts[found.slug] = counts.get(found.slug, 0) + 1
    if not counts:
        return None
    best = max(counts, key=lambda name: counts[name])
    return Issuer(f"UBND {places.find(best).kind} {places.find(best).name}", "province", best)


def _ministry(text: str, rules: Rulebook) -> str | None:
    for rule in rules.of("agency"):
        if rule.rule.gives.get("family") == "bo" and rule.pattern.match(text):
            return str(rule.rule.gives["name"])
    return None
