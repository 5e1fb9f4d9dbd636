"""A network made ready gives the answers that it gave before, to pictures of 8 and 16 bits."""

import numpy as np
import pytest
import torch

from restoration.networks.detection_unet import Calibration, DetectionDesign, DetectionUNet, TrainedDetectionUNet
from restoration.networks.inference import DetectionModel, fold_batch_norm


@pytest.fixture
def network():
    """Small and random, with normalisations that do something."""
    torch.manual_seed(1)
    network = DetectionUNet(DetectionDesign(widths=(4, 8, 8)))
    with torch.no_grad():
        network(torch.rand(2, 3, 32, 32))  # still in training mode: it takes note of means and variances
    return network.eval()


def test_folding_changes_no_answer(network):
    picture = torch.rand(1, 3, 48, 32)
    with torch.inference_mode():
        quicker = fold_batch_norm(network)
        torch.testing.assert_close(quicker(picture), network(picture), atol=1e-4, rtol=0)
    assert not any(isinstance(part, torch.nn.BatchNorm2d) for part in quicker.modules())
    assert any(isinstance(part, torch.nn.BatchNorm2d) for part in network.modules()), "the network itself was changed"


def test_the_calibrated_logit_of_damage_is_shared_out_among_the_kinds(network):
    picture = np.random.default_rng(2).integers(0, 256, (16, 32, 3), np.uint8)
    (seen,) = DetectionModel(TrainedDetectionUNet(network, Calibration(middle=0.5, slope=2.0)), "cpu").damage_by_kind(
        [picture]
    )
    with torch.inference_mode():
        logits = network(torch.from_numpy(picture / np.float32(255)).permute(2, 0, 1)[np.newaxis])
    np.testing.assert_allclose(seen.sum(axis=0), torch.sigmoid(2 * (logits[0, 0] - 0.5)), atol=1e-4)
    np.testing.assert_allclose(seen / seen.sum(axis=0), logits[0, 1:].softmax(dim=0), atol=1e-4)


def test_sixteen_bits_are_seen_as_eight_bits_are(network):
    picture = np.random.default_rng(3).integers(0, 256, (16, 16, 3), np.uint8)
    examiner = DetectionModel(TrainedDetectionUNet(network, Calibration()), "cpu")
    assert np.array_equal(
        examiner.damage_by_kind([picture]), examiner.damage_by_kind([picture.astype(np.uint16) * 257])
    )


def test_several_tiles_are_answered_as_each_alone(network):
    tiles = list(np.random.default_rng(4).integers(0, 256, (3, 16, 16, 3), np.uint8))
    examiner = DetectionModel(TrainedDetectionUNet(network, Calibration()), "cpu")
    together = examiner.damage_by_kind(tiles)
    assert together.shape == (3, 4, 16, 16)
    np.testing.assert_allclose(together, np.concatenate([examiner.damage_by_kind([tile]) for tile in tiles]), atol=1e-5)
