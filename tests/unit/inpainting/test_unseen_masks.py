"""The shipped network on kinds of masks that its training did not contain, over a painting that it did not contain."""

import cv2
import numpy as np
import pytest

from restoration.catalog import INPAINTERS
from restoration.damage.procedural import fractal_noise
from restoration.inpainting.filling import fill
from restoration.metrics.similarity import psnr
from restoration.sample import load_sample_painting

SIDE = 256  # px
MARGIN = 1.0  # dB


def letters():
    mask = np.zeros((SIDE, SIDE), np.uint8)
    for row in range(4):
        cv2.putText(mask, "Madonna 1503", (4, 50 + 60 * row), cv2.FONT_HERSHEY_TRIPLEX, 1.1, 1, 2)
    return mask > 0


def spiral():
    turn = np.linspace(0, 10 * np.pi, 600)
    points = SIDE / 2 + (turn * 3.5)[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    mask = np.zeros((SIDE, SIDE), np.uint8)
    return cv2.polylines(mask, [np.rint(points).astype(np.int32)], False, 1, 3) > 0


def lattice():
    rows, columns = np.ogrid[:SIDE, :SIDE]
    return ((rows + columns) % 24 < 3) | ((rows - columns) % 24 < 3)


def clouds():
    return fractal_noise((SIDE, SIDE), 40, np.random.default_rng(3)) > 1.3


def dust():
    mask = np.zeros((SIDE, SIDE), np.uint8)
    rng = np.random.default_rng(4)
    for x, y in rng.integers(0, SIDE, (250, 2)).tolist():
        cv2.ellipse(mask, (x, y), tuple(rng.integers(1, 5, 2).tolist()), float(rng.uniform(0, 180)), 0, 360, 1, -1)
    return mask > 0


@pytest.fixture(scope="module")
def window():
    return np.ascontiguousarray(load_sample_painting().truth[250 : 250 + SIDE, 600 : 600 + SIDE])


@pytest.mark.parametrize("family", [letters, spiral, lattice, clouds, dust], ids=lambda family: family.__name__)
def test_it_is_better_than_telea_even_where_no_paint_shows_through(window, family):
    """Damage is black in the left half of the picture, and holds paint from elsewhere in the right half."""
    entry, mask = INPAINTERS["neural"], family()
    if problem := entry.problem():
        pytest.skip(str(problem))
    left = np.arange(SIDE) < SIDE // 2
    damaged = window.copy()
    damaged[mask] = np.where(left[:, np.newaxis], np.uint8(0), 255 - np.roll(window, 90, axis=1))[mask]
    ours, telea = (fill(damaged, mask, method.build()) for method in (entry, INPAINTERS["telea"]))
    for half in (mask & left, mask & ~left):
        assert psnr(ours, window, half) > psnr(telea, window, half) + MARGIN
