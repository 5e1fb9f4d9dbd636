"""LaMa ready for use: a black hole, the same answer every time, and an error for other bytes."""

import numpy as np
import pytest
import torch

from restoration.networks.lama import LamaModel
from tests.stand_ins import lama_file


def test_lama_does_not_see_the_pixels_in_the_hole(painting, hole):
    class Adding(torch.nn.Module):
        def forward(self, image, mask):
            return image + mask

    painted = LamaModel(Adding(), "cpu").paint(painting, hole)
    assert (painted[hole] == 1).all()
    np.testing.assert_allclose(painted[~hole], painting[~hole] / 255, atol=1e-6)


def test_lama_repeats_its_answer(painting, hole):
    model = LamaModel.from_bytes(lama_file(), "cpu")
    first = model.paint(painting, hole)
    assert first.dtype == np.float32
    for _ in range(3):  # TorchScript would rewrite itself after the first calls
        np.testing.assert_array_equal(model.paint(painting, hole), first)


def test_other_bytes_are_not_lama():
    with pytest.raises(ValueError, match="TorchScript"):
        LamaModel.from_bytes(b"not a network", "cpu")
