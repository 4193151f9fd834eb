"""One document that is judged: its gold, what was extracted, and the text of both."""

from __future__ import annotations

from dataclasses import dataclass

from parcli.evaluate.gold import Gold
from parcli.evaluate.match import Judged, judge
from parcli.evaluate.runs import Run
from parcli.model import Extraction


@dataclass(frozen=True)
class Reading:
    """One document: what a careful reader took from it, what was extracted, and its own text."""

    name: str
    gold: Gold
    extraction: Extraction
    text: str

    def judged(self) -> Judged:
        """Return the extraction beside the gold."""
        return judge(self.name, self.gold, self.extraction, self.text)

    def had(self, run: Run) -> Judged | None:
        """Return what an earlier run had of the same text beside the gold; None where it had none."""
        earlier = run.extractions.get(self.name)
        if earlier is None or earlier.document.sha256 != self.extraction.document.sha256:
            return None
        return judge(self.name, self.gold, earlier, self.text)
