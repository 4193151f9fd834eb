"""underthesea's own word model, read from its files and evaluated here, without importing underthesea.

Importing underthesea and loading its model takes longer than reading a whole plan. The model is a
linear-chain CRF in CRFsuite's format whose features look at one, two or three neighbouring tokens;
what such a group of tokens adds to the scores is looked up once and remembered. Only exactly the
files that this was tested with are read (`_DIGEST`); with any others `load` returns None, and the
caller asks underthesea itself.
"""

from __future__ import annotations

import hashlib
import importlib.util
import pickle
import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

Span = tuple[int, int]
_Scores = tuple[float, ...]

# How far from the token that is scored a group of so many tokens may begin.
_OFFSETS = {1: range(-2, 3), 2: range(-2, 2), 3: range(-2, 1)}

# What decides about words in underthesea 9.5.0, in the order in which the digest takes them in.
_MODEL = "pipeline/word_tokenize/models/ws_crf_vlsp2013_20230727"
_TOKENS = "pipeline/word_tokenize/regex_tokenize.py"
_FILES = (
    f"{_MODEL}/models.bin", f"{_MODEL}/features.bin", f"{_MODEL}/dictionary.bin", _TOKENS,
    "pipeline/word_tokenize/__init__.py", "pipeline/text_normalize/tn_rules_2023_07_14.bin",
    "pipeline/text_normalize/text_normalizer.py", "pipeline/text_normalize/character_normalize.py",
)  # fmt: skip
_DIGEST = "e6ab0bddb51b956f3f95941c92eb7188bc156ebbfe9323c16fae01c655c3e9e8"
# All that underthesea's table of characters changes; the length stays.
_CHARACTERS = str.maketrans("ðÐ", "đĐ")
# In texts of more tokens the two edges are apart.
_SHORT = 4
# Groups of tokens that are remembered, of each width; beyond it all are forgotten.
_REMEMBERED = 50_000
# A run without white space is taken apart in pieces of so many characters: looking for addresses
# in one, the pattern of tokens takes time by the square of its length.
_LONGEST_RUN = 400
_RUN = re.compile(rf"\S{{{_LONGEST_RUN + 1},}}")


def load() -> WordModel | None:
    """Return the model of the installed underthesea; None where it is not the one that is known."""
    spec = importlib.util.find_spec("underthesea")
    if spec is None or not spec.submodule_search_locations:
        return None
    root = Path(next(iter(spec.submodule_search_locations)))
    try:
        files = {name: (root / name).read_bytes() for name in _FILES}
    except OSError:
        return None
    digest = hashlib.sha256()
    for content in files.values():
        digest.update(content)
    if digest.hexdigest() != _DIGEST:
        return None
    weights = Weights(files[f"{_MODEL}/models.bin"])
    templates = [_Template.read(written) for written in pickle.loads(files[f"{_MODEL}/features.bin"])]
    dictionary = pickle.loads(files[f"{_MODEL}/dictionary.bin"])
    return WordModel(_token_pattern(files[_TOKENS].decode("utf-8")), weights, templates, dictionary)


def _token_pattern(source: str) -> re.Pattern[str]:
    """Return the pattern of tokens, made by that part of underthesea's module that needs no import."""
    made: dict[str, re.Pattern[str]] = {"re": re}  # type: ignore[dict-item]
    part = source[source.index("UPPER =") : source.index("def extract_match")]
    # Of the file that _DIGEST names, and of no other.
    exec(compile(part, _TOKENS, "exec"), made)
    return made["patterns"]


