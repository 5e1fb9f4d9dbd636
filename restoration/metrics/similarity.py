"""PSNR and SSIM of a picture against the ground truth, over the whole picture and inside the damage."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Image, Mask

_REACH = 5  # px; the window of Wang et al. is 11 px to a side
_GAUSSIAN = np.exp(-0.5 * (np.arange(-_REACH, _REACH + 1) / 1.5) ** 2)  # their sigma is 1.5 px
_WINDOW = _GAUSSIAN / _GAUSSIAN.sum()
SMALLEST_SIDE = _WINDOW.size
"""The least height and width of a picture that can be scored, in px."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SimilarityScores:
    """How close a picture comes to the ground truth.

    Untouched pixels raise the scores of the whole picture: look first at those inside the mask.
    """

    psnr: float  # dB, whole picture
    psnr_inside: float  # dB, inside the mask
    ssim: float  # whole picture
    ssim_inside: float  # mean of the SSIM map inside the mask


def score_similarity(picture: Image, truth: Image, mask: Mask) -> SimilarityScores:
    """Return PSNR and SSIM, over the whole picture and inside the mask.

    Inside an empty mask, PSNR is infinite and SSIM is 1.

    Args:
        picture: (H, W, 3) uint8 or uint16, at least 11 px to a side.
        truth: (H, W, 3), of the same type.
        mask: (H, W) bool.

    Raises:
        ValueError: the picture is smaller than the window of SSIM.
    """
    mean_ssim, ssim_map = ssim(picture, truth)
    return SimilarityScores(
        psnr=psnr(picture, truth),
        psnr_inside=psnr(picture, truth, mask),
        ssim=mean_ssim,
        ssim_inside=mean_inside(ssim_map, mask),
    )


def psnr(picture: Image, truth: Image, mask: Mask | None = None) -> float:
    """Return the peak signal-to-noise ratio over R, G and B, in dB; infinite for equal pictures.

    The peak is 255 or 65535.

    Args:
        picture: (H, W, 3) uint8 or uint16.
        truth: (H, W, 3), of the same type.
        mask: (H, W) bool; only pixels where it is True count. None counts all pixels.
    """
    if mask is not None:
        picture, truth = picture[mask], truth[mask]
    if np.array_equal(picture, truth):
        return math.inf
    error = np.mean(np.square(picture.astype(np.float64) - truth))
    return 10.0 * math.log10(white_level(truth) ** 2 / float(error))


def ssim(picture: Image, truth: Image) -> tuple[float, Floats]:
    """Return the mean structural similarity and its map, (H, W) float64; both average R, G and B.

    The mean leaves out a border of 5 px. The values are those of scikit-image's `structural_similarity` with
    data_range=255 or 65535, gaussian_weights=True, sigma=1.5 and use_sample_covariance=False, except for the last few
    digits, in a third of its time.

    Args:
        picture: (H, W, 3) uint8 or uint16, at least 11 px to a side.
        truth: (H, W, 3), of the same type.

    Raises:
        ValueError: the picture is smaller than the window.

    Source:
        Z. Wang et al., "Image quality assessment: from error visibility to structural similarity", IEEE TIP 13(4),
        2004, doi:10.1109/TIP.2003.819861; its settings: Gaussian window of sigma 1.5, K1 .01, K2 .03.
    """
    if min(picture.shape[:2]) < SMALLEST_SIDE:
        raise ValueError(f"SSIM needs {SMALLEST_SIDE} px to a side, got {picture.shape}")
    ssim_map: Floats = np.zeros(picture.shape[:2])
    for channel in range(3):  # one at a time: each takes ten times the memory of its pixels
        ssim_map += _ssim_of_channel(picture[..., channel], truth[..., channel], white_level(truth))
    ssim_map /= 3
    return float(ssim_map[_REACH:-_REACH, _REACH:-_REACH].mean()), ssim_map


def mean_inside(ssim_map: Floats, mask: Mask) -> float:
    """Return the mean of an SSIM map, (H, W), inside a mask, (H, W); 1 for an empty mask."""
    return float(ssim_map[mask].mean()) if mask.any() else 1.0


def white_level(image: Image) -> int:
    """Return the level of white: 255 or 65535."""
    return int(np.iinfo(image.dtype).max)


def _ssim_of_channel(picture: npt.NDArray[np.generic], truth: npt.NDArray[np.generic], white: int) -> Floats:
    """Return the SSIM map of one channel; all (H, W)."""
    x, y = picture.astype(np.float64), truth.astype(np.float64)
    mean_x, mean_y = _gaussian_mean(x), _gaussian_mean(y)
    variances = _gaussian_mean(x * x) - mean_x**2 + _gaussian_mean(y * y) - mean_y**2
    covariance = _gaussian_mean(x * y) - mean_x * mean_y
    c1, c2 = (0.01 * white) ** 2, (0.03 * white) ** 2
    luminance = (2 * mean_x * mean_y + c1) / (mean_x**2 + mean_y**2 + c1)
    return np.asarray(luminance * (2 * covariance + c2) / (variances + c2))


def _gaussian_mean(channel: Floats) -> Floats:
    return np.asarray(cv2.sepFilter2D(channel, -1, _WINDOW, _WINDOW, borderType=cv2.BORDER_REFLECT), np.float64)
