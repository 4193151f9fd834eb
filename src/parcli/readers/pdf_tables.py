"""The lines drawn on a page → its ruled tables: cells in rows and columns, merged ones found out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from parcli.readers.pdf_rules import Rule
from parcli.readers.pdf_words import Word

# Rules within this many points are one rule, and ends this near to another rule meet it.
_NEAR = 3.0
_MAX_LINES = 400


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table: the edges of its columns and rows, and for each place the cell that covers it."""

    columns: list[float]
    rows: list[float]
    covers: dict[tuple[int, int], tuple[int, int]]

    @property
    def top(self) -> float:
        return self.rows[0]

    @property
    def bottom(self) -> float:
        return self.rows[-1]

    def holds(self, word: Word) -> bool:
        """Whether a word stands in the table."""
        middle = (word.left + word.right) / 2
        return (
            self.columns[0] <= middle <= self.columns[-1]
            and self.top - _NEAR <= word.middle <= self.bottom + _NEAR
        )

    def cell(self, word: Word) -> tuple[int, int]:
        """Return row and column of the cell that a word stands in."""
        row = min(max(bisect_right(self.rows, word.middle) - 1, 0), len(self.rows) - 2)
        column = min(
            max(bisect_right(self.columns, (word.left + word.right) / 2) - 1, 0), len(self.columns) - 2
        )
        return self.covers.get((row, column), (row, column))


def find(rules: Iterable[Rule]) -> list[Table]:
    """Return the ruled tables of a page, from the top: groups of rules that meet, two cells or more."""
    lines = _joined(rules)
    tables = [table for group in _groups(lines) if (table := _table(group)) is not None]
    return sorted(tables, key=lambda table: table.top)


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Return rules with those that go on with each other joined."""
    joined: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: (rule.across, round(rule.at / _NEAR), rule.start)):
        for index in range(len(joined) - 1, max(-1, len(joined) - 40), -1):
            last = joined[index]
            near = last.across == rule.across and abs(last.at - rule.at) <= _NEAR
            if near and rule.start <= last.end + _NEAR and last.start <= rule.end + _NEAR:
                joined[index] = Rule(
                    rule.across, last.at, min(last.start, rule.start), max(last.end, rule.end)
                )
                break
        else:
            joined.append(rule)
    # Short strokes are letters' and bullets', or underline a word.
    return [rule for rule in joined if rule.end - rule.start > 2 * _NEAR]


def _groups(lines: list[Rule]) -> list[list[Rule]]:
    """Return the rules in groups that are connected by crossings."""
    parent = list(range(len(lines)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    across = [index for index, line in enumerate(lines) if line.across][: 4 * _MAX_LINES]
    down = [index for index, line in enumerate(lines) if not line.across][: 4 * _MAX_LINES]
    for first in across:
        for second in down:
            if _meet(lines[first], lines[second]):
                parent[root(first)] = root(second)
    groups: dict[int, list[Rule]] = {}
    for index in (*across, *down):
        groups.setdefault(root(index), []).append(lines[index])
    return list(groups.values())


def _meet(across: Rule, down: Rule) -> bool:
    return (
        across.start - _NEAR <= down.at <= across.end + _NEAR
        and down.start - _NEAR <= across.at <= down.end + _NEAR
    )


def _table(group: list[Rule]) -> Table | None:
    across, down = [r for r in group if r.across], [r for r in group if not r.across]
    columns, rows = _edges(down), _edges(across)
    if len(columns) < 2 or len(rows) < 2 or len(columns) > _MAX_LINES or len(rows) > _MAX_LINES:
        return None
    if (len(columns) - 1) * (len(rows) - 1) < 2:
        return None
    return Table(columns, rows, _covers(columns, rows, across, down))


def _edges(rules: Iterable[Rule]) -> list[float]:
    edges: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not edges or at - edges[-1] > _NEAR:
            edges.append(at)
    return edges


def _covers(
    columns: list[float], rows: list[float], across: list[Rule], down: list[Rule]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for each place of the grid the first place of the cell that covers it: no rule parts them."""
    covers: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(rows) - 1):
        middle = (rows[row] + rows[row + 1]) / 2
        for column in range(len(columns) - 1):
            centre = (columns[column] + columns[column + 1]) / 2
            cell = (row, column)
            if column and not _parted(down, columns[column], middle):
                cell = covers[row, column - 1]
            elif row and not _parted(across, rows[row], centre):
                cell = covers[row - 1, column]
            covers[row, column] = cell
    return covers


def _parted(rules: list[Rule], at: float, through: float) -> bool:
    return any(
        abs(rule.at - at) <= _NEAR and rule.start - _NEAR <= through <= rule.end + _NEAR for rule in rules
    )
