"""Blocks → passages: text in one spelling, under its headings, with its sentences and parts."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import regex

from parcli import layout, ruletable
from parcli.layout import HEADS_IN_TWO, Block, Cell, Row
from parcli.normalise import Clean, clean, lower, visible
from parcli.recognise.mention import hits, scan
from parcli.rulebook import Rulebook
from parcli.tokens import Words

# A text with so many articles is a law or a regulation: it sets rules, it promises nothing.
_ARTICLES_OF_A_LAW = 8
# An unmarked heading stands above letters and bullets, below numbers.
_UNMARKED_HEADING = 9.5
# An unmarked paragraph that ends with a colon stands above the unmarked lines that it announces.
_UNMARKED_OPENING = 9.8
# Columns whose cell holds for all the rows that it reaches over.
_HANDED_DOWN = frozenset({"lead", "coordinate", "monitor", "time", "unit"})
# A line of a list without marks is no longer than this, in sentences.
_LINE = 2
# An act's letterhead begins among the first so many blocks; what is longer than its lines is a paragraph.
_TOP, _HEAD_LINE, _LETTERHEAD_LINE = 12, 60, 400


@dataclass(eq=False)
class Passage:
    """A paragraph, list item, heading or cell paragraph with what stands above it."""

    clean: Clean
    block: Block
    rank: float
    heading: bool
    parents: tuple[Passage, ...]
    header: bool = False
    section_kind: str | None = None
    opening: bool = False
    row: RowPassages | None = None
    column: int | None = None

    @property
    def folded(self) -> str:
        """The text in lower case and one spelling."""
        return self.clean.folded

    @property
    def text(self) -> str:
        """The text in one spelling, with its capitals; as long as `folded`."""
        return self.clean.text

    @cached_property
    def words(self) -> Words:
        """The words of the text, segmented when first asked for."""
        return Words(self.clean.text)

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """The spans of the sentences."""
        return tuple(sentences(self.clean.text))


@dataclass(eq=False)
class RowPassages:
    """A table row: the passages of each cell, by column."""

    row: Row
    block: Block
    cells: dict[int, list[Passage]]
    parents: tuple[Passage, ...]
    group: bool = False


def is_header(rules: Rulebook, cell: str) -> bool:
    """Whether a cell's text names a table column."""
    words = " ".join(visible(cell).strip("*| ").split())
    return len(words) <= 90 and bool(column_of(words, rules))


def column_of(words: str, rules: Rulebook) -> str | None:
    """Return what a column holds, by its head; None for an unknown one."""
    upper, _, under = words.rpartition(HEADS_IN_TWO)
    if upper:
        # A head in two rows is told by both, by its lower words or by its upper ones.
        return column_of(f"{upper} {under}", rules) or column_of(under, rules) or column_of(upper, rules)
    folded = lower(" ".join(visible(words).strip("*| ").split()))
    found = {str(hit.rule.rule.gives["column"]) for hit in hits(rules, "column", folded)}
    for role in (
        "index",
        "monitor",
        "coordinate",
        "time",
        "unit",
        "product",
        "note",
        "value",
        "lead",
        "other",
        "task",
        "indicator",
    ):
        if role in found:
            return role
    return None


def passages(text: str, blocks: Sequence[Block], rules: Rulebook) -> list[Passage | RowPassages]:
    """Return the passages and table rows of a document in reading order, each under its headings."""
    made: list[Passage | RowPassages] = []
    stack: list[Passage] = []
    above: Row | None = None
    body = False
    ended = False
    # The act that a plan comes with is named below the plan's title.
    titled = False
    letterhead = _letterhead(text, blocks, rules)
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if block.row is not None:
            row = _row(text, block, _spelled_out(block.row, above, rules), tuple(stack), rules)
            above = row.row
            if row.group:
                group = next(iter(passage for cell in row.cells.values() for passage in cell[:1]), None)
                stack = [
                    above for above in stack if above.row is None or _row_rank(above) < _row_rank_of(row)
                ]
                if group is not None:
                    _last_cell(row).rank = 12.5
                    stack.append(_last_cell(row))
            made.append(row)
            body = True
            continue
        passage = _passage(text, block, following, rules)
        stack = [above for above in stack if above.row is None]
        if len(passage.folded) <= 240 and scan(rules, "furniture", passage.folded):
            continue
        if block.hint is not None and block.hint.note:
            # It stands apart from the parts of the document, and explains.
            passage.section_kind = "end"
            made.append(passage)
            continue
        kind = _section(passage, rules)
        if kind == "end":
            ended = True
        elif ended and passage.heading and _begins_anew(passage, rules):
            ended = False
        if not body and index >= letterhead:
            body = (titled and not passage.text.isupper()) or _begins_body(block, passage, rules)
        titled = titled or (not body and rules.fragment("comes-with").match(passage.folded) is not None)
        passage.header = not body
        floor = 10.0 if passage.rank == layout.PARAGRAPH else passage.rank
        while stack and (stack[-1].rank >= floor or _list_ends(stack[-1], passage)):
            stack.pop()
        passage.parents = tuple(stack)
        passage.section_kind = (
            "end"
            if ended
            else (kind if passage.heading or passage.opening else None)
            or next((above.section_kind for above in reversed(stack) if above.section_kind), None)
        )
        made.append(passage)
        if body and (passage.heading or passage.opening or block.marker):
            stack.append(passage)
    if not body:  # a few sentences, with no plan around them
        for one in made:
            if isinstance(one, Passage):
                one.header = False
    if sum(block.rank == layout.ARTICLE for block in blocks) >= _ARTICLES_OF_A_LAW:
        for one in made:
            if isinstance(one, Passage) and one.section_kind != "aims":
                one.section_kind = "legal"
    return made


