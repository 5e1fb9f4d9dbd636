"""A file of weights gives back the network that was written."""

import numpy as np
import pytest
import torch

from restoration.networks.detection_unet import (
    FORMAT,
    Calibration,
    DetectionDesign,
    DetectionUNet,
    InputScale,
    TrainedDetectionUNet,
    decode_detection_unet,
    encode_detection_unet,
)
from restoration.networks.weights_file import encode_weights


@pytest.fixture
def trained():
    torch.manual_seed(1)
    network = DetectionUNet(DetectionDesign(widths=(4, 8), ridges=False)).eval()
    return TrainedDetectionUNet(network, Calibration(middle=-0.5, slope=2.0))


def test_what_was_written_is_read_again(trained):
    again = decode_detection_unet(encode_detection_unet(trained))
    assert again.calibration == trained.calibration
    assert again.network.design == trained.network.design
    assert not again.network.training
    picture = torch.rand(1, 3, 16, 16)
    with torch.inference_mode():
        torch.testing.assert_close(again.network(picture), trained.network(picture), rtol=0, atol=0.01)


def test_the_file_is_half_as_large_as_the_weights(trained):
    wide = TrainedDetectionUNet(DetectionUNet(DetectionDesign(widths=(32, 64))), Calibration())
    numbers = sum(parameter.numel() for parameter in wide.network.parameters())
    assert len(encode_detection_unet(wide)) < 2.4 * numbers


@pytest.mark.parametrize("spoil", [lambda data: b"", lambda data: b"weights", lambda data: data[: len(data) // 2]])
def test_anything_else_is_refused(trained, spoil):
    with pytest.raises(ValueError, match="damage U-Net, 1"):
        decode_detection_unet(spoil(encode_detection_unet(trained)))


def test_code_hidden_in_a_file_is_not_run(tmp_path):
    class Trap:
        def __reduce__(self):
            return (tmp_path.joinpath("sprung").touch, ())

    torch.save(Trap(), tmp_path / "trap.pth")
    with pytest.raises(ValueError, match="damage U-Net, 1"):
        decode_detection_unet((tmp_path / "trap.pth").read_bytes())
    assert not (tmp_path / "sprung").exists()


def test_a_file_of_an_older_program_looks_once_and_favours_nothing(trained):
    facts = {"design": {"widths": (4, 8), "ridges": False}, "calibration": {"middle": -0.5, "slope": 2.0}}
    read = decode_detection_unet(encode_weights(FORMAT, facts, trained.network))
    assert read.calibration == trained.calibration
    assert read.network.design.looks == (InputScale(size=1.0, counts=1.0),)


def test_a_favoured_kind_gets_the_larger_share_of_the_same_likelihood():
    logits = torch.tensor([0.5, 0.0, 0.0]).view(1, 3, 1, 1)
    fair, favoured = Calibration(), Calibration(favours=(2.0, 0.0))
    assert favoured.likelihoods(logits).sum() == pytest.approx(fair.likelihoods(logits).sum())
    crack, worn = favoured.likelihoods(logits).flatten()
    assert crack / worn == pytest.approx(np.exp(2.0))


def test_a_calibrated_likelihood_is_a_half_at_the_middle_and_later_for_kinds_with_a_reserve():
    logits = torch.tensor([-9.0, -0.5, 1.5, 9.0]).view(1, 1, 1, 4)
    alike = torch.zeros(1, 2, 1, 4)  # as likely the one kind as the other
    crack, loss = Calibration(middle=-0.5, slope=2.0, reserves=(0.0, 2.0)).likelihoods(torch.cat([logits, alike], 1))[0]
    np.testing.assert_allclose(crack[0], [0, 0.25, 0.49, 0.5], atol=0.01)
    np.testing.assert_allclose(loss[0], [0, 0.01, 0.25, 0.5], atol=0.01)
