"""Lines below a task that only say who does it and by when: "- Cơ quan chủ trì: Sở Tư pháp."."""

from __future__ import annotations

from collections.abc import Sequence

from parcli.rulebook import Rulebook
from parcli.segment import Passage, RowPassages


class Labels:
    """Knows the labelled lines of a document and the passages that they speak of."""

    def __init__(self, rules: Rulebook) -> None:
        self._label = rules.fragment("task-label")
        self._lines: dict[Passage, list[Passage]] = {}
        self._tasks: dict[Passage, Passage] = {}

    def read(self, passages: Sequence[Passage | RowPassages]) -> None:
        """Take in the document: labelled lines belong to the passages that they follow."""
        run: list[Passage] = []
        before: list[Passage] = []
        for passage in passages:
            if isinstance(passage, RowPassages):
                run, before = [], []
            elif self.labelled(passage):
                run.append(passage)
                self._belong(run, before)
            else:
                before = [passage] if run else [*before, passage]
                run = []

    def labelled(self, passage: Passage, start: int = 0) -> bool:
        """Whether a passage, or its sentence that begins at `start`, begins with a label."""
        return self._label.match(passage.folded, start) is not None

    def of(self, passage: Passage) -> Sequence[Passage]:
        """Return the labelled lines that speak of a passage; beside a labelled line, those of its task."""
        return self._lines.get(self._tasks.get(passage, passage), ())

    def task(self, passage: Passage) -> Passage | None:
        """Return the passage that a labelled line speaks of."""
        return self._tasks.get(passage)

    def _belong(self, run: list[Passage], before: Sequence[Passage]) -> None:
        """Give the last line of a run to what stands before it: one task above, or all beside it."""
        if not before:
            return
        line, last = run[-1], before[-1]
        beside = [one for one in before if one.rank == last.rank and one.parents == last.parents]
        child = run[0].rank > last.rank or not run[0].block.marker
        for task in [last] if child else beside:
            self._lines.setdefault(task, []).append(line)
        self._tasks[line] = last