class Weights:
    """The weights of a CRFsuite model with the labels B (a word begins) and I (it goes on).

    A weight counts for B against I: only the difference between the two decides.
    """

    def __init__(self, model: bytes) -> None:
        """Take the content of a model file; weights are read when they are asked for."""
        self._model = model
        features, _, attributes, labels, references = struct.unpack_from("<5I", model, 28)
        self._features, self._references = features + 12, references + 12
        tables = struct.unpack_from("<512I", model, attributes + 24)
        first = attributes + min(start for start in tables[::2] if start)
        # Each name stands behind its number and its length (4 bytes each), and ends with a zero.
        names = re.findall(rb"(?s).{8}([^\0]*)\0", model[attributes + 24 + 2048 : first])
        self._numbers = dict(zip(names, range(len(names)), strict=True))
        # From B and from I to either.
        self.transitions = [self._of_label(labels + 12 + 4 * label) for label in (0, 1)]

    def of(self, prefixes: Sequence[bytes | None], value: str) -> _Scores:
        """Return the weight of each attribute `prefix=value`, 0 for one that the model does not have."""
        number_of, ending = self._numbers.get, value.encode("utf-8", "surrogatepass")
        numbers = [None if prefix is None else number_of(prefix + ending) for prefix in prefixes]
        return tuple([0.0 if number is None else self._weight(number) for number in numbers])

    def _weight(self, number: int) -> float:
        pair = dict(self._targets(self._references + 4 * number))
        return pair.get(0, 0.0) - pair.get(1, 0.0)

    def _of_label(self, place: int) -> tuple[float, float]:
        pair = dict(self._targets(place))
        return pair.get(0, 0.0), pair.get(1, 0.0)

    def _targets(self, place: int) -> Iterator[tuple[int, float]]:
        """Yield label and weight of the features whose list the offset at `place` leads to."""
        model = self._model
        (offset,) = struct.unpack_from("<I", model, place)
        (count,) = struct.unpack_from("<I", model, offset)
        for number in struct.unpack_from(f"<{count}I", model, offset + 4):
            _, _, label, weight = struct.unpack_from("<IIId", model, self._features + 20 * number)
            yield label, weight


@dataclass(frozen=True)
class _Template:
    """What a feature looks at: `width` tokens from `offset` on, by their text or by a property of it."""

    written: str
    offset: int
    width: int
    function: str

    @classmethod
    def read(cls, written: str) -> _Template:
        """Return the template that underthesea writes as "T[-1,0].lower"."""
        found = re.fullmatch(r"T\[(-?\d)(?:,(-?\d))?\](?:\.(\w+))?", written)
        if found is None:
            raise ValueError(f"not a feature template: {written}")
        first, last = int(found[1]), int(found[2] or found[1])
        return cls(written, first, last - first + 1, found[3] or "text")


class _Groups:
    """What groups of so many neighbouring tokens add to the tokens around them."""

    def __init__(self, width: int, templates: Sequence[_Template], weights: Weights) -> None:
        """Take the templates that look at groups of `width` tokens."""
        self._weights = weights
        self._offsets = _OFFSETS[width]
        written = {(one.function, one.offset): f"{one.written}=".encode() for one in templates}
        self._prefixes = {
            function: [written.get((function, offset)) for offset in self._offsets] for function, _ in written
        }
        self._answers: dict[tuple[str, bool], _Scores] = {}
        self.known: dict[object, _Scores] = {}

    def add(self, text: str, dictionary: set[str]) -> _Scores:
        """Return what a group adds, by its offset from the token that is scored."""
        prefixes, lower = self._prefixes, text.lower()
        parts = [self._weights.of(prefixes["text"], text), self._answer("is_in_dict", lower in dictionary)]
        if "lower" in prefixes:
            parts.append(self._weights.of(prefixes["lower"], lower))
        if "istitle" in prefixes:
            titled = all(part[:1] == part[:1].upper() for part in text.split(" "))
            parts.append(self._answer("istitle", titled))
        if "isdigit" in prefixes:
            parts.append(
                self._answer(
                    "isdigit", text.isascii() and text.isdigit() and len(text) <= 10 and int(text) < 2**31
                )
            )
        return tuple(map(sum, zip(*parts, strict=True)))

    def _answer(self, function: str, answer: bool) -> _Scores:
        if (function, answer) not in self._answers:
            self._answers[function, answer] = self._weights.of(self._prefixes[function], str(answer))
        return self._answers[function, answer]

    def over_the_edge(self, name: str) -> dict[int, float]:
        """Return what the templates add that find no token, by offset."""
        found = [self._weights.of(prefixes, name) for prefixes in self._prefixes.values()]
        return dict(zip(self._offsets, map(sum, zip(*found, strict=True)), strict=True))


