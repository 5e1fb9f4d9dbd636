"""Painted cracks of known darkness, colour and width, and real cracks where they are present."""

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from restoration.benchmark import real_damage
from restoration.benchmark.crack_appearance import appearance_percentiles, measure_crack_appearance
from restoration.linear_light import encode_srgb

PAINT = np.array([0.5, 0.4, 0.3])
ROWS, COLUMNS = np.mgrid[:120, :160]


def cracked(ratio, width=3.0, angle=0.3, paint=PAINT, neighbour=None):
    """Return a picture with a Gaussian crack, `width` px at half depth, and each pixel's distance from its middle."""
    across = (ROWS - 60) * np.cos(angle) - (COLUMNS - 80) * np.sin(angle)
    depth = np.exp(-4 * np.log(2) * (across / width) ** 2)
    if neighbour is not None:
        depth = np.maximum(depth, np.exp(-4 * np.log(2) * ((across - neighbour) / width) ** 2))
    light = paint * (1 - depth[..., None] * (1 - np.array(ratio)))
    return encode_srgb(light.astype(np.float32), np.dtype(np.uint16)), across


def line_along(across, offset=0.0):
    """Return a line drawn along the crack, `offset` px beside it."""
    return np.abs(across - offset) <= 0.7


@pytest.mark.parametrize("angle", [0.0, 0.3, 0.785, 1.57])
@pytest.mark.parametrize("width", [2.0, 3.0, 5.0])
def test_darkness_and_width_are_those_that_were_painted(width, angle):
    image, across = cracked([0.5, 0.5, 0.5], width, angle)
    found = measure_crack_appearance(image, line_along(across))
    assert np.median(found.luminance_ratio) == pytest.approx(0.5, abs=0.05)
    assert np.median(found.width) == pytest.approx(width, abs=0.35)


def test_a_warm_crack_loses_more_blue_than_red_and_luminance_by_the_weights_of_the_eye():
    image, across = cracked([0.8, 0.6, 0.4], width=5.0, angle=0.0)
    found = measure_crack_appearance(image, line_along(across))
    assert np.median(found.colour_ratio, axis=0) == pytest.approx([0.8, 0.6, 0.4], abs=0.02)
    assert np.median(found.luminance_ratio) == pytest.approx(0.64, abs=0.02)  # of 0.41, red is 0.11 and blue 0.02


def test_the_drop_is_one_of_cie_lightness():
    image, across = cracked([0.25] * 3, width=5.0, angle=0.0, paint=np.array([0.72, 0.72, 0.72]))
    expected = 116 * (np.cbrt(0.72) - np.cbrt(0.18))  # 18 % of white is L* 49.5, 72 % is 88
    assert np.median(measure_crack_appearance(image, line_along(across)).drop) == pytest.approx(expected, abs=0.3)


@pytest.mark.parametrize("offset", [-2.5, 2.5])
def test_a_line_drawn_beside_the_crack_measures_the_same(offset):
    image, across = cracked([0.5] * 3)
    straight, beside = (measure_crack_appearance(image, line_along(across, shift)) for shift in (0.0, offset))
    assert np.median(beside.drop) == pytest.approx(np.median(straight.drop), abs=0.5)
    assert np.median(beside.width) == pytest.approx(np.median(straight.width), abs=0.2)


def test_a_neighbouring_crack_is_not_taken_for_paint():
    alone, accompanied = (
        measure_crack_appearance(image, line_along(across))
        for image, across in (cracked([0.5] * 3, 2.0), cracked([0.5] * 3, 2.0, neighbour=7.0))
    )
    assert np.median(accompanied.luminance_ratio) == pytest.approx(np.median(alone.luminance_ratio), abs=0.02)


def test_a_light_crack_is_lighter_than_its_paint():
    image, across = cracked([1.6, 1.8, 2.0])
    found = measure_crack_appearance(image, line_along(across, 2.0), tone="light")
    assert np.median(found.colour_ratio, axis=0) == pytest.approx([1.6, 1.8, 2.0], abs=0.1)
    assert np.median(found.drop) < -10
    assert np.median(found.width) == pytest.approx(3.0, abs=0.35)


def test_paint_without_a_crack_has_no_width():
    image = np.full((120, 160, 3), 100, np.uint8)
    found = measure_crack_appearance(image, line_along(ROWS - 60))
    assert np.isnan(found.width).all() and (found.drop == 0).all() and (found.luminance_ratio == 1).all()


def test_percentiles_leave_out_points_without_a_width():
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
    found = measure_crack_appearance(image[around], drawn[around] > 0)
    red, green, blue = np.median(found.colour_ratio, axis=0)
    assert 0.8 > red > green > blue > 0.5
    assert appearance_percentiles(found.drop) == pytest.approx([4.4, 6.8, 9.6, 12.9, 16.4], abs=0.5)
    assert appearance_percentiles(found.width) == pytest.approx([1.3, 1.6, 2.0, 2.4, 2.8], abs=0.2)
