"""The detection U-Net: shapes, scales, ridges, the calibration of its logits, and its weights file."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from restoration.networks.designs import DetectionDesign, InputScale
from restoration.networks.detection_unet import (
    DetectionUNet,
    TrainedDetectionUNet,
    decode_detection_unet,
    encode_detection_unet,
    likelihoods,
    ridge_channels,
)
from restoration.networks.trained_weights import DETECTION_FORMAT, Calibration
from restoration.networks.weights_file import encode_weights

TINY = DetectionDesign(widths=(4, 8, 12))


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(1)
    return DetectionUNet(TINY).eval()


@pytest.fixture
def trained():
    torch.manual_seed(1)
    network = DetectionUNet(DetectionDesign(widths=(4, 8), ridges=False)).eval()
    return TrainedDetectionUNet(network, Calibration(middle=-0.5, slope=2.0))


def picture(height=32, width=48):
    return torch.rand(2, 3, height, width, generator=torch.Generator().manual_seed(2))


def test_each_pixel_has_a_logit_of_damage_and_one_of_each_kind_whatever_else_is_in_the_batch(network):
    with torch.inference_mode():
        logits = network(picture())
        assert logits.shape == (2, 1 + TINY.classes, 32, 48)
        torch.testing.assert_close(logits[1:], network(picture()[1:]))


def test_the_sides_must_suit_the_depth():
    designs = [
        DetectionDesign(widths=(4,) * levels, unshuffle=unshuffle) for levels in (1, 2, 5) for unshuffle in (1, 2)
    ]
    assert [design.multiple_of for design in designs] == [1, 2, 2, 4, 16, 32]


def test_the_logits_are_the_weighted_mean_over_the_scales(network, monkeypatch):
    def logits_at(*scales):
        monkeypatch.setattr(network, "design", replace(TINY, scales=tuple(InputScale(*scale) for scale in scales)))
        with torch.inference_mode():
            return network(picture(24, 36))

    full, reduced = logits_at((1.0, 1.0)), logits_at((2 / 3, 1.0))
    assert not torch.allclose(full, reduced, atol=0.01)
    torch.testing.assert_close(logits_at((1.0, 0.75), (2 / 3, 0.25)), 0.75 * full + 0.25 * reduced)


@pytest.mark.parametrize(("sizes", "multiple"), [([1.0], 16), ([1.0, 0.5], 32), ([1.0, 0.6], 80), ([2 / 3, 0.75], 192)])
def test_tiles_of_that_multiple_have_whole_pixels_at_every_scale(sizes, multiple):
    design = DetectionDesign(
        widths=(4,) * 5, unshuffle=1, scales=tuple(InputScale(size, 1 / len(sizes)) for size in sizes)
    )
    assert design.tile_multiple == multiple
    assert all(multiple * size % design.multiple_of == pytest.approx(0) for size in sizes)


def test_a_design_can_leave_the_ridges_out(network):
    without = DetectionUNet(DetectionDesign(widths=TINY.widths, ridges=False)).eval()
    assert network.stem[0][0].in_channels - without.stem[0][0].in_channels == 2 * TINY.unshuffle**2
    with torch.inference_mode():
        assert without(picture()).shape == (2, 5, 32, 48)


@pytest.mark.parametrize(("tone", "channel"), [(0.3, 0), (0.7, 1)], ids=["dark", "light"])
def test_a_line_is_a_ridge_of_its_own_tone_and_a_step_is_not(tone, channel):
    paint = torch.full((1, 3, 24, 24), 0.5)
    paint[..., 12] = tone
    found = ridge_channels(paint)
    assert found[0, channel, 5, 12] == pytest.approx(2.0, abs=1e-4)
    assert found.sum() == pytest.approx(2.0 * 24, rel=1e-4), "there are other ridges"
    paint[..., 12:] = tone
    assert ridge_channels(paint).abs().max() < 1e-5


def test_a_shape_too_wide_for_a_crack_is_not_a_ridge():
    paint = torch.full((1, 3, 24, 24), 0.5)
    paint[..., 8:16] = 0.3
    assert ridge_channels(paint).abs().max() < 1e-5


def test_a_favoured_kind_gets_the_larger_share_of_the_same_likelihood():
    logits = torch.tensor([0.5, 0.0, 0.0]).view(1, 3, 1, 1)
    fair, favoured = Calibration(), Calibration(favours=(2.0, 0.0))
    assert likelihoods(logits, favoured).sum() == pytest.approx(likelihoods(logits, fair).sum())
    crack, worn = likelihoods(logits, favoured).flatten()
    assert crack / worn == pytest.approx(np.exp(2.0))


def test_a_likelihood_is_a_half_at_the_middle_and_a_kind_with_a_reserve_needs_larger_logits():
    logits = torch.tensor([-9.0, -0.5, 1.5, 9.0]).view(1, 1, 1, 4)
    alike = torch.zeros(1, 2, 1, 4)  # both kinds are equally likely
    calibration = Calibration(middle=-0.5, slope=2.0, reserves=(0.0, 2.0))
    crack, loss = likelihoods(torch.cat([logits, alike], 1), calibration)[0]
    np.testing.assert_allclose(crack[0], [0, 0.25, 0.49, 0.5], atol=0.01)
    np.testing.assert_allclose(loss[0], [0, 0.01, 0.25, 0.5], atol=0.01)


def test_a_weights_file_gives_the_network_back(trained):
    again = decode_detection_unet(encode_detection_unet(trained))
    assert again.calibration == trained.calibration
    assert again.network.design == trained.network.design
    assert not again.network.training
    with torch.inference_mode():
        torch.testing.assert_close(again.network(picture()), trained.network(picture()), rtol=0, atol=0.01)


def test_a_weights_file_is_half_as_large_as_the_weights():
    wide = TrainedDetectionUNet(DetectionUNet(DetectionDesign(widths=(32, 64))), Calibration())
    numbers = sum(parameter.numel() for parameter in wide.network.parameters())
    assert len(encode_detection_unet(wide)) < 2.4 * numbers


@pytest.mark.parametrize("spoil", [lambda data: b"", lambda data: b"weights", lambda data: data[: len(data) // 2]])
def test_other_bytes_are_refused(trained, spoil):
    with pytest.raises(ValueError, match="damage U-Net, 1"):
        decode_detection_unet(spoil(encode_detection_unet(trained)))


def test_code_hidden_in_a_file_does_not_run(tmp_path):
    class Trap:
        def __reduce__(self):
            return (tmp_path.joinpath("sprung").touch, ())

    torch.save(Trap(), tmp_path / "trap.pth")
    with pytest.raises(ValueError, match="damage U-Net, 1"):
        decode_detection_unet((tmp_path / "trap.pth").read_bytes())
    assert not (tmp_path / "sprung").exists()


def test_a_file_of_an_older_version_has_one_scale_unshuffles_nothing_and_favours_no_kind():
    trained = TrainedDetectionUNet(
        DetectionUNet(DetectionDesign((4, 8), ridges=False, scales=(InputScale(1.0, 1.0),))), Calibration(-0.5, 2.0)
    )
    facts = {"design": {"widths": (4, 8), "ridges": False}, "calibration": {"middle": -0.5, "slope": 2.0}}
    read = decode_detection_unet(encode_weights(DETECTION_FORMAT, facts, trained.network.state_dict()))
    assert read.calibration == trained.calibration
    assert read.network.design == trained.network.design
