"""XMP packets as elements and attributes, each with its place in the bytes.

So a packet is changed by replacing a few of its bytes, and everything else in it stays as another program wrote it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NoReturn, TypeAlias
from xml.parsers import expat

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = "http://www.w3.org/XML/1998/namespace"
NAMESPACES = {
    "rdf": RDF,
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "restoration": "urn:painting-restoration:iiif#",  # our own
}
"""By the usual prefix."""

ABOUT, PARSE_TYPE, RESOURCE, LANGUAGE = (RDF, "about"), (RDF, "parseType"), (RDF, "resource"), (XML, "lang")
DECLARATION = "xmlns"  # in place of the namespace of an attribute that declares one
DEFAULT_LANGUAGE = "x-default"
LISTS = ("Alt", "Bag", "Seq")

_START_TAG = re.compile(rb"""<[^\s/>]++(?:\s++[^\s=>/]++\s*+=\s*+(?:"[^"]*+"|'[^']*+'))*+\s*+/?>""")
_ATTRIBUTE = re.compile(rb"""(?<!\s)\s++[^\s=]++\s*+=\s*+(?:"[^"]*+"|'[^']*+')""")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")  # how packets in UTF-16 begin
_MAX_PARTS = 100_000  # elements, attributes and namespaces; the longest histories that Photoshop leaves have as many

Name: TypeAlias = tuple[str, str]
"""The namespace and the name in it."""

Edit: TypeAlias = tuple[int, int, bytes]
"""From which byte to which a packet is changed, and what takes the place."""


class NotXml(ValueError):
    """The packet is no sound XML in UTF-8, or is larger than any program writes."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of an element; the declaration of a namespace is one, too."""

    name: Name
    value: str
    start: int  # of the space before it
    end: int


@dataclass(slots=True, eq=False)
class Element:
    """An element, with places in the bytes of the packet."""

    name: Name
    tag: str  # the name as it is written
    start: int
    inner_start: int  # where its start tag ends
    attributes: list[Attribute]
    prefixes: dict[str, str]  # the namespaces that can be used in it
    inner_end: int  # where its end tag begins
    end: int
    text: str = ""  # that stands in it directly
    children: list["Element"] = field(default_factory=list)

    @property
    def is_closed_at_once(self) -> bool:
        """Whether it has no end tag."""
        return self.inner_start == self.end

    def attribute(self, name: Name) -> str | None:
        """Return the value of an attribute; None if it has none of this name."""
        return next((one.value for one in self.attributes if one.name == name), None)

    def items(self, lists: Iterable[str] = LISTS) -> list["Element"]:
        """Return the items of the list that it holds, of one of these kinds; empty if it holds something else."""
        holds_list = len(self.children) == 1 and self.children[0].name in [(RDF, kind) for kind in lists]
        return [item for item in self.children[0].children if item.name == (RDF, "li")] if holds_list else []


def read_elements(packet: bytes) -> list[Element]:
    """Return the elements of a packet in the order of their start tags; raise `NotXml` if it cannot be read."""
    return _Reader(packet).elements


def find_root(elements: Iterable[Element]) -> Element | None:
    """Return the element that holds all properties; None if there is none."""
    return next((element for element in elements if element.name == (RDF, "RDF")), None)


def descriptions(root: Element) -> list[Element]:
    """Return the elements whose attributes and children are the properties of the picture."""
    return [child for child in root.children if child.name == (RDF, "Description")]


def full_name(key: str) -> Name:
    """Return the name for a key such as "dc:title"."""
    prefix, _, name = key.partition(":")
    return NAMESPACES[prefix], name


def property_texts(packet: bytes | None, keys: Iterable[str]) -> dict[str, str]:
    """Return the texts of those properties that a packet has, by their keys; of a list its default or first item.

    A packet that cannot be read has no properties.
    """
    try:
        root = find_root(read_elements(as_utf8(packet)))
    except NotXml:
        return {}
    stated = dict(_all_texts(root)) if root else {}
    return {key: stated[full_name(key)] for key in keys if full_name(key) in stated}


