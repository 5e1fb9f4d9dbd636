"""Scores of a fill and of a restoration."""

import math

import numpy as np
import pytest

from restoration.benchmark.inpainting_metrics import PSNR_CEILING, score_fill, score_restoration
from restoration.metrics.similarity import psnr

HARM = (12, 50)  # row and column of a sound pixel


def broken(painting, hole, level=0):
    damaged = painting.copy()
    damaged[hole] = level
    return damaged


def grey(level, dtype=np.uint8):
    return np.full((48, 64, 3), level, dtype)


def test_what_was_lost_and_came_back_scores_perfectly(painting, hole):
    scores = score_fill(broken(painting, hole), painting, painting, hole)
    assert scores["psnr"] == scores["psnr_inside"] == PSNR_CEILING
    assert scores["ssim"] == scores["ssim_inside"] == scores["ssim_around"] == pytest.approx(1.0)
    assert scores["seam"] == scores["ciede2000_inside"] == scores["outside_change"] == 0.0


def test_a_fill_that_is_off_by_six_levels_has_a_seam_of_six_levels_and_the_psnr_of_a_shift(hole):
    filled = broken(grey(100), hole, level=106)
    scores = score_fill(broken(grey(100), hole), filled, grey(100), hole)
    assert scores["seam"] == pytest.approx(6.0)
    assert scores["psnr_inside"] == pytest.approx(20 * math.log10(255 / 6))


def test_a_seam_counts_along_rows_and_along_columns():
    truth = np.full((48, 48, 3), 100, np.uint8)
    strip = np.zeros((48, 48), bool)
    strip[20:24] = True
    for mask in (strip, strip.T):
        assert score_fill(truth, broken(truth, mask, level=106), truth, mask)["seam"] == pytest.approx(6.0)


def test_a_fill_off_only_away_from_its_rim_has_no_seam(painting):
    loss = np.zeros(painting.shape[:2], bool)
    loss[10:30, 10:30] = True
    filled = painting.copy()
    filled[15:25, 15:25] = 0
    assert score_fill(painting, filled, painting, loss)["seam"] == 0.0


def test_the_colour_difference_of_two_greys_is_that_of_the_formula(hole):
    lightness = [116 * (((level / 255 + 0.055) / 1.055) ** 2.4) ** (1 / 3) - 16 for level in (119, 140)]
    from_middle = (sum(lightness) / 2 - 50) ** 2
    expected = (lightness[1] - lightness[0]) / (1 + 0.015 * from_middle / math.sqrt(20 + from_middle))
    scores = score_fill(grey(119), broken(grey(119), hole, level=140), grey(119), hole)
    assert scores["ciede2000_inside"] == pytest.approx(expected, rel=1e-3)


def test_levels_are_told_on_one_scale_at_both_depths(painting, hole):
    pictures = broken(painting, hole), broken(painting, hole, level=90), painting
    mask = hole.copy()
    mask[30:36, 45:52] = False  # so that something outside it was changed too
    deep = (picture.astype(np.uint16) * 257 for picture in pictures)
    assert score_fill(*deep, mask) == pytest.approx(score_fill(*pictures, mask))


def test_the_largest_change_outside_the_damage_is_found(painting, hole):
    filled = painting.copy()
    filled[HARM] -= np.array([0, 7, 3], np.uint8)
    assert score_fill(broken(painting, hole), filled, painting, hole)["outside_change"] == 7


def test_what_joins_is_judged_in_a_band_of_three_pixels_through_a_window_of_five(painting):
    spot = np.zeros(painting.shape[:2], bool)
    spot[20, 20] = True
    filled = painting.copy()
    filled[20, 29:] = 0
    assert score_fill(painting, filled, painting, spot)["ssim_around"] == pytest.approx(1.0)
    filled[20, 28] = 0
    assert score_fill(painting, filled, painting, spot)["ssim_around"] < 0.9999


def test_overpainting_sound_paint_is_told_by_its_share_and_by_how_far_it_shows(hole):
    damaged = broken(grey(100), hole)
    restored = grey(100)
    restored[:4] = 110  # 4 of 48 rows, all of them sound
    scores = score_restoration(damaged, restored, grey(100), hole)
    whole = score_restoration(damaged, grey(110), grey(100), hole)
    assert scores["sound_changed"] == pytest.approx(4 * 64 / (~hole).sum())
    assert scores["sound_ciede2000"] == pytest.approx(whole["sound_ciede2000"] * scores["sound_changed"])


def test_damage_that_was_left_alone_is_no_harm_but_scores_low(painting, hole):
    damaged = broken(painting, hole)
    scores = score_restoration(damaged, damaged, painting, hole)
    assert scores["sound_changed"] == scores["sound_ciede2000"] == 0.0
    assert scores["psnr_inside"] == psnr(damaged, painting, hole) < 15
