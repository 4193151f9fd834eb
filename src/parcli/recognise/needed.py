"""Say which words a pattern cannot do without, so that most texts need not be searched for it."""

from __future__ import annotations

import regex


def needed(source: str) -> tuple[str, ...]:
    """Return words of which one stands in every text that the pattern `source` matches.

    Empty where nothing can be said; then the pattern must be tried.

    >>> needed("(?:cắt giảm|giảm) thời gian")
    (' thời gian',)
    >>> needed("(?<!đã )(?:công bố|niêm yết)(?: công khai)?")
    ('công bố', 'niêm yết')
    """
    return tuple(sorted(_Needs(source).alternatives()))


_OPEN = regex.compile(r"\((?:\?(?:[:=!>|]|<[=!]|P?<\w+>|[a-z-]*:))?")
_LOOKS = frozenset({"(?!", "(?<!", "(?=", "(?<="})
_CLASS = regex.compile(r"\\[pP]\{[^}]*\}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\.|\^|\$")
_REPEAT = regex.compile(r"[*?][+?]?|\+[+?]?|\{(\d*),?\d*\}[+?]?")


class _Needs:
    """Reads a pattern once, from left to right."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0

    def alternatives(self) -> frozenset[str]:
        """Return the words of all branches up to the closing bracket; empty where one has none."""
        branches = [self._branch()]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._branch())
        return frozenset[str]().union(*branches) if all(branches) else frozenset()

    def _peek(self) -> str:
        return self._source[self._at : self._at + 1]

    def _branch(self) -> frozenset[str]:
        choices: list[frozenset[str]] = []
        run = ""
        while self._peek() not in ("", "|", ")"):
            plain, words = self._item()
            optional, repeated = self._repeat()
            if plain and not optional:
                run += plain
            if not plain or optional or repeated:
                choices.append(frozenset({run}))
                run = ""
            if words and not optional:
                choices.append(words)
        choices.append(frozenset({run}))
        usable = [words for words in choices if words and min(map(len, words)) >= 2]
        # Long words in few branches say most.
        return max(usable, key=lambda words: min(map(len, words)) - len(words) / 4, default=frozenset())

    def _item(self) -> tuple[str, frozenset[str]]:
        """Return the next item: a plain character, or the words of a group."""
        opened = _OPEN.match(self._source, self._at)
        if opened is not None:
            self._at = opened.end()
            words = self.alternatives()
            self._at += 1
            return "", frozenset() if opened[0] in _LOOKS else words
        found = _CLASS.match(self._source, self._at)
        if found is None:
            self._at += 1
            return self._source[self._at - 1], frozenset()
        self._at = found.end()
        escaped = len(found[0]) == 2 and found[0][0] == "\\" and not found[0][1].isalnum()
        return found[0][1] if escaped else "", frozenset()

    def _repeat(self) -> tuple[bool, bool]:
        """Return whether the item may be missing, and whether it may stand more than once."""
        found = _REPEAT.match(self._source, self._at)
        if found is None:
            return False, False
        self._at = found.end()
        return found[0][0] in "*?" or (found[0][0] == "{" and int(found[1] or 0) == 0), True
