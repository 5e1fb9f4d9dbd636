"""Pictures for display: damage as a coloured overlay, downscaled copies, and a fill at partial strength."""

from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from restoration.disk_arrays import zeros_on_disk
from restoration.domain import DAMAGE_KINDS, Box, DamageKind, Image, KindMap, Mask, Restoration

DAMAGE_RED = (226, 38, 32)
_OUTLINE_BLUE = (30, 100, 230)
SOURCE_GREEN = (0, 205, 140)
UNFILLED_WHITE = (245, 245, 245)
"""RGB of the parts that are set aside: where alone paint is taken from, and where nothing is filled."""

_STRIP_ROWS = 256  # that are drawn at a time

KIND_COLOURS = {
    DamageKind.CRACK: DAMAGE_RED,
    DamageKind.SCRATCH: (30, 100, 230),
    DamageKind.LOSS: (250, 176, 5),
    DamageKind.ABRASION: (150, 60, 200),
}
"""RGB in which each kind of damage is shown; colour-blind people can tell them apart too."""


def as_8_bit(image: Image) -> npt.NDArray[np.uint8]:
    """Return the (H, W, 3) picture as uint8, for display; 65535 becomes 255."""
    if image.dtype == np.uint8:
        return image.astype(np.uint8, copy=False)
    return np.asarray(cv2.convertScaleAbs(image, alpha=255 / 65535), dtype=np.uint8)


def overlay_mask(
    image: Image, mask: Mask, *, colour: tuple[int, int, int] = DAMAGE_RED, opacity: float = 0.75
) -> npt.NDArray[np.uint8]:
    """Return the picture as (H, W, 3) uint8 with `colour` blended over the (H, W) mask; `opacity` 0..1.

    That of a large picture lies on the disk.
    """
    overlay: npt.NDArray[np.uint8] = zeros_on_disk(image.shape, np.uint8)
    for top in range(0, len(image), _STRIP_ROWS):
        rows = slice(top, top + _STRIP_ROWS)
        overlay[rows] = shown = as_8_bit(image[rows])
        if mask[rows].any():
            np.copyto(overlay[rows], _blend_colour(shown, colour, opacity), where=mask[rows, :, np.newaxis])
    return overlay


def overlay_kinds(image: Image, kinds: KindMap, *, opacity: float = 0.75) -> npt.NDArray[np.uint8]:
    """Return the picture as (H, W, 3) uint8 with each kind's colour blended over its pixels.

    Args:
        image: (H, W, 3).
        kinds: (H, W) uint8 kind map.
        opacity: of the colours, 0..1.
    """
    shown = plain = as_8_bit(image)
    for number, kind in enumerate(DAMAGE_KINDS, start=1):
        marked = kinds == number
        if marked.any():
            shown = np.where(marked[..., np.newaxis], _blend_colour(plain, KIND_COLOURS[kind], opacity), shown)
    return shown


def outline_kinds(kinds: KindMap) -> KindMap:
    """Return a (H, W) kind map of the outlines alone, 1 px wide, inside the marked areas."""
    inside = cv2.erode((kinds > 0).view(np.uint8), np.ones((3, 3), np.uint8))
    return np.where(inside, np.uint8(0), kinds)


def outline_box(image: Image, box: Box) -> npt.NDArray[np.uint8]:
    """Return the picture as (H, W, 3) uint8 with a blue line along the inner side of a box."""
    x, y, width, height = box
    outlined = as_8_bit(image).copy()
    corners = (x, y), (x + width - 1, y + height - 1)
    return np.asarray(cv2.rectangle(outlined, *corners, color=_OUTLINE_BLUE, thickness=2), np.uint8)


def outline_area(image: Image, area: Mask) -> npt.NDArray[np.uint8]:
    """Return the picture as (H, W, 3) uint8 with a green line along the inner side of an area, (H, W) bool."""
    outlined = as_8_bit(image).copy()
    contours, _ = cv2.findContours(area.view(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    return np.asarray(cv2.drawContours(outlined, contours, -1, SOURCE_GREEN, thickness=2), np.uint8)


def downscale(image: Image, longest_side: int) -> npt.NDArray[np.uint8]:
    """Return the picture as (h, w, 3) uint8, no side longer than `longest_side` px; it is never enlarged."""
    shown = as_8_bit(image)
    size = _fitting_size(shown.shape[0], shown.shape[1], longest_side)
    return np.asarray(cv2.resize(shown, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def downscale_mask(mask: Mask, longest_side: int) -> Mask:
    """Return the (H, W) mask in the size that `downscale` gives its picture; a line 1 px wide stays visible."""
    width, height = _fitting_size(mask.shape[0], mask.shape[1], longest_side)
    covered = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(covered >= 0.5 * width / mask.shape[1])


def downscale_kinds(kinds: KindMap, width: int, height: int) -> KindMap:
    """Return a (height, width) kind map; a line 1 px wide stays visible, and the highest of several kinds is shown.

    Args:
        kinds: (H, W) uint8 kind map, at least as large.
        width: px.
        height: px.
    """
    small = np.zeros((height, width), np.uint8)
    visible = max(127 * width // kinds.shape[1], 1)  # of 255: half a line 1 px wide, whichever way it is rounded
    for number in range(1, len(DAMAGE_KINDS) + 1):
        marked = (kinds == number).view(np.uint8)
        if cv2.countNonZero(marked):
            covered = cv2.resize(marked * np.uint8(255), (width, height), interpolation=cv2.INTER_AREA)
            small[covered >= visible] = number
    return small


def _fitting_size(height: int, width: int, longest_side: int) -> tuple[int, int]:
    scale = min(1.0, longest_side / max(height, width))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _blend_colour(image: npt.NDArray[np.uint8], colour: tuple[int, int, int], opacity: float) -> npt.NDArray[np.uint8]:
    """Return the whole picture with the colour blended in, by a table: so it never takes more than 8 bits a sample."""
    table = np.rint(np.arange(256)[:, np.newaxis] * (1.0 - opacity) + np.array(colour) * opacity)
    return np.asarray(cv2.LUT(image, table.astype(np.uint8)[np.newaxis]), dtype=np.uint8)


def with_strength(restoration: Restoration, strength: float) -> Restoration:
    """Return a restoration of full strength at another strength, 0..1."""
    before, laid_down = restoration.before, restoration.reintegration
    after = blend_images(before, restoration.after, strength)
    if laid_down is not None:
        laid_down = replace(laid_down, fill=blend_images(before, laid_down.fill, strength))
    return replace(restoration, after=after, strength=strength, reintegration=laid_down)


def blend_images(before: Image, after: Image, strength: float) -> Image:
    """Return the weighted mean of two (H, W, 3) pictures of one type; equal pixels stay exactly as they are.

    `strength` is the weight of `after`: 0 gives `before`, 1 gives `after`. A large picture lies on the disk.
    """
    if strength == 1.0:
        return after
    mean: Image = zeros_on_disk(before.shape, before.dtype)
    for top in range(0, len(before), _STRIP_ROWS):
        rows = slice(top, top + _STRIP_ROWS)
        mean[rows] = cv2.addWeighted(after[rows], strength, before[rows], 1.0 - strength, 0.0)
    return mean
