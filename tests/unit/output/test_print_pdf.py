"""The PDF to print on film: true size, the same marks on both films, and nothing outside the mask."""

import io
import re
import shutil
import struct
import subprocess
import zlib

import cv2
import imagecodecs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from restoration.errors import UnsuitableFormat
from restoration.imaging.painting import Metadata, Painting
from restoration.imaging.png import IDAT, IEND, IHDR, SIGNATURE, encode_chunk
from restoration.output import print_pdf
from restoration.output.damage_map import TitleBlock
from restoration.output.drawing.pdf_pictures import BLEED
from restoration.output.print_pdf import encode_print_pdf
from tests.unit.output.pdf_objects import objects_of

PROFILE = imagecodecs.cms_profile("adobergb")
WORDS = TitleBlock("Мадонна", "NG 1234", "A. Rossi", "1 December")
DPI = 300
PX_PER_MM = 2.0  # of the painting, which is then 32 x 24 mm


@pytest.fixture
def source(painting):
    return Painting(painting, "madonna.png", "ab" * 32, "PNG", Metadata(PROFILE))


def streams(pdf, sign):
    """Return the heads and the unpacked data of the streams whose head holds `sign`."""
    parts = (body.split(b"stream\n", 1) for body in objects_of(pdf).values() if b"stream\n" in body)
    return [(head, data) for head, data in parts if sign in head]


