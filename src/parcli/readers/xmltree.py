"""Bytes of XML → a tree of elements, without document types, entities or anything external.

Names come back with the short prefix of a namespace that office files use ("w:p", "text:h"), the
same for both editions of the standard, and without one where the namespace is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from parcli.errors import ReadError
from parcli.readers import limits

_OFFICE = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
PREFIXES: Mapping[str, str] = {
    _OFFICE + "wordprocessingml/2006/main": "w",
    _STRICT + "wordprocessingml/main": "w",
    _OFFICE + "officeDocument/2006/relationships": "r",
    _STRICT + "officeDocument/relationships": "r",
    _OFFICE + "officeDocument/2006/math": "m",
    _STRICT + "officeDocument/math": "m",
    _OFFICE + "markup-compatibility/2006": "mc",
    _OFFICE + "package/2006/relationships": "rel",
    _OPEN + "office:1.0": "office",
    _OPEN + "text:1.0": "text",
    _OPEN + "table:1.0": "table",
    _OPEN + "style:1.0": "style",
    _OPEN + "drawing:1.0": "draw",
    _OPEN + "xsl-fo-compatible:1.0": "fo",
    _OPEN + "manifest:1.0": "manifest",
    "http://www.w3.org/XML/1998/namespace": "xml",
    _OPEN + "svg-compatible:1.0": "svg",
}


def parse(data: bytes, name: str) -> Element:
    """Return the root element of an XML file.

    Errors: ReadError where it is broken, declares a document type, or is absurdly large or deep.
    """
    return _Parser(name).parse(data)


class _Parser:
    def __init__(self, name: str) -> None:
        self._name = name
        self._builder = TreeBuilder()
        self._names: dict[str, str] = {}
        self._depth = self._count = 0
        self._expat = expat.ParserCreate(namespace_separator="\n")
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._builder.data
        self._expat.StartDoctypeDeclHandler = self._doctype
        self._expat.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def parse(self, data: bytes) -> Element:
        try:
            self._expat.Parse(data, True)
            return self._builder.close()
        except (expat.ExpatError, AssertionError) as error:
            raise ReadError(f"{self._name}: holds broken XML ({error})") from error

    def _short(self, full: str) -> str:
        short = self._names.get(full)
        if short is None:
            space, _, local = full.rpartition("\n")
            prefix = PREFIXES.get(space)
            short = self._names[full] = f"{prefix}:{local}" if prefix else local
        return short

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > limits.MAX_DEPTH:
            raise ReadError(f"{self._name}: XML elements are nested more than {limits.MAX_DEPTH} deep")
        if self._count > limits.MAX_ELEMENTS:
            raise ReadError(f"{self._name}: holds more than {limits.MAX_ELEMENTS} XML elements")
        self._builder.start(self._short(tag), {self._short(key): value for key, value in attributes.items()})

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self._builder.end(self._short(tag))

    def _doctype(self, *_: object) -> None:
        # No office program writes one; entities that grow or point outside all begin with it.
        raise ReadError(f"{self._name}: its XML declares a document type, which is not read")


def child(element: Element | None, *tags: str) -> Element | None:
    """Return the element at the end of a path of first children, None where one is missing."""
    for tag in tags:
        if element is None:
            return None
        element = next((part for part in element if part.tag == tag), None)
    return element


def children(element: Element | None, tag: str) -> Iterator[Element]:
    """Return the direct children with that tag."""
    if element is not None:
        yield from (part for part in element if part.tag == tag)


def value(element: Element | None, *tags: str, attribute: str = "w:val") -> str | None:
    """Return an attribute of the element at the end of a path, None where it is not there."""
    found = child(element, *tags)
    return None if found is None else found.get(attribute)
