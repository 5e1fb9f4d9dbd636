"""Cracks of known darkness, colour and width, and real ones where they are at hand."""

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from restoration.benchmark import real_damage
from restoration.benchmark.crack_appearance import appearance_percentiles, measure_crack_appearance
from restoration.damage.light import encode_srgb

PAINT = np.array([0.5, 0.4, 0.3])
ROWS, COLUMNS = np.mgrid[:120, :160]


def cracked(ratio, width=3.0, angle=0.3, paint=PAINT, neighbour=None):
    """A picture with one Gaussian crack, `width` px at half depth, and the distance of each pixel from its middle."""
    across = (ROWS - 60) * np.cos(angle) - (COLUMNS - 80) * np.sin(angle)
    depth = np.exp(-4 * np.log(2) * (across / width) ** 2)
    if neighbour is not None:
        depth = np.maximum(depth, np.exp(-4 * np.log(2) * ((across - neighbour) / width) ** 2))
    light = paint * (1 - depth[..., None] * (1 - np.array(ratio)))
    return encode_srgb(light.astype(np.float32), np.dtype(np.uint16)), across


def lying_on(across, astray=0.0):
    """A line drawn along the crack, `astray` px beside it."""
    return np.abs(across - astray) <= 0.7


@pytest.mark.parametrize("angle", [0.0, 0.3, 0.785, 1.57])
@pytest.mark.parametrize("width", [2.0, 3.0, 5.0])
def test_darkness_and_width_are_those_that_were_painted(width, angle):
    image, across = cracked([0.5, 0.5, 0.5], width, angle)
    seen = measure_crack_appearance(image, lying_on(across))
    assert np.median(seen.luminance_ratio) == pytest.approx(0.5, abs=0.05)
    assert np.median(seen.width) == pytest.approx(width, abs=0.35)


def test_a_warm_crack_loses_more_blue_than_red_and_as_much_light_as_the_eye_sees():
    image, across = cracked([0.8, 0.6, 0.4], width=5.0, angle=0.0)
    seen = measure_crack_appearance(image, lying_on(across))
    assert np.median(seen.colour_ratio, axis=0) == pytest.approx([0.8, 0.6, 0.4], abs=0.02)
    assert np.median(seen.luminance_ratio) == pytest.approx(0.64, abs=0.02)  # of 0.41, red is 0.11 and blue 0.02


def test_the_drop_is_in_cie_lightness():
    image, across = cracked([0.25] * 3, width=5.0, angle=0.0, paint=np.array([0.72, 0.72, 0.72]))
    expected = 116 * (np.cbrt(0.72) - np.cbrt(0.18))  # 18 % of white is L* 49.5, 72 % is 88
    assert np.median(measure_crack_appearance(image, lying_on(across)).drop) == pytest.approx(expected, abs=0.3)


@pytest.mark.parametrize("astray", [-2.5, 2.5])
def test_a_line_drawn_beside_the_crack_sees_the_same(astray):
    image, across = cracked([0.5] * 3)
    straight, beside = (measure_crack_appearance(image, lying_on(across, shift)) for shift in (0.0, astray))
    assert np.median(beside.drop) == pytest.approx(np.median(straight.drop), abs=0.5)
    assert np.median(beside.width) == pytest.approx(np.median(straight.width), abs=0.2)


def test_a_neighbouring_crack_is_not_taken_for_paint():
    alone, accompanied = (
        measure_crack_appearance(image, lying_on(across))
        for image, across in (cracked([0.5] * 3, 2.0), cracked([0.5] * 3, 2.0, neighbour=7.0))
    )
    assert np.median(accompanied.luminance_ratio) == pytest.approx(np.median(alone.luminance_ratio), abs=0.02)


def test_a_light_crack_is_measured_as_one():
    image, across = cracked([1.6, 1.8, 2.0])
    seen = measure_crack_appearance(image, lying_on(across, 2.0), tone="light")
    assert np.median(seen.colour_ratio, axis=0) == pytest.approx([1.6, 1.8, 2.0], abs=0.1)
    assert np.median(seen.drop) < -10
    assert np.median(seen.width) == pytest.approx(3.0, abs=0.35)


def test_where_no_crack_is_seen_there_is_no_width():
    image = np.full((120, 160, 3), 100, np.uint8)
    seen = measure_crack_appearance(image, lying_on(ROWS - 60))
    assert np.isnan(seen.width).all() and (seen.drop == 0).all() and (seen.luminance_ratio == 1).all()


def test_percentiles_leave_out_what_has_no_width():
    assert appearance_percentiles(np.array([np.nan, *range(101)])).tolist() == [10, 25, 50, 75, 90]


@pytest.mark.shared
def test_real_cracks_are_darker_and_warmer_than_their_paint_but_not_black(shared):
    annotations = real_damage.load_annotations(shared / "real_damage")
    crop = next(crop for crop in annotations.lines if crop.name == "albergati_cheek")
    with Pillow.open(annotations.folder / crop.file) as picture:
        image = np.asarray(picture.convert("RGB"))
    drawn = np.zeros(image.shape[:2], np.uint8)
    cv2.polylines(drawn, [np.rint(line).astype(np.int32) for line in crop.polylines], False, 1)
    around = slice(crop.box.top - 14, crop.box.bottom + 14), slice(crop.box.left - 14, crop.box.right + 14)
    seen = measure_crack_appearance(image[around], drawn[around] > 0)
    red, green, blue = np.median(seen.colour_ratio, axis=0)
    assert 0.8 > red > green > blue > 0.5
    assert appearance_percentiles(seen.drop) == pytest.approx([4.4, 6.8, 9.6, 12.9, 16.4], abs=0.5)
    assert appearance_percentiles(seen.width) == pytest.approx([1.3, 1.6, 2.0, 2.4, 2.8], abs=0.2)
