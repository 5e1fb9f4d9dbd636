"""PSNR and SSIM against the ground truth."""

import math

import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from restoration.metrics.similarity import psnr, score_similarity, ssim


def test_a_picture_equals_itself(painting, hole):
    scores = score_similarity(painting, painting, hole)
    assert scores.psnr == scores.psnr_inside == math.inf
    assert scores.ssim == scores.ssim_inside == pytest.approx(1.0)


def test_more_noise_scores_lower(painting, hole):
    noise = np.random.default_rng(5).normal(0, 1, painting.shape)
    noisy = [np.clip(painting + sigma * noise, 0, 255).astype(np.uint8) for sigma in (2, 5, 12)]
    scores = [score_similarity(picture, painting, hole) for picture in noisy]
    for name in ("psnr", "psnr_inside", "ssim", "ssim_inside"):
        values = [getattr(score, name) for score in scores]
        assert values == sorted(values, reverse=True), name


def test_psnr_agrees_with_scikit_image_at_both_depths(painting):
    other = painting[::-1].copy()
    assert psnr(other, painting) == pytest.approx(peak_signal_noise_ratio(painting, other))
    deep, deep_other = painting.astype(np.uint16) * 257, other.astype(np.uint16) * 257
    assert psnr(deep_other, deep) == pytest.approx(psnr(other, painting))


def test_a_shift_of_every_level_by_five_costs_what_the_formula_says(painting):
    shifted = np.clip(painting, 0, 250) + np.uint8(5)
    assert psnr(shifted, np.clip(painting, 0, 250)) == pytest.approx(20 * math.log10(255 / 5))


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_ssim_agrees_with_scikit_image_at_both_depths(painting, depth):
    truth = painting.astype(depth) * (np.iinfo(depth).max // 255)
    other = truth[::-1].copy()
    expected_mean, expected_map = structural_similarity(
        other,
        truth,
        data_range=np.iinfo(depth).max,
        channel_axis=-1,
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
        full=True,
    )
    mean, ssim_map = ssim(other, truth)
    assert mean == pytest.approx(expected_mean, abs=1e-12)
    np.testing.assert_allclose(ssim_map, expected_map.mean(axis=-1), atol=1e-12)


def test_a_picture_smaller_than_the_window_has_no_ssim(painting):
    with pytest.raises(ValueError, match="11 px"):
        ssim(painting[:10], painting[:10])


def test_untouched_pixels_raise_the_psnr_by_their_share(painting, hole):
    damaged = painting.copy()
    damaged[hole] //= 2
    gap = psnr(damaged, painting) - psnr(damaged, painting, hole)
    assert gap == pytest.approx(10 * math.log10(1 / hole.mean()))


def test_inside_an_empty_mask_there_is_no_error(painting):
    scores = score_similarity(painting[::-1].copy(), painting, np.zeros(painting.shape[:2], bool))
    assert (scores.psnr_inside, scores.ssim_inside) == (math.inf, 1.0)
