"""Islands of lost paint: which ones count, and which ones a person has to mark."""

import cv2
import numpy as np
import pytest

from restoration.detection.paint_losses import half_size, loss_likelihood, raise_in_place


def surface(island, size=9, blur=0.0):
    """Return brown paint with one island of another colour, at half the picture's size."""
    image = np.full((60, 70, 3), (120, 80, 50), np.uint8)
    cv2.ellipse(image, (30, 28), (size, size - 2), 20, 0, 360, island, -1)
    return image if blur == 0 else cv2.GaussianBlur(image, (0, 0), blur)


@pytest.mark.parametrize("colour", [(225, 215, 195), (20, 14, 10)], ids=["ground", "hole"])
def test_a_sharp_flat_island_is_lost_paint(colour):
    image = surface(colour)
    found = loss_likelihood(image) > 0.5
    island = (image == colour).all(axis=2)
    assert (found & island).sum() / (found | island).sum() > 0.85


@pytest.mark.parametrize(
    "image",
    [
        surface((225, 215, 195), blur=3.0),
        surface((240, 200, 20)),
        surface((140, 95, 62)),
        surface((225, 215, 195), size=24),
        surface((225, 215, 195), size=3),
    ],
    ids=["soft highlight", "yellow touch", "faint", "wide shape", "dot"],
)
def test_painted_islands_are_not_marked(image):
    assert not loss_likelihood(image).any()


@pytest.mark.parametrize("shape", [(1, 1), (5, 8), (8, 5)])
def test_a_half_size_likelihood_returns_to_its_pixels(shape):
    image = np.zeros((*shape, 3), np.uint8)
    image[-1, -1] = 200
    likelihood = np.zeros(shape, np.float32)
    raise_in_place(likelihood, (half_size(image)[..., 0] > 0).astype(np.float32))
    assert likelihood[-1, -1] == 1
    assert np.argwhere(likelihood).min(axis=0).tolist() == [(side - 1) // 2 * 2 for side in shape]
