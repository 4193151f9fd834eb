"""What the opening of a passage hands down to what follows: the time that is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parcli.assemble.draft import Span
from parcli.assemble.reading import Reading
from parcli.clauses import Clause
from parcli.recognise.deadlines import Time
from parcli.segment import Passage


@dataclass(frozen=True)
class Opened:
    """A time that opened a sentence, with the passage where it stands."""

    time: Time
    passage: Passage


class Openings:
    """Keeps the time that is open while the walk goes from passage to passage."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.opened: Opened | None = None

    def enter(self, passage: Passage) -> None:
        """End what is open where a passage is a heading, or no longer stands below it."""
        if self.opened is None:
            return
        rank = self.opened.passage.rank
        if passage.heading or passage.rank < rank or (passage.block.marker and passage.rank <= rank):
            self.opened = None

    def read(self, passage: Passage, sentence: Span, own: Sequence[Clause]) -> None:
        """Keep the time that opens a sentence; one that a paragraph states elsewhere ends what was open."""
        reading = self._reading
        times = [time for time in reading.found(passage).times if sentence[0] <= time.start < sentence[1]]
        opening = next((time for time in times if reading.opens(passage, sentence[0], time)), None)
        if opening is not None and opening.kind not in ("relative", "by-reference"):
            self.opened = None if reading.past(opening) else Opened(opening, passage)
            return
        if sentence == passage.sentences[0] and times and not passage.block.marker:
            measured = next((one.measure.start for one in own if one.measure is not None), sentence[1])
            if any(time.start < measured and time.kind in ("by", "during", "before") for time in times):
                self.opened = None

    def opens(self, passage: Passage, sentence: Span) -> bool:
        """Whether the time that is open stands in this sentence and says a date."""
        opened = self.opened
        return (
            opened is not None
            and opened.passage is passage
            and sentence[0] <= opened.time.start < sentence[1]
            and opened.time.dated
        )
