"""EXIF: malformed parts are skipped and never cause an error."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.imaging import exif

TEXT = exif.ExifField(315, 2, b"Anonymous\0")
NUMBER = exif.ExifField(33434, 5, struct.pack("<II", 1, 4))


def contents(fields):
    return [(field.tag, field.type, field.value) for field in fields]


def test_composed_fields_are_found_again():
    block = exif.compose_block([TEXT], {exif.EXIF_DIRECTORY: [NUMBER], exif.GPS_DIRECTORY: []}, "<")
    assert contents(exif.first_directory(block))[0] == (315, 2, b"Anonymous\0")
    assert contents(exif.sub_directory(block, exif.EXIF_DIRECTORY)) == contents([NUMBER])
    assert exif.sub_directory(block, exif.GPS_DIRECTORY) == []


def test_bigtiff_directories_are_found_again_and_keep_what_follows():
    children = {exif.EXIF_DIRECTORY: [NUMBER], exif.GPS_DIRECTORY: [TEXT]}
    directory = exif.encode_directories([TEXT], children, 16, ">", is_big=True, following=40)
    block = b"MM\0+" + struct.pack(">HHQ", 8, 0, 16) + directory
    assert contents(exif.first_directory(block))[0] == (315, 2, b"Anonymous\0")
    assert contents(exif.sub_directory(block, exif.EXIF_DIRECTORY)) == contents([NUMBER])
    assert contents(exif.sub_directory(block, exif.GPS_DIRECTORY)) == contents([TEXT])
    assert exif.following_directory(block, 16) == 40


def test_numbers_change_their_byte_order_and_texts_do_not():
    big = exif.ExifField(33434, 5, struct.pack(">II", 1, 4))
    assert contents([big.to_little_endian(">")]) == contents([NUMBER])
    assert TEXT.to_little_endian(">") == TEXT


@pytest.mark.parametrize(("unit", "expected"), [(2, (300, 150)), (3, (762, 381)), (1, None)])
def test_resolution_is_per_inch(unit, expected):
    fields = [
        exif.ExifField(exif.X_RESOLUTION, 5, struct.pack("<II", 300, 1)),
        exif.ExifField(exif.Y_RESOLUTION, 5, struct.pack("<II", 300, 2)),
        exif.ExifField(exif.RESOLUTION_UNIT, 3, struct.pack("<H", unit)),
    ]
    assert exif.resolution(exif.compose_block(fields, {}, "<")) == expected


def test_a_new_resolution_leaves_all_other_values_where_they_are():
    maker = exif.compose_block(
        [exif.ExifField(270, 2, b"Madonna\0"), exif.ExifField(282, 5, struct.pack(">II", 72, 1))],
        {exif.EXIF_DIRECTORY: [exif.ExifField(37500, 7, b"offsets inside")]},
        ">",
    )
    block = exif.with_resolution(maker, (300.0, 299.5))
    assert exif.resolution(block) == (300, 299.5)
    assert block[8 : len(maker)] == maker[8:]
    kept = {field.tag: field.value for field in exif.first_directory(block)}
    assert (kept[270], len(kept)) == (b"Madonna\0", 5)
    assert exif.sub_directory(block, exif.EXIF_DIRECTORY)[0].value == b"offsets inside"
    assert exif.with_resolution(block, (300.004, 299.5)) == block
    assert exif.resolution(exif.with_resolution(None, (300.0, 254.0))) == (300, 254)
    for odd in (b"no EXIF", b"II*\0", b"II*\0\xff\xff\xff\xff" + bytes(20)):
        assert isinstance(exif.with_resolution(odd, (300.0, 300.0)), bytes)


def test_entries_that_share_their_values_do_not_fill_the_memory():
    entries = b"".join(struct.pack("<HHII", tag, 7, 10**6, 0) for tag in range(60000))
    block = b"II*\0" + struct.pack("<IH", 8, 60000) + entries + bytes(10**6)
    assert sum(len(field.value) for field in exif.first_directory(block)) <= len(block)


@given(st.binary(max_size=80), st.sampled_from([b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08", b"II+\0\x08\0\0\0", b""]))
def test_no_block_causes_an_error(noise, head):
    block = head + noise
    assert 1 <= exif.orientation(block) <= 8
    assert len(exif.reset_orientation(block)) == len(block)
    exif.resolution(block)
    exif.first_directory(exif.with_resolution(block, (300.0, 300.0)))
    exif.sub_directory(block, exif.EXIF_DIRECTORY)
