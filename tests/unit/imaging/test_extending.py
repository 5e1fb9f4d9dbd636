"""A picture is extended on each side by what was asked for, and the photograph in it stays as it was."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.errors import BadRequest, ImageTooLarge
from restoration.imaging.extending import Margins, beyond_original, box_slices, extend_painting, parse_length
from restoration.imaging.painting import Painting
from restoration.imaging.scale import scale_by_hand

SIDES = st.builds(Margins, *[st.integers(0, 9)] * 4).filter(lambda sides: sides != Margins())


def some_painting(dtype=np.uint8):
    image = np.random.default_rng(3).integers(0, np.iinfo(dtype).max, (7, 11, 3), dtype=dtype)
    return Painting(image, "a.tif", "0" * 64, "TIFF", alpha=image[..., 0] // 2, extra=image[..., 1])


@given(SIDES, SIDES, st.sampled_from([np.uint8, np.uint16]))
def test_the_photograph_stays_as_it_was_wherever_it_lies(first, second, dtype):
    before = some_painting(dtype)
    once = extend_painting(before, first)
    twice = extend_painting(once, second)
    for extended in (once, twice):
        inside = box_slices(extended.original)
        for name in ("image", "alpha", "extra"):
            array = getattr(extended, name)
            np.testing.assert_array_equal(array[inside], getattr(before, name))
            assert array.dtype == dtype and array.shape[:2] == extended.image.shape[:2]
        assert (~beyond_original(extended)).sum() == 7 * 11
        assert not beyond_original(extended)[inside].any()
        assert (extended.alpha[beyond_original(extended)] == np.iinfo(dtype).max).all()
    assert once.original == (first.left, first.top, 11, 7)
    assert twice.original == (first.left + second.left, first.top + second.top, 11, 7)


@pytest.mark.parametrize(
    ("text", "px"), [("120", 120), ("12.4px", 12), ("10%", 80), (" 2.5 mm ", 25), ("0", 0), ("100 %", 800)]
)
def test_a_length_is_in_px_in_percent_or_in_mm(text, px):
    assert parse_length(text, 800, scale_by_hand(10)) == px


@pytest.mark.parametrize("text", ["", "wide", "-3", "3 cm", "101%", "801", "1e9", "nan"])
def test_what_is_no_length_or_too_long_is_refused(text):
    with pytest.raises(BadRequest):
        parse_length(text, 800, scale_by_hand(10))


def test_mm_need_a_scale_and_an_extension_needs_a_side(monkeypatch):
    with pytest.raises(BadRequest, match="scale"):
        parse_length("3mm", 800, None)
    with pytest.raises(BadRequest, match="No side"):
        extend_painting(some_painting(), Margins())
    monkeypatch.setenv("RESTORATION_MAX_MEGAPIXELS", "0.0001")
    with pytest.raises(ImageTooLarge):
        extend_painting(replace(some_painting(), alpha=None), Margins(left=9))
