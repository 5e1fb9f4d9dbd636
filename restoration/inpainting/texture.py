"""The texture of a fill compared with that of the paint around it."""

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Image, Mask

MIN_ENERGY = 3 * (0.5 / 255) ** 2  # half a level of 255 in each channel: less is not texture

FloatImage = npt.NDArray[np.float32]
"""(H, W) or (H, W, 3) float32; where it holds colours, 1 is white."""


def extract_texture(picture: Image, fine: float, coarse: float, limit: float) -> FloatImage:
    """Return the structure of a picture between two scales, as a difference of Gaussians.

    Args:
        picture: (H, W, 3) uint8 or uint16.
        fine: sigma of the finer Gaussian, px; 0: no finest scale.
        coarse: sigma of the coarser Gaussian, px.
        limit: part of white at which values are cut: what stands out more is a line or an edge, and no texture.

    Returns:
        (H, W, 3) float32 around 0; 1 is white.
    """
    light = to_unit_range(picture)
    upper = cv2.GaussianBlur(light, (0, 0), fine) if fine else light
    return np.asarray(np.clip(upper - cv2.GaussianBlur(light, (0, 0), coarse), -limit, limit), np.float32)


def to_unit_range(picture: Image) -> FloatImage:
    """Return an (H, W, 3) picture of 8 or 16 bits as float32 in 0..1."""
    return np.asarray(picture / np.iinfo(picture.dtype).max, np.float32)


def mirror_into_mask(layer: FloatImage, mask: Mask) -> FloatImage:
    """Mirror a layer at the edge of the mask, so that masked pixels get values from outside the mask.

    Args:
        layer: (H, W, 3) float32.
        mask: (H, W) bool, not all True.

    Returns:
        (H, W, 3) float32; 0 where the mirrored pixel is masked too.
    """
    _, number = cv2.distanceTransformWithLabels(
        mask.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    nearest = np.zeros((2, number.max() + 1), np.intp)
    nearest[:, number[~mask]] = np.nonzero(~mask)
    mirrored = 2 * nearest[:, number] - np.indices(mask.shape)
    rows, columns = (_reflect_index(index, side) for index, side in zip(mirrored, mask.shape, strict=True))
    return np.asarray(np.where(mask[..., np.newaxis], 0, layer)[rows, columns], np.float32)


def _reflect_index(index: npt.NDArray[np.intp], side: int) -> npt.NDArray[np.intp]:
    """Return indices beyond the edges of the picture, mirrored at the edges."""
    inside = np.abs(index)
    return np.clip(np.where(inside < side, inside, 2 * side - 2 - inside), 0, side - 1)


def texture_deficit(own: FloatImage, wanted: FloatImage, mask: Mask, sigma: float) -> FloatImage:
    """Return by how much the texture of a fill is weaker than it should be.

    Args:
        own: (H, W, 3), the texture of the fill.
        wanted: (H, W, 3), a texture of the right strength.
        mask: (H, W) bool, the filled pixels, which are compared.
        sigma: of the neighbourhood in which they are compared, px.

    Returns:
        (H, W) float32 in 0..1.
    """
    inside = mask[..., np.newaxis]
    have, want = (cv2.GaussianBlur((layer**2 * inside).sum(axis=2), (0, 0), sigma) for layer in (own, wanted))
    return np.asarray(np.sqrt(np.clip(1 - (have + MIN_ENERGY) / (want + MIN_ENERGY), 0, 1)), np.float32)


def depth_ramp(mask: Mask, start: float, full: float) -> FloatImage:
    """Return a ramp over the depth inside an (H, W) mask: 0 up to `start` px from its edge, 1 from `full` px on.

    Returns:
        (H, W) float32 in 0..1.
    """
    depth = cv2.distanceTransform(mask.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(np.clip((depth - start) / (full - start), 0, 1), np.float32)
