"""What detectors mark in a picture, shown where they differ most: there it is decided which of them is right."""

from collections.abc import Mapping

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Image, Mask
from restoration.imaging.captioned_sheet import CaptionedPicture, draw_captioned_sheet
from restoration.imaging.overlay import as_8_bit, overlay_mask

DETAIL_SIDE = 380  # px of each detail, at the picture's own size
DETAIL_COUNT = 4


def gallery_sheet(image: Image, masks: Mapping[str, Mask]) -> npt.NDArray[np.uint8]:
    """(H, W, 3) uint8: a row for each detail; the picture in the first column, then what each detector marks.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB.
        masks: (H, W) bool each, by what is to be written above it.
    """
    shown = as_8_bit(image)
    rows = []
    for window in most_different_windows(list(masks.values())):
        place = f"{window[1].start}, {window[0].start} px"
        marked = [
            CaptionedPicture(f"{name}: {mask[window].mean():.1%}", overlay_mask(shown[window], mask[window]))
            for name, mask in masks.items()
        ]
        rows.append([CaptionedPicture(place, shown[window]), *marked])
    return draw_captioned_sheet(rows)


def most_different_windows(
    masks: list[Mask], side: int = DETAIL_SIDE, count: int = DETAIL_COUNT
) -> list[tuple[slice, slice]]:
    """Rows and columns of the windows in which the masks differ most; windows do not overlap, so there may be fewer.

    Args:
        masks: (H, W) bool each; of a single one, where it marks most.
        side: px of a window; the picture's where that is smaller.
        count: how many at most.
    """
    height, width = masks[0].shape
    rows, columns = min(side, height), min(side, width)
    differing = np.any([mask != masks[0] for mask in masks[1:]], axis=0) if masks[1:] else masks[0]
    amount = _count_in_windows(differing, rows, columns)
    windows: list[tuple[slice, slice]] = []
    while len(windows) < count and amount.max() >= 0:
        top, left = (int(place) for place in np.unravel_index(amount.argmax(), amount.shape))
        windows.append((slice(top, top + rows), slice(left, left + columns)))
        amount[max(top - rows + 1, 0) : top + rows, max(left - columns + 1, 0) : left + columns] = -1
    return windows


def _count_in_windows(mask: Mask, rows: int, columns: int) -> npt.NDArray[np.int64]:
    """How many pixels are set in the window that begins at each place where one fits."""
    sums = cv2.integral(mask.astype(np.uint8)).astype(np.int64)
    return np.asarray(sums[rows:, columns:] - sums[:-rows, columns:] - sums[rows:, :-columns] + sums[:-rows, :-columns])
