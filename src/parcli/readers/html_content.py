"""The tree of a web page → the part that is the document, without menus, counters and related links.

The page says what is what by its elements, by the names that its designers gave them, and by how
much of a block is links; the words themselves are not looked at.
"""

from __future__ import annotations

import regex

from parcli.readers.html_tree import Node

_FURNITURE_TAGS = frozenset({"nav", "footer", "aside", "dialog", "menu"})
_FURNITURE_ROLES = frozenset({
    "navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog",
    "alert",
})  # fmt: skip
# As whole words of a class or id, in English and in the Vietnamese that designers write without marks.
_FURNITURE_NAMES = regex.compile(
    r"(?i)(?:^|[\s_-])(?:menu\w*|nav\w*|breadcrumbs?|footer|site-?header|page-?header|sidebar\w*|related\w*|comments?|share\w*|sharing|"
    r"social\w*|banner\w*|advert\w*|ads?|quangcao|counter\w*|visitors?|thongke|truycap|luottruycap|search\w*|timkiem|login|"
    r"pagination|paging|pager|toolbar|widgets?|widget-area|widget_\w+|popup|modal|cookie\w*|tags?|tag-?list|other-?news|"
    r"tinlienquan|tin-?lien-?quan|tin-?khac|tin-?moi|rating|vote|skip-?link|sr-only|print-?link|weather|lien-?ket|weblink|"
    r"support|hotline|copyright|newsletter|subscribe)(?:$|[\s_-])"
)
# Names that say what the page around has or lacks ("has-sidebar"), or that builders of pages give to every block.
_SAID_OF_OTHERS = regex.compile(
    r"(?i)(?<!\S)(?:(?:has|no|with|without|is|not|full|left|right)-\S+|elementor-\S+|wp-\S+)"
)
# What an office program calls the head and foot of each page that it saves.
_OF_EVERY_PAGE = ("header", "footer")
_HIDDEN = regex.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all")
_MAIN_ROLES = frozenset({"main", "article"})
_HEADINGS = frozenset({"h1", "h2", "h3"})
_TITLES = frozenset({"h2", "h3", "h4", "h5", "h6", "strong", "b"})
_INLINE = frozenset({
    "a", "b", "i", "u", "em", "strong", "span", "font", "sup", "sub", "small", "big", "br", "img",
    "mark", "s", "strike", "code", "abbr", "cite",
})  # fmt: skip
# A block this long (characters) with this share of links at most is text that somebody wrote.
_LONG, _FEW_LINKS = 80, 0.35
# What a page says of another one is no longer than this, and its title is longer (characters).
_TEASER, _SHORTEST_TITLE = 400, 15
# Two links in so few characters are a menu ("Log in | Register").
_SHORT = 60
# So many characters are a document, not a menu.
_DOCUMENT = 3_000
# A block with more than this share of the page's own text is the document, whatever it is called.
_MOST = 0.5
# The document is in the child that holds this share of the page's own text.
_BULK = 0.7
_TEXT_BLOCKS = frozenset({"p", "ul", "ol", "blockquote", "pre", "dl"})


def main(root: Node) -> Node:
    """Return the element that holds the document; the tree is pruned on the way."""
    return _Finder(root).found()


