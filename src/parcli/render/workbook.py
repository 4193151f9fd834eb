"""Sheets of values as an XLSX workbook that a person reads on and that runs nothing."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import ModuleType
from typing import Any, TextIO

from parcli import messages
from parcli.errors import StoreError
from parcli.render import safe

# What stands in a cell; several texts stand on a line each.
Value = str | int | float | Decimal | date | bool | Sequence[str] | None

# What the file format allows.
_ROWS = 1_048_576
_NAME = 31
_TEXT = 32_767
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
# "_x0041_" stands for "A" in the file; a text that says so itself is written with its own underscore.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

_WIDTHS = (6.0, 60.0)  # characters, least and most
_MEASURED = 200  # rows that decide how wide a column is
_FIRST_YEAR = 1900  # the format knows no day before
_GROUPED = 10_000  # from here on digits stand in groups; years do not
_DAYS = {"en": "yyyy-mm-dd", "vi": "dd/mm/yyyy"}
# The same content is the same bytes: no time of writing, the first one that a ZIP file can tell.
_WRITTEN = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Sheet:
    """One question and its answer: the sheet's name, the heads of its columns, its rows."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Value]]
    days: str | None = None  # the format of days; else that of the language


def write(out: TextIO, sheets: Sequence[Sheet]) -> None:
    """Write a workbook of at least one sheet to the bytes below `out`.

    Texts stay texts: none is a formula, and control characters are left out. Numbers and days are
    numbers and days. A sheet with more rows than the format holds goes on in a further one.

    Errors: StoreError where the engine is not installed.
    """
    out.flush()
    out.buffer.write(data(sheets))


def data(sheets: Sequence[Sheet]) -> bytes:
    """Return the workbook of `write` as bytes, the same ones for the same sheets and language."""
    openpyxl = _engine()
    from openpyxl.writer.excel import ExcelWriter

    book = openpyxl.Workbook(write_only=True)
    book.properties.creator = "parcli"
    book.properties.created = book.properties.modified = datetime(*_WRITTEN)
    taken: set[str] = set()
    for sheet in sheets:
        rows = iter(sheet.rows)
        _fill(book.create_sheet(_name(sheet.name, taken)), sheet, rows)
        for first in rows:
            _fill(book.create_sheet(_name(sheet.name, taken)), sheet, itertools.chain([first], rows))
    buffer = io.BytesIO()
    # Not book.save, which writes the time of day into the file.
    with zipfile.ZipFile(buffer, "w") as archive:
        ExcelWriter(book, archive).write_data()
    return _timeless(buffer)


def _engine() -> ModuleType:
    try:
        import openpyxl
    except ImportError as error:
        raise StoreError(code="output.engine", format="xlsx", extra="xlsx") from error
    engine: ModuleType = openpyxl
    return engine


def _name(wanted: str, taken: set[str]) -> str:
    """Return a name that a sheet may have and no other one has, and add it to those taken."""
    base = _NOT_IN_NAMES.sub(" ", safe.plain(wanted)).strip("' ") or "-"
    for number in itertools.count(1):
        end = f" ({number})" if number > 1 else ""
        name = base[: _NAME - len(end)] + end
        if name.casefold() not in taken:
            taken.add(name.casefold())
            return name
    raise AssertionError("count ends nowhere")


def _fill(sheet: Any, wanted: Sheet, rows: Iterator[Sequence[Value]]) -> None:
    """Write the head of the sheet that is wanted and as many of `rows` as one holds."""
    from openpyxl.utils import get_column_letter

    columns = wanted.columns
    measured = [tuple(row) for row in itertools.islice(rows, min(_MEASURED, _ROWS - 1))]
    for place, column in enumerate(columns):
        letter = get_column_letter(place + 1)
        sheet.column_dimensions[letter].width = _width([column, *(row[place] for row in measured)])
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    style = _Style(sheet, wanted.days or _DAYS[messages.language()])
    sheet.append([style.head(column) for column in columns])
    count = 1
    for row in itertools.chain(measured, itertools.islice(rows, _ROWS - 1 - len(measured))):
        sheet.append([style.cell(value) for value in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(columns), 1))}{count}"


def _width(values: Iterable[Value]) -> float:
    least, most = _WIDTHS
    longest = max(len(line) for value in values for line in _lines(value) or [""])
    return min(max(longest + 2, least), most)


def _lines(value: Value) -> list[str]:
    """Return the lines of a cell's text without a character that acts on anything."""
    if value is None:
        return []
    if isinstance(value, date):
        return [value.isoformat()[:10]]
    parts = [value] if isinstance(value, str) or not isinstance(value, Sequence) else value
    return [safe.plain(str(part)) for part in parts]


class _Style:
    """Makes the cells of one sheet."""

    def __init__(self, sheet: Any, days: str) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        self._sheet = sheet
        self._top = Alignment(vertical="top")
        self._wrapped = Alignment(vertical="top", wrap_text=True)
        self._bold = Font(bold=True)
        self._tinted = PatternFill("solid", fgColor="FFE8ECEF")
        self._ruled = Border(bottom=Side(style="thin", color="FF5B6770"))
        self._days = days

    def _make(self, value: object) -> Any:
        from openpyxl.cell import WriteOnlyCell

        return WriteOnlyCell(self._sheet, value)

    def head(self, text: str) -> Any:
        cell = self._text(safe.plain(text))
        cell.font, cell.fill, cell.border = self._bold, self._tinted, self._ruled
        return cell

    def cell(self, value: Value) -> Any:
        if isinstance(value, date) and value.year >= _FIRST_YEAR:
            cell = self._make(value)
            cell.number_format = self._days
        elif isinstance(value, int | float | Decimal):
            cell = self._make(value)
            if _is_long(value):
                cell.number_format = "#,##0"
        else:
            return self._text("\n".join(_lines(value)))
        cell.alignment = self._top
        return cell

    def _text(self, text: str) -> Any:
        cell = self._make(None)
        # Set apart from its type, which would be guessed: "=1+2" is a text here. The prefix keeps
        # it one when a person edits the cell.
        cell.value = _ESCAPE.sub("_x005F_", text)[:_TEXT] or None
        if cell.value is not None:
            cell.data_type = "s"
            cell.quotePrefix = text.startswith(safe.FORMULA)
        cell.alignment = self._wrapped
        return cell


def _is_long(value: int | float | Decimal) -> bool:
    return value == int(value) and not -_GROUPED < value < _GROUPED


def _timeless(buffer: io.BytesIO) -> bytes:
    """Return a ZIP file with the same members, each written at the same time."""
    result = io.BytesIO()
    with zipfile.ZipFile(buffer) as archive, zipfile.ZipFile(result, "w") as renewed:
        for name in archive.namelist():
            member = zipfile.ZipInfo(name, _WRITTEN)
            renewed.writestr(member, archive.read(name), zipfile.ZIP_DEFLATED)
    return result.getvalue()
