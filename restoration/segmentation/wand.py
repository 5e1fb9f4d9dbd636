"""The magic wand: the pixels of a colour like the one at a point, connected with it or anywhere in the picture.

Colours are compared by the CIE 1976 difference, the distance in CIELAB. CIEDE2000 follows the eye more closely, but
only for small differences, below about 5; a wand needs up to 100, and CIEDE2000 takes ten times as long.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Image, Mask, PixelWindow, no_progress
from restoration.errors import BadRequest
from restoration.imaging.difference import as_lab
from restoration.imaging.masks import grow_mask, small_components
from restoration.imaging.tiling import RowStrip, plan_strips, process_strips
from restoration.imaging.windows import grow_window, window_within

LARGEST_TOLERANCE = 100.0  # from black to white
FIRST_REACH = 256  # px around the point that are compared first

_STEPS = 2  # levels for a colour difference of 1; the conversion to CIELAB is no more exact than half a unit
_MOST_LEVEL, _EXCLUDED = 254, 255  # no tolerance reaches either
_STRIP_ROWS = 256  # rows whose colours are compared at a time, which bounds the memory

Levels = npt.NDArray[np.uint8]
"""(h, w) uint8: the smallest tolerance that selects each pixel, in steps of 1/_STEPS; `_EXCLUDED` for none."""


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Selection:
    """Selected pixels, in a window of the picture that holds all of them."""

    window: PixelWindow
    mask: Mask  # (h, w), of the window

    def in_picture(self, shape: tuple[int, ...]) -> Mask:
        """Return (H, W) bool for a picture of that shape."""
        mask: Mask = np.zeros(shape[:2], np.bool_)
        mask[self.window] = self.mask
        return mask


class ColourDistance:
    """How far the colours of a picture are from the one at a point; computed once, then asked for any tolerance.

    Only a window around the point is compared. It grows when a selection reaches its border, up to the whole picture,
    and takes one byte per pixel. Not for several threads at once.

    Source:
        ISO/CIE 11664-4:2019, CIE 1976 L*a*b* colour space.
    """

    def __init__(self, image: Image, point: tuple[int, int], *, within: Mask | None = None) -> None:
        """Take the colour at a point: the mean of the 3 x 3 pixels around it, in CIELAB.

        Args:
            image: (H, W, 3) uint8 or uint16, taken as sRGB. Kept, not changed.
            point: x and y, px.
            within: (H, W) bool, the only pixels that may be selected, such as `Painting.visible`. None: all of them.

        Raises:
            BadRequest: the point lies outside the picture.
        """
        x, y = point
        height, width = image.shape[:2]
        if not (0 <= x < width and 0 <= y < height):
            raise BadRequest("This place lies outside the picture.", hint="Click inside it.")
        self._image, self._x, self._y, self._within = image, x, y, within
        self._colour = self._mean_colour()
        self._compare(self._around(FIRST_REACH))

    def at(
        self,
        tolerance: float,
        *,
        contiguous: bool = True,
        diagonal: bool = False,
        close_holes: int = 0,
        grow: int = 0,
    ) -> Selection:
        """Return the pixels whose colour differs by at most the tolerance; the point itself is always one of them.

        Args:
            tolerance: 0 to `LARGEST_TOLERANCE`, in steps of a half: 2 is just visible.
            contiguous: only pixels that are connected with the point.
            diagonal: whether pixels that share a corner are connected, too: thin cracks run so.
            close_holes: the largest area of a hole in the selection that is closed, px.
            grow: px by which the rim moves outwards afterwards, since the rim of a loss is soft.

        Returns:
            The selection; it is empty if the point may not be selected.

        Raises:
            BadRequest: the tolerance is out of range.
        """
        if not 0 <= tolerance <= LARGEST_TOLERANCE:
            raise BadRequest(f"The tolerance {tolerance:g} does not lie in 0..{LARGEST_TOLERANCE:g}.")
        level = round(tolerance * _STEPS)
        if not self._may_select(self._around(0)).all():
            return Selection(self._around(0), np.zeros((1, 1), np.bool_))
        found = self._connected(level, 8 if diagonal else 4) if contiguous else self._everywhere(level)
        return self._finish(found, close_holes, grow) if close_holes or grow else found

    def _around(self, reach: int) -> PixelWindow:
        """Return the window that reaches so far, px, from the point."""
        point = slice(self._y, self._y + 1), slice(self._x, self._x + 1)
        return grow_window(point, reach, reach, self._image.shape)

    def _may_select(self, window: PixelWindow) -> Mask:
        if self._within is None:
            return np.ones((window[0].stop - window[0].start, window[1].stop - window[1].start), np.bool_)
        return self._within[window]

    def _mean_colour(self) -> npt.NDArray[np.float32]:
        """Return (3,) L*, a* and b*; what may not be selected has no part in it, unless there is nothing else."""
        around = self._around(1)
        counted = self._may_select(around)
        colours = as_lab(self._image[around])
        return np.asarray((colours[counted] if counted.any() else colours.reshape(-1, 3)).mean(axis=0), np.float32)

    def _compare(self, window: PixelWindow) -> None:
        """Compute the levels of a window, which replaces the one before."""
        image, may_select = self._image[window], self._may_select(window)
        levels: Levels = np.empty(image.shape[:2], np.uint8)

        def compare(strip: RowStrip) -> None:
            levels[strip.rows] = np.where(may_select[strip.rows], self._levels_of(image[strip.rows]), _EXCLUDED)

        strips = plan_strips(len(image), rows=_STRIP_ROWS, margin=0)
        process_strips(strips, compare, no_progress, len(strips))
        row, column = self._y - window[0].start, self._x - window[1].start
        levels[row, column] = 0 if may_select[row, column] else _EXCLUDED
        self._window, self._levels = window, levels

    def _levels_of(self, part: Image) -> Levels:
        difference = as_lab(part)
        difference -= self._colour
        np.square(difference, out=difference)
        squared = difference[..., 0] + difference[..., 1]
        squared += difference[..., 2]
        return np.asarray(np.minimum(np.ceil(np.sqrt(squared) * _STEPS), _MOST_LEVEL), np.uint8)

    def _connected(self, level: int, neighbours: int) -> Selection:
        """Return the pixels that are connected with the point; the window grows until they fit into it."""
        while True:
            rows, columns = self._window
            similar = (self._levels <= level).view(np.uint8)
            start = self._x - columns.start, self._y - rows.start
            _, _, _, (left, top, width, height) = cv2.floodFill(similar, None, start, 2, flags=neighbours)
            inner = slice(top, top + height), slice(left, left + width)
            if not self._is_cut(inner):
                return Selection(_in_picture(inner, self._window), similar[inner] == 2)
            height, width = similar.shape
            self._compare(grow_window(self._window, height // 2, width // 2, self._image.shape))

    def _is_cut(self, inner: PixelWindow) -> bool:
        """Return whether a part of the window reaches a border of it that is none of the picture."""
        return any(
            (part.start == 0 < window.start) or (window.start + part.stop == window.stop < side)
            for part, window, side in zip(inner, self._window, self._image.shape, strict=False)
        )

    def _everywhere(self, level: int) -> Selection:
        height, width = self._image.shape[:2]
        if self._levels.shape != (height, width):
            self._compare((slice(0, height), slice(0, width)))
        return Selection(self._window, self._levels <= level)

    def _finish(self, found: Selection, close_holes: int, grow: int) -> Selection:
        """Return the selection with its holes closed and its rim moved, as far as pixels may be selected."""
        window = grow_window(found.window, grow, grow, self._image.shape)
        mask: Mask = np.zeros((window[0].stop - window[0].start, window[1].stop - window[1].start), np.bool_)
        mask[window_within(found.window, window)] = found.mask
        if close_holes:
            mask |= small_components(~mask, close_holes, connectivity=4, at_border=False)
        return Selection(window, grow_mask(mask, grow) & self._may_select(window))


def _in_picture(inner: PixelWindow, window: PixelWindow) -> PixelWindow:
    """Return where a part of a window lies in the picture."""
    rows, columns = (
        slice(around.start + part.start, around.start + part.stop) for part, around in zip(inner, window, strict=True)
    )
    return rows, columns


def select_similar(
    image: Image,
    point: tuple[int, int],
    tolerance: float,
    *,
    contiguous: bool = True,
    diagonal: bool = False,
    within: Mask | None = None,
    close_holes: int = 0,
    grow: int = 0,
) -> Mask:
    """Return the pixels, (H, W) bool, of a colour like the one at a point; see `ColourDistance` and its `at`."""
    found = ColourDistance(image, point, within=within).at(
        tolerance, contiguous=contiguous, diagonal=diagonal, close_holes=close_holes, grow=grow
    )
    return found.in_picture(image.shape)
