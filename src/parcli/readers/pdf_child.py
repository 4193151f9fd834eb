"""A process of its own that turns the bytes of a PDF into pages, within bounds of time and memory.

The PDF engine is a large program in C++, and what a hostile file makes it do cannot be stopped from
Python. So it runs in a child: the parent gives it the bytes, waits only so long, and takes back words
and lines as JSON, nothing that could be run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import astuple
from typing import Any

from parcli.errors import ReadError
from parcli.readers import legacy, limits, pdf_page
from parcli.readers.pdf_page import Page
from parcli.readers.pdf_rules import Rule
from parcli.readers.pdf_words import Word

_MEMORY = 1024 * 1024 * 1024
_OUTPUT = 512 * 1024 * 1024


def load(data: bytes, name: str) -> tuple[list[Page], str]:
    """Return the pages of a PDF and the name of its letters' encoding.

    Errors: ReadError where it is broken, encrypted, too long, or takes too much time or memory.
    """
    paths = os.pathsep.join(part for part in sys.path if part)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "parcli.readers.pdf_child", name], input=data, capture_output=True,
            timeout=limits.MAX_SECONDS, env={**os.environ, "PYTHONPATH": paths}, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise ReadError(f"{name}: takes more than {limits.MAX_SECONDS:.0f} seconds to read") from error
    if done.returncode != 0 or len(done.stdout) > _OUTPUT:
        raise ReadError(f"{name}: takes more memory than a plan needs, or is broken")
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise ReadError(str(answer["error"]))
    return [_page(page) for page in answer["pages"]], str(answer["encoding"])


def _page(found: Any) -> Page:
    number, width, height, words, rules, images = found
    return Page(
        number, width, height, [Word(*word) for word in words], [Rule(*rule) for rule in rules], images
    )


def _read(data: bytes, name: str) -> dict[str, Any]:
    """Return what the parent is told, in the child."""
    engine = limits.engine("pypdfium2", name, "PDF", "pdf")
    raw = limits.engine("pypdfium2.raw", name, "PDF", "pdf")
    mixture, clock = legacy.Mixture(), limits.Clock(name)
    document = open_document(engine, data, name)
    limits.refuse_above(name, len(document), limits.MAX_PAGES, "pages")
    pages = []
    for number in range(1, len(document) + 1):
        clock.check()
        try:
            pages.append(astuple(pdf_page.load(raw, document, number, name, mixture)))
        except engine.PdfiumError as error:
            raise ReadError(f"{name}: page {number} is broken ({error})") from error
    return {"pages": pages, "encoding": mixture.name}


def open_document(engine: Any, data: bytes, name: str) -> Any:
    """Return the engine's document.

    Errors: ReadError where it is encrypted or broken.
    """
    try:
        return engine.PdfDocument(data)
    except engine.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise ReadError(f"{name}: is encrypted; save it without a password") from error
        raise ReadError(f"{name}: is a broken or truncated PDF") from error


def _bind() -> None:
    """Set bounds on this process where the system has them."""
    try:
        import resource
    except ImportError:
        return
    seconds = int(limits.MAX_SECONDS)
    for kind, bound in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (bound if hard == resource.RLIM_INFINITY else min(bound, hard), hard))


def main() -> None:
    """Read a PDF from standard input and write its pages to standard output."""
    _bind()
    try:
        answer = _read(sys.stdin.buffer.read(), sys.argv[1])
    except ReadError as error:
        answer = {"error": str(error)}
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))
    sys.stdout.buffer.flush()
    # Without the engine's tidying up, which a broken file may crash.
    os._exit(0)


if __name__ == "__main__":
    main()
