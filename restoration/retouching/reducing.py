"""A smaller copy of a painting, on which wide strokes are painted, and the way back to its own size."""

from dataclasses import replace

import cv2
import numpy as np

from restoration.domain import Image, Mask
from restoration.imaging.masks import damaged_cells
from restoration.retouching.base import Site

_TILE = 1024  # px, side of the parts that are enlarged at a time


def reduce_site(site: Site, factor: int) -> Site:
    """Return a site with 1 / factor of the height and width, rounded up; what is partly damaged counts as damaged."""
    image, fill = (_reduce(picture, factor) for picture in (site.image, site.fill))
    damage = damaged_cells(site.damage, factor)
    return replace(site, image=image, fill=fill, damage=damage, width=site.width / factor)


def _reduce(picture: Image, factor: int) -> Image:
    height, width = picture.shape[:2]
    size = -(-width // factor), -(-height // factor)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), picture.dtype)


def enlarge_into(after: Image, small: Image, mask: Mask) -> None:
    """Put what a smaller copy of a picture shows into the masked pixels of the picture, in place.

    Args:
        after: (H, W, 3).
        small: (h, w, 3), of the same type.
        mask: (H, W).
    """
    for top in range(0, len(mask), _TILE):
        for left in range(0, mask.shape[1], _TILE):
            window = slice(top, top + _TILE), slice(left, left + _TILE)
            inside = mask[window]
            if inside.any():
                after[window][inside] = _enlarged_part(small, mask.shape, (top, left), inside.shape)[inside]


def _enlarged_part(small: Image, shape: tuple[int, ...], corner: tuple[int, int], part_shape: tuple[int, ...]) -> Image:
    """Return the part of that shape, from that row and column on, of the copy enlarged to another shape."""
    (down, across), (top, left) = (small.shape[axis] / shape[axis] for axis in (0, 1)), corner
    to_small = np.array(
        [[across, 0, across * (left + 0.5) - 0.5], [0, down, down * (top + 0.5) - 0.5]]
    )  # the middle of a pixel lies half a pixel from its edge
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    part = cv2.warpAffine(small, to_small, part_shape[::-1], flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(part, small.dtype)
