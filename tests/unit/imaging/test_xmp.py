"""XMP that describes other parts of the old file is left out; everything else stays byte by byte."""

import time
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from restoration.imaging.reading import read_painting
from restoration.imaging.xmp import without_other_parts
from tests.unit.imaging.picture_files import save_tiff, save_with_pillow

PICTURE = Image.fromarray(np.zeros((8, 8, 3), np.uint8))
GAIN_MAP, CONTAINER = "http://ns.adobe.com/hdr-gain-map/1.0/", "http://ns.google.com/photos/1.0/container/"
HEAD = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
TITLE = "<dc:title>Hill</dc:title>"
TAIL = "</rdf:Description></rdf:RDF></x:xmpmeta>"
PLAIN = HEAD + "<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'>" + TITLE + TAIL


def packet(declarations, inside=""):
    start = "<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'"
    return (HEAD + start + declarations + ">" + TITLE + inside + TAIL).encode()


STALE = {
    "gain map": packet(f' xmlns:hdrgm="{GAIN_MAP}" hdrgm:Version="1.0"', "<hdrgm:GainMapMax>1</hdrgm:GainMapMax>"),
    "another prefix": packet(f" xmlns:g='{GAIN_MAP}' g:Version='1'", "<g:A><g:A/><rdf:Seq>3</rdf:Seq></g:A>"),
    "container": packet(
        f' xmlns:Container="{CONTAINER}" xmlns:Item="{CONTAINER}item/"',
        "<Container:Directory><rdf:Seq><rdf:li><Container:Item Item:Length='9'/></rdf:li></rdf:Seq>"
        "</Container:Directory>",
    ),
    "extended": packet(' xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="40005C93"'),
}


def test_entries_about_other_parts_are_left_out_and_the_rest_stays():
    for name, stale in STALE.items():
        assert without_other_parts(stale) == PLAIN.encode(), name


def test_a_film_behind_the_picture_is_left_out_and_other_entries_of_the_camera_stay():
    camera = ' xmlns:GCamera="http://ns.google.com/photos/1.0/camera/"'
    stale = packet(camera + ' GCamera:MotionPhoto="1" GCamera:MicroVideoOffset="9" GCamera:BurstID="7"')
    assert without_other_parts(stale) == packet(camera + ' GCamera:BurstID="7"')


def picture_with(format, xmp):
    if format == "TIFF":
        return save_tiff(np.asarray(PICTURE), photometric="rgb", extratags=[(700, 1, len(xmp), xmp, True)])
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", xmp.decode())
    return save_with_pillow(PICTURE, format, **({"pnginfo": info} if format == "PNG" else {"xmp": xmp}))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_picture_is_read_without_them_and_a_note_says_so(format):
    painting = read_painting(picture_with(format, STALE["gain map"]))
    assert painting.metadata.xmp == PLAIN.encode()
    assert "XMP" in painting.notes[0]
    assert read_painting(picture_with(format, PLAIN.encode())).notes == ()


def test_what_is_no_sound_xml_is_left_out_whole():
    assert without_other_parts(STALE["container"].replace(b"</Container:Directory>", b"")) is None


@given(st.text(alphabet="<>/=\"' agx:", max_size=60))
def test_no_packet_causes_an_error_and_a_sound_one_stays_sound(inside):
    stale = packet(f" xmlns:g='{GAIN_MAP}' g:a='1'", inside)
    cleaned = without_other_parts(stale)
    try:
        ET.fromstring(stale)
    except ET.ParseError:
        return
    assert cleaned is not None
    ET.fromstring(cleaned)


def test_a_hostile_packet_takes_no_time():
    start = time.process_time()
    for piece in (b"<g:a>", b"<g:a", b" g:a='", b"<", b">", b" ", b"xmlns:", b"</g:a>"):
        without_other_parts(packet(f" xmlns:g='{GAIN_MAP}' ") + piece * (2**20 // len(piece)))
    assert time.process_time() - start < 8
