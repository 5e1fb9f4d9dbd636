"""What LaMa's network is shown, and that its answer can be relied upon."""

import numpy as np
import pytest
import torch

from restoration.networks.inference import LamaModel
from tests.stand_ins import lama_file


def test_what_lies_in_the_hole_is_not_shown(painting, hole):
    class Seeing(torch.nn.Module):
        def forward(self, image, mask):
            return image + mask

    painted = LamaModel(Seeing(), "cpu").paint(painting, hole)
    assert (painted[hole] == 1).all()
    np.testing.assert_allclose(painted[~hole], painting[~hole] / 255, atol=1e-6)


def test_the_same_picture_gets_the_same_answer_however_often_it_is_asked(painting, hole):
    network = LamaModel.from_bytes(lama_file(), "cpu")
    first = network.paint(painting, hole)
    assert first.dtype == np.float32
    for _ in range(3):  # TorchScript would rewrite itself after the first calls
        np.testing.assert_array_equal(network.paint(painting, hole), first)


def test_other_bytes_are_no_network():
    with pytest.raises(ValueError, match="TorchScript"):
        LamaModel.from_bytes(b"no network", "cpu")
