"""How near a restoration comes to the truth, on the whole picture and inside the damage alone."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from skimage.metrics import structural_similarity

from restoration.domain import Image, Mask


@dataclass(frozen=True, slots=True)
class Scores:
    """Nearness to the truth. Untouched pixels flatter the whole-picture figures: read those inside the mask first."""

    psnr: float  # dB, whole picture
    psnr_inside: float  # dB, inside the mask
    ssim: float  # whole picture
    ssim_inside: float  # mean of the SSIM map inside the mask


def score(picture: Image, truth: Image, mask: Mask) -> Scores:
    """Scores of a picture against the truth; inside an empty mask PSNR is infinite and SSIM 1."""
    similarity, around = ssim(picture, truth)
    return Scores(
        psnr=psnr(picture, truth),
        psnr_inside=psnr(picture, truth, mask),
        ssim=similarity,
        ssim_inside=float(around[mask].mean()) if mask.any() else 1.0,
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
    return 10.0 * math.log10(_peak(truth) ** 2 / float(error))


def ssim(picture: Image, truth: Image) -> tuple[float, npt.NDArray[np.float64]]:
    """Structural similarity: its mean (a rim of 5 px left out), and around each pixel (H, W), R, G and B averaged.

    Source:
        Z. Wang et al., "Image quality assessment: from error visibility to structural similarity", IEEE TIP 13(4),
        2004, doi:10.1109/TIP.2003.819861; its settings: Gaussian window of sigma 1.5, K1 .01, K2 .03.
    """
    mean, around = structural_similarity(  # type: ignore[no-untyped-call] # scikit-image ships no types
        picture,
        truth,
        data_range=_peak(truth),
        channel_axis=-1,
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
        full=True,
    )
    return float(mean), np.asarray(around.mean(axis=-1), dtype=np.float64)


def _peak(image: Image) -> int:
    return int(np.iinfo(image.dtype).max)
