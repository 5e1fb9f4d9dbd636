"""Metadata go with a picture to every format that can hold them, and a sentence names what a format cannot hold."""

import io
import struct
import time
import zlib
from dataclasses import replace

import numpy as np
import pytest
import tifffile
from PIL import Image

from restoration.errors import UnsuitableFormat
from restoration.imaging import exif, iptc
from restoration.imaging.decoder_process import DecoderProcess
from restoration.imaging.exif import ExifField
from restoration.imaging.limits import SizeLimit
from restoration.imaging.metadata_limits import LABELS, fit_metadata, notes_on_format
from restoration.imaging.painting import Metadata, Painting
from restoration.imaging.png import encode_chunk
from restoration.imaging.reading import read_painting
from restoration.imaging.writing import SUFFIXES, encode_painting
from restoration.imaging.xmp_packet import property_texts
from restoration.imaging.xmp_writing import with_properties
from tests.unit.imaging.picture_files import save_with_pillow, write_tiff

RGB = np.random.default_rng(13).integers(0, 256, (12, 16, 3), dtype=np.uint8)
PICTURE = Image.fromarray(RGB)
PNG, JPEG = save_with_pillow(PICTURE, "PNG"), save_with_pillow(PICTURE, "JPEG")


def dataset(record, number, value):
    return struct.pack(">BBBH", 0x1C, record, number, len(value)) + value


RECORDS = dataset(2, 5, b"Hill") + dataset(2, 80, b"Anna") + dataset(2, 110, b"Museum of 1901")
RESOURCES = b"8BIM\x03\xed\0\0" + struct.pack(">I", 16) + bytes(16)
RESOURCES += b"8BIM\4\4\0\0" + struct.pack(">I", len(RECORDS)) + RECORDS + b"\0" * (len(RECORDS) % 2)
TEXTS = (("Title", "Hill"), ("Author", "Jānis"), ("mine", "yours"), ("Comment", "wet"), ("Title", "again"))
DOCUMENT = exif.compose_block([ExifField(269, 2, b"inv. 17\0"), ExifField(285, 2, b"recto\0")], {}, "<")


def painting_of(metadata):
    return Painting(RGB, "hill.tif", "0" * 64, "TIFF", metadata)


def reread(metadata, format):
    return read_painting(encode_painting(RGB, painting_of(metadata), format)).metadata


@pytest.mark.parametrize("format", SUFFIXES)
def test_each_kind_is_carried_by_each_format_that_holds_it(format):
    found = reread(Metadata(exif=DOCUMENT, iptc=RECORDS, texts=TEXTS, dpi=(300.0, 240.0)), format)
    assert found.iptc == (None if format == "webp" else RECORDS)
    assert found.texts == {"png": TEXTS, "jpeg": (("Comment", "wet"),)}.get(format, ())
    assert found.dpi == pytest.approx((300, 240), abs=0.02)
    fields = {field.tag: field.value for field in exif.first_directory(found.exif)}
    assert (fields[269], fields[285]) == (b"inv. 17\0", b"recto\0")
    said = property_texts(found.xmp, ["dc:title", "dc:creator"])
    assert said == ({} if format == "png" else {"dc:title": "Hill", "dc:creator": "Jānis"})


def test_a_format_says_what_it_cannot_hold():
    notes = {format: notes_on_format(painting_of(Metadata(iptc=RECORDS, texts=TEXTS)), format) for format in LABELS}
    left_out = "holds no texts under keywords of PNG; mine, Title were left out."
    assert notes["png"] == ()
    assert notes["tiff"] == notes["pyramid"] == (f"TIFF {left_out}",)
    assert notes["jpeg"] == (f"JPEG {left_out}",)
    assert notes["jp2"] == (f"JPEG 2000 {left_out}",)
    assert notes["webp"] == ("WebP holds no IPTC data; they were left out.", f"WebP {left_out}")
    assert "three equal channels" in notes_on_format(replace(painting_of(Metadata()), is_grey=True), "webp")[0]
    assert notes_on_format(painting_of(Metadata(texts=(("a\x1b[31m", "x"),))), "webp")[0].isprintable()


