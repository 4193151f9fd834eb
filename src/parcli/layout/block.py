"""What a text is laid out in: lines, blocks, table rows and cells; what a format knows of them."""

from __future__ import annotations

from dataclasses import dataclass

Piece = tuple[int, int]

# Outline ranks: a block stands under the nearest one before it with a lower rank.
TITLE, NAMED, ARTICLE, PARAGRAPH = 0, 1, 3, 14
# Between the upper and the lower words of a table's head that stands in two rows.
HEADS_IN_TWO = " / "


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its span without white space at its ends, and its text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Hint:
    """What a format knows of a stretch of text: a heading's level, a paragraph that is whole, a page, a note."""

    start: int
    end: int
    level: int | None = None
    whole: bool = False
    page: int | None = None
    table: int | None = None
    row: int | None = None
    note: bool = False
    # Columns of a row, from 0, in which the cell above reaches down.
    continued: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: the paragraphs in it, and where it stands."""

    blocks: tuple[Block, ...]
    column: int
    text: str
    # Whether it is the cell of the row above, which reaches down.
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A table row with the table's header cells."""

    cells: tuple[Cell, ...]
    header: tuple[str, ...]
    table: int
    row: int


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, heading or table row, in reading order."""

    pieces: tuple[Piece, ...]
    rank: float = PARAGRAPH
    marker: str = ""
    heading: bool = False
    row: Row | None = None
    hint: Hint | None = None

    @property
    def start(self) -> int:
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        return self.pieces[-1][1]
