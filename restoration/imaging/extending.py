"""Pictures made larger than they were photographed, so that what lies beyond a trimmed or lost margin can be filled."""

import math
import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from restoration.disk_arrays import zeros_on_disk
from restoration.domain import Box, KindMap, Mask
from restoration.errors import BadRequest
from restoration.imaging.limits import check_size, megapixel_limit
from restoration.imaging.masks import as_loss_kinds
from restoration.imaging.painting import Painting, Samples
from restoration.imaging.scale import Scale

UNITS = ("px", "%", "mm")
LARGEST_SHARE = 1.0  # of the picture's own side: what is filled further out has nothing to do with it

_BARE_GROUND = (225, 215, 195)  # RGB in 8 bits: chalk or gesso, a little yellow

_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(px|%|mm)?\s*")


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
        raise BadRequest(f"{text!r} is not a length.", hint="Write it as in 120, 10% or 25mm.")
    return length_in_px(float(match[1]), match[2] or "px", side, scale)


def length_in_px(length: float, unit: str, side: int, scale: Scale | None) -> int:
    """Return a length of 0 or more in px; arguments and errors are those of `parse_length`.

    Args:
        length: in the unit.
        unit: one of `UNITS`.
        side: px, of the picture in the same direction.
        scale: of the photograph; needed for mm.
    """
    if unit == "mm" and scale is None:
        raise BadRequest("A margin in mm needs the scale of the photograph.", hint="Give the scale, or use px or %.")
    px = length * {"px": 1.0, "%": side / 100, "mm": scale.px_per_mm if scale else math.nan}[unit]
    if px > side * LARGEST_SHARE:
        message = f"A margin of {length:g} {unit} is more than the picture itself has, {side} px."
        raise BadRequest(message, hint="Extend it by less.")
    return round(px)


def extend_painting(painting: Painting, margins: Margins) -> Painting:
    """Return the painting on a larger canvas, as if it lay on a panel whose ground is bare around it.

    Networks know such ground from losses: where the border's own colours went on instead, they kept the streaks.

    `Painting.original` says where the photograph lies. A painting that was extended before keeps the first one. Its
    name, x.tif, becomes x_extended.tif.

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
        image=_place(painting.image, margins, _ground(painting)),
        alpha=None if painting.alpha is None else _place(painting.alpha, margins, np.iinfo(painting.alpha.dtype).max),
        extra=None if painting.extra is None else _place(painting.extra, margins, 0),
        original=(x + margins.left, y + margins.top, original_width, original_height),
        name=painting.name if painting.original else _extended_name(painting.name),
    )


def _extended_name(name: str) -> str:
    path = Path(name)
    return f"{path.stem}_extended{path.suffix}"


def place_kinds(kinds: KindMap | None, painting: Painting, margins: Margins) -> KindMap:
    """Return the damage of an extended painting, (H, W): what was marked before, and as a loss what lies beyond.

    Args:
        kinds: of the painting before it was extended; None if nothing was marked.
        painting: as `extend_painting` returned it.
        margins: by which it was extended.
    """
    placed = as_loss_kinds(beyond_original(painting))
    if kinds is not None:
        height, width = kinds.shape
        placed[box_slices((margins.left, margins.top, width, height))] = kinds
    return placed


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


def _ground(painting: Painting) -> Samples:
    """Return the colour of bare ground, (3,), in the painting's own depth; grey for a grey painting."""
    colour = np.array(_BARE_GROUND) if not painting.is_grey else np.full(3, np.mean(_BARE_GROUND))
    most = np.iinfo(painting.image.dtype).max
    return np.rint(colour * (most / 255)).astype(painting.image.dtype)


def _place(samples: Samples, margins: Margins, around: int | Samples) -> Samples:
    """Return (H, W) or (H, W, 3) samples on a larger canvas that is filled with `around`."""
    height, width = samples.shape[:2]
    size = height + margins.top + margins.bottom, width + margins.left + margins.right
    canvas = zeros_on_disk((*size, *samples.shape[2:]), samples.dtype)
    canvas[:] = around
    canvas[box_slices((margins.left, margins.top, width, height))] = samples
    return canvas
