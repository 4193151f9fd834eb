"""`parcli explain`: what each stage and each rule made of a sentence, a target or the numbers of a document."""

from __future__ import annotations

import os
import re
from typing import Annotated, Literal

import typer

from parcli import messages
from parcli.cli import inputs, options, output

Format = Literal["table", "json"]


def explain(
    text: Annotated[
        str, typer.Argument(metavar="TEXT|PATH", help=messages.text("help.explain.text"), show_default=False)
    ],
    target: Annotated[
        str | None,
        typer.Option("--target", metavar="ID", help=messages.text("help.explain.target"), show_default=False),
    ] = None,
    form: Annotated[Format | None, options.FORMAT] = None,
    out: options.Output = None,
    rules: options.RuleFolders = None,
) -> None:
    """Print the stages of one sentence or target, and the fate of each number."""
    document = is_document(text)
    source = inputs.source(text) if document else None
    rulebook = options.rulebook(rules)

    from parcli import explain as narrate
    from parcli.render import explain as render

    walk = narrate.of_source(source, rulebook) if source else narrate.of_sentence(_whole(text), rulebook)
    shown, within = [], None
    if target is not None:
        wanted = narrate.target(walk, target)
        within = narrate.passage_of(walk, wanted)
        shown = [narrate.stages(walk, within, wanted)]
    elif not document:
        shown = [narrate.stages(walk, passage) for passage in narrate.standing(walk)]
    fates = narrate.numbers(walk, within)
    chosen = output.chosen_format(form, out, formats=render.FORMATS)
    with output.opened(out) as stream:
        render.write(chosen, stream, walk.source.path, shown, fates, rulebook)


# A single word that ends like a file's name, or begins like a path.
_FILE = re.compile(r"(?:\.{0,2}|~)/\S*|\S+\.[A-Za-z][A-Za-z0-9]{1,4}")


def is_document(text: str) -> bool:
    """Whether `text` names a document: "-", something that is there, or something that can only be a name.

    >>> is_document("plan.txt"), is_document("Tối thiểu 80% hồ sơ"), is_document("80%/năm")
    (True, False, False)
    """
    return text == "-" or _is_there(text) or _FILE.fullmatch(text) is not None


def _whole(text: str) -> str:
    """Return an argument with U+FFFD for its bytes that are no UTF-8."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _is_there(text: str) -> bool:
    # A sentence may be too long for a name, and may hold what no name may.
    try:
        os.stat(text)  # noqa: PTH116 - Path raises for some of them
    except (OSError, ValueError):
        return False
    return True