def _letterhead(text: str, blocks: Sequence[Block], rules: Rulebook) -> int:
    """Return where the state's motto, or an issuer with the act's number, ends; 0 without any.

    A page's headline and lead may come before the act.
    """
    end, above = 0, False
    for index, block in enumerate(blocks[:_TOP]):
        if block.row is not None:
            continue
        line = _passage(text, block, None, rules)
        folded = line.folded[:_LETTERHEAD_LINE]
        numbered = above and rules.fragment("number-of-the-act").match(folded)
        if numbered or rules.fragment("motto").search(folded):
            end = index + 1
        above = is_issuer(line, rules)
    return end


def is_issuer(line: Passage, rules: Rulebook) -> bool:
    """Whether a line in capitals names a body that issues acts, as above their numbers."""
    return line.text.isupper() and any(
        hit.rule.rule.gives["field"] == "issuer" for hit in hits(rules, "document", line.folded)
    )


def _begins_body(block: Block, passage: Passage, rules: Rulebook) -> bool:
    """Whether an item, a paragraph or a ground of an act ends the document's head."""
    if block.marker or rules.fragment("ground").match(passage.folded):
        return True
    long = not passage.heading and len(passage.text) > _HEAD_LINE
    return long and not rules.fragment("line-with-the-number").match(passage.folded[:_LETTERHEAD_LINE])


def _passage(text: str, block: Block, following: Block | None, rules: Rulebook) -> Passage:
    cleaned = clean(text, block.pieces, rules.spelling)
    rank: float = block.rank
    deeper = following is not None and (following.row is not None or following.rank > block.rank)
    short = len(cleaned.text) <= 200
    closed = bool(_TERMINAL.search(cleaned.text))
    colon = cleaned.text.rstrip().endswith(":")
    heading = block.heading
    if block.marker and not heading:
        heading = short and deeper and (not closed or colon) and len(cleaned.text) <= 160
    if heading and not block.marker and rank == 13:
        rank = _UNMARKED_HEADING
    opening = colon and not heading
    if opening and not block.marker and following is not None:
        rank = following.rank - 0.5 if following.marker else _UNMARKED_OPENING
    return Passage(cleaned, block, rank, heading, (), opening=opening or colon)


def _list_ends(above: Passage, passage: Passage) -> bool:
    """Whether a paragraph is no line of the unmarked list that an opening announced: it is prose again."""
    if above.rank != _UNMARKED_OPENING or passage.rank != layout.PARAGRAPH:
        return False
    return len(passage.sentences) > _LINE or not _DIGIT.search(passage.text)


_DIGIT = regex.compile(r"\d")
_TERMINAL = regex.compile(r"[.;:!?]['\")\]]*\s*$")


def _begins_anew(passage: Passage, rules: Rulebook) -> bool:
    """Whether a heading behind the signature opens an attached plan or an appendix."""
    if passage.rank <= layout.NAMED or (passage.block.marker and passage.rank <= 5):
        return True
    typed = any(
        hit.start <= 2 and hit.rule.rule.gives["field"] == "type"
        for hit in scan(rules, "document", passage.folded)
    )
    return typed and passage.text.isupper()


def _section(passage: Passage, rules: Rulebook) -> str | None:
    words = passage.folded
    if passage.opening and not (passage.heading and len(words) <= 240):
        # A paragraph that ends with a colon can only announce aims, at its end.
        return (
            "aims" if any(h.rule.id == "section.aims" for h in scan(rules, "section", words[-120:])) else None
        )
    if len(words) > 240 or (passage.rank == _UNMARKED_HEADING and len(words) > 60):
        # A long unmarked line is a headline, not the head of a part.
        return None
    kinds = {str(hit.rule.rule.gives["section"]) for hit in scan(rules, "section", words)}
    if not kinds:
        return None
    for kind in ("end", "results", "legal", "aims"):
        if kind in kinds:
            return kind
    return None


