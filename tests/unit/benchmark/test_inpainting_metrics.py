"""Scores of a fill and of a restoration."""

import math

import numpy as np
import pytest

from restoration import weights
from restoration.benchmark.inpainting_metrics import PSNR_CEILING, score_fill, score_restoration
from restoration.metrics.similarity import psnr


def damaged_by(hole, painting, level=0):
    damaged = painting.copy()
    damaged[hole] = level
    return damaged


def test_a_perfect_fill_scores_perfectly(painting, hole):
    scores = score_fill(damaged_by(hole, painting), painting, painting, hole)
    assert scores["psnr"] == scores["psnr_inside"] == PSNR_CEILING
    assert scores["ssim"] == scores["ssim_inside"] == scores["ssim_around"] == pytest.approx(1.0)
    assert scores["seam"] == scores["ciede2000_inside"] == scores["outside_change"] == 0.0


def test_each_key_has_the_value_of_its_metric(hole):
    truth = np.full((48, 64, 3), 100, np.uint8)
    damaged = damaged_by(hole, truth)
    filled = damaged_by(hole, truth, level=106)
    filled[0, 0] = 107  # a sound pixel
    fill_scores, restore_scores = (score(damaged, filled, truth, hole) for score in (score_fill, score_restoration))
    assert fill_scores["seam"] == pytest.approx(6.0)
    assert fill_scores["outside_change"] == 7.0
    assert fill_scores["psnr_inside"] == restore_scores["psnr_inside"] == pytest.approx(20 * math.log10(255 / 6))
    assert restore_scores["sound_changed"] == pytest.approx(1 / (~hole).sum())
    assert 0 < restore_scores["sound_ciede2000"] < fill_scores["ciede2000_inside"]


def test_8_and_16_bits_have_the_same_scores(painting, hole):
    pictures = damaged_by(hole, painting), damaged_by(hole, painting, level=90), painting
    mask = hole.copy()
    mask[30:36, 45:52] = False  # so that pixels outside the mask were changed too
    deep = (picture.astype(np.uint16) * 257 for picture in pictures)
    assert score_fill(*deep, mask) == pytest.approx(score_fill(*pictures, mask))


def test_damage_left_as_it_is_does_no_harm_but_scores_low(painting, hole):
    damaged = damaged_by(hole, painting)
    scores = score_restoration(damaged, damaged, painting, hole)
    assert scores["sound_changed"] == scores["sound_ciede2000"] == 0.0
    assert scores["psnr_inside"] == psnr(damaged, painting, hole) < 15


def test_without_its_weights_lpips_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "MODELS", tmp_path)
    picture = np.zeros((96, 160, 3), np.uint8)
    assert "lpips" not in score_fill(picture, picture, picture, np.ones((96, 160), bool))
