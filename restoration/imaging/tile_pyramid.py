"""A picture as tiles at several sizes, for a viewer that shows any part at any zoom."""

import io
from collections.abc import Iterable
from itertools import pairwise
from threading import Lock

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage

from restoration.disk_arrays import zeros_on_disk
from restoration.domain import Box, Image, PixelWindow, no_progress
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.tiling import RowStrip, plan_strips, process_strips

TILE_SIDE = 512  # px
JPEG_QUALITY = 92  # for the screen only: downloads are lossless

_STRIP_ROWS = 128  # rows of the larger level that are halved at a time, which bounds the memory


def count_levels(shape: tuple[int, ...]) -> int:
    """Return how many levels a picture of that height and width has: the last one is a single tile."""
    return max((max(shape[:2]) - 1) // TILE_SIDE, 0).bit_length() + 1


def level_shape(shape: tuple[int, ...], level: int) -> tuple[int, int]:
    """Return height and width at a level: halved `level` times, rounded up."""
    height, width = (-(-side >> level) for side in shape[:2])
    return height, width


def tile_window(shape: tuple[int, ...], level: int, column: int, row: int) -> PixelWindow | None:
    """Return the window of a tile in its level, px; None if there is no such tile."""
    if not 0 <= level < count_levels(shape) or min(column, row) < 0:
        return None
    height, width = level_shape(shape, level)
    top, left = row * TILE_SIDE, column * TILE_SIDE
    if top >= height or left >= width:
        return None
    return slice(top, min(top + TILE_SIDE, height)), slice(left, min(left + TILE_SIDE, width))


class TilePyramid:
    """The tiles of one picture. The smaller levels are computed when one is first asked for, and lie on the disk."""

    def __init__(self, image: Image, icc: bytes | None) -> None:
        """Take a picture, (H, W, 3) uint8 or uint16 RGB, and its colour profile."""
        self._levels: list[Image] = [image]
        self._shape = image.shape
        self._icc = icc
        self._lock = Lock()  # held while a level is computed: several tiles are asked for at once

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the picture, (H, W, 3)."""
        return self._shape

    def part(self, level: int, window: PixelWindow) -> Image:
        """Return the pixels of any window, px of a level that exists: the picture's own at level 0, else uint8."""
        return self._level(level)[window]

    def pixels(self, level: int, column: int, row: int) -> Image | None:
        """Return the pixels of a tile, (h, w, 3): the picture's own at level 0, else uint8; None: no such tile."""
        window = tile_window(self._shape, level, column, row)
        return None if window is None else self._level(level)[window]

    def tile(self, level: int, column: int, row: int) -> npt.NDArray[np.uint8] | None:
        """Return the pixels of a tile, (h, w, 3) uint8 RGB; None if there is no such tile."""
        pixels = self.pixels(level, column, row)
        return None if pixels is None else as_8_bit(pixels)

    def jpeg(self, level: int, column: int, row: int) -> bytes | None:
        """Return a tile as a JPEG file with the picture's colour profile; None if there is no such tile."""
        tile = self.tile(level, column, row)
        return None if tile is None else encode_jpeg(tile, self._icc)

    def refresh(self, boxes: Iterable[Box]) -> None:
        """Compute the smaller levels again inside boxes, px, where the picture has changed."""
        with self._lock:
            for image, half in pairwise(self._levels):
                boxes = dict.fromkeys(_half_box(box) for box in boxes)
                for left, top, width, height in boxes:
                    part = image[2 * top : 2 * (top + height), 2 * left : 2 * (left + width)]
                    half[top : top + height, left : left + width] = _half(as_8_bit(part))

    def _level(self, level: int) -> Image:
        with self._lock:
            while len(self._levels) <= level:
                self._levels.append(halve(self._levels[-1]))
            return self._levels[level]


def halve(image: Image) -> npt.NDArray[np.uint8]:
    """Return a picture (H, W, 3) at half its sides, rounded up, as uint8: each pixel is the mean of four."""
    half: npt.NDArray[np.uint8] = zeros_on_disk((*level_shape(image.shape, 1), 3), np.uint8)

    def fill(strip: RowStrip) -> None:
        part = _half(as_8_bit(image[strip.read]))
        half[strip.top // 2 : strip.top // 2 + len(part)] = part

    strips = plan_strips(len(image), rows=_STRIP_ROWS, margin=0)
    process_strips(strips, fill, no_progress, len(strips))
    return half


def _half(shown: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return (h, w, 3) pixels at half their sides; as `halving.halve_pixels` does it, but thirteen times as fast."""
    height, width = shown.shape[:2]
    if height % 2 or width % 2:
        shown = np.pad(shown, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    half = cv2.resize(shown, (shown.shape[1] // 2, shown.shape[0] // 2), interpolation=cv2.INTER_AREA)
    return np.asarray(half, np.uint8)


def _half_box(box: Box) -> Box:
    """Return the box of the pixels at half the size that a box contributes to."""
    x, y, width, height = box
    left, top = x // 2, y // 2
    return left, top, -(-(x + width) // 2) - left, -(-(y + height) // 2) - top


def encode_jpeg(shown: npt.NDArray[np.uint8], icc: bytes | None) -> bytes:
    """Return (h, w, 3) uint8 RGB pixels as a JPEG for the screen, with the colour profile `icc`."""
    file = io.BytesIO()
    PillowImage.fromarray(shown).save(file, "JPEG", quality=JPEG_QUALITY, subsampling=0, icc_profile=icc)
    return file.getvalue()
