"""The inpainting U-Net, its first fill, and its weights file."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration.networks.designs import InpaintingDesign
from restoration.networks.inpainting_unet import InpaintingUNet, decode_inpainting_unet, encode_inpainting_unet, prefill
from restoration.networks.torch_inference import TorchInpaintingModel


@pytest.fixture
def network():
    torch.manual_seed(1)
    return InpaintingUNet(InpaintingDesign((4, 8))).eval()


@pytest.fixture
def trained(network):
    """A network that changes the first fill."""
    torch.nn.init.normal_(network.head.weight, std=0.5)
    return network


def damaged():
    chance = torch.Generator().manual_seed(2)
    return torch.rand(2, 3, 16, 24, generator=chance), (torch.rand(2, 1, 16, 24, generator=chance) < 0.3).float()


def test_before_training_it_returns_the_first_fill(network):
    with torch.inference_mode():
        assert torch.equal(network(*damaged()), prefill(*damaged()))


def test_sound_paint_stays_to_the_bit_and_the_masked_pixels_have_an_influence(trained):
    picture, mask = damaged()
    with torch.inference_mode():
        filled, other = trained(picture, mask), trained(picture * (1 - mask), mask)
    sound = (mask == 0).expand_as(picture)
    assert torch.equal(filled[sound], picture[sound])
    assert not torch.allclose(filled, prefill(picture, mask))
    assert not torch.allclose(filled[~sound], other[~sound])


def test_a_weights_file_gives_the_network_back(trained):
    again = decode_inpainting_unet(encode_inpainting_unet(trained))
    with torch.inference_mode():
        torch.testing.assert_close(again(*damaged()), trained(*damaged()), rtol=0, atol=0.01)
    with pytest.raises(ValueError, match="retoucher, 1"):
        decode_inpainting_unet(encode_inpainting_unet(trained)[:-100])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_model_fills_an_image_in_its_own_type(trained, dtype):
    top = np.iinfo(dtype).max
    picture, mask = damaged()
    image = np.rint(picture[0].permute(1, 2, 0).numpy() * top).astype(dtype)
    painted = TorchInpaintingModel(trained, "cpu").paint(image, mask[0, 0].numpy() > 0)
    with torch.inference_mode():
        tensor = torch.from_numpy(image / top).float().permute(2, 0, 1)[None]
        expected = trained(tensor, mask[:1])[0].clamp(0, 1).permute(1, 2, 0).numpy() * top
    assert painted.dtype == dtype
    assert np.abs(painted - expected).max() <= 0.006 * top


def noise(seed, *shape):
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed))


@settings(max_examples=20)
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
