"""Vietnamese word segmentation behind one function: words with their spans."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property

from parcli import wordmodel

Span = tuple[int, int]

# Loading a model is not thread-safe.
_FIRST = threading.Lock()
_ready: list[Callable[[str], list[Span]]] = []


def split(text: str) -> list[Span]:
    """Return the span of each word of `text`, in order; a Vietnamese word may hold several syllables.

    Pass a clause or a paragraph, never a whole document.
    """
    if not _ready:
        with _FIRST:
            if not _ready:
                _ready.append(_splitter())
    return _ready[0](text)


def _splitter() -> Callable[[str], list[Span]]:
    """Return what splits: the installed underthesea's model where it is the known one, else underthesea."""
    model = wordmodel.load()
    if model is not None:
        return model.split
    return split_by_underthesea


def split_by_underthesea(text: str) -> list[Span]:
    """Return what `split` does, by underthesea itself, which takes half a second to import.

    Its own spelling repair is switched off: it turns "hoá" into "hóa" and would break every later span.
    """
    from underthesea import word_tokenize

    spans: list[Span] = []
    cursor = 0
    for word in word_tokenize(text, use_token_normalize=False):
        start = text.find(word, cursor)
        if start < 0:
            # The segmenter joined syllables over other white space than a single blank.
            first = word.split(" ", 1)[0]
            start = max(text.find(first, cursor), cursor)
        spans.append((start, min(start + len(word), len(text))))
        cursor = spans[-1][1]
    return spans


class Words:
    """The words of one text, segmented only when they are asked for, and only once."""

    def __init__(self, text: str) -> None:
        """Take the text with its capitals; spans count into it."""
        self.text = text

    @cached_property
    def spans(self) -> Sequence[Span]:
        """The spans of the words, in order."""
        return split(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.spans]

    def word_at(self, place: int) -> Span:
        """Return the span of the word that holds the character at `place`."""
        index = max(0, bisect_right(self._starts, place) - 1)
        return self.spans[index]

    def cuts(self, start: int) -> bool:
        """Whether a match that begins at `start` would cut a word in two."""
        low, high = self.word_at(start)
        return low < start < high

    def noun_end(self, start: int, limit: int) -> int:
        """Return where the counted noun that begins at `start` ends: one word, or several joined by "/"."""
        _, end = self.word_at(start)
        while self.text[end : end + 1] == "/" or self.text[end : end + 3] == " / ":
            following = end + (1 if self.text[end] == "/" else 3)
            if following >= limit:
                break
            _, end = self.word_at(following)
        return min(end, limit)
