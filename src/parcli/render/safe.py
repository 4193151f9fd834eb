"""Text from documents made safe for where it goes: a terminal, JSON, a cell, Markdown."""

from __future__ import annotations

import json
import re
from decimal import Decimal

# Control characters, C1 among them (U+009B opens an escape sequence too), what turns the direction
# of writing around, line and paragraph separators, and halves of surrogate pairs.
_UNSAFE = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
_UNSAFE_CHARACTER = re.compile(f"[{_UNSAFE}]")
_UNSAFE_BUT_LINES = re.compile(f"(?![\n\t])[{_UNSAFE}]")
_SPACE = re.compile(r"[\s\x85\xa0]+")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
# What makes a spreadsheet take a cell for a formula; the wide forms do in East Asian settings.
FORMULA = tuple("=+-@\t\r＝＋－＠")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~&#$])")


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def one_line(text: str) -> str:
    """Return `text` on one line, its white space single.

    >>> one_line(" trên\\n  95% ")
    'trên 95%'
    """
    return _SPACE.sub(" ", text).strip()


def printable(text: str) -> str:
    """Return `text` as one line that does nothing to a terminal but show.

    >>> printable("a\\x1b[31mb\\nc")
    'a\\\\x1b[31mb c'
    """
    return _UNSAFE_CHARACTER.sub(_visible, one_line(text))


def printable_lines(text: str) -> str:
    """Return `text` as `printable` does, but with its own lines, tabs and spaces."""
    return _UNSAFE_BUT_LINES.sub(_visible, text)


def plain(text: str) -> str:
    """Return `text` on one line without control characters.

    >>> plain("a\\x1b[31mb\\nc")
    'a[31mb c'
    """
    return _UNSAFE_CHARACTER.sub("", one_line(text))


def json_text(value: object, *, indent: int | None = None) -> str:
    """Return `value` as JSON that reads the same and holds no character that acts on a terminal.

    >>> json_text({"name": "Hải Dương\\x9b"})
    '{"name": "Hải Dương\\\\u009b"}'
    """
    text = _indented(value, indent) if indent else json.dumps(value, ensure_ascii=False, allow_nan=False)
    return _UNSAFE_BUT_LINES.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _indented(value: object, indent: int) -> str:
    """Return JSON in lines. Python writes these ten times more slowly than JSON in one line; pydantic does not."""
    from pydantic_core import PydanticSerializationError, to_json

    try:
        return to_json(value, indent=indent, inf_nan_mode="null").decode("utf-8")
    except (PydanticSerializationError, UnicodeError):  # a name of a file that is no text
        return json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)


def csv_cell(value: object) -> str:
    """Return a cell that a spreadsheet shows as it is and never runs.

    >>> csv_cell("=1+2"), csv_cell("-5"), csv_cell(None), csv_cell(Decimal("2.5"))
    ("'=1+2", '-5', '', '2.5')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = plain(str(value))
    # A lone "=" is an operator of ours, and no formula.
    if text.startswith(FORMULA) and text != "=" and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def markdown_cell(text: str) -> str:
    """Return `text` so that Markdown shows it as it is inside a table.

    >>> markdown_cell("a | *b*")
    'a \\\\| \\\\*b\\\\*'
    """
    return _MARKDOWN.sub(r"\\\1", plain(text))


def number(value: Decimal | int | float, language: str = "en") -> str:
    """Return a number as people write it: in Vietnamese dots group and the comma divides.

    >>> number(Decimal("1234.50")), number(Decimal("1234.50"), "vi")
    ('1,234.5', '1.234,5')
    """
    text = f"{Decimal(str(value)):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text
