"""What a person decided about regions of damage, as a step of the corrections."""

from dataclasses import dataclass
from itertools import repeat

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import DamageKind, KindMap, Mask, PixelWindow, kind_number
from restoration.editing.pixel_mask import PixelMask
from restoration.editing.regions.region import RegionStatus
from restoration.imaging.masks import grow_mask
from restoration.imaging.windows import grow_window

TOLERANCE = 2  # px that a mark may lie beside the region that was decided on
MIN_REACH = 16  # px that a mark may reach beyond that region, or as far as the region is wide and high


@dataclass(frozen=True, slots=True)
class RegionDecision:
    """A status, a kind, a note, a fill or a reintegration for one or more regions; None leaves what was.

    Regions are identified by their pixels, for their numbers change with every mask. A decision applies to a mark, a
    connected part of one kind, if it shares a pixel with the decided region, if at least half of it lies in that region
    grown by `TOLERANCE`, and if it reaches no further than `reach_window`. So a decision outlives another sensitivity
    and a new detection, and leaves the neighbours of a region alone.
    """

    pixels: tuple[PixelMask, ...]
    status: RegionStatus | None = None
    kind: DamageKind | None = None
    note: str | None = None
    former_kinds: tuple[DamageKind | None, ...] = ()
    """The kind of each region before it was rejected. With another status, its pixels come back as that kind."""
    fill: str | None = None  # key of the result that the regions take; "" for the default one
    reintegration: str | None = None
    """How that fill is laid down: the key of a mode, or "invisible"; "" for the default."""
    seen: tuple[str, ...] = ()  # keys of the results that could be seen when the fill was chosen

    @property
    def changes_mask(self) -> bool:
        """Whether the step may change the kind map."""
        return self.status is RegionStatus.REJECTED or self.kind is not None or any(self.former_kinds)

    @property
    def changes_filling(self) -> bool:
        """Whether the step may change which pixels are filled; a note or the choice of a fill does not."""
        return self.status is not None or self.kind is not None


def apply_decision(decision: RegionDecision, kinds: KindMap) -> None:
    """Apply a decision to a kind map, (H, W) uint8, in place.

    The pixels of a rejected region are no longer marked, and neither are the marks that the decision applies to. A
    new kind colours the same pixels, as far as they are marked.
    """
    if not decision.changes_mask:
        return
    for pixels, former_kind in zip(decision.pixels, decision.former_kinds or repeat(None), strict=False):
        if decision.status is RegionStatus.REJECTED:
            window, matched = matched_marks(pixels, kinds)
            kinds[window][matched] = 0
            continue
        if former_kind is not None:
            part = kinds[pixels.window]
            part[pixels.mask() & (part == 0)] = kind_number(former_kind)
        if decision.kind is not None:
            window, matched = matched_marks(pixels, kinds)
            kinds[window][matched] = kind_number(decision.kind)


def decision_window(decision: RegionDecision, shape: tuple[int, ...]) -> PixelWindow:
    """Return the rows and columns of a picture, of that height and width, that a decision may change."""
    if not decision.changes_mask:
        return slice(0, 0), slice(0, 0)
    windows = [reach_window(pixels, shape) for pixels in decision.pixels]
    rows, columns = (
        slice(min(part.start for part in parts), max(part.stop for part in parts))
        for parts in zip(*windows, strict=True)
    )
    return rows, columns


def reach_window(pixels: PixelMask, shape: tuple[int, ...]) -> PixelWindow:
    """Return the window in which a mark must lie to be taken for a decided region: three times its box."""
    _, _, width, height = pixels.box
    return grow_window(pixels.window, max(height, MIN_REACH), max(width, MIN_REACH), shape)


def matched_marks(pixels: PixelMask, kinds: KindMap) -> tuple[PixelWindow, Mask]:
    """Return the marked pixels of a region, and the marks that a decision on it applies to.

    Args:
        pixels: of the region when it was decided on.
        kinds: (H, W) uint8 kind map.

    Returns:
        A window of the picture, and (h, w) bool in it.
    """
    window = grow_window(pixels.window, 1, 1, kinds.shape)
    marked, inside = kinds[window] > 0, pixels_in_window(pixels, window)
    own = marked & inside
    beside = np.asarray(cv2.dilate(own.view(np.uint8), np.ones((3, 3), np.uint8)), np.uint8).view(bool) & ~inside
    return (window, own) if not (beside & marked).any() else _with_connected(pixels, kinds)


def pixels_in_window(pixels: PixelMask, window: PixelWindow) -> Mask:
    """Return the pixels as (h, w) bool in a window around their box."""
    left, top, width, height = pixels.box
    rows, columns = window
    inside = np.zeros((rows.stop - rows.start, columns.stop - columns.start), np.bool_)
    down, right = top - rows.start, left - columns.start
    inside[down : down + height, right : right + width] = pixels.mask()
    return inside


def _with_connected(pixels: PixelMask, kinds: KindMap) -> tuple[PixelWindow, Mask]:
    """Return what `matched_marks` returns where marks go on beyond the region."""
    reach = reach_window(pixels, kinds.shape)
    window = grow_window(reach, 1, 1, kinds.shape)
    part, inside = kinds[window], pixels_in_window(pixels, window)
    matched, grown = inside & (part > 0), grow_mask(inside, TOLERANCE)
    for kind in np.unique(part[matched]):
        count, labels, stats, _ = cv2.connectedComponentsWithStats((part == kind).view(np.uint8), connectivity=8)
        within, shared = (np.bincount(labels[where], minlength=count) for where in (grown, inside))
        applies = (shared > 0) & (2 * within >= stats[:, cv2.CC_STAT_AREA]) & _lies_within(stats, window, reach)
        applies[0] = False  # what is not marked
        matched |= applies[labels]
    return window, matched


def _lies_within(stats: npt.NDArray[np.int32], window: PixelWindow, reach: PixelWindow) -> Mask:
    """Return (N,) bool: whether each component of a window lies in `reach`, a window of the picture inside it."""
    left, top, width, height = stats[:, :4].T
    rows, columns = (slice(r.start - w.start, r.stop - w.start) for r, w in zip(reach, window, strict=True))
    is_across = (left >= columns.start) & (left + width <= columns.stop)
    return np.asarray(is_across & (top >= rows.start) & (top + height <= rows.stop))
