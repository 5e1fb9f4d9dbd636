"""Properties set in an XMP packet: what another program wrote beside them stays byte for byte."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from xml.sax.saxutils import escape, quoteattr

from restoration.imaging.xmp_packet import (
    ABOUT,
    DECLARATION,
    DEFAULT_LANGUAGE,
    LANGUAGE,
    NAMESPACES,
    PARSE_TYPE,
    RDF,
    Edit,
    Element,
    NotXml,
    apply_edits,
    as_utf8,
    descriptions,
    find_root,
    full_name,
    read_elements,
)

_NEW_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
    f'<rdf:RDF xmlns:rdf="{RDF}">\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="w"?>'
).encode()
_END = b"<?xpacket end"
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class InDefaultLanguage:
    """A text that may stand in several languages; other languages stay as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """Several texts."""

    texts: Sequence[str]
    is_ordered: bool = True


@dataclass(frozen=True, slots=True)
class FirstStructure:
    """Fields of the first structure in a list of them; its other fields, and other structures, stay as they are."""

    fields: "Mapping[str, Value]"


Value: TypeAlias = str | InDefaultLanguage | ListOf | FirstStructure


def with_properties(xmp: bytes | None, properties: Mapping[str, Value]) -> bytes:
    """Return a packet with these properties.

    Args:
        xmp: the packet to extend. One that is no sound XML is replaced by a new one; `can_extend` says which are.
        properties: by names such as "dc:title", whose prefixes stand in `NAMESPACES`. Control characters in their
            texts are left out.

    Source:
        Adobe, XMP Specification Part 1 (ISO 16684-1:2012), 7 (RDF serialization).
    """
    packet, root = next((one, root) for one in (as_utf8(xmp), _NEW_PACKET) if (root := _find_root(one)))
    edits, missing = _set_fields(descriptions(root), properties)
    if missing:
        edits.append(_insert(root, _describe(missing, root)))
    return apply_edits(packet, edits)


def can_extend(xmp: bytes | None) -> bool:
    """Return whether properties can be added to a packet, and no new one must take its place."""
    return _find_root(as_utf8(xmp)) is not None


def without_padding(xmp: bytes) -> bytes:
    """Return a packet without the space that programs leave before its end."""
    body, end, rest = xmp.rpartition(_END)
    return b"".join([body.rstrip(), b"\n", end, rest]) if end else xmp


def _find_root(packet: bytes) -> Element | None:
    try:
        return find_root(read_elements(packet))
    except NotXml:
        return None


def _set_fields(holders: Sequence[Element], fields: Mapping[str, Value]) -> tuple[list[Edit], dict[str, Value]]:
    """Return how the fields of these elements are changed, and the fields that none of them has as an element."""
    edits, missing = list[Edit](), dict[str, Value]()
    for key, value in fields.items():
        name = full_name(key)
        found = [(child, holder) for holder in holders for child in holder.children if child.name == name]
        edits += [(one.start, one.end, b"") for holder in holders for one in holder.attributes if one.name == name]
        edits += [(one.start, one.end, b"") for one, _ in found[1:]]
        if found:
            edits += _change(found[0][0], key, value, found[0][1].prefixes)
        else:
            missing[key] = value
    return edits, missing


def _change(element: Element, key: str, value: Value, prefixes: Mapping[str, str]) -> list[Edit]:
    """Return the edits that give a property its value; `prefixes` are those outside it."""
    edits = list[Edit]()
    if isinstance(value, InDefaultLanguage):
        edits = _change_default(element, value)
    elif isinstance(value, FirstStructure):
        edits = _change_structure(element, value)
    return edits or [(element.start, element.end, _render(key, value, prefixes).encode())]


def _change_default(element: Element, value: InDefaultLanguage) -> list[Edit]:
    """Return the edits of the text in the default language, and of the language that had the same text."""
    items = element.items(["Alt"])
    default = next((item for item in items if item.attribute(LANGUAGE) == DEFAULT_LANGUAGE), None)
    if default is None:
        return [(item.start, item.start, _render_default(value, item.prefixes).encode()) for item in items[:1]]
    same = [item for item in items if item is default or (item.text == default.text and not item.children)]
    return [_replace_content(item, _escape(value.text)) for item in same]


