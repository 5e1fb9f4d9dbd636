"""A JPEG that lacks only its end marker is read with a note; one that lacks a byte of its picture is refused."""

import io

import numpy as np
import pytest
from PIL import Image

from restoration.errors import BadImage
from restoration.imaging.jpeg_structure import read_structure
from restoration.imaging.reading import read_painting
from tests.unit.imaging.picture_files import save_with_pillow

RNG = np.random.default_rng(17)
RGB = RNG.integers(0, 256, (40, 56, 3), dtype=np.uint8)
PICTURE = Image.fromarray(RGB)
END = b"\xff\xd9"
WHOLE = {
    "baseline": save_with_pillow(PICTURE, "JPEG"),
    "progressive": save_with_pillow(PICTURE, "JPEG", progressive=True),
    "restarts": save_with_pillow(PICTURE, "JPEG", restart_marker_blocks=2),
    "grey": save_with_pillow(PICTURE.convert("L"), "JPEG"),
    "inks": save_with_pillow(PICTURE.convert("CMYK"), "JPEG"),
    "rgb": save_with_pillow(PICTURE, "JPEG", keep_rgb=True),
}


def with_one_colour_for_4_by_2_pixels():
    """Return head and blocks of a JPEG, which simplejpeg does not know, and Pillow does."""
    flat = bytearray(save_with_pillow(Image.new("RGB", (56, 40), (128, 128, 128)), "JPEG"))
    frame, scan = flat.index(b"\xff\xc0"), flat.index(b"\xff\xda")
    flat[frame + 11] = 0x42
    flat[scan + 6 : scan + 11 : 2] = bytes(3)  # all channels by the first tables, where a flat block is 001010
    return bytes(flat[: scan + 14]), int("001010" * 60, 2).to_bytes(45, "big")


UNUSUAL_SUBSAMPLING = b"".join(with_one_colour_for_4_by_2_pixels()) + END


def view_with_pillow(data):
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(picture.convert("RGB"))


@pytest.mark.parametrize("data", WHOLE.values(), ids=WHOLE)
def test_a_whole_file_is_read_without_a_note(data):
    painting = read_painting(data)
    assert np.abs(painting.image.astype(int) - view_with_pillow(data)).max() <= 1
    assert not any("marker" in note for note in painting.notes)


@pytest.mark.parametrize("data", WHOLE.values(), ids=WHOLE)
@pytest.mark.parametrize("rest", [b"", b"\xff", bytes(500)], ids=["nothing", "half a marker", "zeros"])
def test_a_file_that_lacks_only_its_end_marker_is_read_with_a_note(data, rest):
    painting = read_painting(data.removesuffix(END) + rest)
    np.testing.assert_array_equal(painting.image, read_painting(data).image)
    assert "end marker" in painting.notes[0]
    preview = read_painting(data.removesuffix(END) + rest, longest=10)
    np.testing.assert_array_equal(preview.image, painting.image)


@pytest.mark.parametrize("data", WHOLE.values(), ids=WHOLE)
def test_a_file_that_lacks_more_is_refused_with_and_without_an_end_marker(data):
    start = read_structure(data).scans[0].end
    for length in {*range(start, len(data) - 3, 41), *range(len(data) - 12, len(data) - 2)}:
        for rest in (b"", END, bytes(200)):
            with pytest.raises(BadImage):
                read_painting(data[:length] + rest)


def test_a_progressive_file_that_ends_between_two_scans_is_refused():
    data = WHOLE["progressive"]
    for segment in read_structure(data).scans[1:]:
        tables = data.rindex(b"\xff\xc4", 0, segment.start)  # which belong to the scan
        for length in (segment.start, tables):
            with pytest.raises(BadImage):
                read_painting(data[:length])


def test_a_comment_may_hold_any_bytes():
    for words in (END, b"\xff\xd8\xff\xda\0\0", b"\xff" * 9, b"\xff\xc0\0\x0b\x08\xff\xff\xff\xff\1"):
        data = save_with_pillow(PICTURE, "JPEG", comment=b"a" + words + b"b")
        painting = read_painting(data)
        np.testing.assert_array_equal(painting.image, view_with_pillow(data))
        assert painting.notes == ()
        assert "end marker" in read_painting(data.removesuffix(END)).notes[0]


def test_what_is_unusual_but_costs_no_data_is_read():
    data = WHOLE["baseline"]
    later_revision = data.replace(b"JFIF\0\1", b"JFIF\0\7", 1)
    other_adobe = save_with_pillow(PICTURE, "JPEG", keep_rgb=True).replace(
        b"Adobe\0d\0\0\0\0\0", b"Adobe\0d\0\0\0\0\7", 1
    )
    tables = data.index(b"\xff\xdb")
    filled = data[:tables] + bytes(9) + data[tables:]
    for unusual in (later_revision, filled, other_adobe):
        np.testing.assert_array_equal(read_painting(unusual).image, view_with_pillow(unusual))
        with pytest.raises(BadImage):
            read_painting(unusual[: len(data) // 2] + END)


def test_a_picture_with_one_colour_for_4_by_2_pixels_is_read():
    head, blocks = with_one_colour_for_4_by_2_pixels()
    assert (read_painting(head + blocks + END).image == 128).all()
    for cut in (blocks[:-1], blocks[:20]):
        with pytest.raises(BadImage):
            read_painting(head + cut + END)


def test_a_piece_cut_out_of_the_data_is_nearly_always_found():
    found = tries = 0
    for key in ("baseline", "progressive", "grey"):
        data = WHOLE[key]
        start = read_structure(data).scans[0].end
        for _ in range(20):
            first, last = sorted(RNG.integers(start, len(data) - 2, 2))
            tries += 1
            try:
                read_painting(data[:first] + data[last + 1 :])
            except BadImage:
                found += 1
    assert found >= tries * 0.9
