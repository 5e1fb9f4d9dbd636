"""Scores against the truth."""

import math

import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from restoration.metrics.similarity import psnr, score_similarity, ssim


def test_a_picture_equals_itself(painting, hole):
    same = score_similarity(painting, painting, hole)
    assert same.psnr == same.psnr_inside == math.inf
    assert same.ssim == same.ssim_inside == pytest.approx(1.0)


def test_more_noise_scores_lower(painting, hole):
    rng = np.random.default_rng(5)
    noise = rng.normal(0, 1, painting.shape)
    scores = [
        score_similarity(np.clip(painting + sigma * noise, 0, 255).astype(np.uint8), painting, hole)
        for sigma in (2, 5, 12)
    ]
    for figure in ("psnr", "psnr_inside", "ssim", "ssim_inside"):
        figures = [getattr(one, figure) for one in scores]
        assert figures == sorted(figures, reverse=True), figure


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
    mean, around = structural_similarity(
        other,
        truth,
        data_range=np.iinfo(depth).max,
        channel_axis=-1,
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
        full=True,
    )
    ours, map_of_ours = ssim(other, truth)
    assert ours == pytest.approx(mean, abs=1e-12)
    np.testing.assert_allclose(map_of_ours, around.mean(axis=-1), atol=1e-12)


def test_a_picture_smaller_than_the_window_has_no_ssim(painting):
    with pytest.raises(ValueError, match="11 px"):
        ssim(painting[:10], painting[:10])


def test_when_only_the_mask_differs_the_whole_picture_flatters_by_its_share(painting, hole):
    broken = painting.copy()
    broken[hole] //= 2
    gap = psnr(broken, painting) - psnr(broken, painting, hole)
    assert gap == pytest.approx(10 * math.log10(1 / hole.mean()))


def test_inside_an_empty_mask_nothing_is_wrong(painting):
    nothing = score_similarity(painting[::-1].copy(), painting, np.zeros(painting.shape[:2], bool))
    assert (nothing.psnr_inside, nothing.ssim_inside) == (math.inf, 1.0)
