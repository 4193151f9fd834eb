"""Lines of a page → the same, with letterheads and tables without rules put into columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parcli.readers.pdf_lines import Line, mended

Rows = list[list[str]]
# So many rows side by side are a table; a letterhead has fewer, or only two columns.
_TABLE_ROWS = 3
_TABLE_COLUMNS = 3


def parts(found: Sequence[Line]) -> Iterator[Line | Rows]:
    """Return lines in reading order, a table without rules as its rows.

    Two blocks side by side that are no table (a letterhead, signatures) are read one after the other.
    """
    run: list[list[Line]] = []
    for row in _levels(found):
        if len(row) > 1 or (run and _below_one(run, row[0])):
            run.append(row)
            continue
        yield from _resolved(run)
        run = []
        yield from row
    yield from _resolved(run)


def _levels(found: Sequence[Line]) -> list[list[Line]]:
    """Return the lines that stand on one height together."""
    rows: list[list[Line]] = []
    for line in found:
        if rows and min(line.bottom, rows[-1][0].bottom) - max(line.top, rows[-1][0].top) > 0.4 * line.height:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _below_one(run: Sequence[Sequence[Line]], line: Line) -> bool:
    """Whether a line that stands alone belongs to one column of the rows above it."""
    wide = [row for row in run if len(row) > 1]
    last = run[-1][0]
    if not wide or line.top - last.bottom > 1.5 * line.height:
        return False
    split = min(row[1].left for row in wide)
    left_end = max(row[0].right for row in wide)
    return line.right < split - line.size or line.left > left_end


def _resolved(run: Sequence[Sequence[Line]]) -> Iterator[Line | Rows]:
    if not run:
        return
    if _is_table(run):
        yield _rows(run)
        return
    split = _split(run)
    for side in (True, False):
        begins = True
        for row in run:
            block = [line for line in row if (line.left < split) == side]
            if block:
                yield replace(_merged(block), begins=begins)
                begins = False


def _merged(block: Sequence[Line]) -> Line:
    """Return the parts of one line as it stands on its side of the page."""
    first = block[0]
    return replace(first, text=" ".join(line.text for line in block), right=block[-1].right)


def _split(run: Sequence[Sequence[Line]]) -> float:
    """Return where two blocks side by side part: at the widest gap that runs down through all lines."""
    spans = sorted((line.left, line.right) for row in run for line in row)
    reach, gaps = spans[0][1], []
    for left, right in spans[1:]:
        if left > reach:
            gaps.append((left - reach, left))
        reach = max(reach, right)
    return max(gaps)[1] if gaps else min(row[1].left for row in run if len(row) > 1)


def _is_table(run: Sequence[Sequence[Line]]) -> bool:
    full = [row for row in run if len(row) >= _TABLE_COLUMNS]
    return len(full) >= _TABLE_ROWS


def _columns(run: Sequence[Sequence[Line]]) -> list[float]:
    """Return where the columns begin: at gaps that run down through all rows."""
    spans = sorted((line.left, line.right) for row in run for line in row)
    starts, reach = [spans[0][0]], spans[0][1]
    for left, right in spans[1:]:
        if left > reach + 2:
            starts.append(left)
        reach = max(reach, right)
    return starts


def _rows(run: Sequence[Sequence[Line]]) -> Rows:
    columns = _columns(run)
    rows: Rows = []
    for row in run:
        cells = [""] * len(columns)
        for line in row:
            at = max((i for i, left in enumerate(columns) if line.left >= left - 2), default=0)
            cells[at] = mended(text for text in (cells[at], line.text) if text)
        if rows and not cells[0] and len(row) == 1:
            # A line in one column only goes on with the row above.
            rows[-1] = [mended(t for t in (a, b) if t) for a, b in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
    return rows
