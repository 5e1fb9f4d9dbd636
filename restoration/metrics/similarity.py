"""How near a restoration comes to the truth, on the whole picture and inside the damage alone."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Image, Mask

_REACH = 5  # px; Wang's window is 11 px to a side
_GAUSSIAN = np.exp(-0.5 * (np.arange(-_REACH, _REACH + 1) / 1.5) ** 2)  # its sigma is 1.5 px
_WINDOW = _GAUSSIAN / _GAUSSIAN.sum()
SMALLEST_SIDE = _WINDOW.size  # px, to a side of a picture that can be scored

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SimilarityScores:
    """Nearness to the truth. Untouched pixels flatter the whole-picture figures: read those inside the mask first."""

    psnr: float  # dB, whole picture
    psnr_inside: float  # dB, inside the mask
    ssim: float  # whole picture
    ssim_inside: float  # mean of the SSIM map inside the mask


def score_similarity(picture: Image, truth: Image, mask: Mask) -> SimilarityScores:
    """Scores of a picture against the truth; inside an empty mask PSNR is infinite and SSIM 1."""
    similarity, around = ssim(picture, truth)
    return SimilarityScores(
        psnr=psnr(picture, truth),
        psnr_inside=psnr(picture, truth, mask),
        ssim=similarity,
        ssim_inside=mean_inside(around, mask),
    )


def psnr(picture: Image, truth: Image, mask: Mask | None = None) -> float:
    """Peak signal-to-noise ratio in dB over R, G and B, the peak being 255 or 65535; infinite for equal pictures.

    Args:
        picture: (H, W, 3).
        truth: (H, W, 3), of the same type.
        mask: (H, W) bool; only pixels where it is True count. None for all.
    """
    if mask is not None:
        picture, truth = picture[mask], truth[mask]
    if np.array_equal(picture, truth):
        return math.inf
    error = np.mean(np.square(picture.astype(np.float64) - truth))
    return 10.0 * math.log10(white_level(truth) ** 2 / float(error))


def ssim(picture: Image, truth: Image) -> tuple[float, Floats]:
    """Structural similarity: its mean (a rim of 5 px left out), and around each pixel (H, W), R, G and B averaged.

    As scikit-image's `structural_similarity` with data_range=255 or 65535, gaussian_weights=True, sigma=1.5 and
    use_sample_covariance=False, to the last few digits; in a third of its time.

    Args:
        picture: (H, W, 3), at least 11 px to a side.
        truth: (H, W, 3), of the same type.

    Raises:
        ValueError: the picture is smaller than the window.

    Source:
        Z. Wang et al., "Image quality assessment: from error visibility to structural similarity", IEEE TIP 13(4),
        2004, doi:10.1109/TIP.2003.819861; its settings: Gaussian window of sigma 1.5, K1 .01, K2 .03.
    """
    if min(picture.shape[:2]) < SMALLEST_SIDE:
        raise ValueError(f"SSIM needs {SMALLEST_SIDE} px to a side, got {picture.shape}")
    around: Floats = np.zeros(picture.shape[:2])
    for channel in range(3):  # one at a time: each takes ten times the memory of its pixels
        around += _ssim_of_channel(picture[..., channel], truth[..., channel], white_level(truth))
    around /= 3
    return float(around[_REACH:-_REACH, _REACH:-_REACH].mean()), around


def mean_inside(around: Floats, mask: Mask) -> float:
    """Mean of an SSIM map inside a mask; 1 inside an empty one."""
    return float(around[mask].mean()) if mask.any() else 1.0


def white_level(image: Image) -> int:
    """The level of white."""
    return int(np.iinfo(image.dtype).max)


def _ssim_of_channel(picture: npt.NDArray[np.generic], truth: npt.NDArray[np.generic], white: int) -> Floats:
    """(H, W): the similarity of one channel."""
    x, y = picture.astype(np.float64), truth.astype(np.float64)
    mean_x, mean_y = _gaussian_mean(x), _gaussian_mean(y)
    variances = _gaussian_mean(x * x) - mean_x**2 + _gaussian_mean(y * y) - mean_y**2
    covariance = _gaussian_mean(x * y) - mean_x * mean_y
    c1, c2 = (0.01 * white) ** 2, (0.03 * white) ** 2
    light = (2 * mean_x * mean_y + c1) / (mean_x**2 + mean_y**2 + c1)
    return np.asarray(light * (2 * covariance + c2) / (variances + c2))


def _gaussian_mean(channel: Floats) -> Floats:
    return np.asarray(cv2.sepFilter2D(channel, -1, _WINDOW, _WINDOW, borderType=cv2.BORDER_REFLECT), np.float64)
