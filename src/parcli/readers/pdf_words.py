"""Letters of a page, in whatever order a program wrote them → words, in the order in which they are read.

A program may write a line font by font: first the letters that one font has, then those of another
that stand between them. So letters are first put into lines by the height they stand on, and only then
cut into words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from parcli.readers import legacy

# Two letters further apart than this share of their size are two words.
_WORD_GAP = 0.2
# The same where the engine believes that there is a space, and where there is one: a space that takes
# no room is one that a program put inside a word.
_GUESSED_GAP, _SPACE_GAP = 0.1, 0.04
# A letter that lies on the one before it within this share of their size is printed twice to look bold.
_TWICE = 0.08
# Letters that follow each other within this share of their size were written in one go; a mark that
# stands over the letter before it goes back a little, but never to before where that begins.
_NEXT, _BACK, _BEFORE = 0.15, 0.6, 0.1
# Letters whose feet are this share of their size apart at most stand on one line: a raised number does.
_LEVEL = 0.45
# A raised number is smaller than this share of the letters before it.
_RAISED = 0.85


@dataclass(slots=True)
class Letter:
    """A letter or a space: its place on the page, its foot, its font's size, encoding and weight.

    `guessed` says that the engine believes in a space before it.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    foot: float
    size: float
    encoding: str | None
    bold: bool
    guessed: bool = False

    @property
    def is_space(self) -> bool:
        return self.text.isspace() or self.text == "\u200b"


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a space between them: text, place, and the size and weight of their font."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool = False

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def words(letters: Iterable[Letter], mixture: legacy.Mixture) -> Iterator[Word]:
    """Return the words that letters make, line by line."""
    for line in _lines(_strokes(letters)):
        yield from _cut(line, mixture)


def _strokes(letters: Iterable[Letter]) -> list[list[Letter]]:
    """Return letters that were written one after the other and stand so, together."""
    found: list[list[Letter]] = []
    for letter in letters:
        if found and _goes_on(found[-1][-1], letter):
            found[-1].append(letter)
        else:
            found.append([letter])
    return found


def _goes_on(last: Letter, letter: Letter) -> bool:
    size = min(last.size, letter.size)
    near = letter.left > last.left - _BEFORE * size and letter.left - last.right < _NEXT * size
    return near and abs(letter.foot - last.foot) < _LEVEL * size


def _lines(strokes: Sequence[list[Letter]]) -> Iterator[list[Letter]]:
    """Return the letters of each line, from the left."""
    line: list[list[Letter]] = []
    for stroke in sorted(strokes, key=lambda stroke: stroke[0].foot):
        if line and stroke[0].foot - line[0][0].foot > _LEVEL * max(stroke[0].size, line[0][0].size):
            yield _joined(line)
            line = []
        line.append(stroke)
    if line:
        yield _joined(line)


def _joined(line: list[list[Letter]]) -> list[Letter]:
    letters: list[Letter] = []
    before: list[Letter] = []
    for stroke in sorted(line, key=lambda stroke: stroke[0].left):
        if not (before and _is_copy(before, stroke)):
            letters += stroke
            before = stroke
    return letters


def _is_copy(first: Sequence[Letter], second: Sequence[Letter]) -> bool:
    """Whether the same letters lie on themselves, a little aside."""
    return len(first) == len(second) and all(_same(a, b) for a, b in zip(first, second, strict=True))


def _cut(line: Iterable[Letter], mixture: legacy.Mixture) -> Iterator[Word]:
    run: list[Letter] = []
    widest = _WORD_GAP
    for letter in line:
        if letter.is_space:
            widest = _SPACE_GAP
            continue
        if letter.guessed:
            widest = min(widest, _GUESSED_GAP)
        if run and widest == _WORD_GAP and _same(run[-1], letter):
            continue
        if run and _is_reference(run[-1], letter):
            # What follows stands next to the word before it.
            run[-1].right = letter.right
            continue
        if run and not _touches(run[-1], letter, widest):
            yield _word(run, mixture)
            run = []
        run.append(letter)
        widest = _WORD_GAP
    if run:
        yield _word(run, mixture)


def _is_reference(last: Letter, letter: Letter) -> bool:
    """Whether a letter is a raised number that refers to a footnote, and not the square of a metre."""
    raised = letter.size < _RAISED * last.size and letter.foot < last.foot - 0.1 * last.size
    return raised and letter.text.isdigit() and last.text not in "mM"


def _same(last: Letter, letter: Letter) -> bool:
    near = _TWICE * letter.size
    return (
        last.text == letter.text and abs(last.left - letter.left) < near and abs(last.foot - letter.foot) < near
        and letter.right > letter.left
    )  # fmt: skip


def _touches(last: Letter, letter: Letter, widest: float) -> bool:
    size = min(last.size, letter.size)
    if min(last.bottom, letter.bottom) - max(last.top, letter.top) < 0.3 * size:
        return False
    return -_BACK * size < letter.left - last.right < widest * size


def _word(run: list[Letter], mixture: legacy.Mixture) -> Word:
    pieces: list[tuple[str | None, str]] = []
    for letter in run:
        if pieces and pieces[-1][0] == letter.encoding:
            pieces[-1] = (letter.encoding, pieces[-1][1] + letter.text)
        else:
            pieces.append((letter.encoding, letter.text))
    # A long word of an old font may be cut in two runs; marks of VNI need the letter before them.
    text = "".join(mixture.convert(part, encoding) for encoding, part in pieces)
    return Word(
        text, min(item.left for item in run), min(item.top for item in run), max(item.right for item in run),
        max(item.bottom for item in run), max(item.size for item in run), all(item.bold for item in run),
    )  # fmt: skip
