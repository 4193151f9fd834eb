"""An Excel workbook (XLSX, XLSM) → its sheets' rows, numbers as the sheet shows them."""

from __future__ import annotations

import datetime
import io
import warnings
import zipfile
from typing import Any

from parcli.errors import ReadError
from parcli.readers import legacy, limits, sheet, xmltree
from parcli.readers.archive import Archive
from parcli.readers.draft import Draft
from parcli.readers.source import Source

# What openpyxl raises on files that are no workbooks; it has no error of its own for most.
_BROKEN = (zipfile.BadZipFile, SyntaxError, KeyError, ValueError, TypeError, IndexError, AttributeError, OSError,
           OverflowError, RecursionError)  # fmt: skip


def read(data: bytes, name: str) -> Source:
    """Return the text of a workbook.

    Errors: ReadError where it is broken or has too many cells, or the engine is missing.
    """
    openpyxl = limits.engine("openpyxl", name, "XLSX", "xlsx")
    _check_parts(data, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Values as they were last calculated: no formula is ever run, no link followed.
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False, rich_text=True)
    except _BROKEN as error:
        raise ReadError(f"{name}: is a broken Excel file") from error
    draft, mixture = Draft(name), legacy.Mixture("utf-8")
    for number, page in enumerate(book.worksheets, 1):
        if page.sheet_state == "visible":
            merged = [
                (m.min_row - 1, m.max_row - 1, m.min_col - 1, m.max_col - 1) for m in page.merged_cells.ranges
            ]
            sheet.write(draft, _rows(page, name, mixture), merged, number)
    return draft.source(mixture.name)


def _check_parts(data: bytes, name: str) -> None:
    """Parse every part once under our own bounds, before the engine does it without any."""
    archive, cells = Archive(data, name), 0
    for member in archive.names():
        raw = archive.read(member)
        # By content: a part may have any name.
        if raw.lstrip()[:1] == b"<" or raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
            root = xmltree.parse(raw, name)
            if member.startswith("xl/worksheets/"):
                cells += sum(
                    1 for element in root.iter() if element.tag.rpartition(":")[2] in ("c", "mergeCell")
                )
                limits.refuse_above(name, cells, limits.MAX_CELLS, "cells")


def _rows(page: Any, name: str, mixture: legacy.Mixture) -> list[list[str]]:
    # One cell far away makes the sheet as large as Excel can have it.
    columns = min(page.max_column or 0, limits.MAX_COLUMNS)
    limits.refuse_above(name, (page.max_row or 0) * columns, 10 * limits.MAX_CELLS, "cells")
    return (
        [[_shown(cell, mixture) for cell in row] for row in page.iter_rows(max_col=columns)]
        if columns
        else []
    )


def _shown(cell: Any, mixture: legacy.Mixture) -> str:
    value = cell.value
    # The sign of an error ("#DIV/0!") says nothing of the plan.
    if value is None or cell.data_type == "e":
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return sheet.number(value, str(cell.number_format or "General"))
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return sheet.date(value, str(cell.number_format or ""))
    if isinstance(value, datetime.timedelta):
        return str(value)
    return _text(value, cell, mixture)


def _text(value: Any, cell: Any, mixture: legacy.Mixture) -> str:
    font = cell.font.name if cell.font else None
    if isinstance(value, list):
        # Rich text: pieces without a font of their own wear the cell's.
        return "".join(
            mixture.convert(
                str(part), legacy.of_font(getattr(getattr(part, "font", None), "rFont", None) or font)
            )
            for part in value
        )
    return mixture.convert(str(value), legacy.of_font(font))
