"""Islands of lost paint: which ones count, and which ones a person has to mark."""

import cv2
import numpy as np
import pytest

from restoration.detection import paint_losses
from restoration.detection.paint_losses import half_size, loss_likelihood, raise_to_losses


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


@pytest.mark.parametrize("shape", [(119, 140), (120, 139)])
def test_losses_are_the_same_in_strips_and_return_to_their_pixels(shape, monkeypatch):
    single = cv2.resize(surface((225, 215, 195)), shape[::-1], interpolation=cv2.INTER_NEAREST)
    picture = np.concatenate([single] * 4)  # taller than a strip
    lost = (picture == (225, 215, 195)).all(axis=2)
    likelihood = np.zeros(lost.shape, np.float32)
    raised = raise_to_losses(likelihood, half_size(picture))
    assert np.array_equal(raised, likelihood > 0)
    assert (raised & lost).sum() / (raised | lost).sum() > 0.85
    monkeypatch.setattr(paint_losses, "STRIP_PIXELS", 1)
    in_strips = np.zeros(lost.shape, np.float32)
    raise_to_losses(in_strips, half_size(picture))
    assert np.array_equal(in_strips, likelihood)
