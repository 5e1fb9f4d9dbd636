"""Promises of thin lines: each covers an area that follows from its width, wherever and at whatever angle it lies."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.damage import thin_lines
from restoration.damage.layer import FULL_ALPHA
from restoration.damage.thin_lines import LineSegments

LENGTH = 60.0


def line(width, angle=0.3, middle=(50.2, 50.7), opacity=1.0, tone=7):
    way = np.array([np.cos(angle), np.sin(angle)])
    points = np.array(middle) + np.linspace(-LENGTH / 2, LENGTH / 2, 49)[:, None] * way
    count = len(points) - 1
    return LineSegments(
        thin_lines.segment_ends(points), np.full(count, width), np.full(count, opacity), np.full(count, tone, np.uint8)
    )


def drawn(*lines, shape=(100, 100)):
    return thin_lines.rasterize_lines(thin_lines.concatenate_segments(list(lines)), shape)


@given(
    width=st.sampled_from([0.2, 0.35, 0.5, 0.75, 1.25, 2.25, 3.25, 5.25]),
    angle=st.floats(0, np.pi),
    middle=st.tuples(st.floats(45, 55), st.floats(45, 55)),
)
def test_a_line_covers_its_width_times_its_length(width, angle, middle):
    alpha, _ = drawn(line(width, angle, middle))
    assert alpha.sum() / FULL_ALPHA / (LENGTH + width) == pytest.approx(width, rel=0.12, abs=0.06)


def test_half_the_opacity_covers_half_as_much():
    whole, half = (drawn(line(3.25, opacity=opacity))[0] for opacity in (1.0, 0.5))
    assert half.max() == pytest.approx(FULL_ALPHA / 2, abs=1) and half.sum() == pytest.approx(whole.sum() / 2, rel=0.01)


def test_where_lines_meet_the_most_opaque_counts():
    strong, faint = line(3.25), line(3.25, angle=1.8, opacity=0.3)
    together, apart = drawn(strong, faint)[0], drawn(strong)[0]
    assert (together >= apart).all()
    np.testing.assert_array_equal(together[apart == FULL_ALPHA], FULL_ALPHA)


def test_a_covered_pixel_has_the_tone_of_the_line():
    alpha, tones = drawn(line(2.25))
    assert (tones[alpha > FULL_ALPHA // 8] == 7).all()


def test_strips_leave_no_seam(monkeypatch):
    vertical = line(2.25, angle=np.pi / 2)
    whole = drawn(vertical)
    monkeypatch.setattr(thin_lines, "STRIP_HEIGHT", 17)
    for before, after in zip(whole, drawn(vertical), strict=True):
        np.testing.assert_array_equal(after, before)


def test_a_line_may_extend_beyond_the_picture():
    alpha, _ = drawn(line(3.25, middle=(0, 0)))
    assert alpha[:5, :5].max() == FULL_ALPHA and alpha[40:, 40:].max() == 0


def test_no_segments_draw_nothing():
    nothing = line(2.25).select(np.zeros(48, bool))
    assert thin_lines.rasterize_lines(nothing, (10, 10))[0].max() == 0
