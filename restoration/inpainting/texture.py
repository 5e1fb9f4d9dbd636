"""The texture of a fill beside that of the paint around it."""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Image, Mask

MIN_ENERGY = 3 * (0.5 / 255) ** 2  # half a level of 255 in each channel: what is fainter is no texture

FloatImage = npt.NDArray[np.float32]


def extract_texture(picture: Image, finest: float, coarsest: float, strongest: float) -> FloatImage:
    """(H, W, 3), parts of white: what is coarser than `finest` and finer than `coarsest`.

    Args:
        picture: (H, W, 3) uint8 or uint16.
        finest: px, sigma of a Gaussian; 0 for all that is fine.
        coarsest: px, sigma.
        strongest: part of white at which it is cut: what stands out more is a line or an edge, and no texture.
    """
    light = to_unit_range(picture)
    upper = cv2.GaussianBlur(light, (0, 0), finest) if finest else light
    return np.asarray(np.clip(upper - cv2.GaussianBlur(light, (0, 0), coarsest), -strongest, strongest), np.float32)


def to_unit_range(picture: Image) -> FloatImage:
    """(H, W, 3), parts of white, of a picture of any depth."""
    return np.asarray(picture / np.iinfo(picture.dtype).max, np.float32)


def mirror_into_mask(layer: FloatImage, mask: Mask) -> FloatImage:
    """(H, W, 3): what lies as far beyond the mask's edge as each of its pixels lies within; 0 where that is masked too.

    Args:
        layer: (H, W, 3).
        mask: (H, W) bool, not all True.
    """
    _, number = cv2.distanceTransformWithLabels(
        mask.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    places = np.zeros((2, number.max() + 1), np.intp)
    places[:, number[~mask]] = np.nonzero(~mask)
    across = 2 * places[:, number] - np.indices(mask.shape)
    rows, columns = (_reflect_index(along, side) for along, side in zip(across, mask.shape, strict=True))
    return np.asarray(np.where(mask[..., np.newaxis], 0, layer)[rows, columns], np.float32)


def _reflect_index(along: npt.NDArray[np.intp], side: int) -> npt.NDArray[np.intp]:
    """Places beyond the picture's edges, mirrored at them."""
    inside = np.abs(along)
    return np.clip(np.where(inside < side, inside, 2 * side - 2 - inside), 0, side - 1)


def texture_deficit(own: FloatImage, wanted: FloatImage, mask: Mask, near: float) -> FloatImage:
    """(H, W) of 0..1: by how much the texture of the fill is weaker than it should be.

    Args:
        own: (H, W, 3), of the fill.
        wanted: (H, W, 3), as strong as it should be.
        mask: (H, W) bool, where they are compared: it was filled there.
        near: px, sigma of the neighbourhood in which they are compared.
    """
    inside = mask[..., np.newaxis]
    have, could = (cv2.GaussianBlur((layer**2 * inside).sum(axis=2), (0, 0), near) for layer in (own, wanted))
    return np.asarray(np.sqrt(np.clip(1 - (have + MIN_ENERGY) / (could + MIN_ENERGY), 0, 1)), np.float32)


def depth_ramp(mask: Mask, start: float, full: float) -> FloatImage:
    """(H, W): 0 up to `start` px from what is sound, growing to 1 at `full` px."""
    depth = cv2.distanceTransform(mask.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(np.clip((depth - start) / (full - start), 0, 1), np.float32)