def samples(head, rows, channels):
    """Return the pixels of rows that are filtered as in PNG, as a PNG reader sees them."""
    width, height = (int(re.search(rb"/%b (\d+)" % name, head)[1]) for name in (b"Width", b"Height"))
    header = struct.pack(">IIBBBBB", width, height, 8, 0 if channels == 1 else 2, 0, 0, 0)
    chunks = ((IHDR, header), (IDAT, zlib.compress(rows)), (IEND, b""))
    png = SIGNATURE + b"".join(encode_chunk(name, data) for name, data in chunks)
    return np.asarray(Image.open(io.BytesIO(png)))


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_the_colour_layer_holds_the_masked_pixels_and_a_rim_that_nobody_sees(source, painting, hole, depth):
    tall, mask = np.vstack([painting, painting[::-1]]), np.vstack([hole, np.roll(hole, 9, axis=0)])  # two strips
    pdf = encode_print_pdf(source, tall.astype(depth) * depth(np.iinfo(depth).max // 255), mask, PX_PER_MM)
    ((colour_head, colours),) = streams(pdf, b"/SMask")
    ((soft_head, soft),) = streams(pdf, b"/Colors 1")
    near = cv2.dilate(mask.view(np.uint8), np.ones((2 * BLEED + 1, 2 * BLEED + 1), np.uint8))
    np.testing.assert_array_equal(samples(colour_head, colours, 3), tall * near[..., np.newaxis])
    np.testing.assert_array_equal(samples(soft_head, soft, 1), np.where(mask, 255, 0))
    profile = re.search(rb"/ICCBased (\d+) 0 R", colour_head)[1]
    assert objects_of(pdf)[int(profile)].endswith(PROFILE)


def test_the_white_layer_is_the_mask_in_an_ink_of_its_own(source, painting, hole):
    pdf = encode_print_pdf(source, painting, hole, PX_PER_MM)
    ((_, rows),) = streams(pdf, b"/ImageMask true")
    np.testing.assert_array_equal(np.unpackbits(np.frombuffer(rows, np.uint8).reshape(48, 8), axis=1), hole)
    assert [body for body in objects_of(pdf).values() if b"/Separation /White /DeviceRGB" in body]


def test_transparent_paint_is_on_neither_film(source, painting, hole):
    alpha = np.zeros(hole.shape, np.uint16)
    alpha[:, 32:] = 65535
    clear = Painting(painting, "madonna.png", "ab" * 32, "PNG", alpha=alpha)
    pdf = encode_print_pdf(clear, painting, hole, PX_PER_MM)
    ((head, soft),) = streams(pdf, b"/Colors 1")
    ((_, rows),) = streams(pdf, b"/ImageMask true")
    expected = hole & (alpha > 0)
    np.testing.assert_array_equal(samples(head, soft, 1) == 255, expected)
    np.testing.assert_array_equal(np.unpackbits(np.frombuffer(rows, np.uint8).reshape(48, 8), axis=1), expected)


@given(st.integers(1, 3000), st.integers(1, 3000), st.floats(0.7, 200))
def test_the_picture_has_exactly_its_size_and_the_page_has_room_for_bar_and_marks(height, width, px_per_mm):
    place = print_pdf._picture_place((height, width), px_per_mm)
    page = print_pdf._page_size((height, width), px_per_mm)
    assert place.width == pytest.approx(width / px_per_mm) and place.height == pytest.approx(height / px_per_mm)
    reach = print_pdf.MARK_DISTANCE + print_pdf.MARK_ARM
    assert min(place.x, place.y) > reach and page[0] - place.right > reach
    assert page[1] - place.bottom > print_pdf.BAR_DROP + print_pdf.BAR_HEIGHT
    assert page[0] >= print_pdf.BAR + 2 * print_pdf.MARGIN
    assert reach - print_pdf.MARGIN / 2 < print_pdf.NAME_DROP - 4, "the name is written over the marks"


def test_both_films_place_the_picture_alike_and_to_the_nanometre(source, painting, hole):
    pdf = encode_print_pdf(source, painting, hole, 7.3)
    contents = [body for body in objects_of(pdf).values() if b" cm 1 j" in body]
    matrices = [re.search(rb"q (?:\S+ cs 1 scn )?([-\d. ]+) cm /X", body)[1].split() for body in contents[:2]]
    assert matrices[0] == matrices[1]
    width, _, _, height = (float(number) / 100 for number in matrices[0][:4])
    assert (width, height) == (pytest.approx(64 / 7.3, abs=1e-6), pytest.approx(-48 / 7.3, abs=1e-6))


def test_a_page_larger_than_pdf_allows_is_one_clear_sentence(source, painting, hole):
    with pytest.raises(UnsuitableFormat, match="at most 5,080 mm a side, and this picture needs 6,440 × 4,850 mm") as e:
        encode_print_pdf(source, painting, hole, 0.01)
    assert "scale" in e.value.hint


def test_the_key_says_all_of_how_the_fill_was_laid_down(source, painting, hole):
    said = "Tratteggio 77%, Sottotono 23%, strokes of 0.5 mm (2.0 px), which merge from 1.7 m, drawn at 2 px because..."
    key = print_pdf._key(source, painting, hole, PX_PER_MM, TitleBlock(), said)
    assert said in " ".join(item.text for item in key.items if hasattr(item, "text"))


def test_the_same_picture_gives_the_same_bytes(source, painting, hole):
    first, second = (encode_print_pdf(source, image, hole, 3.0, WORDS) for image in (painting, painting.copy()))
    assert first == second


@pytest.fixture
def rendered(source, painting, hole, tmp_path):
    """The pages as a printer draws them: pdfinfo's sizes in mm, and (H, W, 3) pixels of both films at 300 dpi."""
    if not (shutil.which("pdftoppm") and shutil.which("pdfinfo")):
        pytest.skip("needs pdftoppm and pdfinfo (poppler-utils)")
    file = tmp_path / "print.pdf"
    file.write_bytes(encode_print_pdf(source, painting, hole, PX_PER_MM, WORDS, "Tratteggio"))
    found = subprocess.run(["pdfinfo", "-l", "3", file], capture_output=True, text=True, check=True).stdout
    sizes = [
        [float(side) / 72 * 25.4 for side in line] for line in re.findall(r"size:\s+([\d.]+) x ([\d.]+) pts", found)
    ]
    done = subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-l", "2", file, tmp_path / "page"], capture_output=True, text=True
    )
    assert done.returncode == 0 and not done.stderr, done.stderr
    return sizes, *(np.asarray(Image.open(path)).astype(int) for path in sorted(tmp_path.glob("page*.ppm")))


def px(mm):
    return mm * DPI / 25.4


def test_a_printer_draws_both_films_at_true_size(rendered, painting, hole):
    sizes, colour, white = rendered
    place = print_pdf._picture_place(painting.shape, PX_PER_MM)
    assert sizes == [pytest.approx(size, abs=0.01) for size in ([90, 74], [90, 74], [210, 297])]
    _check_bar(colour, place)
    _check_bar(white, place)
    _check_marks(colour, white, place)
    _check_pixels(colour, white, place, painting, hole)


def _check_bar(page, place):
    row = page[round(px(place.bottom + print_pdf.BAR_DROP + print_pdf.BAR_HEIGHT / 2))]
    (dark,) = np.nonzero(row.max(axis=1) < 128)
    assert dark[-1] - dark[0] + 1 == len(dark) == pytest.approx(px(50), abs=1)
    assert dark[0] == pytest.approx(px(print_pdf.MARGIN), abs=1)


def _check_marks(colour, white, place):
    above_name = slice(0, round(px(place.bottom + print_pdf.NAME_DROP - 4)))
    top, left, bottom, right = (round(px(mm)) for mm in (place.y - 1, place.x - 1, place.bottom + 1, place.right + 1))
    outside = np.ones(colour.shape[:2], bool)
    outside[top:bottom, left:right] = False
    dark = (colour.max(axis=2) < 200) & outside
    assert np.array_equal(dark[above_name], ((white.max(axis=2) < 200) & outside)[above_name])
    reach = px(print_pdf.MARK_ARM + 0.5)
    for x in (place.x - print_pdf.MARK_DISTANCE, place.right + print_pdf.MARK_DISTANCE):
        for y in (place.y - print_pdf.MARK_DISTANCE, place.bottom + print_pdf.MARK_DISTANCE):
            rows, columns = (slice(round(px(middle) - reach), round(px(middle) + reach)) for middle in (y, x))
            spots = np.argwhere(dark[rows, columns]) + (rows.start, columns.start) + 0.5
            assert len(spots) > 200
            assert spots.mean(axis=0) == pytest.approx((px(y), px(x)), abs=1)


def _check_pixels(colour, white, place, painting, hole):
    """Look at the middle of each pixel of the painting, which is 5.9 px wide on the page."""
    rows = np.floor(px(place.y + (np.arange(48) + 0.5) / PX_PER_MM)).astype(int)
    columns = np.floor(px(place.x + (np.arange(64) + 0.5) / PX_PER_MM)).astype(int)
    shown, ink = (page[np.ix_(rows, columns)] for page in (colour, white))
    assert (shown[~hole] == 255).all() and (ink[~hole] == 255).all(), "something is printed outside the mask"
    assert (np.abs(ink[hole] - print_pdf.WHITE_INK.shown) <= 1).all()
    assert np.corrcoef(shown[hole].ravel(), painting[hole].ravel())[0, 1] > 0.99