class _Finder:
    def __init__(self, root: Node) -> None:
        self._root = root
        self._all: dict[int, int] = {}
        self._links: dict[int, int] = {}
        self._measure()
        self._prune()
        self._measure()

    def found(self) -> Node:
        root = self._root
        marked = [n for n in root.walk() if n.tag in _MAIN_ROLES or n.attributes.get("role") in _MAIN_ROLES]
        best = max(marked, key=self._own, default=root)
        found = self._narrow(best if 2 * self._own(best) >= self._own(root) else root)
        title = next((node for node in root.walk() if node.tag == "h1" and node.text().strip()), None)
        return found if title is None or _holds(found, title) else Node("div", {}, [title, found])

    def _measure(self) -> None:
        """Count each element's characters, and those of links in it; the innermost come first."""
        for node in reversed(list(self._root.walk())):
            inner = list(node.nodes())
            total = sum(len(part.strip()) for part in node.content if isinstance(part, str))
            total += sum(self._all[id(part)] for part in inner)
            is_link = node.tag == "a" and "href" in node.attributes
            self._all[id(node)] = total
            self._links[id(node)] = total if is_link else sum(self._links[id(part)] for part in inner)

    def _own(self, node: Node) -> int:
        return self._all[id(node)] - self._links[id(node)]

    def _few_links(self, node: Node) -> bool:
        return self._links[id(node)] < _FEW_LINKS * self._all[id(node)]

    def _prune(self) -> None:
        """Take out what the page itself calls furniture or does not show."""
        waiting = [self._root]
        while waiting:
            node = waiting.pop()
            node.content = [
                part for part in node.content if isinstance(part, str) or not self._is_furniture(part)
            ]
            waiting += node.nodes()

    def _is_furniture(self, node: Node) -> bool:
        attributes = node.attributes
        if node.tag in _FURNITURE_TAGS or attributes.get("role") in _FURNITURE_ROLES:
            return True
        if self._is_teasers(node) or (node.tag == "div" and attributes.get("title") in _OF_EVERY_PAGE):
            return True
        if "hidden" in attributes or _HIDDEN.search(attributes.get("style", "")):
            return True
        names = _SAID_OF_OTHERS.sub(" ", f"{attributes.get('class', '')} {attributes.get('id', '')}")
        if _FURNITURE_NAMES.search(names) is None:
            return False
        # Some pages call everything "menu-content"; what holds a document's worth of text, or most of
        # what the page says, is no menu.
        enough = min(_DOCUMENT, _MOST * self._own(self._root))
        return not (self._own(node) > enough and self._few_links(node))

    def _is_teasers(self, node: Node) -> bool:
        """Whether a block shows other pages: two or more, each a link for a title and a few words."""
        parts = [part for part in node.nodes() if part.tag not in _INLINE and self._all[id(part)]]
        return len(parts) > 1 and all(
            self._own(part) < _TEASER and any(self._is_title_link(inner) for inner in part.walk())
            for part in parts
        )

    def _is_title_link(self, node: Node) -> bool:
        return node.tag in _TITLES and self._links[id(node)] == self._all[id(node)] > _SHORTEST_TITLE

    def _narrow(self, node: Node) -> Node:
        """Return the innermost element with the bulk of the text, with its neighbours that are text too."""
        while True:
            blocks = [part for part in node.nodes() if part.tag not in _INLINE]
            bulk = max(blocks, key=self._own, default=None)
            if bulk is None or self._own(bulk) < _BULK * self._own(node):
                break
            inner = self._layout_cell(bulk) if bulk.tag in ("table", "tbody", "tr") else bulk
            beside = any(self._is_text(part) for part in blocks if part is not bulk)
            if inner is None or inner.tag in _TEXT_BLOCKS or beside or _loose(node):
                break
            node = inner
        node.content = [part for part in node.content if isinstance(part, str) or not self._is_links(part)]
        return node

    def _layout_cell(self, table: Node) -> Node | None:
        """Return the cell of a layout table that holds the bulk of its text, None for a table of data."""
        best = max((node for node in table.walk() if node.tag == "td"), key=self._own, default=None)
        if best is None or self._own(best) < max(_BULK * self._own(table), _DOCUMENT / 2):
            return None
        return best

    def _is_text(self, node: Node) -> bool:
        return node.tag in _HEADINGS or (self._own(node) >= _LONG and self._few_links(node))

    def _is_links(self, node: Node) -> bool:
        """Whether a block is a list of links: nearly all of its text is in them, and there are several."""
        if node.tag in _INLINE or self._links[id(node)] <= 0.6 * self._all[id(node)]:
            return False
        links = sum(1 for part in node.walk() if part.tag == "a")
        return links >= 3 or (links == 2 and self._all[id(node)] < _SHORT and node.tag not in _HEADINGS)


def _holds(node: Node, wanted: Node) -> bool:
    return any(part is wanted for part in node.walk())


def _loose(node: Node) -> bool:
    """Whether text stands in an element beside its blocks."""
    return sum(len(part.strip()) for part in node.content if isinstance(part, str)) > _LONG
