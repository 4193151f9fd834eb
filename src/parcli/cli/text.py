"""`parcli text`: a document's own text, into which all spans count."""

from __future__ import annotations

from typing import Annotated

import typer

from parcli import messages
from parcli.cli import inputs, options, output
from parcli.render.safe import printable_lines


def text(
    path: Annotated[str, typer.Argument(metavar="PATH", help=messages.text("help.path"), show_default=False)],
    out: options.Output = None,
) -> None:
    """Print the text and nothing else: no line end is added to it."""
    own = inputs.source(path).text
    with output.opened(out) as stream:
        stream.write(printable_lines(own) if output.is_terminal(stream) else own)
