"""Take a clause apart for reading: the member of its list first, then with its head, then whole.

The words that this goes by are the fragments `clause-…` of the rules for indicators.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from parcli.rulebook import Rulebook, expand

# A longer clause that begins like one that goes on has more to say of its own.
_LONGEST_LEANING = 160
# So few words before a comma are a verb that shares its object: "rà soát, đơn giản hóa 100% thủ tục".
_VERB = 3
# This many letters beside place, time and bound still name nothing.
_NO_SUBJECT = 5


@dataclass(frozen=True)
class Leaning:
    """A clause that goes on from the one before: read with its head, or as that clause itself."""

    text: str
    at: int
    same: bool


@dataclass(frozen=True)
class Readings:
    """The patterns that take clauses apart, made once a rulebook."""

    amount: regex.Pattern[str]
    next_member: regex.Pattern[str]
    next_subject: regex.Pattern[str]
    aside: regex.Pattern[str]
    goes_on: regex.Pattern[str]
    scope: regex.Pattern[str]
    and_one_more: regex.Pattern[str]

    @classmethod
    def of(cls, rules: Rulebook) -> Readings:
        """Return the patterns of `rules`; one that they lack never matches."""
        names = ("amount", "next-member", "next-subject", "aside", "goes-on", "scope", "and-one-more")
        sources = (rules.fragments.get(f"clause-{name}", "(?!)") for name in names)
        return cls(*(rules.patterns.compile(expand(source, rules.fragments)) for source in sources))

    def only_amount(self, folded: str) -> int | None:
        """Return where the clause's percentage stands, None where it has none or several."""
        amounts = [found.start() for found in self.amount.finditer(folded)]
        return amounts[0] if len(amounts) == 1 else None

    def texts(self, folded: str, at: int | None) -> Iterator[tuple[str, bool]]:
        """Yield what to read, the narrowest first, and whether it takes in a purpose or exception.

        What is left out is blanked, so that places stay.
        """
        for start, end, head in self._scopes(folded, at):
            text = folded[:head] + ";" * (start - head) + folded[start:end]
            amount = self.amount.search(text, max(start, at or 0))
            aside = self.aside.search(text, amount.end() if amount else start)
            if aside is None:
                yield text, False
            else:
                yield text[: aside.start()], False
                yield text, not aside.groupdict().get("also")

    def _scopes(self, folded: str, at: int | None) -> Iterator[tuple[int, int, int]]:
        """Yield start and end of the list's member that holds `at`, and the end of the head before it."""
        if at is not None:
            cuts = self._cuts(folded)
            start = max((cut for cut in cuts if cut <= at), default=0)
            end = min((cut for cut in cuts if cut > at), default=len(folded))
            if (start, end) != (0, len(folded)):
                yield start, end, 0
                amount = self.amount.search(folded)
                head = min(start, amount.start() if amount else start)
                if head:
                    yield start, end, head
                if start:
                    yield 0, end, 0
        yield 0, len(folded), 0

    def _cuts(self, folded: str) -> list[int]:
        """Return where the members of a list begin, in order; the first is 0."""
        members = {found.end(): found for found in self.next_member.finditer(folded)}
        subjects = {found.end() for found in self.next_subject.finditer(folded)}
        cuts = [0]
        for cut in sorted(members.keys() | subjects):
            follows = self.amount.search(folded, cuts[-1], cut) is not None
            if follows or (cut in members and not self._one_more_verb(folded, members[cut])):
                cuts.append(cut)
        return cuts

    def leaning(self, folded: str, before: str) -> Leaning | None:
        """Return how to read `folded` as going on from the clause `before`, None where it stands alone."""
        aside = self.aside.search(folded)
        core = folded[: aside.start()] if aside else folded
        opening = self.goes_on.match(core)
        if opening is None or len(core) > _LONGEST_LEANING:
            return None
        amount = self.amount.search(before)
        head = before[: amount.start()] + "; " if amount else ""
        same = bool(opening.groupdict().get("sure")) or self.letters(core) <= _NO_SUBJECT
        # "giảm tối thiểu 2,5% số đơn vị; 0,5% biên chế": what opens the list governs all of it.
        return Leaning(head + core.lstrip(), len(head), same)

    def letters(self, folded: str) -> int:
        """Return how many characters are left without the words of place, time and bound."""
        return len(self.scope.sub("", folded))

    def _one_more_verb(self, folded: str, gap: regex.Match[str]) -> bool:
        """Whether what stands before a comma or "và" is only a verb that shares the object behind it."""
        if self.and_one_more.fullmatch(gap[0].strip()) is None:
            return False
        start = max((folded.rfind(mark, 0, gap.start()) for mark in ",;:.("), default=-1)
        return len(folded[start + 1 : gap.start()].split()) <= _VERB
