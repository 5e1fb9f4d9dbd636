"""Measurements of drawn patterns of cracks, and of a real one where it is present."""

import numpy as np
import pytest
from PIL import Image as Pillow

from restoration.benchmark.crack_pattern import measure_crack_pattern


def brickwork(width):
    """Return a pattern like a brick wall: rows 40 px high, with vertical cracks 50 px apart that end at the rows."""
    mask = np.zeros((240 + width, 300 + width), bool)
    for row in range(6):
        mask[40 * row : 40 * row + width] = True
        for x in range(25 * (row % 2), 301, 50):
            mask[40 * row : 40 * row + 40, x : x + width] = True
    return mask[20:220, 10:290]


@pytest.mark.parametrize("width", [1, 3, 5])
def test_brickwork_has_junctions_of_three_arms_and_bricks_between(width):
    pattern = measure_crack_pattern(brickwork(width), None if width > 1 else 2.0)
    assert (pattern.junctions, pattern.crossing_share, pattern.ends) == (55, 0, 0)
    assert pattern.islands == 18
    assert pattern.island_diameter == pytest.approx(np.sqrt(4 / np.pi * 49 * 39), abs=1)


@pytest.mark.parametrize("width", [3, 5, 9])
def test_the_width_of_cracks_is_taken_from_the_mask(width):
    pattern = measure_crack_pattern(brickwork(width))
    assert pattern.crack_width == pytest.approx(width, abs=0.8)
    assert pattern.island_in_widths == pytest.approx(pattern.island_diameter / pattern.crack_width)


def test_a_gap_in_a_wide_crack_is_not_an_island():
    whole, with_gap = brickwork(9), brickwork(9)
    with_gap[23:26, 70:74] = False
    assert measure_crack_pattern(with_gap) == measure_crack_pattern(whole)


def test_parallel_cracks_are_anisotropic_and_a_square_grid_is_not():
    canvas = np.zeros((200, 200), bool)
    canvas[20:180:20, 10:190] = True
    assert measure_crack_pattern(canvas, 3.0).anisotropy > 0.99
    assert measure_crack_pattern(canvas | canvas.T, 3.0).anisotropy < 0.05


def test_ends_are_counted_against_junctions():
    mask = np.zeros((100, 100), bool)
    mask[50, 10:90] = mask[20:80, 50] = mask[50:70, 30] = True
    pattern = measure_crack_pattern(mask, 3.0)
    assert (pattern.junctions, pattern.crossings, pattern.ends) == (2, 1, 5)
    assert (pattern.crossing_share, pattern.ends_per_junction) == (0.5, 2.5)


def test_a_mask_without_cracks_is_refused():
    with pytest.raises(ValueError, match="without cracks"):
        measure_crack_pattern(np.zeros((20, 20), bool))


@pytest.mark.shared
def test_real_craquelure_has_few_crossings_and_islands_of_many_crack_widths(shared):
    with Pillow.open(shared / "real_damage/craquelure_pair/ge230_mask.png") as picture:
        mask = np.asarray(picture.convert("L")) > 127
    pattern = measure_crack_pattern(mask, width=3.3)  # px at half depth in the photograph, 2.8-3.9
    assert 500 < pattern.junctions < 800
    assert 0.02 <= pattern.crossing_share <= 0.08
    assert 0.55 <= pattern.ends_per_junction <= 0.8
    assert 30 <= pattern.island_in_widths <= 45
    assert pattern.anisotropy < 0.05
