"""The U-Net: shapes, what it sees, and how far."""

from dataclasses import replace

import pytest
import torch

from restoration.networks.detection_unet import DetectionDesign, DetectionUNet, InputScale, ridge_channels

TINY = DetectionDesign(widths=(4, 8, 12))


@pytest.fixture
def network():
    torch.manual_seed(1)
    return DetectionUNet(TINY).eval()


def picture(height=32, width=48):
    return torch.rand(2, 3, height, width, generator=torch.Generator().manual_seed(2))


def test_every_pixel_gets_a_logit_of_damage_and_one_of_each_kind(network):
    with torch.inference_mode():
        assert network(picture()).shape == (2, 1 + TINY.classes, 32, 48)


def test_the_sides_must_suit_the_depth():
    assert [DetectionDesign(widths=(4,) * levels).multiple_of for levels in (1, 2, 5)] == [1, 2, 16]


def test_it_looks_from_two_distances_and_weighs_what_it_sees(network):
    def seen_from(*looks):
        network.design = replace(TINY, looks=tuple(InputScale(*look) for look in looks))
        with torch.inference_mode():
            return network(picture(24, 36))

    near, far = seen_from((1.0, 1.0)), seen_from((2 / 3, 1.0))
    assert not torch.allclose(near, far, atol=0.01)
    torch.testing.assert_close(seen_from((1.0, 0.75), (2 / 3, 0.25)), 0.75 * near + 0.25 * far)


@pytest.mark.parametrize(("sizes", "period"), [([1.0], 16), ([1.0, 0.5], 32), ([1.0, 0.6], 80), ([2 / 3, 0.75], 192)])
def test_tiles_of_its_period_are_of_whole_pixels_from_every_distance(sizes, period):
    design = DetectionDesign(widths=(4,) * 5, looks=tuple(InputScale(size, 1 / len(sizes)) for size in sizes))
    assert design.period == period
    assert all(period * size % design.multiple_of == pytest.approx(0) for size in sizes)


def test_the_ridges_can_be_left_out(network):
    blind = DetectionUNet(DetectionDesign(widths=TINY.widths, ridges=False)).eval()
    assert network.stem[0][0].in_channels - blind.stem[0][0].in_channels == 2
    with torch.inference_mode():
        assert blind(picture()).shape == (2, 5, 32, 48)


def test_each_picture_of_a_batch_is_seen_by_itself(network):
    both = picture()
    with torch.inference_mode():
        torch.testing.assert_close(network(both)[1:], network(both[1:]))


@pytest.mark.parametrize(("tone", "channel"), [(0.3, 0), (0.7, 1)], ids=["dark", "light"])
def test_a_line_is_a_ridge_of_its_own_tone_and_a_step_is_none(tone, channel):
    paint = torch.full((1, 3, 24, 24), 0.5)
    paint[..., 12] = tone
    found = ridge_channels(paint)
    assert found[0, channel, 5, 12] == pytest.approx(2.0, abs=1e-4)
    assert found.sum() == pytest.approx(2.0 * 24, rel=1e-4), "nothing else is one"
    paint[..., 12:] = tone
    assert ridge_channels(paint).abs().max() < 1e-5


def test_a_shape_too_wide_for_a_crack_is_no_ridge():
    paint = torch.full((1, 3, 24, 24), 0.5)
    paint[..., 8:16] = 0.3
    assert ridge_channels(paint).abs().max() < 1e-5