def as_utf8(packet: bytes | None) -> bytes:
    """Return a packet in UTF-8, if it is in UTF-16; an empty one in place of None."""
    if packet is None or not packet.startswith(_UTF16):
        return packet or b""
    return packet.decode("utf-16", errors="replace").encode(errors="replace")


def _all_texts(root: Element) -> Iterator[tuple[Name, str]]:
    for description in descriptions(root):
        yield from ((one.name, one.value) for one in description.attributes)
        yield from ((child.name, _text_of(child)) for child in description.children)


def _text_of(element: Element) -> str:
    items = element.items()
    default = (item for item in items if item.attribute(LANGUAGE) == DEFAULT_LANGUAGE)
    holder = next(default, items[0] if items else element)
    return holder.attribute(RESOURCE) or holder.text


def apply_edits(packet: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the packet with the edits made; one that lies inside another is left out."""
    pieces, position = list[bytes](), 0
    for start, end, replacement in sorted(edits, key=lambda edit: (edit[0], -edit[1])):
        if start >= position:
            pieces += [packet[position:start], replacement]
            position = end
    return b"".join([*pieces, packet[position:]])


class _Reader:
    """Follows a parser through a packet."""

    def __init__(self, packet: bytes) -> None:
        self.elements: list[Element] = []
        self._packet = packet
        self._open: list[Element] = []
        self._unread = _MAX_PARTS
        self._parser = parser = expat.ParserCreate("UTF-8")
        parser.ordered_attributes = parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse  # entities could make a text of any length
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._read_text
        try:
            parser.Parse(packet.rstrip(b"\0"), True)  # TIFF files end it so
        except expat.ExpatError as error:
            raise NotXml(str(error)) from error

    def _start(self, tag: str, values: list[str]) -> None:
        start = self._parser.CurrentByteIndex
        match = _START_TAG.match(self._packet, start)
        found = list(_ATTRIBUTE.finditer(self._packet, start, match.end())) if match else []
        if match is None or len(found) * 2 != len(values):
            raise NotXml("a start tag is not understood")
        prefixes = self._prefixes(dict(zip(values[::2], values[1::2], strict=True)))
        self._count(1 + len(found))
        attributes = [
            Attribute(_resolve(name, prefixes, ""), value, place.start(), place.end())
            for name, value, place in zip(values[::2], values[1::2], found, strict=True)
        ]
        end, name = match.end(), _resolve(tag, prefixes, prefixes.get("", ""))
        element = Element(name, tag, start, end, attributes, prefixes, end, end)
        if self._open:
            self._open[-1].children.append(element)
        self._open.append(element)
        self.elements.append(element)

    def _end(self, _: str) -> None:
        element = self._open.pop()
        if self._packet[element.inner_start - 2 : element.inner_start] != b"/>":
            element.inner_end = self._parser.CurrentByteIndex
            element.end = self._packet.index(b">", element.inner_end) + 1

    def _read_text(self, text: str) -> None:
        self._open[-1].text += text

    def _prefixes(self, attributes: dict[str, str]) -> dict[str, str]:
        """Return the namespaces that an element with these attributes, and what is in it, can use."""
        outer = self._open[-1].prefixes if self._open else {"xml": XML, DECLARATION: DECLARATION}
        own = {name.partition(":")[2]: uri for name, uri in attributes.items() if name.partition(":")[0] == DECLARATION}
        if not own:
            return outer
        self._count(len(outer) + len(own))
        return outer | own

    def _count(self, parts: int) -> None:
        self._unread -= parts
        if self._unread < 0:
            raise NotXml("it has more parts than any program writes")


def _refuse(*_: object) -> NoReturn:
    raise NotXml("it declares a document type")


def _resolve(name: str, prefixes: dict[str, str], default: str) -> Name:
    prefix, colon, local = name.partition(":")
    if not colon:
        return (DECLARATION, "") if name == DECLARATION else (default, name)
    if prefix not in prefixes:
        raise NotXml(f"the prefix {prefix!r} is not declared")
    return prefixes[prefix], local
