"""The scale of a photograph: measured, computed from the painting's size, or read from the file."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.errors import BadRequest
from restoration.imaging.painting import Metadata, Painting
from restoration.imaging.reading import read_painting
from restoration.imaging.scale import (
    Scale,
    ScaleSource,
    UnknownScale,
    format_area,
    format_length,
    scale_by_hand,
    scale_from_metadata,
    scale_from_ruler,
    scale_from_size,
    size_misfit,
    three_digits,
)
from restoration.imaging.writing import encode_painting

sides = st.floats(0.1, 10_000)
scales = st.floats(0.01, 1000)


@given(scales, st.floats(1, 300), st.floats(0, 6.28))
def test_a_ruler_gives_the_scale_whichever_way_it_lies(px_per_mm, length, angle):
    distance = px_per_mm * length
    end = 100 + distance * np.cos(angle), 50 + distance * np.sin(angle)
    if distance < 20.001:
        return
    assert scale_from_ruler((100, 50), end, length).px_per_mm == pytest.approx(px_per_mm)


def test_two_clicks_on_one_spot_measure_nothing():
    with pytest.raises(BadRequest, match="3 px apart"):
        scale_from_ruler((10, 10), (13, 10), 50)


@given(scales, st.integers(100, 9000), st.integers(100, 9000))
def test_the_size_of_the_painting_gives_the_scale(px_per_mm, height, width):
    size = height / px_per_mm / 10, width / px_per_mm / 10
    assert scale_from_size(*size, (height, width, 3)).px_per_mm == pytest.approx(px_per_mm)
    assert size_misfit(*size, (height, width, 3)) is None


def test_a_size_that_does_not_fit_the_photograph_is_told():
    assert "a difference of 12%" in size_misfit(50, 50, (1000, 1120))
    assert "exchanged" in size_misfit(70, 50, (1000, 1400))
    assert size_misfit(50, 50, (1000, 1010)) is None, "a crop of 1 % is usual"


@pytest.mark.parametrize("size", [(0, 50), (50, -1), (float("nan"), 50), (50, float("inf"))])
def test_an_impossible_size_is_refused(size):
    with pytest.raises(BadRequest, match="impossible"):
        scale_from_size(*size, (100, 100))


@pytest.mark.parametrize("px_per_mm", [0.0, -1.0, 1e-300, 1e7, float("nan"), float("inf")])
def test_an_impossible_scale_is_refused(px_per_mm):
    with pytest.raises(BadRequest, match="impossible"):
        scale_by_hand(px_per_mm)


def scanned(painting, dpi, file_format):
    like = Painting(painting, "scan", "0" * 64, "PNG", Metadata(dpi=dpi))
    return read_painting(encode_painting(painting, like, file_format), name="scan")


@pytest.mark.parametrize("file_format", ["png", "tiff", "jpeg"])
def test_a_scan_states_its_scale_in_every_format(painting, file_format):
    scale = scale_from_metadata(scanned(painting, (600, 600), file_format))
    assert scale.px_per_mm == pytest.approx(600 / 25.4, rel=1e-4)
    assert f"600 dpi in the {file_format.upper()} file" in scale.source_text


@pytest.mark.parametrize("file_format", ["png", "tiff", "jpeg"])
@pytest.mark.parametrize("dpi", [72, 96, 300])
def test_what_cameras_write_into_every_file_is_no_scale(painting, file_format, dpi):
    with pytest.raises(UnknownScale, match=f"{dpi} dpi, which cameras"):
        scale_from_metadata(scanned(painting, (dpi, dpi), file_format))


@pytest.mark.parametrize(("dpi", "words"), [(None, "states no resolution"), ((600, 400), "across and 400 dpi down")])
def test_a_file_that_says_nothing_clear_has_no_scale(painting, dpi, words):
    with pytest.raises(UnknownScale, match=words):
        scale_from_metadata(Painting(painting, "x", "0" * 64, "TIFF", Metadata(dpi=dpi)))


@given(scales, st.sampled_from(ScaleSource), st.text(max_size=20))
def test_a_scale_comes_back_from_json(px_per_mm, source, note):
    scale = Scale(px_per_mm, source, note)
    assert Scale.from_json(json.loads(json.dumps(scale.to_json()))) == scale


@pytest.mark.parametrize("fields", [{}, {"px_per_mm": 0, "source": "hand"}, {"px_per_mm": 2, "source": "guess"}, "2"])
def test_nonsense_is_no_scale(fields):
    with pytest.raises(BadRequest):
        Scale.from_json(fields)


@pytest.mark.parametrize(
    ("mm", "text"),
    [(0, "0 mm"), (0.04, "0.04 mm"), (4.217, "4.22 mm"), (50, "50 mm"), (99.96, "10 cm"), (1234.4, "123 cm")],
)
def test_lengths_have_a_unit_that_fits(mm, text):
    assert format_length(mm) == text


def test_areas_have_a_unit_that_fits():
    assert format_area(12.34) == "12.3 mm²"
    assert format_area(1234) == "12.3 cm²"


@given(st.floats(0.0005, 1e9))
def test_three_digits_are_never_far_from_the_number(number):
    shown = float(three_digits(number).replace(",", ""))
    assert shown == pytest.approx(number, rel=0.0051, abs=0.0005)
