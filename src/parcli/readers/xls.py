"""An Excel 97 workbook (.xls) → its sheets' rows; each cell in its font's encoding, numbers as shown."""

from __future__ import annotations

import io
import struct
from itertools import pairwise
from typing import Any

from parcli.errors import ReadError
from parcli.readers import legacy, limits, sheet
from parcli.readers.draft import Draft
from parcli.readers.source import Source

_TEXT, _NUMBER, _DATE, _BOOLEAN = 1, 2, 3, 4
# What xlrd raises on files that are no workbooks beside its own error; it checks little.
_BROKEN = (struct.error, LookupError, KeyError, ValueError, AssertionError, TypeError, AttributeError, OverflowError,
           EOFError, UnicodeDecodeError, MemoryError, RecursionError)  # fmt: skip


def read(data: bytes, name: str) -> Source:
    """Return the text of a workbook.

    Errors: ReadError where it is broken, encrypted or has too many cells, or the engine is missing.
    """
    xlrd = limits.engine("xlrd", name, "XLS", "xls")
    log = io.StringIO()
    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, on_demand=True, ragged_rows=True, logfile=log
        )
        return _Reader(xlrd, book, name).read()
    except xlrd.XLRDError as error:
        if "ncrypt" in str(error):
            raise ReadError(f"{name}: is encrypted; save it without a password") from error
        raise ReadError(f"{name}: is a broken or unknown Excel file ({error})") from error
    except (xlrd.compdoc.CompDocError, *_BROKEN) as error:
        raise ReadError(f"{name}: is a broken or truncated Excel file") from error


class _Reader:
    def __init__(self, engine: Any, book: Any, name: str) -> None:
        self._engine, self._book, self._name = engine, book, name
        self._mixture = legacy.Mixture()
        self._cells = 0

    def read(self) -> Source:
        draft, clock = Draft(self._name), limits.Clock(self._name)
        for number in range(self._book.nsheets):
            clock.check()
            page = self._book.sheet_by_index(number)
            if page.visibility == 0:
                merged = [(top, end - 1, left, right - 1) for top, end, left, right in page.merged_cells]
                sheet.write(draft, self._rows(page), merged, number + 1)
            self._book.unload_sheet(number)
        return draft.source(self._mixture.name)

    def _rows(self, page: Any) -> list[list[str]]:
        rows = []
        for row in range(page.nrows):
            width = min(page.row_len(row), limits.MAX_COLUMNS)
            self._cells += width
            limits.refuse_above(self._name, self._cells, limits.MAX_CELLS, "cells")
            rows.append([self._shown(page, row, column) for column in range(width)])
        return rows

    def _shown(self, page: Any, row: int, column: int) -> str:
        cell = page.cell(row, column)
        if cell.ctype == _TEXT:
            return self._text(page, row, column, cell)
        if cell.ctype == _NUMBER:
            return sheet.number(cell.value, self._code(cell))
        if cell.ctype == _DATE:
            try:
                return sheet.date(
                    self._engine.xldate_as_datetime(cell.value, self._book.datemode), self._code(cell)
                )
            except (ValueError, OverflowError):
                return sheet.number(cell.value, "General")
        if cell.ctype == _BOOLEAN:
            return "TRUE" if cell.value else "FALSE"
        # The sign of an error ("#DIV/0!") says nothing of the plan.
        return ""

    def _code(self, cell: Any) -> str:
        found = self._book.format_map.get(self._book.xf_list[cell.xf_index].format_key)
        return str(found.format_str) if found else "General"

    def _text(self, page: Any, row: int, column: int, cell: Any) -> str:
        """Return a cell's text, each stretch of it in the encoding of its font."""
        text = str(cell.value)
        changes = page.rich_text_runlist_map.get((row, column), ())
        runs = [(0, self._book.xf_list[cell.xf_index].font_index), *changes, (len(text), 0)]
        return "".join(
            self._mixture.convert(text[start:end], self._encoding(font))
            for (start, font), (end, _) in pairwise(runs)
        )

    def _encoding(self, font: int) -> str | None:
        fonts = self._book.font_list
        return legacy.of_font(fonts[font].name if font < len(fonts) else None)
