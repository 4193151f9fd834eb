"""Lines of a page → those of its text, and the footnotes at its foot.

Footnotes are set smaller than the text, and stand below a short rule or begin with a raised number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import regex

from parcli.readers.pdf_lines import Line, mended
from parcli.readers.pdf_rules import Rule

# The rule above footnotes reaches over less than this share of the page, and more than so many points.
_SHARE, _SHORTEST = 0.45, 40.0
# Footnotes are set smaller than the text, by this much at least.
_SMALLER = 0.93
_NUMBER = regex.compile(r"\[?(?:\d{1,3}|\*{1,3})\]?[.)]?\s*(?=\S)")


def parted(
    lines: Sequence[Line], rules: Iterable[Rule], width: float, size: float
) -> tuple[list[Line], list[str]]:
    """Return the lines of a page's text and its footnotes without their numbers.

    `width` is the page's, `size` that of the document's text, both in points.
    """
    small = len(lines)
    while small and lines[small - 1].size <= _SMALLER * size:
        small -= 1
    rule = _rule(rules, width)
    for at in range(small, len(lines)):
        if lines[at].raised or (rule and lines[at].top >= rule.at - 2 and _NUMBER.match(lines[at].text)):
            return list(lines[:at]), _notes(lines[at:])
    return list(lines), []


def _rule(rules: Iterable[Rule], width: float) -> Rule | None:
    """Return the lowest rule of a page that is as short as the one above footnotes."""
    short = [rule for rule in rules if rule.across and _SHORTEST < rule.end - rule.start < _SHARE * width]
    return max(short, key=lambda rule: rule.at, default=None)


def _notes(lines: Sequence[Line]) -> list[str]:
    notes: list[list[str]] = []
    for line in lines:
        number = _NUMBER.match(line.text)
        if number or not notes:
            notes.append([line.text[number.end() if number else 0 :]])
        else:
            notes[-1].append(line.text)
    return [mended(note) for note in notes]
