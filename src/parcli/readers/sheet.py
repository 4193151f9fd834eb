"""Values of spreadsheet cells → what the sheet shows of them, and rows → lines of text.

A number keeps the digits that its format shows. Thousands are not grouped, as "1,500" and "1.500" are
read apart in two languages; the decimal point stays, unless three digits follow it, which a reader of
Vietnamese would take for thousands: those get the comma.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import regex

from parcli.readers.draft import Draft

_TOKEN = regex.compile(
    r"\"([^\"]*)\"|\\(.)|[_*].|\[[^\]]*\]|([0#?][0#?.,/]*|\.[0#?]+)|(%)|([^\"\\])", regex.DOTALL
)
_DATE = regex.compile(r"(?i)[ymdhs]")
_THREE_DECIMALS = regex.compile(r"(?<=\d)\.(?=\d{3}$)")
_SIGNIFICANT = 10
_MAX_DECIMALS = 15


def number(value: float, code: str) -> str:
    """Return a number as a cell of that format shows it.

    >>> number(33.74668725, "#,##0.0"), number(0.8, "0%"), number(1500, "#,##0"), number(484.492, "General")
    ('33.7', '80%', '1500', '484,492')
    """
    sections = code.split(";")
    section = sections[1] if value < 0 and len(sections) > 1 and sections[1] else sections[0]
    before, digits, after = _parts(section)
    if digits is None or "/" in digits or regex.search(r"(?i)general|@|e[+-]", section):
        return _general(value)
    amount = Decimal(repr(float(value))) * 100 ** (before + after).count("%")
    if section is not sections[0]:
        amount = abs(amount)
    amount = amount.scaleb(-3 * (len(digits) - len(digits.rstrip(","))))
    decimals = min(len(digits.rpartition(".")[2].rstrip(",")) if "." in digits else 0, _MAX_DECIMALS)
    shown = (
        f"{amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}"
        if abs(amount) < 10**15
        else f"{amount:f}"
    )
    # "#" shows a digit only where there is one.
    optional = len(digits) - len(digits.rstrip("#"))
    if optional and decimals:
        shown = shown[: len(shown) - optional] + shown[len(shown) - optional :].rstrip("0")
        shown = shown.rstrip(".")
    return before + _THREE_DECIMALS.sub(",", shown) + after


def _parts(section: str) -> tuple[str, str | None, str]:
    """Return what a format writes before the digits, its form of the digits, and what follows them."""
    before, after, digits = "", "", None
    for found in _TOKEN.finditer(section):
        if found[3] is not None:
            digits = found[3] if digits is None else digits + found[3]
            continue
        text = next((part for part in (found[1], found[2], found[4], found[5]) if part is not None), "")
        if digits is None:
            before += text
        else:
            after += text
    return before, digits, after.rstrip()


def _general(value: float) -> str:
    text = f"{value:.{_SIGNIFICANT}g}"
    if "e" in text:
        text = f"{Decimal(text):f}" if abs(value) < 10**15 and abs(value) > 10**-6 else text
    return _THREE_DECIMALS.sub(",", text)


def is_date(code: str) -> bool:
    """Whether a number format shows dates.

    >>> is_date("dd/mm/yyyy"), is_date('0.0" điểm"'), is_date("General")
    (True, False, False)
    """
    bare = regex.sub(r"\"[^\"]*\"|\\.|\[[^\]]*\]|[_*].", "", code)
    return (
        bare.lower() != "general" and _DATE.search(bare) is not None and regex.search("[0#?]", bare) is None
    )


def date(value: datetime.datetime | datetime.date | datetime.time, code: str) -> str:
    """Return a date the way Vietnamese documents write it, without a day where the format has none."""
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    bare = regex.sub(r"\"[^\"]*\"|\[[^\]]*\]", "", code).lower()
    if "y" in bare and "d" not in bare:
        return value.strftime("%m/%Y" if "m" in bare else "%Y")
    return value.strftime("%d/%m/%Y")


# Rows and columns of a merged range of cells: first and last of each, from 0, both included.
Range = tuple[int, int, int, int]
# So many cells that others reach over are followed at most.
_MAX_COVERED = 100_000


def write(draft: Draft, rows: Sequence[Sequence[str]], merged: Sequence[Range], page: int) -> None:
    """Add a sheet's rows; `merged` are the ranges of cells that are one.

    A single cell above the table, across it or below it is a title or a note, and no row.
    """
    last = max(
        (index for index, row in enumerate(rows) if sum(bool(text.strip()) for text in row) > 1), default=-1
    )
    columns = max((index + 1 for row in rows for index, text in enumerate(row) if text.strip()), default=0)
    wide = {(top, left) for top, _, left, right in merged if right > left}
    covered = _covered(merged, len(rows))
    table, begun = draft.table(), False
    for index, row in enumerate(rows):
        filled = [column for column, text in enumerate(row[:columns]) if text.strip()]
        if len(filled) == 1 and (not begun or index > last or (index, filled[0]) in wide):
            draft.paragraph(row[filled[0]].replace("\n", " "), page=page)
        elif filled:
            begun = True
            cells = [*row[:columns], *[""] * (columns - len(row))]
            draft.row(cells, table, index + 1, page, covered.get(index, ()))


def _covered(merged: Sequence[Range], count: int) -> dict[int, list[int]]:
    """Return for each row the columns in which a cell reaches down from above."""
    covered: dict[int, list[int]] = {}
    left_over = _MAX_COVERED
    for top, bottom, left, _ in merged:
        for row in range(top + 1, min(bottom, count - 1, top + left_over) + 1):
            covered.setdefault(row, []).append(left)
            left_over -= 1
    return covered
