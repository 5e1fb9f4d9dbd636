"""Pictures for the simple canvas: the part of a painting in a viewport, with the mask over it."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.app.restore.outcomes import marks_changed
from restoration.domain import Box, Image, KindMap, PixelWindow
from restoration.editing.viewport import Viewport
from restoration.imaging.overlay import as_8_bit, downscale, downscale_kinds, outline_kinds, overlay_kinds
from restoration.imaging.tile_pyramid import encode_jpeg

OVERVIEW_SIDE = 180  # px, longer side of the overview

CROP_SURROUNDINGS, LEAST_CROP = 1.6, 40  # side of a region's crop: times its longer side, and at least that many px

CHANGE_COLOURS = ((0, 170, 90), (190, 60, 230))
"""RGB of marks that teaching added, and of marks that it removed: green and violet."""


@dataclass(frozen=True, slots=True)
class MaskStyle:
    """How the mask is shown over the painting."""

    opacity: float  # 0..1
    only_outline: bool


def render_viewport(image: Image, viewport: Viewport) -> npt.NDArray[np.uint8]:
    """Return what the viewport shows.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB.
        viewport: the part to show; when it is enlarged, every pixel of the painting stays a square.

    Returns:
        (h, w, 3) uint8 RGB, of the viewport's size on the screen.
    """
    return _scale(as_8_bit(image[viewport.window]), viewport)


def crop_window(box: Box, shape: tuple[int, ...]) -> PixelWindow:
    """Return a square around a box with some of its surroundings, as far as the picture, of that shape, has room."""
    left, top, width, height = box
    side = max(round(CROP_SURROUNDINGS * max(width, height)), LEAST_CROP)
    rows, columns = (
        place_around(start + length / 2, side, most)
        for start, length, most in ((top, height, shape[0]), (left, width, shape[1]))
    )
    return rows, columns


def place_around(centre: float, side: int, most: int) -> slice:
    """Return `side` px around a centre, moved so that they lie between 0 and `most`; all of these if they are fewer."""
    start = min(max(round(centre - side / 2), 0), max(most - side, 0))
    return slice(start, min(start + side, most))


def render_crop(part: Image, side: int) -> npt.NDArray[np.uint8]:
    """Return a part of a picture with its longer side `side` px; pixels that are enlarged stay squares."""
    scale = side / max(part.shape[:2])
    size = max(round(part.shape[1] * scale), 1), max(round(part.shape[0] * scale), 1)
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_NEAREST
    return np.asarray(cv2.resize(as_8_bit(part), size, interpolation=interpolation), np.uint8)


def render_with_mask(image: Image, kinds: KindMap, viewport: Viewport, style: MaskStyle) -> npt.NDArray[np.uint8]:
    """Return what the viewport shows, with the mask over it.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB.
        kinds: (H, W) uint8, the kind of damage of each pixel, 0 for none.
        viewport: the part to show.
        style: how to show the mask.

    Returns:
        (h, w, 3) uint8 RGB, of the viewport's size on the screen.
    """
    shown = kinds[viewport.window]
    shown = downscale_kinds(shown, *viewport.shown) if viewport.scale < 1 else _scale(shown, viewport)
    marks = outline_kinds(shown) if style.only_outline else shown
    return overlay_kinds(render_viewport(image, viewport), marks, opacity=style.opacity)


def render_change(
    shown: npt.NDArray[np.uint8], before: KindMap, after: KindMap, viewport: Viewport
) -> npt.NDArray[np.uint8]:
    """Return what the viewport shows, (h, w, 3), with marks that are new and marks that are gone in two colours.

    Args:
        shown: as `render_with_mask` returns it.
        before: (H, W) uint8, the kinds before the change.
        after: (H, W) uint8, the kinds now.
        viewport: the part that is shown.
    """
    result = shown.copy()
    changes = marks_changed(before[viewport.window], after[viewport.window])
    for changed, colour in zip(changes, CHANGE_COLOURS, strict=True):
        marks = changed.view(np.uint8)
        visible = downscale_kinds(marks, *viewport.shown) if viewport.scale < 1 else _scale(marks, viewport)
        result[visible > 0] = colour
    return result


def encode_overview(image: Image, icc: bytes | None) -> bytes:
    """Return a small JPEG of the whole painting (H, W, 3), with the colour profile `icc`."""
    return encode_jpeg(downscale(image, OVERVIEW_SIDE), icc)


def _scale(shown: npt.NDArray[np.uint8], viewport: Viewport) -> npt.NDArray[np.uint8]:
    if viewport.scale == 1:
        return shown
    interpolation = cv2.INTER_AREA if viewport.scale < 1 else cv2.INTER_NEAREST
    return np.asarray(cv2.resize(shown, viewport.shown, interpolation=interpolation), np.uint8)
