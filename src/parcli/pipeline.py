"""The order of the stages: read → blocks → passages → document and targets → `Extraction`."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from pathlib import Path

from parcli import assemble, document, layout, readers, segment
from parcli.layout import Block
from parcli.model import SCHEMA_VERSION, Extraction
from parcli.readers import Source, limits
from parcli.recognise import mention
from parcli.rulebook import Rulebook, load

# Characters. The longest plans have some 700 000, the longest paragraphs of pages without line ends
# some 50 000; what is far beyond is no plan, and would take minutes.
MAX_TEXT = 5_000_000
MAX_PARAGRAPH = 100_000


def extract(source: Path | str, *, text: str | None = None, rules: Rulebook | None = None) -> Extraction:
    """Return what one document commits to.

    `source` is a path, or only a name where `text` is given.
    Errors: ReadError where the file cannot be read, RuleError where a rule is not valid.
    """
    book = rules if rules is not None else load()
    if text is not None:
        return extract_source(readers.read_bytes(text.encode("utf-8"), str(source)), book)
    return extract_source(readers.read(Path(source)), book)


def extract_source(source: Source, rules: Rulebook) -> Extraction:
    """Return what a document that was read commits to.

    Errors: ReadError where it is far too long for a plan.
    """
    limits.refuse_above(source.path, len(source.text), MAX_TEXT, "characters")
    with _no_search_for_garbage():
        return _extraction(source, rules)


def _extraction(source: Source, rules: Rulebook) -> Extraction:
    blocks = layout.blocks(source.text, lambda cell: segment.is_header(rules, cell), source.hints)
    limits.refuse_above(source.path, _longest(blocks), MAX_PARAGRAPH, "characters in one paragraph")
    passages = segment.passages(source.text, blocks, rules)
    record = document.describe(source, passages, rules)
    today = document.page_date(passages, rules)
    targets = assemble.targets(source.text, record, passages, rules, today)
    rules.patterns.keep()
    mention.forget(rules)
    return Extraction(schema_version=SCHEMA_VERSION, document=record, targets=tuple(targets))


@contextlib.contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """Let Python not look for cycles meanwhile: a sixth of the time, to find next to none in one document."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


def _longest(blocks: list[Block]) -> int:
    return max((sum(end - start for start, end in block.pieces) for block in blocks), default=0)
