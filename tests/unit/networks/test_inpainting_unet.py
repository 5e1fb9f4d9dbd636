"""The network that fills damage, and the file that keeps it."""

import numpy as np
import pytest
import torch

from restoration.networks.inference import InpaintingModel
from restoration.networks.inpainting_unet import (
    InpaintingDesign,
    InpaintingUNet,
    decode_inpainting_unet,
    encode_inpainting_unet,
)
from restoration.networks.prefill import prefill


@pytest.fixture
def network():
    torch.manual_seed(1)
    return InpaintingUNet(InpaintingDesign((4, 8))).eval()


@pytest.fixture
def taught(network):
    """One that no longer leaves the first fill as it is."""
    torch.nn.init.normal_(network.head.weight, std=0.5)
    return network


def damaged():
    chance = torch.Generator().manual_seed(2)
    return torch.rand(2, 3, 16, 24, generator=chance), (torch.rand(2, 1, 16, 24, generator=chance) < 0.3).float()


def test_before_it_learns_it_leaves_the_first_fill_as_it_is(network):
    with torch.inference_mode():
        assert torch.equal(network(*damaged()), prefill(*damaged()))


def test_sound_paint_stays_to_the_bit_and_what_lies_in_the_mask_is_looked_at(taught):
    picture, mask = damaged()
    with torch.inference_mode():
        filled, other = taught(picture, mask), taught(picture * (1 - mask), mask)
    sound = (mask == 0).expand_as(picture)
    assert torch.equal(filled[sound], picture[sound])
    assert not torch.allclose(filled, prefill(picture, mask))
    assert not torch.allclose(filled[~sound], other[~sound])


def test_what_was_written_is_read_again(taught):
    again = decode_inpainting_unet(encode_inpainting_unet(taught))
    with torch.inference_mode():
        torch.testing.assert_close(again(*damaged()), taught(*damaged()), rtol=0, atol=0.01)
    with pytest.raises(ValueError, match="retoucher, 1"):
        decode_inpainting_unet(encode_inpainting_unet(taught)[:-100])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_painter_answers_in_the_type_of_the_image(taught, dtype):
    top = np.iinfo(dtype).max
    picture, mask = damaged()
    image = np.rint(picture[0].permute(1, 2, 0).numpy() * top).astype(dtype)
    painted = InpaintingModel(taught, "cpu").paint(image, mask[0, 0].numpy() > 0)
    with torch.inference_mode():
        seen = torch.from_numpy(image / top).float().permute(2, 0, 1)[None]
        expected = taught(seen, mask[:1])[0].clamp(0, 1).permute(1, 2, 0).numpy() * top
    assert painted.dtype == dtype
    assert np.abs(painted - expected).max() <= 0.006 * top