class WordModel:
    """Segments text into words as underthesea's `word_tokenize(text, use_token_normalize=False)` does."""

    def __init__(
        self, tokens: re.Pattern[str], weights: Weights, templates: Sequence[_Template], dictionary: set[str]
    ) -> None:
        """Take the pattern of tokens, and the model with the names of its features."""
        self._tokens = tokens
        self._dictionary = dictionary
        self._transitions = weights.transitions
        self._groups = {
            width: _Groups(width, [one for one in templates if one.width == width], weights)
            for width in _OFFSETS
        }
        self._edges = {
            name: {width: groups.over_the_edge(name) for width, groups in self._groups.items()}
            for name in ("BOS", "EOS")
        }
        self._near_edges: dict[int, list[float]] = {}

    def split(self, text: str) -> list[Span]:
        """Return the span of each word in order; a word may hold several tokens."""
        same = text.translate(_CHARACTERS)
        spans = self._spans(same)
        words: list[Span] = []
        for span, joined in zip(spans, self._goes_on([same[start:end] for start, end in spans]), strict=True):
            if joined and words:
                words[-1] = (words[-1][0], span[1])
            else:
                words.append(span)
        return words

    def _spans(self, text: str) -> list[Span]:
        """Return the spans of the tokens."""
        spans: list[Span] = []
        done = 0
        for run in _RUN.finditer(text):
            spans += [found.span() for found in self._tokens.finditer(text, done, run.start())]
            for start in range(run.start(), run.end(), _LONGEST_RUN):
                end = min(start + _LONGEST_RUN, run.end())
                spans += [found.span() for found in self._tokens.finditer(text, start, end)]
            done = run.end()
        spans += [found.span() for found in self._tokens.finditer(text, done)]
        return spans

    def _goes_on(self, tokens: Sequence[str]) -> list[bool]:
        """Return for each token whether it goes on with the word before it: the best path, by Viterbi."""
        if not tokens:
            return []
        (begins_after_begin, on_after_begin), (begins_after_on, on_after_on) = self._transitions
        scores = self._scores(tokens)
        begins, on = scores[0], 0.0
        came_from_on: list[tuple[bool, bool]] = []
        for score in scores[1:]:
            first, second = begins + begins_after_begin, on + begins_after_on
            third, fourth = begins + on_after_begin, on + on_after_on
            came_from_on.append((second > first, fourth > third))
            begins = (second if second > first else first) + score
            on = fourth if fourth > third else third
        state = on > begins
        states = [state]
        for back in reversed(came_from_on):
            state = back[state]
            states.append(state)
        return states[::-1]

    def _scores(self, tokens: Sequence[str]) -> list[float]:
        """Return how much speaks for the beginning of a word at each token."""
        count = len(tokens)
        rows = [self._at_edges(count)]
        for width, groups in self._groups.items():
            known = groups.known
            if len(known) > _REMEMBERED:
                known.clear()
            added = []
            for group in zip(*(tokens[start:] for start in range(width)), strict=False):
                scores = known.get(group)
                if scores is None:
                    scores = known[group] = groups.add(" ".join(group), self._dictionary)
                added.append(scores)
            for offset, column in zip(_OFFSETS[width], zip(*added, strict=True), strict=False):
                # A group that begins at `place` adds to the token at `place - offset`.
                shifted = [0.0] * -offset + list(column) if offset < 0 else list(column[offset:])
                rows.append((shifted + [0.0] * (count - len(shifted)))[:count])
        return list(map(sum, zip(*rows, strict=True)))

    def _at_edges(self, count: int) -> list[float]:
        """Return what the features that look over an edge of the text add to each token."""
        if count > _SHORT:
            # Only the two tokens at either end are so near.
            few = self._at_edges(_SHORT)
            return few[:2] + [0.0] * (count - 4) + few[-2:]
        if count not in self._near_edges:
            self._near_edges[count] = [self._at_edge(place, count) for place in range(count)]
        return self._near_edges[count]

    def _at_edge(self, place: int, count: int) -> float:
        total = 0.0
        for width, offsets in _OFFSETS.items():
            for offset in offsets:
                first = place + offset
                if first < 0:
                    total += self._edges["BOS"][width][offset]
                elif first + width > count:
                    total += self._edges["EOS"][width][offset]
        return total
