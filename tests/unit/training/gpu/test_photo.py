"""JPEG compression simulated on tensors."""

import io

import numpy as np
import pytest
import torch
from PIL import Image

from restoration.training.gpu.photo import simulate_jpeg


def compress_with_pillow(picture, quality):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return np.array(Image.open(file))


def compress_with_torch(picture, quality):
    planes = torch.from_numpy(picture).permute(2, 0, 1)[None].float()
    return simulate_jpeg(planes, [quality])[0].permute(1, 2, 0).numpy()


@pytest.mark.parametrize("quality", [30, 60, 95])
@pytest.mark.parametrize("cut", [0, 5], ids=["whole blocks", "cut blocks"])
def test_a_simulated_jpeg_is_close_to_a_real_one(painting, quality, cut):
    painting = np.ascontiguousarray(painting[cut:, cut:])
    real = compress_with_pillow(painting, quality)
    error = np.abs(compress_with_torch(painting, quality) - real)
    loss = np.abs(real.astype(int) - painting).mean()
    assert error.mean() < 0.25 * loss + 0.5, "chroma is interpolated in another way"


def test_each_picture_has_its_own_quality(painting):
    planes = torch.from_numpy(painting[..., :1].repeat(3, axis=2)).permute(2, 0, 1).float()
    both = simulate_jpeg(torch.stack([planes, planes]), [30, 95])
    assert torch.equal(both[0], simulate_jpeg(planes[None], [30])[0])
    assert torch.equal(both[1], simulate_jpeg(planes[None], [95])[0])
    assert (both[0] - planes).abs().mean() > 2 * (both[1] - planes).abs().mean()
