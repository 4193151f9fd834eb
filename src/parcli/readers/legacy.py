"""Text in the fonts and code pages of before Unicode → Unicode: TCVN3, VNI and VISCII.

Such a document stores the codes of a font, which every program shows as Latin letters: "B¸o c¸o"
in .VnTime, "Baùo caùo" in VNI-Times. `of_font` tells what a font's codes mean, `convert` turns them
into letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

import regex

TCVN3, TCVN3_CAPITALS, VNI, VISCII = "tcvn3", "tcvn3-capitals", "vni", "viscii"

# Source: TCVN 5712:1993, third set (VN3), as the .Vn fonts of ABC have it. It has no capitals with
# tone marks: those are the same codes in a font whose name ends in H.
_TCVN3_CODES = (
    ("A1", "ĂÂÊÔƠƯĐăâêôơưđ"), ("B5", "àảãáạ"), ("BB", "ằẳẵắ"), ("C6", "ặầẩẫấậè"), ("CE", "ẻẽéẹềểễếệì"), ("D8", "ỉ"),
    ("DC", "ĩíịò"), ("E1", "ỏõóọồổỗốộờởỡớợù"), ("F1", "ủũúụừửữứựỳỷỹýỵ"),
)  # fmt: skip
# Source: RFC 1456, table of the 8-bit form.
_VISCII_HIGH = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VISCII_LOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}
# Source: the VNI fonts' own layout: a vowel, then a code for its marks.
_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_VNI_TONES = {"ø": _GRAVE, "ù": _ACUTE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
_VNI_CIRCUMFLEX = {"â": "", "à": _GRAVE, "á": _ACUTE, "å": _HOOK, "ã": _TILDE, "ä": _DOT}
_VNI_BREVE = {"ê": "", "è": _GRAVE, "é": _ACUTE, "ú": _HOOK, "ü": _TILDE, "ë": _DOT}
_VNI_SINGLE = {"ñ": "đ", "ò": "ị", "æ": "ỉ", "ó": "ĩ", "ô": "ơ", "ö": "ư", "î": "ỵ"}
# What PDF engines give for codes whose names they know by another sign.
_GLYPHS = str.maketrans(
    {"\u2212": "\u00ad", "\u2219": "\u00b7", "\u03bc": "\u00b5", "\u2206": "\u00c6", "\u2126": "\u00d8"}
)

_FONT_TAG = regex.compile(r"^[A-Z]{6}\+")
_FONT_STYLE = regex.compile(r"(?i)[,\-\s]*(?:bold|italic|oblique|regular|mt|,)+$")
_CAPITAL_FONT = regex.compile(r".{4}H$|(?i:time|arial|avant|narrow|courier)h$")
# Letters that no single-byte font reaches: text that has one is Unicode, whatever font it wears.
_UNICODE_ONLY = regex.compile(r"[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")


def _tcvn3() -> dict[str, str]:
    return {
        chr(int(first, 16) + i): letter for first, letters in _TCVN3_CODES for i, letter in enumerate(letters)
    }


def _vni() -> dict[str, str]:
    table: dict[str, str] = {}
    for base in "aeiouyôö":
        letter = {"ô": "o" + _HORN, "ö": "u" + _HORN}.get(base, base)
        marks = {code: letter + tone for code, tone in _VNI_TONES.items()}
        if base in "aeo":
            marks |= {code: letter + _CIRCUMFLEX + tone for code, tone in _VNI_CIRCUMFLEX.items()}
        if base == "a":
            marks |= {code: letter + _BREVE + tone for code, tone in _VNI_BREVE.items()}
        for code, marked in marks.items():
            small = unicodedata.normalize("NFC", marked)
            for mark in (code, code.upper()):
                table[base + mark] = small
                table[base.upper() + mark] = small.upper()
    for code, small in _VNI_SINGLE.items():
        table |= {code: small, code.upper(): small.upper()}
    return table


def _viscii() -> dict[str, str]:
    return {chr(0x80 + i): letter for i, letter in enumerate(_VISCII_HIGH)} | {
        chr(code): letter for code, letter in _VISCII_LOW.items()
    }


TABLES: Mapping[str, Mapping[str, str]] = {TCVN3: _tcvn3(), VNI: _vni(), VISCII: _viscii()}
_VNI_PATTERN = regex.compile("|".join(sorted(map(regex.escape, TABLES[VNI]), key=len, reverse=True)))
_TRANSLATE = {name: str.maketrans(dict(TABLES[name])) for name in (TCVN3, VISCII)}


def of_font(font: str | None) -> str | None:
    """Return the encoding that a font's codes are in, None for a font of Unicode.

    >>> of_font(".VnTimeH"), of_font("VNI-Times"), of_font("ABCDEF+.VnTime,Bold"), of_font("Arial")
    ('tcvn3-capitals', 'vni', 'tcvn3', None)
    """
    if not font:
        return None
    plain = _FONT_TAG.sub("", font.replace("#2E", ".").strip())
    if plain[:3].lower() == ".vn":
        stem = _FONT_STYLE.sub("", plain)
        return TCVN3_CAPITALS if _CAPITAL_FONT.search(stem) else TCVN3
    if regex.match(r"(?i)vni[-\s_]", plain):
        return VNI
    return None


def convert(text: str, encoding: str | None) -> str:
    """Return `text`, the codes of a font as Latin letters, as the letters that the font shows.

    >>> convert("B¸o c¸o", "tcvn3"), convert("Baùo caùo", "vni"), convert("®éc lËp", "tcvn3-capitals")
    ('Báo cáo', 'Báo cáo', 'ĐỘC LẬP')
    """
    if encoding is None or (text.isascii() and encoding != TCVN3_CAPITALS) or _UNICODE_ONLY.search(text):
        return text
    if encoding == VNI:
        return _VNI_PATTERN.sub(lambda found: TABLES[VNI][found[0]], text)
    if encoding == VISCII:
        return text.translate(_TRANSLATE[VISCII])
    letters = text.translate(_GLYPHS).translate(_TRANSLATE[TCVN3])
    return letters.upper() if encoding == TCVN3_CAPITALS else letters


class Mixture:
    """Counts which encodings a document's letters were in, font by font."""

    def __init__(self, unicode_name: str = "unicode") -> None:
        """Begin with no letters; `unicode_name` is what those of Unicode fonts are called."""
        self._unicode = unicode_name
        self._letters: dict[str, int] = {}

    def convert(self, text: str, encoding: str | None) -> str:
        """Return `text` converted, and count its letters beyond ASCII."""
        converted = convert(text, encoding)
        if converted.isascii():
            return converted
        same = encoding is None or (converted == text)
        name = self._unicode if same else TCVN3 if encoding == TCVN3_CAPITALS else str(encoding)
        letters = sum(1 for char in converted if char > "\x7f" and char.isalpha())
        self._letters[name] = self._letters.get(name, 0) + letters
        return converted

    @property
    def name(self) -> str:
        """The encoding, or those of a mixed document joined by "+", the commonest first."""
        found = sorted(
            (name for name, count in self._letters.items() if count), key=lambda n: -self._letters[n]
        )
        return "+".join(found) or self._unicode