def _spelled_out(row: Row, above: Row | None, rules: Rulebook) -> Row:
    """Return a row with the cells of the row above where it only repeats them ("nt", "Như trên", a ditto mark)."""
    if above is None or above.table != row.table or len(above.cells) != len(row.cells):
        return row
    repeats = rules.fragment("ditto")
    cells = [
        replace(over, column=cell.column, continued=True)
        if over.text and cell.text and repeats.fullmatch(lower(cell.text))
        else cell
        for cell, over in zip(row.cells, above.cells, strict=True)
    ]
    return replace(row, cells=tuple(cells))


def _row(text: str, block: Block, row: Row, parents: tuple[Passage, ...], rules: Rulebook) -> RowPassages:
    filled = [cell for cell in row.cells if cell.text]
    made = RowPassages(row, block, {}, parents)
    for cell in row.cells:
        found = []
        # A cell over several rows hands down who and when; what it says itself is said once.
        told = cell.continued and _role(row, cell, rules) not in _HANDED_DOWN
        for part in () if told else cell.blocks:
            cleaned = clean(text, part.pieces, rules.spelling)
            passage = Passage(cleaned, part, layout.PARAGRAPH, False, parents, row=made, column=cell.column)
            passage.section_kind = next(
                (above.section_kind for above in reversed(parents) if above.section_kind), None
            )
            found.append(passage)
        made.cells[cell.column] = found
    numbered = bool(row.cells) and not row.cells[0].text.strip("*. ").isdigit()
    made.group = (1 <= len(filled) <= 2 and len(row.cells) > 2 and (numbered or len(filled) == 1)) or (
        len(row.cells) == 2 and len(row.header) > 3
    )
    # "11 | Nhóm chỉ tiêu về …" with empty cells behind it is a group as well, "4 | Tối thiểu 60% …" is not.
    if len(filled) == 2 and len(row.cells) > 3 and row.cells[0].text and row.cells[1].text:
        made.group = numbered or not any(_states_a_share(passage, rules) for passage in made.cells[1])
    return made


def _states_a_share(passage: Passage, rules: Rulebook) -> bool:
    found = hits(rules, "quantity", passage.folded)
    return any(hit.rule.rule.gives["measure"] == "percentage" for hit in found)


def _role(row: Row, cell: Cell, rules: Rulebook) -> str | None:
    return column_of(row.header[cell.column], rules) if cell.column < len(row.header) else None


def _last_cell(row: RowPassages) -> Passage:
    return [passage for column in sorted(row.cells) for passage in row.cells[column][:1]][-1]


_DEPTH = regex.compile(r"[IVXLC]+|[A-H]")


def _row_rank_of(row: RowPassages) -> int:
    """Return how deep a group row's number stands: letters and Roman numerals above figures."""
    index = row.row.cells[0].text.strip("*. ") if row.row.cells else ""
    return 0 if _DEPTH.fullmatch(index) else 1 + index.count(".")


def _row_rank(passage: Passage) -> int:
    return _row_rank_of(passage.row) if passage.row is not None else -1


_SENTENCE = regex.compile(r"(?<=[^\s.][.!?][\"')\]]?)\s+(?=[\p{Lu}\d\"'(+\-*•<>≥≤])|(?<=[:;])\s+(?=[-+•]\s)")
_NUMBERED = regex.compile(r"(?:^|[.;:]\s)(?:\d{1,2}|[a-zđ])\.$")


@functools.cache
def _abbreviated() -> regex.Pattern[str]:
    words = "|".join(map(regex.escape, ruletable.read("text/outline.yaml")["abbreviations"]))
    return regex.compile(rf"(?:^|[\s(])(?:{words}|\p{{Lu}})\.$")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences of a paragraph."""
    start = 0
    for gap in _SENTENCE.finditer(text):
        before = text[max(start, gap.start() - 8) : gap.start()]
        if _abbreviated().search(before) or _NUMBERED.search(before):
            continue
        yield start, gap.start()
        start = gap.end()
    if start < len(text):
        yield start, len(text)


def parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans between the semicolons of a sentence, those in brackets apart."""
    depth, begun = 0, start
    # In nearly all sentences there is nothing to part.
    for place in range(start, end) if text.find(";", start, end) >= 0 else ():
        char = text[place]
        if char == "(":
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
        elif char == ";" and depth == 0:
            yield begun, place
            begun = place + 1
    if begun < end:
        yield begun, end
