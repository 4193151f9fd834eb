"""What stands in every text that a pattern matches, and how each match begins, read from the pattern itself.

Texts are compared with their digits written as zeros and their white space as blanks (`plain`), so
that `\\d` and `\\s` are characters like any other. What a pattern says in a form that this module
does not know makes it say less, never something untrue: then fewer texts are spared the search.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import regex

Strings = frozenset[str]

_DIGIT = re.compile(r"(?!0)\d")
_SPACE = re.compile(r"(?! )\s")


def plain(text: str) -> str:
    """Return `text` with its digits as zeros and its white space as blanks; the length stays.

    >>> plain("Quý\\t3/2025")
    'Quý 0/0000'
    """
    return _SPACE.sub(" ", _DIGIT.sub("0", text))


@dataclass(frozen=True, slots=True)
class Literals:
    """What a pattern cannot do without.

    Of each set in `needs` one member stands in every text with a match, and every match begins with
    one of `starts`; where nothing can be said, both are empty.
    """

    needs: tuple[Strings, ...]
    starts: Strings


def read(source: str) -> Literals:
    """Return what the pattern `source` cannot do without.

    >>> read(r"(?<!\\w)(?:công\\sbố|niêm\\syết)(?:\\scông\\skhai)?(?!\\w)").needs == ({"công bố", "niêm yết"},)
    True
    >>> read(r"\\d+\\s?%").starts
    frozenset({'0'})
    """
    try:
        found = _Reader(source).whole()
    except _Unknown:
        return Literals((), frozenset())
    starts = frozenset(map(_beginning, found.first()))
    sets = (_shortest(frozenset(map(_without_blanks, one))) for one in _useful(found.all_needs()))
    needs = sorted(dict.fromkeys(sets), key=_worth, reverse=True)
    return Literals(tuple(_telling(needs)[:_KEPT]), frozenset[str]() if "" in starts else _prefixes(starts))


def _without_blanks(text: str) -> str:
    """Return a text that stands wherever `text` does; fewer such texts are sooner sought."""
    return text.strip(" ") if len(text.strip(" ")) > 1 else text


def _beginning(text: str) -> str:
    """Return how whatever begins with `text` begins: of a number its first digit, and no blank at the end."""
    return "0" if text.startswith("0") else text.rstrip(" ") or text


def _telling(needs: Sequence[Strings]) -> list[Strings]:
    """Return the sets that no other set makes certain."""
    kept: list[Strings] = []
    for one in needs:
        if not any(all(any(short in long for short in one) for long in other) for other in kept):
            kept.append(one)
    return kept


def _shortest(strings: Strings) -> Strings:
    """Return the members that hold no other member: who has the longer one has the shorter one too."""
    return frozenset(one for one in strings if not any(other in one for other in strings if other != one))


def _prefixes(strings: Strings) -> Strings:
    """Return the members that begin with no other member."""
    kept: list[str] = []
    for one in sorted(strings):
        if not (kept and one.startswith(kept[-1])):
            kept.append(one)
    return frozenset(kept)


# So many strings are told apart; of more, a text would hold one of them anyway.
_MOST = 96
# So many sets are kept of a pattern, the most telling ones.
_KEPT = 3
_OFTEN = {"0": 0.4, " ": 0.3}
_EMPTY: Strings = frozenset({""})


class _Unknown(Exception):  # noqa: N818 - it never leaves this module
    """The pattern holds something that this module does not read."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a pattern: all strings that it matches, where these are few, else what is known of them.

    What it matches begins with one of `starts` and ends with one of `ends` (the empty text: unknown),
    or, where `optional`, is not there.
    """

    exact: Strings | None
    needs: tuple[Strings, ...] = ()
    starts: Strings = _EMPTY
    ends: Strings = _EMPTY
    optional: bool = False

    def all_needs(self) -> tuple[Strings, ...]:
        return self.needs if self.exact is None else (*self.needs, self.exact)

    def first(self) -> Strings:
        if self.exact is not None:
            return self.exact
        return _EMPTY if self.optional else self.starts

    def last(self) -> Strings:
        if self.exact is not None:
            return self.exact
        return _EMPTY if self.optional else self.ends


_NOTHING = _Part(_EMPTY)
_ANYTHING = _Part(None)


def _useful(needs: Iterable[Strings]) -> list[Strings]:
    """Return the sets that tell something: no member is the empty text, a single letter or a short number."""
    return [one for one in needs if all(_telling_text(text) for text in one)]


def _telling_text(text: str) -> bool:
    if len(text.strip(" 0")) == 0:
        # A year tells more than a number.
        return text.count("0") > 3
    return len(text) > 1 or not text.isalpha()


def _worth(one: Strings) -> float:
    """Return how much a set tells: the rarer its members are, all together, the more."""
    return -sum(map(_frequency, one))


def _frequency(text: str) -> float:
    """Return about how often a text stands in others: figures come in runs, and blanks are everywhere."""
    often = 1.0
    for char in text:
        often *= _OFTEN.get(char, 0.1)
    return often


def _product(left: Strings, right: Strings) -> Strings | None:
    """Return each of `left` with each of `right` behind it; None where these are too many."""
    if len(left) * len(right) > _MOST and min(len(left), len(right)) > 1:
        return None
    return frozenset(map("".join, product(left, right)))


def _concatenated(parts: Sequence[_Part]) -> _Part:
    run, needs, whole = _EMPTY, list[Strings](), True
    for part in parts:
        longer = _product(run, part.exact) if part.exact is not None else None
        if longer is not None:
            # What only looks around takes no room, but needs what it looks for.
            needs += part.needs
            run = longer
            continue
        whole = False
        if part.exact is None and part.optional:
            # What follows stands behind the part, or behind what was before it.
            needs.append(run)
            run = _EMPTY if "" in part.ends or len(run) + len(part.ends) > _MOST else run | part.ends
            continue
        needs += [_product(run, part.first()) or run, *part.needs]
        run = part.last()
    if whole:
        return _Part(run, tuple(needs))
    return _Part(None, tuple(_useful([*needs, run])), _begins(parts), _ends(parts))


def _begins(parts: Sequence[_Part]) -> Strings:
    """Return how what the parts match together begins."""
    return _edge([(part, part.starts) for part in parts], _product)


def _ends(parts: Sequence[_Part]) -> Strings:
    """Return how what the parts match together ends."""
    return _edge([(part, part.ends) for part in reversed(parts)], lambda open_, last: _product(last, open_))


def _edge(
    parts: Sequence[tuple[_Part, Strings]], joined: Callable[[Strings, Strings], Strings | None]
) -> Strings:
    """Return one end of what parts match together; they come from that end inwards, each with its own end."""
    closed, open_ = frozenset[str](), _EMPTY
    for part, own in parts:
        edge = own if part.exact is None else part.exact
        longer = joined(open_, edge)
        if longer is None or len(closed) > _MOST:
            break
        if part.exact is not None:
            open_ = longer
            continue
        closed |= longer
        if not part.optional or "" in edge:
            return closed
    return closed | open_


def _either(branches: Sequence[_Part]) -> _Part:
    if len(branches) == 1:
        return branches[0]
    exact = [branch.exact for branch in branches]
    if all(one is not None for one in exact):
        union = frozenset[str]().union(*(one for one in exact if one is not None))
        if len(union) <= _MOST:
            return _Part(union)
    told = [_useful(branch.all_needs()) for branch in branches]
    needs = []
    if all(told):
        needs.append(frozenset[str]().union(*(max(sets, key=_worth) for sets in told)))
        needs += [one for one in told[0] if all(one in sets for sets in told[1:])]
    starts = frozenset[str]().union(*(branch.first() for branch in branches))
    ends = frozenset[str]().union(*(branch.last() for branch in branches))
    return _Part(None, tuple(dict.fromkeys(needs)), starts, ends)


def _repeated(part: _Part, least: int, most: int | None) -> _Part:
    """Return a part that stands at least and at most so many times in a row."""
    if least == most == 1:
        return part
    exact = part.exact
    if exact is not None and least == most and len(exact) ** least <= _MOST:
        return _concatenated([part] * least)
    if exact is not None and (least, most) == (0, 1) and len(exact) < _MOST:
        return _Part(exact | _EMPTY)
    needs = tuple(_useful(part.all_needs())) if least else ()
    return _Part(None, needs, part.first(), part.last(), optional=least == 0)


_OPEN = regex.compile(r"\((?:\?(?:[:=!>]|<[=!]|P?<\w+>))?")
_LOOKS = frozenset({"(?!", "(?<!"})
_SEES = frozenset({"(?=", "(?<="})
_REPEAT = regex.compile(r"(?:(?P<sign>[*?+])|\{(?P<least>\d+)(?P<comma>,(?P<most>\d*))?\})[+?]?")
_ESCAPE = regex.compile(
    r"\\(?:(?P<edge>[bBAZ])|(?P<digit>d)|(?P<space>s)|(?P<some>[SwWDn]|[pP]\{[^}]*\})|(?P<itself>[^\w\s]))"
)
_CLASS = regex.compile(r"\[(?P<not>\^)?(?P<members>\]?(?:\\.|[^\]\\])*)\]")
_MEMBER = regex.compile(r"\\d|\\s|\\[^\w]|\d-\d|[^\\\[\]-]|(?<![^\[])-|-$")


class _Reader:
    """Reads a pattern once, from left to right."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0

    def whole(self) -> _Part:
        found = self._alternatives()
        if self._at < len(self._source):
            raise _Unknown
        return found

    def _peek(self) -> str:
        return self._source[self._at : self._at + 1]

    def _alternatives(self) -> _Part:
        branches = [self._branch()]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._branch())
        return _either(branches)

    def _branch(self) -> _Part:
        parts = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeat(self._item()))
        return _concatenated(parts)

    def _item(self) -> _Part:
        char = self._peek()
        if char == "(":
            return self._group()
        if char == "[":
            return self._class()
        if char == "\\":
            return self._escape()
        if char in "*+?{}]":
            raise _Unknown
        self._at += 1
        if char in "^$":
            return _NOTHING
        return _ANYTHING if char == "." else _Part(frozenset({plain(char)}))

    def _group(self) -> _Part:
        opened = _OPEN.match(self._source, self._at)
        assert opened is not None
        self._at = opened.end()
        if opened[0] == "(" and self._peek() in ("?", "*"):
            raise _Unknown
        inside = self._alternatives()
        if self._peek() != ")":
            raise _Unknown
        self._at += 1
        if opened[0] in _SEES:
            return _Part(_EMPTY, tuple(_useful(inside.all_needs())))
        return _NOTHING if opened[0] in _LOOKS else inside

    def _class(self) -> _Part:
        found = _CLASS.match(self._source, self._at)
        if found is None or "[" in found["members"]:
            raise _Unknown
        self._at = found.end()
        members = [member[0] for member in _MEMBER.finditer(found["members"])]
        if found["not"] or "".join(members) != found["members"]:
            return _ANYTHING
        return _Part(frozenset(map(_member, members)))

    def _escape(self) -> _Part:
        found = _ESCAPE.match(self._source, self._at)
        if found is None:
            raise _Unknown
        self._at = found.end()
        if found["edge"]:
            return _NOTHING
        if found["some"]:
            return _ANYTHING
        return _Part(frozenset({"0" if found["digit"] else " " if found["space"] else found["itself"]}))

    def _repeat(self, part: _Part) -> _Part:
        found = _REPEAT.match(self._source, self._at)
        if found is None:
            return part
        self._at = found.end()
        if found["sign"]:
            least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}[found["sign"]]
        else:
            least = int(found["least"])
            most = (int(found["most"]) if found["most"] else None) if found["comma"] else least
        return _repeated(part, least, most)


def _member(written: str) -> str:
    """Return the character that a member of a class stands for, as `plain` writes it."""
    if len(written) == 3 or written == "\\d":
        return "0"
    return " " if written == "\\s" else plain(written[-1])
