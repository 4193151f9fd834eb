"""Vietnamese numerals, in figures and in words → their value."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import regex

from parcli import ruletable

_GROUPED = regex.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_ENGLISH = regex.compile(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True)
class _Words:
    """What the words of numerals are worth."""

    units: Mapping[str, int]
    ten: str
    tens: str
    hundreds: str
    nothing: tuple[str, ...]
    groups: tuple[str, ...]
    scales: Mapping[str, int]
    months: Mapping[str, int]


@functools.cache
def _words() -> _Words:
    data = ruletable.read("text/numerals.yaml")
    return _Words(
        units=data["units"], ten=data["ten"], tens=data["tens"], hundreds=data["hundreds"],
        nothing=tuple(data["nothing"]), groups=tuple(data["groups"]), scales=data["scales"], months=data["months"],
    )  # fmt: skip


def number(text: str) -> Decimal:
    """Return the value of a numeral: dots group, the comma divides.

    >>> number("1.234,5"), number("2.5"), number("02"), number("tám mươi lăm")
    (Decimal('1234.5'), Decimal('2.5'), Decimal('2'), Decimal('85'))

    Units: none; the caller attaches one.
    Errors: ValueError when `text` is not exactly one numeral.
    Source: Luật Kế toán 88/2015/QH13, Điều 11 (how figures are grouped).
    """
    plain = text.strip().lower()
    if not plain[:1].isdigit():
        return Decimal(_in_words(plain))
    figures, _, scales = plain.partition(" ")
    if scales and all(word in _words().scales for word in scales.split()):
        return number(figures) * scale(scales)
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif _ENGLISH.fullmatch(plain):
        plain = plain.replace(",", "")
    else:
        plain = plain.replace(",", ".")
    try:
        return Decimal(plain)
    except ArithmeticError as error:
        raise ValueError(f"not a numeral: {text!r}") from error


def _in_words(text: str) -> int:
    """Return the value of a numeral in words; thousands and more are read group by group."""
    words = _words()
    for scale_word in words.groups:
        head, found, rest = f" {text} ".partition(f" {scale_word} ")
        if found:
            return (_in_words(head) if head.strip() else 1) * words.scales[scale_word] + (
                _in_words(rest) if rest.strip() else 0
            )
    total, current, seen = 0, 0, False
    for word in text.split():
        if word == words.hundreds:
            total += (current or 1) * 100
            current = 0
        elif word == words.ten:
            total += 10
            current = 0
        elif word == words.tens:
            total += current * 10
            current = 0
        elif word in words.units:
            current = words.units[word]
        elif word not in words.nothing:
            raise ValueError(f"not a numeral: {text!r}")
        seen = True
    if not seen:
        raise ValueError(f"not a numeral: {text!r}")
    return total + current


def scale(text: str | None) -> int:
    """Return by how much "triệu", "nghìn tỷ" and the like multiply; 1 for none.

    >>> scale("nghìn tỷ"), scale(None)
    (1000000000000, 1)
    """
    factor = 1
    for word in (text or "").split():
        factor *= _words().scales.get(word, 1)
    return factor


def quarter(text: str) -> int:
    """Return the number of a quarter written in Roman or Arabic figures or in words; 1 to 4."""
    return _ROMAN.get(text) or int(number(text))


def month(text: str) -> int:
    """Return the number of a month in figures or by its name; 1 to 12.

    >>> month("03"), month("giêng"), month("mười hai")
    (3, 1, 12)
    """
    return _words().months.get(text) or int(number(text))
