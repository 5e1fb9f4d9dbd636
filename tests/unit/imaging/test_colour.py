"""RGB is left alone; CMYK and Lab become RGB, and a note says so. For grey see test_grey.py."""

import io
import struct

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from restoration.errors import BadImage
from restoration.imaging.colour import srgb_profile
from restoration.imaging.reading import read_painting
from tests.unit.imaging.picture_files import save_tiff, save_with_pillow

INKS = np.random.default_rng(3).integers(0, 256, (20, 30, 4), dtype=np.uint8)
LINEAR_GREY = imagecodecs.cms_profile("gray", gamma=1.0)


def cmyk_profile():
    """Return a small CMYK profile: Lab values for all or nothing of each ink, with interpolation between them."""
    corners = b""
    for number in range(16):
        cyan, magenta, yellow, black = (number >> bit & 1 for bit in (3, 2, 1, 0))
        light = 255 * (1 - 0.35 * cyan) * (1 - 0.45 * magenta) * (1 - 0.1 * yellow) * (1 - 0.9 * black)
        corners += bytes([int(light), 128 - 30 * cyan + 60 * magenta, 128 - 40 * cyan + 70 * yellow])
    identity = bytes(range(256))
    matrix = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    table = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + matrix + identity * 4 + corners + identity * 3
    text = b"desc" + bytes(4) + struct.pack(">I", 6) + b"press\0" + bytes(78)
    white = b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)
    parts = [(b"desc", text), (b"wtpt", white), (b"A2B0", table)]
    offset, index, body = 128 + 4 + 12 * len(parts), struct.pack(">I", len(parts)), b""
    for name, part in parts:
        index += name + struct.pack(">II", offset + len(body), len(part))
        body += part + bytes(-len(part) % 4)
    head = struct.pack(
        ">I4sI4s4s4s12s4s", offset + len(body), b"lcms", 0x02400000, b"prtr", b"CMYK", b"Lab ", bytes(12), b"acsp"
    )
    head = (head + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)).ljust(128, b"\0")
    return head + index + body


def test_an_rgb_profile_is_kept_and_converts_nothing():
    profile = imagecodecs.cms_profile("adobergb")
    painting = read_painting(save_with_pillow(Image.fromarray(INKS[..., :3].copy()), "PNG", icc_profile=profile))
    np.testing.assert_array_equal(painting.image, INKS[..., :3])
    assert painting.metadata.icc == profile
    assert painting.notes == ()


@pytest.mark.parametrize("format", ["JPEG", "TIFF"])
def test_cmyk_without_a_profile_looks_as_in_pillow(format):
    data = save_with_pillow(Image.fromarray(INKS, "CMYK"), format)
    painting = read_painting(data)
    with Image.open(io.BytesIO(data)) as picture:
        shown = np.asarray(picture.convert("RGB")).astype(int)
    assert np.abs(painting.image - shown).max() <= 1
    assert painting.metadata.icc is None
    assert "without a profile" in painting.notes[0]


@pytest.mark.parametrize("format", ["JPEG", "TIFF"])
def test_cmyk_with_a_profile_looks_as_in_littlecms(format):
    profile = cmyk_profile()
    data = save_with_pillow(Image.fromarray(INKS, "CMYK"), format, icc_profile=profile)
    painting = read_painting(data)
    with Image.open(io.BytesIO(data)) as picture:
        expected = ImageCms.profileToProfile(
            picture,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
            flags=ImageCms.Flags.NOOPTIMIZE,
        )
    assert np.abs(painting.image.astype(int) - np.asarray(expected)).max() <= 1
    assert painting.metadata.icc == srgb_profile()
    assert "CMYK to sRGB" in painting.notes[0]


def test_sixteen_bit_cmyk_keeps_its_depth():
    pixels16 = INKS.astype(np.uint16) * 257
    unprofiled = read_painting(save_tiff(pixels16, photometric="separated"))
    unprofiled8 = read_painting(save_tiff(INKS, photometric="separated"))
    assert unprofiled.image.dtype == np.uint16
    assert np.abs(unprofiled.image / 257 - unprofiled8.image).max() < 1
    profiled = read_painting(save_tiff(pixels16, photometric="separated", iccprofile=cmyk_profile()))
    assert profiled.image.dtype == np.uint16
    assert "embedded profile" in profiled.notes[0]


def test_our_own_profile_has_a_fixed_date():
    assert srgb_profile()[24:28] == struct.pack(">HH", 2000, 1)
    assert ImageCms.getProfileName(ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))).startswith("sRGB")


def test_a_profile_that_does_not_fit_is_left_out_with_a_note():
    painting = read_painting(save_with_pillow(Image.fromarray(INKS[..., :3].copy()), "PNG", icc_profile=LINEAR_GREY))
    np.testing.assert_array_equal(painting.image, INKS[..., :3])
    assert painting.metadata.icc is None
    assert "left out" in painting.notes[0]


def test_a_broken_profile_is_refused_with_a_cure():
    broken = cmyk_profile()[:200]
    with pytest.raises(BadImage, match="profile is broken"):
        read_painting(save_with_pillow(Image.fromarray(INKS, "CMYK"), "TIFF", icc_profile=broken))


def test_lab_becomes_srgb_in_both_depths():
    to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    colours = Image.fromarray(np.array([[[255, 255, 255], [0, 0, 0], [200, 40, 60], [90, 120, 200]]], np.uint8))
    data = save_with_pillow(ImageCms.applyTransform(colours, to_lab), "TIFF")
    painting = read_painting(data)
    assert np.abs(painting.image.astype(int) - np.asarray(colours)).max() <= 4  # 8-bit Lab is coarse
    assert "Lab to sRGB" in painting.notes[0]
    lab = tifffile.imread(io.BytesIO(data)).view(np.uint8)
    pixels16 = np.empty(lab.shape, np.uint16)
    pixels16[..., 0] = lab[..., 0].astype(np.uint16) * 257
    pixels16[..., 1:] = lab[..., 1:].astype(np.uint16) << 8
    painting16 = read_painting(save_tiff(pixels16, photometric="cielab", planarconfig="contig"))
    assert np.abs(painting16.image / 257 - painting.image).max() < 1.5
    for pixels, expected in ((lab, painting), (pixels16, painting16)):
        signed = save_tiff(pixels.view(f"i{pixels.itemsize}"), photometric="cielab", planarconfig="contig")
        np.testing.assert_array_equal(read_painting(signed).image, expected.image)
