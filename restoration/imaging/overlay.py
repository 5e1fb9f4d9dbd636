"""A fill laid more or less thickly over the damage."""

from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import DAMAGE_KINDS, DamageKind, Image, KindMap, Mask, Restoration

DAMAGE_RED = (226, 38, 32)
KIND_COLOURS = {
    DamageKind.CRACK: DAMAGE_RED,
    DamageKind.SCRATCH: (30, 100, 230),
    DamageKind.LOSS: (250, 176, 5),
    DamageKind.ABRASION: (150, 60, 200),
}
"""What each kind of damage is shown in; told apart by people who see fewer colours, too."""


def as_8_bit(image: Image) -> npt.NDArray[np.uint8]:
    """The picture at 8 bits a channel, for screens; 65535 becomes 255."""
    if image.dtype == np.uint8:
        return image.astype(np.uint8, copy=False)
    return np.asarray(cv2.convertScaleAbs(image, alpha=255 / 65535), dtype=np.uint8)


def overlay_mask(
    image: Image, mask: Mask, *, colour: tuple[int, int, int] = DAMAGE_RED, opacity: float = 0.75
) -> npt.NDArray[np.uint8]:
    """(H, W, 3) uint8: the picture with `colour` laid over the mask; `opacity` 0..1."""
    shown = as_8_bit(image)
    return np.where(mask[..., np.newaxis], _blend_colour(shown, colour, opacity), shown)


def overlay_kinds(image: Image, kinds: KindMap, *, opacity: float = 0.75) -> npt.NDArray[np.uint8]:
    """(H, W, 3) uint8: the picture with the colour of each kind laid over it; `opacity` 0..1."""
    shown = plain = as_8_bit(image)
    for number, kind in enumerate(DAMAGE_KINDS, start=1):
        marked = kinds == number
        if marked.any():
            shown = np.where(marked[..., np.newaxis], _blend_colour(plain, KIND_COLOURS[kind], opacity), shown)
    return shown


def outline_kinds(kinds: KindMap) -> KindMap:
    """(H, W) uint8: the rims alone, 1 px wide, inside what is marked."""
    inside = cv2.erode((kinds > 0).view(np.uint8), np.ones((3, 3), np.uint8))
    return np.where(inside, np.uint8(0), kinds)


def downscale(image: Image, longest_side: int) -> npt.NDArray[np.uint8]:
    """(h, w, 3) uint8: the picture at 8 bits, scaled down (never up) to fit a screen."""
    shown = as_8_bit(image)
    size = _fitting_size(shown.shape[0], shown.shape[1], longest_side)
    return np.asarray(cv2.resize(shown, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def downscale_mask(mask: Mask, longest_side: int) -> Mask:
    """(h, w) bool: the mask scaled as `reduce` scales its picture; a hairline of one pixel stays visible."""
    width, height = _fitting_size(mask.shape[0], mask.shape[1], longest_side)
    covered = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(covered >= 0.5 * width / mask.shape[1])


def downscale_kinds(kinds: KindMap, width: int, height: int) -> KindMap:
    """(height, width) uint8: kinds scaled down; hairlines stay visible, and of several kinds the highest is shown."""
    reduced = np.zeros((height, width), np.uint8)
    visible = max(127 * width // kinds.shape[1], 1)  # of 255: half a line of one pixel, however it was rounded
    for number in range(1, len(DAMAGE_KINDS) + 1):
        marked = (kinds == number).view(np.uint8)
        if cv2.countNonZero(marked):
            covered = cv2.resize(marked * np.uint8(255), (width, height), interpolation=cv2.INTER_AREA)
            reduced[covered >= visible] = number
    return reduced


def _fitting_size(height: int, width: int, longest_side: int) -> tuple[int, int]:
    scale = min(1.0, longest_side / max(height, width))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _blend_colour(image: npt.NDArray[np.uint8], colour: tuple[int, int, int], opacity: float) -> npt.NDArray[np.uint8]:
    """All of the picture with the colour on it, looked up: no pixel is ever a number of more than 8 bits."""
    table = np.rint(np.arange(256)[:, np.newaxis] * (1.0 - opacity) + np.array(colour) * opacity)
    return np.asarray(cv2.LUT(image, table.astype(np.uint8)[np.newaxis]), dtype=np.uint8)


def with_strength(restoration: Restoration, strength: float) -> Restoration:
    """The restoration, which is of full strength, at another one, 0..1."""
    after = blend_images(restoration.before, restoration.after, strength)
    return replace(restoration, after=after, strength=strength)


def blend_images(before: Image, after: Image, strength: float) -> Image:
    """(H, W, 3) of their type: `before` at strength 0, `after` at 1; what is equal in both stays exactly as it is."""
    if strength == 1.0:
        return after
    return np.asarray(cv2.addWeighted(after, strength, before, 1.0 - strength, 0.0), before.dtype)
