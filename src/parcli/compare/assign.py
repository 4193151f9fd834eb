"""The best one-to-one assignment of two groups."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

# What each row may be given: columns with their weights.
Links = Mapping[int, Mapping[int, float]]

# Written out because the core needs one function of it: scipy, which has it, would weigh more
# than all else that comparing needs, and the small packages that have it are compiled ones
# without a release for every Python that parcli runs on.

# Above this size a group is assigned greedily: the exact way takes cubic time. Real ones have under 50.
_EXACT = 400


def sparse(links: Links, *, turned: bool = False) -> list[tuple[int, int]]:
    """Return the pairs of row and column whose sum of weights is the greatest.

    Rows that share no column, however far around, are assigned by themselves. `turned` assigns
    rows to columns instead, which only decides between sums that are equal.

    >>> sparse({7: {1: 2.0, 2: 1.9}, 8: {1: 1.9}})
    [(7, 2), (8, 1)]
    """
    chosen: list[tuple[int, int]] = []
    for rows, columns in _components(links):
        if max(len(rows), len(columns)) > _EXACT:
            chosen += _greedy(links, rows)
        elif turned:
            weights = [[links[row].get(column, 0.0) for row in rows] for column in columns]
            chosen += [
                (rows[row], columns[place]) for place, row in enumerate(best(weights)) if row is not None
            ]
        else:
            weights = [[links[row].get(column, 0.0) for column in columns] for row in rows]
            chosen += [
                (rows[place], columns[column])
                for place, column in enumerate(best(weights))
                if column is not None
            ]
    return chosen


def _components(links: Links) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the rows and columns that hang together, each such group by itself."""
    rows_of: dict[int, list[int]] = {}
    for row, columns in links.items():
        for column in columns:
            rows_of.setdefault(column, []).append(row)
    seen: set[int] = set()
    for start in links:
        if start in seen:
            continue
        rows, columns_there, queue = {start}, set[int](), [start]
        while queue:
            for column in links[queue.pop()].keys() - columns_there:
                columns_there.add(column)
                fresh = set(rows_of[column]) - rows
                rows |= fresh
                queue += fresh
        seen |= rows
        yield sorted(rows), sorted(columns_there)


def _greedy(links: Links, rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield pairs, the heaviest first, of what is not given away yet."""
    given: set[int] = set()
    kept: set[int] = set()
    every = [(-weight, row, column) for row in rows for column, weight in links[row].items()]
    for _, row, column in sorted(every):
        if row not in given and column not in kept:
            given.add(row)
            kept.add(column)
            yield row, column


def best(weights: Sequence[Sequence[float]]) -> list[int | None]:
    """Return for each row the column that it gets, so that the sum of weights is the greatest.

    Every column goes to one row at most; weights of 0 or less are never taken. The method is the
    Hungarian one with potentials, in O(rows² × columns).

    >>> best([[3.0, 2.9], [2.9, 0.0]])
    [1, 0]
    """
    rows, columns = len(weights), len(weights[0]) if weights else 0
    if rows > columns:
        turned = best([list(column) for column in zip(*weights, strict=True)])
        given = {row: column for column, row in enumerate(turned) if row is not None}
        return [given.get(row) for row in range(rows)]
    # Not to be paired is worth 0; so a weight of 0 or less is as good as none.
    costs = [[-max(weight, 0.0) for weight in row] for row in weights]
    holder = _cheapest(costs, rows, columns)
    chosen: list[int | None] = [None] * rows
    for column in range(1, columns + 1):
        row = holder[column] - 1
        if row >= 0 and weights[row][column - 1] > 0:
            chosen[row] = column - 1
    return chosen


def _cheapest(costs: Sequence[Sequence[float]], rows: int, columns: int) -> list[int]:
    """Return which row (from 1) holds each column (from 1); 0 holds none. Needs rows <= columns."""
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (columns + 1)
    holder, before = [0] * (columns + 1), [0] * (columns + 1)
    for row in range(1, rows + 1):
        holder[0], column = row, 0
        slack, done = [math.inf] * (columns + 1), [False] * (columns + 1)
        while holder[column] != 0:
            done[column] = True
            line, price, least, following = costs[holder[column] - 1], row_price[holder[column]], math.inf, 0
            for other in range(1, columns + 1):
                if not done[other]:
                    rest = line[other - 1] - price - column_price[other]
                    if rest < slack[other]:
                        slack[other], before[other] = rest, column
                    if slack[other] < least:
                        least, following = slack[other], other
            for other in range(columns + 1):
                if done[other]:
                    row_price[holder[other]] += least
                    column_price[other] -= least
                else:
                    slack[other] -= least
            column = following
        while column:
            holder[column] = holder[before[column]]
            column = before[column]
    return holder
