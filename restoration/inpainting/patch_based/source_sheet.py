"""The part of a picture from which paint may be taken, cut into tiles and laid out on one sheet."""

import math

import cv2
import numpy as np

from restoration.domain import Image, Mask

TILE = 256  # px
MAX_TILES = 16  # 1 megapixel in all: about 120 MB while it is used
GAP = 1  # px between tiles, so that no patch lies in two


def lay_out_source(image: Image, source: Mask) -> tuple[Image, Mask]:
    """Return a sheet, (h, w, 3), with the part of a picture that a mask marks, and where nothing lies on it, (h, w).

    Args:
        image: (H, W, 3) uint8 or uint16.
        source: (H, W) bool.
    """
    corners = _plan_tiles(source)
    across = math.isqrt(max(len(corners) - 1, 0)) + 1
    side = across * (TILE + GAP)
    sheet, missing = np.zeros((side, side, 3), image.dtype), np.ones((side, side), bool)
    for number, (top, left) in enumerate(corners):
        tile = source[top : top + TILE, left : left + TILE]
        row, column = (TILE + GAP) * (number // across), (TILE + GAP) * (number % across)
        place = slice(row, row + tile.shape[0]), slice(column, column + tile.shape[1])
        sheet[place] = image[top : top + TILE, left : left + TILE]
        missing[place] = ~tile
    return sheet, missing


def _plan_tiles(source: Mask) -> list[tuple[int, int]]:
    """Return top and left of the tiles that contain marked pixels; of too many, evenly spread ones."""
    left, top, width, height = cv2.boundingRect(source.view(np.uint8))
    corners = [
        (row, column)
        for row in range(top, top + height, TILE)
        for column in range(left, left + width, TILE)
        if source[row : row + TILE, column : column + TILE].any()
    ]
    if len(corners) <= MAX_TILES:
        return corners
    return [corners[index * len(corners) // MAX_TILES] for index in range(MAX_TILES)]
