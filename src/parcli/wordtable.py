"""What underthesea's word model knows of each text, in one compact table that is kept on disk.

The model names 50 000 attributes, and its dictionary holds 70 000 words: as Python objects they
take six times the memory of the table, and longer to make than a plan takes to be read.
"""

from __future__ import annotations

import re
import struct
import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

# Raised when the form of the table changes.
FORM = "1"
# B after B, I after B, B after I, I after I; behind them, where each bucket begins and the last one ends.
_TRANSITIONS = struct.Struct("<4d")
_BUCKETS = 8192
_HEAD = _TRANSITIONS.size + 4 * (_BUCKETS + 1)
# A record: a text between these, "d" where the dictionary has it, weights as "number:weight", a zero.
# No text holds a zero, so that nothing else in a bucket looks like the beginning of a record.
_OPEN, _CLOSE = b"\0\1", b"\0"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a text: whether it is a word of the dictionary, and weights by number of the template."""

    listed: bool = False
    weights: Mapping[int, float] = field(default_factory=dict)


_UNKNOWN = Entry()


class Table:
    """The entries of all texts that the model or its dictionary knows."""

    def __init__(self, content: bytes) -> None:
        """Take what `write` returned."""
        first, on_after_begin, begins_after_on, on_after_on = _TRANSITIONS.unpack_from(content)
        # From B and from I to either.
        self.transitions = ((first, on_after_begin), (begins_after_on, on_after_on))
        self._content = content
        self._starts = array("I", content[_TRANSITIONS.size : _HEAD])
        if sys.byteorder == "big":
            self._starts.byteswap()

    def of(self, text: str) -> Entry:
        """Return what is known of a text; an entry without anything where nothing is."""
        if "\0" in text:
            return _UNKNOWN
        key = text.encode("utf-8", "surrogatepass")
        bucket = crc32(key) % _BUCKETS
        opened = _OPEN + key + _CLOSE
        found = self._content.find(opened, self._starts[bucket], self._starts[bucket + 1])
        if found < 0:
            return _UNKNOWN
        begin = found + len(opened)
        listed, *weights = self._content[begin : self._content.index(_CLOSE, begin)].split(b" ")
        pairs = [one.split(b":") for one in weights]
        return Entry(listed == b"d", {int(number): float(weight) for number, weight in pairs})


def write(model: bytes, templates: Sequence[str], dictionary: set[str]) -> bytes:
    """Return the table of a CRFsuite model, the templates of its features as they are written, and its dictionary."""
    crf = _Model(model)
    numbers = {written.encode(): number for number, written in enumerate(templates)}
    records = {word.encode("utf-8", "surrogatepass"): ["d"] for word in dictionary}
    for name, weight in crf.attributes():
        written, _, text = name.partition(b"=")
        if written in numbers:
            # `repr` writes a number so that reading it gives the same one.
            records.setdefault(text, [""]).append(f"{numbers[written]}:{weight!r}")
    buckets: list[list[bytes]] = [[] for _ in range(_BUCKETS)]
    for text in sorted(records):
        buckets[crc32(text) % _BUCKETS].append(
            _OPEN + text + _CLOSE + " ".join(records[text]).encode() + _CLOSE
        )
    joined = [b"".join(bucket) for bucket in buckets]
    starts = [_HEAD]
    for bucket in joined:
        starts.append(starts[-1] + len(bucket))
    (after_begin, after_on) = crf.transitions()
    head = _TRANSITIONS.pack(*after_begin, *after_on) + struct.pack(f"<{len(starts)}I", *starts)
    return head + b"".join(joined)


class _Model:
    """A CRFsuite model file with the labels B (a word begins) and I (it goes on).

    A weight counts for B against I: only the difference between the two decides.
    """

    def __init__(self, model: bytes) -> None:
        self._model = model
        features, _, self._attributes, labels, references = struct.unpack_from("<5I", model, 28)
        self._features, self._labels, self._references = features + 12, labels + 12, references + 12

    def attributes(self) -> Iterator[tuple[bytes, float]]:
        """Yield name and weight of each attribute."""
        model, start = self._model, self._attributes + 24
        first = self._attributes + min(
            place for place in struct.unpack_from("<512I", model, start)[::2] if place
        )
        # Each name stands behind its number and its length (4 bytes each), and ends with a zero.
        names = re.findall(rb"(?s).{8}([^\0]*)\0", model[start + 2048 : first])
        for number, name in enumerate(names):
            pair = dict(self._targets(self._references + 4 * number))
            yield name, pair.get(0, 0.0) - pair.get(1, 0.0)

    def transitions(self) -> list[tuple[float, float]]:
        """Return the weights from B and from I, each to B and to I."""
        pairs = [dict(self._targets(self._labels + 4 * label)) for label in (0, 1)]
        return [(pair.get(0, 0.0), pair.get(1, 0.0)) for pair in pairs]

    def _targets(self, place: int) -> Iterator[tuple[int, float]]:
        """Yield label and weight of the features whose list the offset at `place` leads to."""
        model = self._model
        (offset,) = struct.unpack_from("<I", model, place)
        (count,) = struct.unpack_from("<I", model, offset)
        for number in struct.unpack_from(f"<{count}I", model, offset + 4):
            _, _, label, weight = struct.unpack_from("<IIId", model, self._features + 20 * number)
            yield label, weight
