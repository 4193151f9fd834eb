"""Bytes of a web page → a tree of its elements, without what no reader of the page sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from parcli.errors import ReadError
from parcli.readers import limits

_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
})  # fmt: skip
# Their content is code, a form's or another document's.
_UNSEEN = frozenset({
    "script", "style", "noscript", "template", "iframe", "object", "svg", "math", "canvas", "title",
    "select", "textarea", "button", "audio", "video",
})  # fmt: skip
# An open one of these ends where the next of its kind begins.
_ENDED_BY = {
    "p": frozenset({
    "p", "div", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "td", "th",
    "section", "article", "blockquote", "hr", "pre",
    }),
    "li": frozenset({"li"}), "tr": frozenset({"tr", "tbody", "tfoot"}), "td": frozenset({"td", "th", "tr", "tbody"}),
    "th": frozenset({"td", "th", "tr", "tbody"}), "dt": frozenset({"dt", "dd"}), "dd": frozenset({"dt", "dd"}),
    "option": frozenset({"option"}),
}  # fmt: skip
_BARRIERS = {"li": frozenset({"ul", "ol"}), "tr": frozenset({"table"}), "td": frozenset({"table"}),
             "th": frozenset({"table"}), "p": frozenset({"td", "th", "li", "div", "body"})}  # fmt: skip


_CELLS = frozenset({"td", "th", "table"})
_TABLE_PARTS = frozenset({"td", "th", "tr", "tbody", "tfoot"})
_ENDS = {
    tag: [opened for opened, by in _ENDED_BY.items() if tag in by]
    for tag in frozenset().union(*_ENDED_BY.values())
}
_CHUNK = 64 * 1024


@dataclass(slots=True)
class Node:
    """An element: its tag, its attributes, and the text and elements in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    content: list[Node | str] = field(default_factory=list)

    def nodes(self) -> Iterator[Node]:
        """Return the elements directly in this one."""
        return (part for part in self.content if isinstance(part, Node))

    def walk(self) -> Iterator[Node]:
        """Return this element and all within it, in order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(list(node.nodes()))

    def text(self) -> str:
        """Return all text within, as it stands."""
        pieces: list[str] = []
        waiting: list[Node | str] = [self]
        while waiting:
            part = waiting.pop()
            if isinstance(part, str):
                pieces.append(part)
            else:
                waiting += reversed(part.content)
        return "".join(pieces)


def parse(markup: str, name: str) -> Node:
    """Return the tree of a page.

    Errors: ReadError where it has absurdly many elements.
    """
    builder, clock = _Builder(name), limits.Clock(name)
    for start in range(0, len(markup), _CHUNK):
        builder.feed(markup[start : start + _CHUNK])
        clock.check()
        # A tag or comment that never ends; the parser would look through it again and again.
        if len(builder.rawdata) > _CHUNK:
            raise ReadError(f"{name}: holds markup that never ends")
    builder.close()
    return builder.root


class _Builder(HTMLParser):
    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("body")
        self._name = name
        self._open = [self.root]
        self._opened: Counter[str] = Counter()
        self._unseen = ""
        self._depth = self._count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._unseen:
            self._depth += tag == self._unseen
            return
        if tag in _UNSEEN:
            self._unseen, self._depth = tag, 1
            return
        if tag in ("html", "head", "body"):
            return
        self._count += 1
        limits.refuse_above(self._name, self._count, limits.MAX_TAGS, "elements")
        self._end_implied(tag)
        node = Node(tag, {key: value or "" for key, value in attrs})
        self._open[-1].content.append(node)
        # Deeper than any page is laid out: what is in it stays, at this depth.
        if tag not in _VOID and len(self._open) < limits.MAX_DEPTH:
            self._open.append(node)
            self._opened[tag] += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            self._depth -= tag == self._unseen
            if self._depth == 0:
                self._unseen = ""
            return
        if not self._opened[tag]:
            return
        for index in range(len(self._open) - 1, 0, -1):
            if self._open[index].tag == tag:
                self._close(index)
                return

    def _close(self, index: int) -> None:
        self._opened.subtract(node.tag for node in self._open[index:])
        del self._open[index:]

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._open[-1].content.append(data)

    def _end_implied(self, tag: str) -> None:
        if not any(self._opened[opened] for opened in _ENDS.get(tag, ())):
            return
        for index in range(len(self._open) - 1, 0, -1):
            opened = self._open[index].tag
            if tag in _ENDED_BY.get(opened, ()):
                self._close(index)
            elif opened in _BARRIERS.get(tag, ()) or (opened in _CELLS and tag not in _TABLE_PARTS):
                return
