"""Properties are set in an XMP packet; whatever else stands in it stays byte for byte, and it stays sound XML."""

import time
import unicodedata
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration.imaging.xmp_packet import NAMESPACES, RDF, property_texts
from restoration.imaging.xmp_writing import (
    FirstStructure,
    InDefaultLanguage,
    ListOf,
    can_extend,
    with_properties,
    without_padding,
)

HEAD = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}">'
NAMES = " ".join(f'xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in ("dc", "photoshop", "Iptc4xmpExt"))
TAIL = "</rdf:RDF></x:xmpmeta>"
EXT = NAMESPACES["Iptc4xmpExt"]
WORK, TITLE, NUMBER = "Iptc4xmpExt:ArtworkOrObject", "Iptc4xmpExt:AOTitle", "Iptc4xmpExt:AOSourceInvNo"


def packet(inside="", attributes=""):
    return f"{HEAD}<rdf:Description rdf:about='uuid:7' {NAMES}{attributes}>{inside}</rdf:Description>{TAIL}".encode()


def title(*items):
    alternatives = "".join(f'<rdf:li xml:lang="{language}">{text}</rdf:li>' for language, text in items)
    return f"<dc:title><rdf:Alt>{alternatives}</rdf:Alt></dc:title>"


texts = st.text(max_size=20) | st.text(alphabet="<>&'\"]\r\n\t\0\x85\ufffe ä", max_size=20)
packets = st.sampled_from(
    [
        None,
        b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>no properties</x:xmpmeta>",
        b"no XML",
        f"<rdf:RDF xmlns:rdf='{RDF}'/>".encode(),
        packet(attributes=" photoshop:Credit='old>' dc:title=\"old\" "),
        packet("<photoshop:Credit>old</photoshop:Credit><photoshop:Credit>twice</photoshop:Credit>"),
        packet("<dc:title><rdf:Alt><rdf:li xml:lang='x-default'/></rdf:Alt></dc:title>"),
        packet("<dc:title><rdf:Bag><rdf:li>old</rdf:li></rdf:Bag></dc:title><dc:creator/>"),
        packet("<dc:title>old</dc:title>").replace(b"rdf:", b"r:").replace(b":rdf", b":r"),
        packet().decode().encode("utf-16"),
        packet() + bytes(3),
    ]
)


@settings(max_examples=80)
@given(packets, texts)
def test_whatever_the_text_the_packet_stays_sound_and_says_it(xmp, text):
    properties = {"dc:title": InDefaultLanguage(text), "photoshop:Credit": text, "dc:creator": ListOf([text])}
    written = with_properties(xmp, properties)
    ET.fromstring(written.rstrip(b"\0"))
    assert with_properties(written, properties) == written
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(c for c in lines if c in "\n\t" or (unicodedata.category(c) != "Cc" and c not in "\ufffe\uffff"))
    assert property_texts(written, properties) == dict.fromkeys(properties, plain)


def test_all_else_stays_byte_for_byte():
    before = title(("x-default", "Hill"), ("de", "Berg"), ("en", "Hill")) + "<dc:format>\u00e9</dc:format> <!-- -->"
    written = with_properties(packet(before), {"dc:title": InDefaultLanguage("Mount"), "photoshop:Credit": "Museum"})
    added = f'<photoshop:Credit xmlns:photoshop="{NAMESPACES["photoshop"]}">Museum</photoshop:Credit>\n'
    after = f'<rdf:Description rdf:about="uuid:7">\n{added}</rdf:Description>\n{TAIL}'
    assert written == packet(before.replace("Hill", "Mount")).replace(TAIL.encode(), after.encode())


RESOURCE = "rdf:parseType='Resource'"
STRUCTURES = {
    "elements": f"<rdf:li {RESOURCE}><{NUMBER}>16</{NUMBER}><Iptc4xmpExt:AOSource>Met</Iptc4xmpExt:AOSource></rdf:li>",
    "attributes": f"<rdf:li {NUMBER}='16' Iptc4xmpExt:AOSource='Met'/>",
    "attributes, with an end tag": f"<rdf:li {NUMBER}='16' Iptc4xmpExt:AOSource='Met'> </rdf:li>",
    "a description": f"<rdf:li><rdf:Description {NUMBER}='16' Iptc4xmpExt:AOSource='Met'/></rdf:li>",
}


@pytest.mark.parametrize("structure", STRUCTURES.values(), ids=STRUCTURES)
def test_of_a_structure_only_the_given_fields_change(structure):
    other = f"<rdf:li {RESOURCE}><{NUMBER}>99</{NUMBER}></rdf:li>"
    xmp = packet(f"<{WORK}><rdf:Bag>{structure}{other}</rdf:Bag></{WORK}>")
    work = {WORK: FirstStructure({TITLE: InDefaultLanguage("Hill"), NUMBER: "17"})}
    written = with_properties(xmp, work)
    assert with_properties(written, work) == written
    first, second = ET.fromstring(written).find(f".//{{{EXT}}}ArtworkOrObject")[0]
    holder = first if first.find(f"{{{RDF}}}Description") is None else first[0]
    fields = holder.attrib | {child.tag: "".join(child.itertext()) for child in holder}
    said = {name: text for name, text in fields.items() if EXT in name}
    assert said == {
        f"{{{EXT}}}{name}": text for name, text in (("AOSourceInvNo", "17"), ("AOSource", "Met"), ("AOTitle", "Hill"))
    }
    assert second[0].text == "99"


def test_a_structure_is_made_where_there_is_none():
    for xmp in (None, packet(), packet(f"<{WORK}>plain</{WORK}>"), packet(f"<{WORK}><rdf:Bag/></{WORK}>")):
        written = with_properties(xmp, {WORK: FirstStructure({NUMBER: "17"})})
        items = ET.fromstring(written).findall(f".//{{{EXT}}}ArtworkOrObject/{{{RDF}}}Bag/{{{RDF}}}li")
        assert [item[0].text for item in items] == ["17"]


def test_what_cannot_be_extended_is_known():
    assert can_extend(packet())
    bomb = b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>" + packet("<dc:format>&b;</dc:format>")
    for xmp in (
        None,
        b"",
        b"<x/>",
        packet("<dc:title>"),
        packet("\u00e9").decode().encode("latin-1"),
        packet("<no:a/>"),
        bomb,
    ):
        assert not can_extend(xmp)
        assert property_texts(with_properties(xmp, {"dc:title": "Hill"}), ["dc:title"]) == {"dc:title": "Hill"}


def test_padding_is_removed_only_before_the_end():
    assert without_padding(b"<x> </x>  \n <?xpacket end='w'?>") == b"<x> </x>\n<?xpacket end='w'?>"
    assert without_padding(b"<x> </x>  ") == b"<x> </x>  "


def test_a_hostile_packet_takes_no_time():
    start = time.process_time()
    size = 2**16
    for piece in ("<dc:title/>", "<a>", "<a b='", " ", "&amp;", "<dc:title xmlns:q='u'>"):
        with_properties(packet(piece * (size // len(piece))), {"dc:title": "Hill"})
        with_properties(packet(attributes=piece * (size // len(piece))), {"dc:title": "Hill"})
    assert time.process_time() - start < 3
