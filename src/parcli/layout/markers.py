"""Where lines begin items of an outline: "Phần I", "Điều 3.", "a)", "-"."""

from __future__ import annotations

import functools

import regex

from parcli import ruletable
from parcli.layout.block import ARTICLE, NAMED, PARAGRAPH, TITLE

_ROMAN = r"[IVXLC]+"
# What the table of divisions calls the ranks of parts with a name of their own.
RANKS = {"title": TITLE, "part": NAMED, "section": 2, "article": ARTICLE}
# How items without a name are marked: by letters, numbers and dashes; Markdown escapes the stop ("1\.").
_ITEMS: tuple[tuple[float, regex.Pattern[str]], ...] = tuple(
    (rank, regex.compile(pattern))
    for rank, pattern in (
        (4, r"[A-H]\s?\\?[.)/-]\s*(?=\p{Lu}{2})"),
        (5, rf"{_ROMAN}\s?\\?[.)/-]\s*(?=[^\s\d\p{{Ll}}])"),
        (8, r"\d{1,2}\.\d{1,2}\.\d{1,2}\.?(?=\s)"),
        (7, r"\d{1,2}\.\d{1,2}\.?(?=\s*[\p{Lu}*])(?!\d)"),
        # "1/ Mục tiêu" is an item, "88/KH-UBND" at the beginning of a wrapped line the number of an act.
        (6, r"\d{1,2}\s?\\?[.)/](?!\d|(?<=/)\p{L}{1,6}-)\s*(?=[\p{L}*\"“(\[])"),
        # "(1)" stands below "1." and "a)".
        (9.2, r"\(\d{1,2}\s?\\?\)\s*(?=[\p{L}*\"“(\[])"),
        (9, r"\(?[a-zđ]\s?\\?\)\s*|[a-zđ]\\?\.\s+(?=\p{Lu})"),
        (10, r"\((?:\d{1,2}|[ivx]+)\)\s*"),
        (11, r"\\?[-–—]\s*(?=[^\s\d|-])|\\?[-–—]\s+(?=\d)|[•▪‣◦●○■·]\s*"),
        (12, r"\\?\+\s*(?=\S)"),
    )
)
_HASHES = regex.compile(r"#{1,6}\s+")
_STARS = regex.compile(r"[*_]{1,3}")
_BULLET_STAR = regex.compile(r"\*\s+(?=\S)")


@functools.cache
def _markers() -> tuple[tuple[float, regex.Pattern[str]], ...]:
    named = ruletable.read("text/outline.yaml")["divisions"]
    return (*((RANKS[one["rank"]], regex.compile(one["pattern"])) for one in named), *_ITEMS)


def marker_of(text: str) -> tuple[float, str]:
    """Return outline rank and marker of a line's beginning; an unmarked line has PARAGRAPH and ""."""
    lead = _HASHES.match(text)
    skipped = lead[0] if lead else ""
    rest = text[len(skipped) :]
    star = _BULLET_STAR.match(rest)
    if star:
        return 11, skipped + star[0]
    bold = _STARS.match(rest)
    if bold:
        skipped += bold[0]
        rest = rest[len(bold[0]) :]
    for rank, pattern in _markers():
        found = pattern.match(rest)
        if found:
            return rank, skipped + found[0]
    if lead:
        return min(len(lead[0].strip()), 4), lead[0]
    return PARAGRAPH, ""
