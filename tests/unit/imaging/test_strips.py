"""Strips cover a picture once and never read beyond it."""

from hypothesis import given
from hypothesis import strategies as st

from restoration.imaging.tiling import plan_strips


@given(st.integers(1, 400), st.integers(1, 90), st.integers(0, 40))
def test_every_row_belongs_to_one_strip_with_its_surroundings(height, rows, margin):
    strips = plan_strips(height, rows=rows, margin=margin)
    picture = list(range(height))
    assert [row for strip in strips for row in picture[strip.rows]] == picture
    for strip in strips:
        assert picture[strip.read][strip.inner] == picture[strip.rows]
        assert strip.above == min(margin, strip.top)
        assert strip.below == min(margin, height - strip.bottom)