def test_texts_never_replace_what_the_xmp_says_or_cost_the_picture():
    xmp = with_properties(None, {"dc:title": "Mount", "dc:source": "scan"})
    texts = (("Title", "Hill"), ("Source", "scan"), ("Creation Time", "Sat, 04 May 2024 07:08:09 +0200"))
    fitted = fit_metadata(Metadata(xmp=xmp, texts=texts), "tiff")
    said = property_texts(fitted.xmp, ["dc:title", "dc:source", "xmp:CreateDate"])
    assert said == {"dc:title": "Mount", "dc:source": "scan", "xmp:CreateDate": "2024-05-04T07:08:09+02:00"}
    assert notes_on_format(painting_of(Metadata(xmp=xmp, texts=texts)), "tiff")[0].endswith("; Title was left out.")
    for hopeless in (Metadata(xmp=b"<x", texts=TEXTS[:1]), Metadata(xmp=xmp, texts=(("Author", "a" * 65_500),))):
        assert fit_metadata(hopeless, "jpeg").xmp == hopeless.xmp
        assert len(notes_on_format(painting_of(hopeless), "jpeg")) == 1
    padded = with_properties(None, {}).replace(b"\n<?xpacket end", b" " * 65_400 + b"\n<?xpacket end")
    assert reread(Metadata(xmp=padded, texts=TEXTS), "jpeg").xmp == fit_metadata(Metadata(texts=TEXTS), "jpeg").xmp


TIFF_FIELDS = {
    "bytes": {33723: (1, list(RECORDS))},
    "undefined": {33723: (7, list(RECORDS))},
    "numbers": {33723: (4, np.frombuffer(RECORDS + bytes(-len(RECORDS) % 4), "<u4").tolist())},
    "swapped numbers": {33723: (4, np.frombuffer(RECORDS + bytes(-len(RECORDS) % 4), ">u4").tolist())},
    "Photoshop's resources": {34377: (7, list(RESOURCES))},
    "both, one of them broken": {33723: (7, list(b"none")), 34377: (1, list(RESOURCES))},
}


@pytest.mark.parametrize("tags", TIFF_FIELDS.values(), ids=TIFF_FIELDS)
def test_iptc_is_found_wherever_a_tiff_keeps_it(tags):
    painting = read_painting(write_tiff([RGB.tobytes()], 16, 12, 3, tags=tags))
    assert (painting.metadata.iptc, painting.notes) == (RECORDS, ())


def segment(content):
    return b"\xff\xed" + struct.pack(">H", len(content) + 2) + content


def test_iptc_in_a_jpeg_may_be_cut_into_several_segments():
    parts = [segment(b"Photoshop 3.0\0" + part) for part in (RESOURCES[:50], RESOURCES[50:])]
    assert read_painting(JPEG[:2] + b"".join(parts) + JPEG[2:]).metadata.iptc == RECORDS


def test_iptc_that_cannot_be_read_is_left_out_with_a_note():
    broken = RESOURCES.replace(b"\x1c", b"\x1d")
    for data in (JPEG[:2] + segment(b"Photoshop 3.0\0" + broken) + JPEG[2:], png_with(raw_profile(b"iptc", broken))):
        painting = read_painting(data)
        assert painting.metadata.iptc is None
        assert painting.notes == (iptc.UNREADABLE_IPTC,)
    assert iptc.read_records(RECORDS + b"\x1c\2\5\xff\xff", notes := []) == RECORDS
    assert notes == []


def test_a_jpeg_holds_as_much_iptc_as_the_format_allows():
    largest = dataset(2, 120, b"a" * 30_000) * 2
    largest += dataset(2, 120, b"a" * (iptc.MAX_JPEG_BYTES - len(largest) - 5))
    assert reread(Metadata(iptc=largest), "jpeg").iptc == largest
    with pytest.raises(UnsuitableFormat, match="65506 bytes of IPTC data"):
        reread(Metadata(iptc=largest + RECORDS), "jpeg")


def test_other_programs_find_iptc():
    with Image.open(io.BytesIO(encode_painting(RGB, painting_of(Metadata(iptc=RECORDS)), "jpeg"))) as picture:
        assert picture.info["photoshop"] == {0x0404: RECORDS}
    with tifffile.TiffFile(io.BytesIO(encode_painting(RGB, painting_of(Metadata(iptc=RECORDS)), "tiff"))) as file:
        assert file.pages.first.tags[33723].dtype == 4


def test_a_text_of_iptc_is_replaced_in_the_character_set_of_the_records():
    for start, text, expected in (
        (RECORDS, "Möwe", "Möwe".encode("latin-1")),
        (dataset(1, 90, b"\x1b%G") + RECORDS + dataset(7, 10, b"x"), " Kāpa\n2 ", "Kāpa 2".encode()),
        (dataset(2, 80, b"Anna") + dataset(2, 5, b"a") + dataset(2, 5, b"b"), "", b""),
        (RECORDS, "a" * 99, b"a" * 64),
    ):
        changed = iptc.with_text(start, iptc.TITLE, text)
        assert iptc.read_records(changed, []) == changed
        assert changed.count(dataset(2, 5, expected)) == 1
        assert len(changed) - len(start) == len(expected) - {RECORDS: 4}.get(start, 4 if b"Hill" in start else 7)
    assert iptc.with_text(RECORDS, iptc.TITLE, "Kāpa") is None


