"""Scores against the truth."""

import math

import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio

from restoration.benchmark.metrics import psnr, score


def test_a_picture_equals_itself(painting, hole):
    same = score(painting, painting, hole)
    assert same.psnr == same.psnr_inside == math.inf
    assert same.ssim == same.ssim_inside == pytest.approx(1.0)


def test_more_noise_scores_lower(painting, hole):
    rng = np.random.default_rng(5)
    noise = rng.normal(0, 1, painting.shape)
    scores = [score(np.clip(painting + sigma * noise, 0, 255).astype(np.uint8), painting, hole) for sigma in (2, 5, 12)]
    for figure in ("psnr", "psnr_inside", "ssim", "ssim_inside"):
        figures = [getattr(one, figure) for one in scores]
        assert figures == sorted(figures, reverse=True), figure


def test_psnr_agrees_with_scikit_image_at_both_depths(painting):
    other = painting[::-1].copy()
    assert psnr(other, painting) == pytest.approx(peak_signal_noise_ratio(painting, other))
    deep, deep_other = painting.astype(np.uint16) * 257, other.astype(np.uint16) * 257
    assert psnr(deep_other, deep) == pytest.approx(psnr(other, painting))


def test_when_only_the_mask_differs_the_whole_picture_flatters_by_its_share(painting, hole):
    broken = painting.copy()
    broken[hole] //= 2
    gap = psnr(broken, painting) - psnr(broken, painting, hole)
    assert gap == pytest.approx(10 * math.log10(1 / hole.mean()))


def test_inside_an_empty_mask_nothing_is_wrong(painting):
    nothing = score(painting[::-1].copy(), painting, np.zeros(painting.shape[:2], bool))
    assert (nothing.psnr_inside, nothing.ssim_inside) == (math.inf, 1.0)
