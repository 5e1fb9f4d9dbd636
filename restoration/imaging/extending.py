"""Pictures made larger than they were photographed, so that what lies beyond a trimmed or lost margin can be filled."""

import math
import re
from dataclasses import asdict, dataclass, replace

import numpy as np

from restoration.domain import Box, Mask
from restoration.errors import BadRequest
from restoration.imaging.limits import check_size, megapixel_limit
from restoration.imaging.painting import Painting, Samples
from restoration.imaging.scale import Scale

LARGEST_SHARE = 1.0  # of the picture's own side: what is filled further out has nothing to do with it

_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(px|%|mm)?\s*")
_EXAMPLE = "Write it as in 120, 10% or 25mm."


@dataclass(frozen=True, slots=True)
class Margins:
    """By how many px a picture is extended on each side."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0


def parse_length(text: str, side: int, scale: Scale | None) -> int:
    """Return a length in px: "120" or "120px", "10%" of the side, or "25mm" of the painting.

    Args:
        text: as a person wrote it.
        side: px, of the picture in the same direction.
        scale: of the photograph; needed for mm.

    Raises:
        BadRequest: the text is no length, is in mm without a scale, or exceeds the side itself.
    """
    match = _LENGTH.fullmatch(text)
    if match is None:
        raise BadRequest(f"{text!r} is not a length.", hint=_EXAMPLE)
    number, unit = float(match[1]), match[2] or "px"
    if unit == "mm" and scale is None:
        raise BadRequest("A margin in mm needs the scale of the photograph.", hint="Give the scale, or use px or %.")
    px = number * {"px": 1.0, "%": side / 100, "mm": scale.px_per_mm if scale else math.nan}[unit]
    if px > side * LARGEST_SHARE:
        raise BadRequest(f"{text.strip()} is more than the picture itself has, {side} px.", hint="Extend it by less.")
    return round(px)


def extend_painting(painting: Painting, margins: Margins) -> Painting:
    """Return the painting on a larger canvas; what is new has the colour of the nearest pixel of the border.

    `Painting.original` says where the photograph lies. A painting that was extended before keeps the first one.

    Raises:
        BadRequest: no side is extended.
        ImageTooLarge: the result would be larger than `limits.megapixel_limit()`.
    """
    if not any((margins.left, margins.top, margins.right, margins.bottom)):
        raise BadRequest("No side is extended.", hint="Give at least one side a margin.")
    height, width = painting.image.shape[:2]
    check_size(width + margins.left + margins.right, height + margins.top + margins.bottom, megapixel_limit())
    x, y, original_width, original_height = painting.original or (0, 0, width, height)
    sides = ", ".join(f"{px} px {side}" for side, px in asdict(margins).items() if px)
    return replace(
        painting,
        notes=(*painting.notes, f"Extended beyond the photograph by {sides}: what lies there was never photographed."),
        image=_extend(painting.image, margins, mode="edge"),
        alpha=None if painting.alpha is None else _with_opaque_border(painting.alpha, margins),
        extra=None if painting.extra is None else _extend(painting.extra, margins, mode="constant"),
        original=(x + margins.left, y + margins.top, original_width, original_height),
    )


def beyond_original(painting: Painting) -> Mask:
    """Return (H, W) bool: True where an extended painting was never photographed."""
    height, width = painting.image.shape[:2]
    beyond = np.ones((height, width), np.bool_)
    beyond[box_slices(painting.original or (0, 0, width, height))] = False
    return beyond


def box_fits(box: Box, shape: tuple[int, ...]) -> bool:
    """Return whether a box lies in a picture of this shape, (H, W, ...), and holds a pixel."""
    x, y, width, height = box
    return 0 <= x < x + width <= shape[1] and 0 <= y < y + height <= shape[0]


def box_slices(box: Box) -> tuple[slice, slice]:
    """Return the rows and the columns of a box."""
    x, y, width, height = box
    return slice(y, y + height), slice(x, x + width)


def _extend(samples: Samples, margins: Margins, *, mode: str) -> Samples:
    sides = [(margins.top, margins.bottom), (margins.left, margins.right), (0, 0)]
    extended: Samples = np.pad(samples, sides[: samples.ndim], mode=mode)  # type: ignore[call-overload]  # one of two
    return extended


def _with_opaque_border(alpha: Samples, margins: Margins) -> Samples:
    height, width = alpha.shape
    extended = np.full(
        (height + margins.top + margins.bottom, width + margins.left + margins.right),
        np.iinfo(alpha.dtype).max,
        alpha.dtype,
    )
    extended[margins.top : margins.top + height, margins.left : margins.left + width] = alpha
    return extended
