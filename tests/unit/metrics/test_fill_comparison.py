"""Colour difference, seams and harm of a fill."""

import math

import numpy as np
import pytest

from restoration.metrics.fill_comparison import FillComparison, colour_difference
from restoration.metrics.similarity import mean_inside


def grey(level):
    return np.full((48, 64, 3), level, np.uint8)


def filled_with(level, mask, picture):
    filled = picture.copy()
    filled[mask] = level
    return filled


def seam_error(filled, truth, mask):
    return FillComparison(truth, filled, truth, mask).seam_error()


def test_a_fill_that_is_off_by_six_levels_has_a_seam_error_of_six_levels(hole):
    assert seam_error(filled_with(106, hole, grey(100)), grey(100), hole) == pytest.approx(6.0)


@pytest.mark.parametrize("axis", [0, 1])
def test_a_seam_counts_along_rows_and_along_columns(axis):
    band = np.zeros((48, 64), bool)
    band[(slice(None),) * axis + (slice(20, 24),)] = True
    assert seam_error(filled_with(106, band, grey(100)), grey(100), band) == pytest.approx(6.0)


def test_a_fill_that_is_off_only_away_from_its_rim_has_no_seam(painting):
    loss = np.zeros(painting.shape[:2], bool)
    loss[10:30, 10:30] = True
    filled = painting.copy()
    filled[15:25, 15:25] = 0
    assert seam_error(filled, painting, loss) == 0.0


def test_the_colour_difference_of_two_greys_is_that_of_the_formula():
    lightness = [116 * (((level / 255 + 0.055) / 1.055) ** 2.4) ** (1 / 3) - 16 for level in (119, 140)]
    from_middle = (sum(lightness) / 2 - 50) ** 2
    expected = (lightness[1] - lightness[0]) / (1 + 0.015 * from_middle / math.sqrt(20 + from_middle))
    assert colour_difference(grey(119)[0], grey(140)[0]) == pytest.approx(expected, rel=1e-3)


def test_the_largest_change_outside_the_damage_is_found(painting, hole):
    damaged, filled = filled_with(0, hole, painting), painting.copy()
    filled[12, 50] -= np.array([0, 7, 3], np.uint8)  # a sound pixel
    assert FillComparison(damaged, filled, painting, hole).largest_harm() == 7


def test_the_band_is_three_pixels_wide_and_its_ssim_reaches_five_pixels_further(painting):
    spot = np.zeros(painting.shape[:2], bool)
    spot[20, 20] = True

    def ssim_in_band(filled):
        comparison = FillComparison(painting, filled, painting, spot)
        return mean_inside(comparison.ssim_map, comparison.band)

    filled = painting.copy()
    filled[20, 29:] = 0
    assert ssim_in_band(filled) == pytest.approx(1.0)
    filled[20, 28] = 0
    assert ssim_in_band(filled) < 0.9999


def test_harm_is_measured_by_its_share_and_by_its_mean_over_all_sound_paint(hole):
    damaged, restored = filled_with(0, hole, grey(100)), grey(100)
    restored[:4] = 110  # 4 of 48 rows, all of them sound
    part, whole = (FillComparison(damaged, after, grey(100), hole) for after in (restored, grey(110)))
    assert part.harmed_share == pytest.approx(4 * 64 / (~hole).sum())
    assert part.mean_harm() == pytest.approx(whole.mean_harm() * part.harmed_share)
