"""One self-contained page: templates filled, styles and script inlined, nothing else let in.

The page fetches nothing and runs nothing but its own script: a policy of its own forbids the rest,
and every text that is filled in is escaped, what acts on a reader made visible (`safe.printable_lines`).
"""

from __future__ import annotations

import base64
import functools
import hashlib
import importlib.resources
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TextIO

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from parcli import messages
from parcli.render import phrase, safe
from parcli.render.html import names


@dataclass(frozen=True)
class Section:
    """A part of a page: its name, which is its address and heading, what fills it, and its template.

    Without one the template is that of its name.
    """

    name: str
    context: Mapping[str, Any] = field(default_factory=dict)
    template: str = ""


def write(out: TextIO, title: str, sections: Sequence[Section], *, lead: Sequence[str] = ()) -> None:
    """Write a page; `lead` are the lines below its title. The same records give the same bytes."""
    style, script = _file("page.css"), _file("page.js")
    stream = _environment().get_template("page.html").stream(
        title=title, lead=lead, sections=sections, style=style, script=script, policy=policy(style, script)
    )  # fmt: skip
    stream.enable_buffering(200)
    for part in stream:
        out.write(part)


def policy(style: str, script: str) -> str:
    """Return what the page may do: show itself in `style` and run `script`, and no more."""
    return "; ".join(
        [
            "default-src 'none'", f"style-src '{_digest(style)}'", f"script-src '{_digest(script)}'",
            "img-src data:", "base-uri 'none'", "form-action 'none'",
        ]
    )  # fmt: skip


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _file(name: str) -> Markup:
    """Return a style sheet or script of the project's own, which stands in the page as it is."""
    folder = importlib.resources.files("parcli.render.html") / "templates"
    return Markup((folder / name).read_text(encoding="utf-8"))


@functools.cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("parcli.render.html", "templates"), autoescape=True, undefined=StrictUndefined,
        # What a template prints passes here, so that none has to think of it.
        finalize=_harmless, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    made.globals |= {"t": messages.text, "language": messages.language, "word": names.word}
    made.filters |= {
        "measure": phrase.measure, "deadline": phrase.deadline, "day": phrase.day, "years": phrase.years,
        "agencies": phrase.agencies, "called": phrase.document, "indicator": phrase.indicator_name,
        "area": names.area, "number": _number, "place": phrase.place,
    }  # fmt: skip
    return made


def _harmless(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return safe.printable_lines(value)
    return value


def _number(value: Any) -> str:
    return safe.number(value, messages.language())
