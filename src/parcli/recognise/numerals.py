"""Vietnamese numerals, in figures and in words → their value."""

from __future__ import annotations

from decimal import Decimal

import regex

_GROUPED = regex.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_ENGLISH = regex.compile(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?")
_UNITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "đôi": 2, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_SCALES = {
    "trăm": 10**2, "nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tr": 10**6, "tỷ": 10**9,
}  # fmt: skip


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
    if scales and all(word in _SCALES for word in scales.split()):
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
    for scale_word in ("tỷ", "triệu", "nghìn", "ngàn"):
        head, found, rest = f" {text} ".partition(f" {scale_word} ")
        if found:
            return (_in_words(head) if head.strip() else 1) * _SCALES[scale_word] + (
                _in_words(rest) if rest.strip() else 0
            )
    total, current, seen = 0, 0, False
    for word in text.split():
        if word in ("trăm",):
            total += (current or 1) * 100
            current = 0
        elif word == "mười":
            total += 10
            current = 0
        elif word == "mươi":
            total += current * 10
            current = 0
        elif word in _UNITS:
            current = _UNITS[word]
        elif word not in ("linh", "lẻ"):
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
        factor *= _SCALES.get(word, 1)
    return factor


def quarter(text: str) -> int:
    """Return the number of a quarter written in Roman or Arabic figures or in words; 1 to 4."""
    return _ROMAN.get(text) or int(number(text))


def month(text: str) -> int:
    """Return the number of a month in figures or by its name; 1 to 12.

    >>> month("03"), month("giêng"), month("mười hai")
    (3, 1, 12)
    """
    if text in ("giêng", "chạp"):
        return 1 if text == "giêng" else 12
    return int(number(text))
