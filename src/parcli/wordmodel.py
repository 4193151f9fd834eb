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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from parcli import rulecache, wordtable
from parcli.wordtable import Entry, Table

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
# Bytes that are read at a time.
_PART = 1 << 16
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
        if _digest([root / name for name in _FILES]) != _DIGEST:
            return None
        templates = pickle.loads((root / f"{_MODEL}/features.bin").read_bytes())
        tokens = _token_pattern((root / _TOKENS).read_text(encoding="utf-8"))
        table = Table(_table(root, templates))
    except OSError:
        return None
    return WordModel(tokens, table, [_Template.read(*one) for one in enumerate(templates)])


def _digest(files: Iterable[Path]) -> str:
    """Return the digest of all files together, which are never held as a whole."""
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb", buffering=0) as file:
            while part := file.read(_PART):
                digest.update(part)
    return digest.hexdigest()


def _table(root: Path, templates: Sequence[str]) -> bytes:
    """Return the table of the known model, written once on this machine."""
    key = f"words\n{_DIGEST}\n{wordtable.FORM}"
    content = rulecache.recall_bytes(key)
    if content is None:
        dictionary = pickle.loads((root / f"{_MODEL}/dictionary.bin").read_bytes())
        content = wordtable.write((root / f"{_MODEL}/models.bin").read_bytes(), templates, dictionary)
        rulecache.keep_bytes(key, content)
    return content


def _token_pattern(source: str) -> re.Pattern[str]:
    """Return the pattern of tokens, made by that part of underthesea's module that needs no import."""
    made: dict[str, re.Pattern[str]] = {"re": re}  # type: ignore[dict-item]
    part = source[source.index("UPPER =") : source.index("def extract_match")]
    # Of the file that _DIGEST names, and of no other.
    exec(compile(part, _TOKENS, "exec"), made)
    return made["patterns"]


@dataclass(frozen=True)
class _Template:
    """What a feature looks at: `width` tokens from `offset` on, by their text or by a property of it."""

    number: int
    offset: int
    width: int
    function: str

    @classmethod
    def read(cls, number: int, written: str) -> _Template:
        """Return the template that underthesea writes as "T[-1,0].lower", with its number in the model."""
        found = re.fullmatch(r"T\[(-?\d)(?:,(-?\d))?\](?:\.(\w+))?", written)
        if found is None:
            raise ValueError(f"not a feature template: {written}")
        first, last = int(found[1]), int(found[2] or found[1])
        return cls(number, first, last - first + 1, found[3] or "text")


class _Groups:
    """What groups of so many neighbouring tokens add to the tokens around them."""

    def __init__(self, width: int, templates: Sequence[_Template], table: Table) -> None:
        """Take the templates that look at groups of `width` tokens."""
        self._table = table
        self._offsets = _OFFSETS[width]
        numbers = {(one.function, one.offset): one.number for one in templates}
        self._numbers = {
            # No template has the number -1: it adds nothing.
            function: [numbers.get((function, offset), -1) for offset in self._offsets]
            for function, _ in numbers
        }
        self._answers: dict[tuple[str, bool], _Scores] = {}
        self.known: dict[object, _Scores] = {}

    def add(self, text: str) -> _Scores:
        """Return what a group adds, by its offset from the token that is scored."""
        lower = text.lower()
        itself = self._table.of(text)
        lowered = itself if lower == text else self._table.of(lower)
        parts = [self._added("text", itself), self._answer("is_in_dict", lowered.listed)]
        if "lower" in self._numbers:
            parts.append(self._added("lower", lowered))
        if "istitle" in self._numbers:
            titled = all(part[:1] == part[:1].upper() for part in text.split(" "))
            parts.append(self._answer("istitle", titled))
        if "isdigit" in self._numbers:
            parts.append(
                self._answer(
                    "isdigit", text.isascii() and text.isdigit() and len(text) <= 10 and int(text) < 2**31
                )
            )
        return tuple(map(sum, zip(*parts, strict=True)))

    def _added(self, function: str, entry: Entry) -> _Scores:
        weights = entry.weights
        return tuple([weights.get(number, 0.0) for number in self._numbers[function]])

    def _answer(self, function: str, answer: bool) -> _Scores:
        if (function, answer) not in self._answers:
            self._answers[function, answer] = self._added(function, self._table.of(str(answer)))
        return self._answers[function, answer]

    def over_the_edge(self, name: str) -> dict[int, float]:
        """Return what the templates add that find no token, by offset."""
        found = [self._added(function, self._table.of(name)) for function in self._numbers]
        return dict(zip(self._offsets, map(sum, zip(*found, strict=True)), strict=True))


class WordModel:
    """Segments text into words as underthesea's `word_tokenize(text, use_token_normalize=False)` does."""

    def __init__(self, tokens: re.Pattern[str], table: Table, templates: Sequence[_Template]) -> None:
        """Take the pattern of tokens, what is known of them, and what the features look at."""
        self._tokens = tokens
        self.table = table
        self._groups = {
            width: _Groups(width, [one for one in templates if one.width == width], table)
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
        (begins_after_begin, on_after_begin), (begins_after_on, on_after_on) = self.table.transitions
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
                    scores = known[group] = groups.add(" ".join(group))
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
