"""The first fill: paint spreads into the damage."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration.networks.prefill import prefill


def noise(seed, *shape):
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), height=st.integers(2, 40), width=st.integers(2, 40), share=st.floats(0.02, 0.95))
def test_sound_paint_stays_and_the_fill_is_in_range(seed, height, width, share):
    picture, mask = noise(seed, 2, 3, height, width), (noise(seed + 1, 2, 1, height, width) < share).float()
    mask[..., 0, 0] = 0
    filled = prefill(picture, mask)
    sound = (mask == 0).expand_as(picture)
    assert torch.equal(filled[sound], picture[sound])
    assert filled.min() >= 0
    assert filled.max() <= 1


def test_masked_pixels_have_no_influence():
    picture, mask = noise(1, 1, 3, 32, 32), (noise(2, 1, 1, 32, 32) < 0.5).float()
    assert torch.equal(prefill(picture, mask), prefill(torch.where(mask > 0, 1 - picture, picture), mask))


def test_a_crack_between_two_colours_gets_the_nearer_colour_on_each_side():
    picture = torch.zeros(1, 3, 64, 64)
    picture[..., 32:] = 1
    mask = torch.zeros(1, 1, 64, 64)
    mask[:, :, 30:34] = 1
    filled = prefill(picture, mask)[0, 0, 32]
    assert (filled[:26] < 0.1).all()
    assert (filled[38:] > 0.9).all()


def test_a_slope_continues_across_the_damage():
    picture = torch.linspace(0.2, 0.8, 48).expand(1, 3, 40, 48)
    mask = torch.zeros(1, 1, 40, 48)
    mask[:, :, 16:24, 20:28] = 1
    assert (prefill(picture, mask) - picture).abs().max() < 0.005


def test_a_hole_far_wider_than_the_sound_paint_is_filled():
    picture, mask = torch.full((1, 3, 700, 16), 0.4), torch.ones(1, 1, 700, 16)
    mask[:, :, 0] = 0
    filled = prefill(picture, mask)
    assert torch.isfinite(filled).all()
    assert (filled - 0.4).abs().max() < 1e-3
