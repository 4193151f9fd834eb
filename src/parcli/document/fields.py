"""What a passage says of its document: hits of the rules for heads, by field, and how to read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from parcli.model import DocumentType
from parcli.recognise.mention import Hit, group, hits
from parcli.rulebook import Rulebook
from parcli.segment import Passage

# So far into a passage it may speak of its document; the letters of an act's number are no longer than this.
BEGINNING, _LETTERS = 1200, 24
# So many characters may stand between an act's number and its day.
_BESIDE = 12


def of(passage: Passage, rules: Rulebook) -> dict[str, list[Hit]]:
    """Return what a passage says of its document, by the field that it fills."""
    found: dict[str, list[Hit]] = {}
    for hit in hits(rules, "document", passage.folded[:BEGINNING]):
        found.setdefault(str(hit.rule.rule.gives["field"]), []).append(hit)
    return found


def shown(passage: Passage, hit: Hit, name: str) -> str:
    """Return a group as the text writes it, with its capitals, without blanks."""
    return written(passage.text, hit, name)


def written(text: str, hit: Hit, name: str) -> str:
    """Return a group as `text` writes it, with its capitals, without blanks."""
    return text[hit.match.start(name) : hit.match.end(name)].replace(" ", "").rstrip(".")


def day(hit: Hit) -> date | None:
    """Return the day that a match names, None where there is no such day."""
    try:
        return date(*(int(group(hit.match, part) or "") for part in ("year", "month", "day")))
    except ValueError:
        return None


def day_behind(number: str, passages: Iterable[Passage], rules: Rulebook) -> date | None:
    """Return the day right behind an act's number: "Nghị quyết số 57-NQ/TW (ngày 22/12/2024)"."""
    for passage in passages:
        for hit in of(passage, rules).get("page-date", []):
            if number in passage.folded[max(0, hit.start - len(number) - _BESIDE) : hit.start]:
                return day(hit)
    return None


def coded(folded: str, rules: Rulebook) -> DocumentType | None:
    """Return the type that the letters of an act's number stand for: "12/KH-UBND", "57-NQ/TW"."""
    _, _, letters = folded.partition("/")
    party = rules.fragment("party-code").search(folded)
    if party is not None:
        letters = f"{party['letters']}-"
    codes = [
        hit for hit in hits(rules, "document", letters[:_LETTERS]) if hit.rule.rule.gives["field"] == "code"
    ]
    if not codes:
        return None
    found: DocumentType = min(codes, key=lambda hit: hit.start).rule.rule.gives["value"]
    return found
