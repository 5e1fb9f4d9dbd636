"""The simulated camera for many pictures at once: like `augment.photo`, up to rounding and different random grain."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from restoration.training.augment.photo import SHARPENING_RADIUS, Camera, make_grain
from restoration.training.device import to_device
from restoration.training.gpu.filters import apply_filter, filter_matrices

BLUR_RADIUS = 5  # px; how far the softest lens of `sample_camera` spreads a point
BLOCK = 8  # px, of JPEG
_LUMA = """16 11 10 16 24 40 51 61 12 12 14 19 26 58 60 55 14 13 16 24 40 57 69 56 14 17 22 29 51 87 80 62
18 22 37 56 68 109 103 77 24 35 55 64 81 104 113 92 49 64 78 87 103 121 120 101 72 92 95 98 112 100 103 99"""
_CHROMA = """17 18 24 47 99 99 99 99 18 21 26 66 99 99 99 99 24 26 56 99 99 99 99 99 47 66 99 99 99 99 99 99
99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99 99"""
_TO_YCC = [[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]]


def photograph_batch(pictures: Tensor, cameras: Sequence[Camera], noise: Tensor, device: str) -> Tensor:
    """Return the photographs of N pictures, each by its own camera.

    Args:
        pictures: (N, 3, side, side) float, 0..255.
        cameras: N.
        noise: (N, side, side, 4) of standard deviation 1; the same noise gives the same grain.
        device: the device of the tensors.

    Returns:
        (N, 3, side, side) float, whole numbers 0..255.
    """
    side = pictures.shape[2]
    blur = _gaussian_filters([camera.blur for camera in cameras], side, device)
    gains = to_device(np.array([camera.gains for camera in cameras], np.float32), device)[:, :, None, None]
    settings = ((camera.contrast, camera.grain, camera.specks, camera.sharpening) for camera in cameras)
    contrast, grain, specks, sharpening = (
        to_device(np.array(values, np.float32), device)[:, None, None, None] for values in zip(*settings, strict=True)
    )
    toned = 128 + contrast * (apply_filter(pictures, blur, beyond="replicate") * gains - 128)
    grainy = (toned + make_grain(noise, grain, specks).permute(0, 3, 1, 2)).round().clamp(0, 255)
    softening = _gaussian_filters([SHARPENING_RADIUS] * len(cameras), side, device)
    detail = grainy - apply_filter(grainy, softening, beyond="replicate")
    sharpened = (grainy + sharpening * detail).round().clamp(0, 255)
    return simulate_jpeg(sharpened, [camera.quality for camera in cameras])


def _gaussian_filters(deviations: Sequence[float], side: int, device: str) -> Tensor:
    """Return matrices, one for each deviation, that blur lines of `side` px with these standard deviations, px."""
    places = np.arange(-BLUR_RADIUS, BLUR_RADIUS + 1)
    weights = np.exp(-0.5 * np.square(places / np.maximum(np.array(deviations)[:, None], 1e-3)))
    weights /= weights.sum(axis=1, keepdims=True)
    return filter_matrices(weights.astype(np.float32), side, device)


def simulate_jpeg(pictures: Tensor, qualities: Sequence[int]) -> Tensor:
    """Return the pictures as if saved as JPEG with halved chroma; almost exact to the grey level.

    Args:
        pictures: (N, 3, H, W) float RGB, 0..255.
        qualities: N, 1..100 on the scale of the Independent JPEG Group.

    Returns:
        (N, 3, H, W) float RGB, whole numbers 0..255.

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
    """Round the cosine coefficients of (N, H, W) to multiples of the table, scaled by N `scale`s in percent."""
    count, height, width = plane.shape
    cosines = _dct_matrix(plane.device)
    steps = torch.tensor([float(step) for step in table.split()], device=plane.device).view(BLOCK, BLOCK)
    steps = torch.floor((steps * scale + 50) / 100).clamp(1, 255)
    blocks = plane.view(count, height // BLOCK, BLOCK, width // BLOCK, BLOCK).transpose(2, 3)
    rounded = torch.round(cosines @ blocks @ cosines.T / steps) * steps
    return (cosines.T @ rounded @ cosines).transpose(2, 3).reshape(count, height, width)


@lru_cache(maxsize=4)
def _dct_matrix(device: torch.device) -> Tensor:
    """Return (8, 8): the orthonormal discrete cosine transform."""
    k, x = torch.arange(BLOCK)[:, None], torch.arange(BLOCK)
    cosines = torch.cos(torch.pi * (2 * x + 1) * k / (2 * BLOCK)) / 2
    cosines[0] /= 2**0.5
    return cosines.to(device)
