"""The visible part of a picture: what lies under full transparency is no paint, whatever colour it has."""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.disk_arrays import zeros_on_disk
from restoration.domain import Image, KindMap, Mask


def visible_pixels(alpha: npt.NDArray[np.uint8 | np.uint16] | None) -> Mask | None:
    """Return (H, W) bool, True where the alpha is not 0; None where all of the picture is visible."""
    if alpha is None or alpha.all():
        return None
    visible: Mask = zeros_on_disk(alpha.shape, np.bool_)
    np.not_equal(alpha, 0, out=visible)
    return visible


def clear_hidden(kinds: KindMap, visible: Mask | None) -> KindMap:
    """Return the (H, W) kind map without marks where nothing is visible; the same object where all is visible."""
    return kinds if visible is None else np.where(visible, kinds, np.uint8(0))


def visible_paint(image: Image, visible: Mask | None) -> Image:
    """Return the picture with paint where nothing is visible, see `extend_paint`; the same object where all is visible.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB.
        visible: (H, W) bool; None: everywhere.
    """
    return image if visible is None else extend_paint(image, visible)


def extend_paint(image: Image, known: Mask) -> Image:
    """Return a copy of the picture in which the known colours go on, smoothly, where no colour is known.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB.
        known: (H, W) bool; where it is True, nothing is changed. Where it is True nowhere, neither.

    Source:
        Pull-push, as in S. J. Gortler et al., "The lumigraph", SIGGRAPH 1996, doi:10.1145/237170.237200.
    """
    extended = zeros_on_disk(image.shape, image.dtype)
    extended[:] = image
    if known.all() or not known.any():
        return extended
    size = _half(known.shape)
    share = cv2.resize(known.view(np.uint8) * np.float32(1), size, interpolation=cv2.INTER_AREA).reshape(size[::-1])
    fine = 256 if image.dtype == np.uint8 else 1  # sums of few known pixels need more than 8 bits
    summed = np.where(known[..., np.newaxis], image, 0).astype(np.uint16) * np.uint16(fine)
    total = cv2.resize(summed, size, interpolation=cv2.INTER_AREA).reshape(*share.shape, 3).astype(np.float32)
    most = np.iinfo(image.dtype).max  # rounded sums of few known pixels may lie above it
    coarse = np.rint(np.minimum(_spread(total / np.float32(fine), share), most)).astype(image.dtype)
    guess = cv2.resize(coarse, known.shape[::-1], interpolation=cv2.INTER_LINEAR).reshape(image.shape)
    np.copyto(extended, guess, where=~known[..., np.newaxis])
    return extended


def _half(shape: tuple[int, ...]) -> tuple[int, int]:
    """Return width and height of a picture of half the sides."""
    return -(-shape[1] // 2), -(-shape[0] // 2)


def _spread(total: npt.NDArray[np.float32], share: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return (h, w, 3) colours everywhere, from the sums (h, w, 3) of known colours and their weights (h, w)."""
    colours = total / np.maximum(share, np.float32(1e-6))[..., np.newaxis]
    if share.all() or max(share.shape) == 1:
        return np.asarray(colours, np.float32)
    size = _half(share.shape)
    half_share = cv2.resize(share, size, interpolation=cv2.INTER_AREA).reshape(size[::-1])
    half_total = np.asarray(cv2.resize(total, size, interpolation=cv2.INTER_AREA), np.float32).reshape(*size[::-1], 3)
    coarse = _spread(half_total, half_share)
    guess = cv2.resize(coarse, share.shape[::-1], interpolation=cv2.INTER_LINEAR).reshape(total.shape)
    return np.asarray(np.where(share[..., np.newaxis] > 0, colours, guess), np.float32)
