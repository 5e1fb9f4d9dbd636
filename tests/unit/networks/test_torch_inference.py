"""Networks ready for use: ours answer as they do in training, and LaMa answers the same every time."""

import numpy as np
import pytest
import torch

from restoration.networks import torch_inference
from restoration.networks.designs import DetectionDesign
from restoration.networks.detection_unet import DetectionUNet, TrainedDetectionUNet
from restoration.networks.torch_inference import LamaModel, TorchDetectionModel, fold_batch_norm
from restoration.networks.trained_weights import Calibration
from tests.stand_ins import lama_file


@pytest.fixture(scope="module")
def network():
    """A small random network whose batch normalisations do something."""
    torch.manual_seed(1)
    network = DetectionUNet(DetectionDesign(widths=(4, 8, 8)))
    with torch.no_grad():
        network(torch.rand(2, 3, 32, 32))  # in training mode it records means and variances
    return network.eval()


@pytest.fixture(scope="module")
def model(network):
    return TorchDetectionModel(TrainedDetectionUNet(network, Calibration(middle=0.5, slope=2.0)), "cpu")


def test_folding_changes_no_answer_and_not_the_network_itself(network):
    picture = torch.rand(1, 3, 48, 32)
    with torch.inference_mode():
        folded = fold_batch_norm(network)
        torch.testing.assert_close(folded(picture), network(picture), atol=1e-4, rtol=0)
    assert not any(isinstance(part, torch.nn.BatchNorm2d) for part in folded.modules())
    assert any(isinstance(part, torch.nn.BatchNorm2d) for part in network.modules())


def test_the_calibrated_likelihood_of_damage_is_divided_among_the_kinds(network, model):
    picture = np.random.default_rng(2).integers(0, 256, (16, 32, 3), np.uint8)
    (kinds,) = model.damage_by_kind([picture])
    with torch.inference_mode():
        logits = network(torch.from_numpy(picture / np.float32(255)).permute(2, 0, 1)[np.newaxis])
    np.testing.assert_allclose(kinds.sum(axis=0), torch.sigmoid(2 * (logits[0, 0] - 0.5)), atol=1e-4)
    np.testing.assert_allclose(kinds / kinds.sum(axis=0), logits[0, 1:].softmax(dim=0), atol=1e-4)


def test_sixteen_bits_give_the_same_answer_as_eight(model):
    picture = np.random.default_rng(3).integers(0, 256, (16, 16, 3), np.uint8)
    assert np.array_equal(model.damage_by_kind([picture]), model.damage_by_kind([picture.astype(np.uint16) * 257]))


def test_several_tiles_get_the_answers_that_each_gets_alone(model):
    tiles = list(np.random.default_rng(4).integers(0, 256, (3, 16, 16, 3), np.uint8))
    together = model.damage_by_kind(tiles)
    assert together.shape == (3, 4, 16, 16)
    np.testing.assert_allclose(together, np.concatenate([model.damage_by_kind([tile]) for tile in tiles]), atol=1e-5)


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


def test_lama_leaves_apples_graphics_cards_alone(monkeypatch, painting, hole):
    monkeypatch.setattr(torch_inference, "torch_device", lambda: "mps")
    assert LamaModel.from_bytes(lama_file()).paint(painting, hole).shape == painting.shape


def test_other_bytes_are_not_lama():
    with pytest.raises(ValueError, match="TorchScript"):
        LamaModel.from_bytes(b"not a network", "cpu")
