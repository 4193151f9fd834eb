"""A PDF with a text layer → paragraphs joined over lines and pages, and the rows of its tables.

Nothing that a PDF can start (scripts, links, forms, embedded files) is looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parcli.readers import limits, pdf_child, pdf_columns, pdf_notes, pdf_tables, pdf_unruled
from parcli.readers.draft import Draft
from parcli.readers.pdf_lines import Line, Paragraphs, furniture, lines, mended
from parcli.readers.pdf_page import Page
from parcli.readers.pdf_tables import Table
from parcli.readers.pdf_unruled import Unruled
from parcli.readers.pdf_words import Word
from parcli.readers.source import Source

# Pages with fewer letters than this, and images, are pictures of pages (per page, on average).
_FEW_LETTERS = 25

Row = list[str]


def read(data: bytes, name: str) -> Source:
    """Return the text of a PDF.

    Errors: ReadError where it is broken, encrypted, too long, of images only, or the engine is missing.
    """
    limits.engine("pypdfium2", name, "PDF", "pdf")
    pages, encoding = pdf_child.load(data, name)
    if _is_scanned(pages):
        return _recognised(data, name)
    return _Writer(name, pages).source(encoding)


def _usual_size(found: Sequence[Line]) -> float:
    """Return the size in which most letters outside of tables are set, in points."""
    letters: Counter[float] = Counter()
    for line in found:
        letters[round(2 * line.size) / 2] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _outside(page: Page) -> list[Word]:
    """Return the words of a page that stand in no ruled table."""
    tables = pdf_tables.find(page.rules)
    return [word for word in page.words if not any(table.holds(word) for table in tables)]


def _is_scanned(pages: Sequence[Page]) -> bool:
    letters = sum(len(word.text) for page in pages for word in page.words)
    images = sum(page.images > 0 for page in pages)
    return images > 0.5 * len(pages) and letters < _FEW_LETTERS * len(pages)


def _recognised(data: bytes, name: str) -> Source:
    from parcli.readers import ocr

    return ocr.read_pdf(data, name)


class _Writer:
    """Puts the pages together: paragraphs and tables, in the order in which they are read."""

    def __init__(self, name: str, pages: Sequence[Page]) -> None:
        self._pages = pages
        self._draft = Draft(name)
        self._tables: dict[int, list[Table | Unruled]] = {
            p.number: [*pdf_tables.find(p.rules)] for p in pages
        }
        outside = [_outside(page) for page in pages]
        by_page = [lines(words, page.number) for words, page in zip(outside, pages, strict=True)]
        dropped = furniture(by_page, [page.height for page in pages])
        kept, clock = [], limits.Clock(name)
        for page, words, found in zip(pages, outside, by_page, strict=True):
            clock.check()
            gone = [line for line in found if line in dropped]
            words = [word for word in words if not any(line.holds(word) for line in gone)]
            unruled = pdf_unruled.find(words, page.number)
            self._tables[page.number] = sorted(
                [*self._tables[page.number], *unruled], key=lambda table: table.top
            )
            kept.append(
                lines([word for word in words if not any(word in one.words for one in unruled)], page.number)
            )
        size = _usual_size([line for page in kept for line in page])
        self._lines: list[list[Line]] = []
        for page, found in zip(pages, kept, strict=True):
            text, notes = pdf_notes.parted(found, page.rules, page.width, size)
            self._lines.append(text)
            for note in notes:
                self._draft.note(note, page.number)
        self._paragraphs = Paragraphs([line for page in self._lines for line in page])
        self._waiting: list[Line] = []
        self._last: _Grid | None = None
        self._grids: list[_Grid] = []

    def source(self, encoding: str) -> Source:
        for page, found in zip(self._pages, self._lines, strict=True):
            self._page(page, found)
        self._flush()
        return self._draft.source(encoding)

    def _page(self, page: Page, found: Sequence[Line]) -> None:
        done = 0
        for table in self._tables[page.number]:
            above = [line for line in found[done:] if line.bottom <= table.top + line.height]
            done += len(above)
            self._text(above)
            self._table(_Grid.of(page, table))
        self._text(found[done:])

    def _text(self, found: Sequence[Line]) -> None:
        if not found:
            return
        self._flush_table()
        for part in pdf_columns.parts(found):
            if isinstance(part, Line):
                self._waiting.append(part)
                continue
            self._flush_lines()
            number = self._draft.table()
            for index, row in enumerate(part, 1):
                self._draft.row(row, number, index, found[0].page)

    def _table(self, grid: _Grid) -> None:
        if self._last is not None and not self._waiting and self._last.goes_on(grid):
            self._last.add(grid)
            return
        self._flush()
        self._last = grid

    def _flush(self) -> None:
        self._flush_lines()
        self._flush_table()

    def _flush_lines(self) -> None:
        for text, sure, page in self._paragraphs.join(self._waiting):
            self._draft.paragraph(text, page=page, whole=sure)
        self._waiting = []

    def _flush_table(self) -> None:
        if self._last is None:
            return
        self._flush_lines()
        number = self._draft.table()
        for index, row in enumerate(self._last.rows, 1):
            if len(row.cells) > 1:
                self._draft.row(row.cells, number, index, row.page, row.continued)
            else:
                self._draft.paragraph(row.cells[0], page=row.page)
        self._last = None


@dataclass(frozen=True, slots=True)
class _Row:
    """A table row: its cells, its page, and the columns in which the cell above reaches down."""

    cells: Row
    page: int
    continued: tuple[int, ...] = ()


@dataclass(slots=True)
class _Grid:
    """The texts of a table, which may go on over several pages; without rules its columns have no edges."""

    rows: list[_Row]
    width: int
    columns: list[float] | None

    @classmethod
    def of(cls, page: Page, table: Table | Unruled) -> _Grid:
        """Return the texts of a page's table."""
        if isinstance(table, Unruled):
            return cls([_Row(row, page.number) for row in table.rows], len(table.rows[0]), None)
        words = [word for word in page.words if table.holds(word)]
        return cls(list(_filled(table, words, page.number)), len(table.columns) - 1, table.columns)

    def goes_on(self, following: _Grid) -> bool:
        """Whether a table at the top of the next page is this one, continued."""
        same = self.width == following.width
        if self.columns is None or following.columns is None:
            return same and self.columns is following.columns
        return same and all(abs(a - b) < 12 for a, b in zip(self.columns, following.columns, strict=True))

    def add(self, following: _Grid) -> None:
        """Append the rows of the next page; a row that was cut by the page's end is put together again."""
        rows = following.rows
        if rows and self.rows and rows[0].cells == self.rows[0].cells:
            rows = rows[1:]
        if rows and self.rows and _is_rest(self.rows[-1].cells, rows[0].cells):
            pairs = zip(self.rows[-1].cells, rows[0].cells, strict=True)
            cells = [mended(text for text in pair if text) for pair in pairs]
            self.rows[-1] = replace(self.rows[-1], cells=cells)
            rows = rows[1:]
        self.rows += rows


def _is_rest(row: Row, rest: Row) -> bool:
    """Whether a page's first row is the end of the row before: no number, and words that go on."""
    if rest[0] or not any(rest):
        return False
    goes_on = [text[:1].islower() or text[:1] in ",;)" for text in rest if text]
    below = all(above for above, text in zip(row, rest, strict=True) if text)
    return below and any(goes_on)


def _filled(table: Table, words: Sequence[Word], page: int) -> Iterator[_Row]:
    cells: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        cells.setdefault(table.cell(word), []).append(word)
    for row in range(len(table.rows) - 1):
        texts = [
            mended(line.text for line in lines(cells[row, column], page)) if (row, column) in cells else ""
            for column in range(len(table.columns) - 1)
        ]
        if any(texts):
            covers = (table.covers[row, column] for column in range(len(texts)))
            continued = tuple(at for at, cell in enumerate(covers) if cell[0] < row and cell[1] == at)
            yield _Row(texts, page, continued)
