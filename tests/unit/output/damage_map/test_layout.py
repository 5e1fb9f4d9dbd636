"""The page, the grid and the scale bar fit every picture."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from restoration.imaging.scale import scale_by_hand
from restoration.output.damage_map.frame import MOST_FIELDS, choose_grid, draw_scale_bar, round_down, round_up
from restoration.output.damage_map.layout import CALLOUTS, FRAME, PAPERS, SCALE_BAR, lay_out
from restoration.output.drawing.page import Drawing

sides = st.integers(16, 30_000)
scales = st.none() | st.floats(0.05, 500)


@given(st.sampled_from(sorted(PAPERS)), sides, sides, scales)
def test_all_parts_lie_on_the_page_and_beside_each_other(paper, height, width, px_per_mm):
    layout, fit = lay_out(paper, (height, width, 3), px_per_mm)
    assert sorted((layout.width, layout.height)) == sorted(PAPERS[paper])
    picture = layout.picture
    assert picture.width == pytest.approx(width * fit.mm_per_px)
    assert picture.height == pytest.approx(height * fit.mm_per_px)
    if px_per_mm is not None:
        assert fit.denominator == pytest.approx(float(f"{fit.denominator:.2g}")) or fit.denominator < 1
        assert 1 / fit.mm_per_px / px_per_mm == pytest.approx(fit.denominator)
    framed = picture.grown(FRAME)
    boxes = [
        (framed.x - CALLOUTS, framed.y, framed.right + CALLOUTS, framed.bottom + SCALE_BAR),
        *((rect.x, rect.y, rect.right, rect.bottom) for rect in (layout.legend, layout.largest, layout.title_block)),
    ]
    for left, top, right, bottom in boxes:
        assert left >= 0 and top >= 0 and right <= layout.width + 1e-6 and bottom <= layout.height + 1e-6
    for index, (left, top, right, bottom) in enumerate(boxes):
        for other_left, other_top, other_right, other_bottom in boxes[index + 1 :]:
            is_apart = right <= other_left + 1e-6 or other_right <= left + 1e-6
            assert is_apart or bottom <= other_top + 1e-6 or other_bottom <= top + 1e-6


def test_the_page_lies_as_the_picture_does():
    wide, tall = (lay_out("A4", shape, None)[0] for shape in ((3000, 4000), (4000, 3000)))
    assert (wide.width, wide.height) == (297, 210)
    assert (tall.width, tall.height) == (210, 297)


@given(st.floats(1e-4, 1e6))
def test_round_numbers_are_1_2_or_5(number):
    for rounded in (round_up(number), round_down(number)):
        assert f"{rounded:.0e}"[0] in "125" and float(f"{rounded:.0e}") == pytest.approx(rounded)
    assert round_down(number) <= number * 1.000001 and round_up(number) >= number * 0.999999


@given(sides, sides, scales)
@example(16, 3750, 124.99999999999994)  # six fields, and a rest that only rounding leaves
def test_every_pixel_lies_in_a_field_of_the_grid(height, width, px_per_mm):
    grid = choose_grid((height, width), scale_by_hand(px_per_mm) if px_per_mm else None)
    assert max(grid.columns, grid.rows) <= MOST_FIELDS
    assert grid.field(0, 0) == "A1"
    assert grid.field(width - 0.001, height - 0.001) == f"{'ABCDEFGHIJ'[grid.columns - 1]}{grid.rows}"


@given(sides, sides, st.floats(0.05, 500))
def test_the_scale_bar_is_as_long_as_it_says(height, width, px_per_mm):
    layout, fit = lay_out("A4", (height, width), px_per_mm)
    drawing = Drawing(layout.width, layout.height, "")
    draw_scale_bar(drawing, layout.picture, scale_by_hand(px_per_mm), fit.mm_per_px)
    halves = drawing.items[1].rings
    number, unit = drawing.items[-1].text.replace(",", "").split()
    length_mm = float(number) * {"mm": 1, "cm": 10}[unit]
    on_page = halves[1][:, 0].max() - halves[0][:, 0].min()
    assert on_page == pytest.approx(length_mm / fit.denominator, rel=1e-6)
    assert on_page <= 70.001
