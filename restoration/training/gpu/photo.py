"""Many pictures photographed at once, as `camera.photograph` takes one: alike up to rounding, but with other grain."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from restoration.training.augment.photo import SHARPENING_RADIUS, Camera, make_grain
from restoration.training.device import to_device
from restoration.training.gpu.filters import apply_filter, filter_matrices

BLOCK = 8  # px
_LUMA = """16 11 10 16 24 40 51 61 12 12 14 19 26 58 60 55 14 13 16 24 40 57 69 56 14 17 22 29 51 87 80 62
18 22 37 56 68 109 103 77 24 35 55 64 81 104 113 92 49 64 78 87 103 121 120 101 72 92 95 98 112 100 103 99"""
_CHROMA = """17 18 24 47 99 99 99 99 18 21 26 66 99 99 99 99 24 26 56 99 99 99 99 99 47 66 99 99 99 99 99 99
99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99"""
_TO_YCC = [[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]]


def simulate_jpeg(pictures: Tensor, qualities: Sequence[int]) -> Tensor:
    """Pictures as they come back from JPEGs with halved chroma, nearly to the grey level.

    Args:
        pictures: (N, 3, H, W) float RGB, 0..255.
        qualities: of each, 1..100, as the Independent JPEG Group counts.

    Source:
        ITU-T T.81 (1992), with its tables K.1 and K.2; JFIF 1.02 for the colours.
    """
    height, width = pictures.shape[2:]
    whole = functional.pad(pictures, (0, -width % (2 * BLOCK), 0, -height % (2 * BLOCK)), mode="replicate")
    to_ycc = pictures.new_tensor(_TO_YCC)
    ycc = torch.einsum("kc,nchw->nkhw", to_ycc, whole - 128)
    percent = [5000 / quality if quality < 50 else 200 - 2 * quality for quality in qualities]
    scale = pictures.new_tensor(percent)[:, None, None, None, None]
    ycc[:, 0] = _quantise(ycc[:, 0], _LUMA, scale)
    small = functional.avg_pool2d(ycc[:, 1:], 2)
    coded = _quantise(small.flatten(0, 1), _CHROMA, scale.repeat_interleave(2, 0)).view_as(small)
    ycc[:, 1:] = functional.interpolate(coded, scale_factor=2, mode="bilinear")
    rgb = torch.einsum("ck,nkhw->nchw", torch.linalg.inv(to_ycc), ycc) + 128
    return rgb[:, :, :height, :width].round().clamp(0, 255)


def _quantise(plane: Tensor, table: str, scale: Tensor) -> Tensor:
    """(N, H, W), its cosines rounded to multiples of the table's steps, at the scale of each, percent."""
    count, height, width = plane.shape
    cosines = _dct_matrix(plane.device)
    steps = torch.tensor([float(step) for step in table.split()], device=plane.device).view(BLOCK, BLOCK)
    steps = torch.floor((steps * scale + 50) / 100).clamp(1, 255)
    blocks = plane.view(count, height // BLOCK, BLOCK, width // BLOCK, BLOCK).transpose(2, 3)
    rounded = torch.round(cosines @ blocks @ cosines.T / steps) * steps
    return (cosines.T @ rounded @ cosines).transpose(2, 3).reshape(count, height, width)


@lru_cache(maxsize=4)
def _dct_matrix(device: torch.device) -> Tensor:
    """(8, 8): the orthonormal discrete cosine transform."""
    k, x = torch.arange(BLOCK)[:, None], torch.arange(BLOCK)
    cosines = torch.cos(torch.pi * (2 * x + 1) * k / (2 * BLOCK)) / 2
    cosines[0] /= 2**0.5
    return cosines.to(device)


BLUR_RADIUS = 5  # px; how far the softest lens of `camera.sample` spreads a point


def photograph_batch(pictures: Tensor, cameras: Sequence[Camera], noise: Tensor, device: str) -> Tensor:
    """The pictures, each as its camera sees it.

    Args:
        pictures: (N, 3, side, side) float, 0..255.
        cameras: N.
        noise: (N, side, side, 4) of deviation 1; the same gives the same grain.
        device: where all this lies.
    """
    side = pictures.shape[2]
    soft = apply_filter(
        pictures, _gaussian_filters([camera.blur for camera in cameras], side, device), beyond="replicate"
    )
    gains = to_device(np.array([camera.gains for camera in cameras], np.float32), device)[:, :, None, None]
    contrast, grain, specks, sharpening = (
        to_device(np.array(told, np.float32), device)[:, None, None, None]
        for told in zip(*((one.contrast, one.grain, one.specks, one.sharpening) for one in cameras), strict=True)
    )
    developed = 128 + contrast * (soft * gains - 128) + make_grain(noise, grain, specks).permute(0, 3, 1, 2)
    seen = developed.round().clamp(0, 255)
    lost = seen - apply_filter(
        seen, _gaussian_filters([SHARPENING_RADIUS] * len(cameras), side, device), beyond="replicate"
    )
    return simulate_jpeg((seen + sharpening * lost).round().clamp(0, 255), [camera.quality for camera in cameras])


def _gaussian_filters(deviations: Sequence[float], side: int, device: str) -> Tensor:
    """Lenses that spread points so far, px."""
    places = np.arange(-BLUR_RADIUS, BLUR_RADIUS + 1)
    weights = np.exp(-0.5 * np.square(places / np.maximum(np.array(deviations)[:, None], 1e-3)))
    weights /= weights.sum(axis=1, keepdims=True)
    return filter_matrices(weights.astype(np.float32), side, device)
