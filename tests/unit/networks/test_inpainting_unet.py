"""The inpainting U-Net and its weights file."""

import numpy as np
import pytest
import torch

from restoration.networks.designs import InpaintingDesign
from restoration.networks.inference import InpaintingModel
from restoration.networks.inpainting_unet import InpaintingUNet, decode_inpainting_unet, encode_inpainting_unet
from restoration.networks.prefill import prefill


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
    painted = InpaintingModel(trained, "cpu").paint(image, mask[0, 0].numpy() > 0)
    with torch.inference_mode():
        tensor = torch.from_numpy(image / top).float().permute(2, 0, 1)[None]
        expected = trained(tensor, mask[:1])[0].clamp(0, 1).permute(1, 2, 0).numpy() * top
    assert painted.dtype == dtype
    assert np.abs(painted - expected).max() <= 0.006 * top