def raw_profile(kind, data, name=b"zTXt"):
    text = b"\n%s\n%8d\n%s\n" % (kind, len(data), data.hex("\n", 36).encode())
    body = b"\0" + zlib.compress(text) if name == b"zTXt" else text
    return encode_chunk(name, b"Raw profile type " + kind + b"\0" + body)


def png_with(*chunks):
    return PNG[:33] + b"".join(chunks) + PNG[33:]


def test_a_raw_profile_of_exif_turns_the_picture_where_there_is_no_exif_chunk():
    block = exif.compose_block([ExifField(274, 3, b"\6\0"), ExifField(315, 2, b"Anna\0")], {}, "<")
    for name, kind in ((b"tEXt", b"exif"), (b"zTXt", b"APP1")):
        painting = read_painting(png_with(raw_profile(kind, b"Exif\0\0" + block, name)))
        np.testing.assert_array_equal(painting.image, np.rot90(RGB, -1))
        assert (b"Anna" in painting.metadata.exif, painting.metadata.texts) == (True, ())
    upright = encode_chunk(b"eXIf", exif.compose_block([ExifField(274, 3, b"\1\0")], {}, "<"))
    np.testing.assert_array_equal(read_painting(png_with(raw_profile(b"exif", block), upright)).image, RGB)


def test_raw_profiles_of_xmp_and_iptc_are_read():
    xmp = with_properties(None, {"dc:title": "Hill"})
    app1 = raw_profile(b"APP1", b"http://ns.adobe.com/xap/1.0/\0" + xmp)
    for chunk in (raw_profile(b"xmp", xmp), app1, encode_chunk(b"tEXt", b"XML:com.adobe.xmp\0" + xmp)):
        assert read_painting(png_with(chunk)).metadata.xmp == xmp
    for data in (RECORDS, RESOURCES):
        assert read_painting(png_with(raw_profile(b"iptc", data))).metadata.iptc == RECORDS


def test_texts_of_png_come_back_in_their_order():
    long = "Ш" * 5000
    texts = (("b", ""), ("a", "é\nü"), ("a", long), ("c", "x" * 5000), ("\xe9", "ж"))
    assert reread(Metadata(texts=texts), "png").texts == texts
    assert encode_painting(RGB, painting_of(Metadata(texts=texts)), "png")[37:41] == b"tEXt"


HOSTILE_TEXTS = {
    "a bomb": [encode_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(2**26), 1))],
    "many bombs": [encode_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(2**23), 1))] * 200,
    "a bomb of digits": [raw_profile(b"exif", bytes(2**22))],
    "no keyword": [encode_chunk(b"tEXt", b"\0x")],
    "an endless keyword": [encode_chunk(b"tEXt", b"x" * 99)],
    "a keyword that a terminal obeys": [encode_chunk(b"tEXt", b"\x1b[31m\0x")],
    "no text": [encode_chunk(b"zTXt", b"a\0")],
    "broken letters": [encode_chunk(b"iTXt", b"a\0\0\0\0\0\xff")],
    "an unknown profile": [raw_profile(b"generic", b"x")],
    "odd digits": [encode_chunk(b"tEXt", b"Raw profile type exif\0\nexif\n 2\nabc\n")],
}


@pytest.mark.parametrize("chunks", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_hostile_texts_are_left_out_with_a_note_and_cost_no_time(chunks):
    start = time.process_time()
    painting = read_painting(png_with(*chunks, encode_chunk(b"tEXt", b"mine\0yours")))
    assert painting.metadata.texts in ((("mine", "yours"),), ())
    assert "left out" in painting.notes[0]
    assert "".join(painting.notes).isprintable()
    assert time.process_time() - start < 1


def test_of_too_many_texts_the_first_are_kept():
    painting = read_painting(png_with(*[encode_chunk(b"tEXt", b"a\0b")] * 2000))
    assert len(painting.metadata.texts) == 1000
    assert "more texts" in painting.notes[0]


def test_comments_of_jpeg_and_gif_are_texts():
    for format in ("JPEG", "GIF"):
        painting = read_painting(
            save_with_pillow(PICTURE.quantize(9) if format == "GIF" else PICTURE, format, comment="wét")
        )
        assert painting.metadata.texts == (("Comment", "wét"),), format


def test_all_kinds_come_out_of_the_decoder_process():
    decoder = DecoderProcess()
    metadata = Metadata(iptc=RECORDS, texts=TEXTS)
    decoded = decoder.decode(encode_painting(RGB, painting_of(metadata), "png"), SizeLimit(1))
    decoder.close()
    assert decoded.metadata == metadata