def _change_structure(element: Element, value: FirstStructure) -> list[Edit]:
    items = element.items()
    holder = _holder_of_fields(items[0]) if items else None
    if holder is None:
        return []
    edits, missing = _set_fields([holder], value.fields)
    content = "".join(_render(key, one, holder.prefixes) for key, one in missing.items())
    return [*edits, *(_add_fields(holder, content) if content else ())]


def _holder_of_fields(item: Element) -> Element | None:
    """Return the element whose children and attributes are the fields of a structure; None if it is none."""
    if item.attribute(PARSE_TYPE) == "Resource":
        return item
    if [child.name for child in item.children] == [(RDF, "Description")]:
        return item.children[0]
    declares = any(one.name[0] == DECLARATION for one in item.attributes)  # a prefix that its new parent would lack
    return None if item.children or item.text.strip() or declares else item


def _add_fields(holder: Element, content: str) -> list[Edit]:
    """Return the edits that add fields to a structure; one whose fields are attributes of an item gets an element."""
    if holder.name != (RDF, "li") or holder.attribute(PARSE_TYPE) == "Resource":
        return [_insert(holder, content)]
    inner = holder.tag.removesuffix("li") + "Description"
    end = holder.inner_start - 2 if holder.is_closed_at_once else holder.inner_end
    closing = f"{'>' if holder.is_closed_at_once else ''}{content}</{inner}></{holder.tag}>"
    name_end = holder.start + 1 + len(holder.tag.encode())
    return [(holder.start, name_end, f"<{holder.tag}><{inner}".encode()), (end, holder.end, closing.encode())]


def _insert(element: Element, content: str) -> Edit:
    """Return the edit that adds content at the end of an element."""
    start, end, replacement = _replace_content(element, content)
    return (start, end, replacement) if element.is_closed_at_once else (end, end, replacement)


def _replace_content(element: Element, content: str) -> Edit:
    if element.is_closed_at_once:
        return element.end - 2, element.end, f">{content}</{element.tag}>".encode()
    return element.inner_start, element.inner_end, content.encode()


def _describe(fields: Mapping[str, Value], root: Element) -> str:
    """Return one more description of the picture that the others describe."""
    names = (ABOUT, ("", ABOUT[1]))  # the second one in packets of 2002
    abouts = [one.attribute(name) for one in descriptions(root) for name in names]
    about = next(filter(None, abouts), "")
    inner = {**root.prefixes, "rdf": RDF}
    content = "".join(f"{_render(key, value, inner)}\n" for key, value in fields.items())
    return _element("rdf:Description", f"\n{content}", root.prefixes, f" rdf:about={quoteattr(about)}") + "\n"


def _render(key: str, value: Value, prefixes: Mapping[str, str]) -> str:
    """Return a property as an element; `prefixes` are the namespaces that can be used where it will stand."""
    inner = {**prefixes, key.partition(":")[0]: full_name(key)[0]}
    return _element(key, _render_content(value, inner), prefixes)


def _render_content(value: Value, prefixes: Mapping[str, str]) -> str:
    if isinstance(value, str):
        return _escape(value)
    if isinstance(value, InDefaultLanguage):
        return _element("rdf:Alt", _render_default(value, prefixes), prefixes)
    if isinstance(value, ListOf):
        items = [_element("rdf:li", _escape(text), prefixes) for text in value.texts]
        return _element("rdf:Seq" if value.is_ordered else "rdf:Bag", "".join(items), prefixes)
    fields = "".join(_render(key, one, prefixes) for key, one in value.fields.items())
    return _element("rdf:Bag", _element("rdf:li", fields, prefixes, ' rdf:parseType="Resource"'), prefixes)


def _render_default(value: InDefaultLanguage, prefixes: Mapping[str, str]) -> str:
    return _element("rdf:li", _escape(value.text), prefixes, f' xml:lang="{DEFAULT_LANGUAGE}"')


def _element(key: str, content: str, prefixes: Mapping[str, str], attributes: str = "") -> str:
    """Return an element, with the declaration of its prefix where that is needed."""
    prefix = key.partition(":")[0]
    known = prefixes.get(prefix) == NAMESPACES[prefix]
    declaration = "" if known else f' xmlns:{prefix}="{NAMESPACES[prefix]}"'
    return f"<{key}{declaration}{attributes}>{content}</{key}>"


def _escape(text: str) -> str:
    return escape(_NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
