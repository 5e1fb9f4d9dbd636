"""The U-Net: shapes, what it sees, and how far."""

import pytest
import torch

from restoration.networks.unet import Design, UNet, ridges

TINY = Design(widths=(4, 8, 12))


@pytest.fixture
def network():
    torch.manual_seed(1)
    return UNet(TINY).eval()


def picture(height=32, width=48):
    return torch.rand(2, 3, height, width, generator=torch.Generator().manual_seed(2))


def test_every_pixel_gets_a_logit_of_damage_and_one_of_each_kind(network):
    with torch.inference_mode():
        assert network(picture()).shape == (2, 1 + TINY.classes, 32, 48)


def test_the_sides_must_suit_the_depth():
    assert [Design(widths=(4,) * levels).multiple_of for levels in (1, 2, 5)] == [1, 2, 16]


def test_the_ridges_can_be_left_out(network):
    blind = UNet(Design(widths=TINY.widths, ridges=False)).eval()
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
    found = ridges(paint)
    assert found[0, channel, 5, 12] == pytest.approx(2.0, abs=1e-4)
    assert found.sum() == pytest.approx(2.0 * 24, rel=1e-4), "nothing else is one"
    paint[..., 12:] = tone
    assert ridges(paint).abs().max() < 1e-5


def test_a_shape_too_wide_for_a_crack_is_no_ridge():
    paint = torch.full((1, 3, 24, 24), 0.5)
    paint[..., 8:16] = 0.3
    assert ridges(paint).abs().max() < 1e-5
