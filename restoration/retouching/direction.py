"""The direction of the forms around a loss, continued into it: strokes follow it as the painter's brush would.

A direction is an angle without an arrow, so it is kept as the cosine and the sine of twice the angle. Outside the loss
it is that of the structure tensor; inside, it is the smoothest continuation, a harmonic function.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Image, Mask, PixelWindow

Field = npt.NDArray[np.float32]
"""(h, w, 2): cosine and sine of twice the angle from the x axis, for each cell."""

RIM = 2  # px beside the damage where its own edge would be taken for a form
_MOST_PLACES = 2**14
_SMOOTHING = 1.5  # cells, sigma: a brush stroke is a few strokes of the retoucher wide
_SWEEPS = 24  # of the relaxation, at each size
_WEAKEST = 0.02  # of the strongest structure: below it there is no direction, only grain
VERTICAL = (-1.0, 0.0)  # where nothing around a loss has a direction


@dataclass(frozen=True, slots=True, eq=False)
class DirectionField:
    """Directions in a window of the picture, on a grid of cells."""

    field: Field  # (h, w, 2)
    left: int  # px
    top: int  # px
    cell: float  # px

    def at(self, points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return (N, 2) unit vectors along the direction at (N, 2) points of the picture; their sign means nothing."""
        cells = ((points - (self.left, self.top)) / self.cell - 0.5).astype(np.float32).reshape(1, -1, 2)
        double = _interpolate(self.field, cells)[0]
        angle = np.arctan2(double[:, 1], double[:, 0]) / 2
        return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _interpolate(field: Field, places: Field) -> Field:
    """Return (1, N, 2): a field at (1, N, 2) places, x and y in cells; OpenCV takes some 30 000 at a time."""
    parts = [places[:, :0]]
    for start in range(0, places.shape[1], _MOST_PLACES):
        x, y = (np.ascontiguousarray(places[:, start : start + _MOST_PLACES, axis]) for axis in (0, 1))
        parts.append(np.asarray(cv2.remap(field, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32))
    return np.concatenate(parts, axis=1)


def find_directions(image: Image, mask: Mask, window: PixelWindow, cell: float) -> DirectionField:
    """Return the directions in a window of a picture, of the forms outside the mask and continued inside it.

    Args:
        image: (H, W, 3).
        mask: (H, W).
        window: rows and columns, with some sound paint around the loss.
        cell: px, side of a cell.

    Source:
        Structure tensor: J. Bigün and G. Granlund, ICCV 1987. Doubled angles: H. Knutsson, SCIA 1989.
    """
    sound = ~np.asarray(cv2.dilate(mask[window].view(np.uint8), np.ones((2 * RIM + 1, 2 * RIM + 1)))).view(bool)
    rows, columns = window
    shape = tuple(max(round((part.stop - part.start) / cell), 1) for part in (rows, columns))
    double, strength = _structure(image[window], sound, (shape[0], shape[1]))
    is_known = strength > _WEAKEST * strength.max(initial=0)
    double[~is_known] = VERTICAL if not is_known.any() else 0
    field = continue_harmonically(double, is_known) if is_known.any() else double
    return DirectionField(field, columns.start, rows.start, (columns.stop - columns.start) / shape[1])


def _structure(image: Image, sound: Mask, shape: tuple[int, int]) -> tuple[Field, npt.NDArray[np.float32]]:
    """Return the directions of the forms, (h, w, 2), and how strong they are, (h, w), in cells."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    x, y = (cv2.Scharr(grey, cv2.CV_32F, *order) for order in ((1, 0), (0, 1)))
    tensor = np.dstack([x * x - y * y, 2 * x * y, x * x + y * y]) * sound[..., None].astype(np.float32)
    cells = cv2.resize(tensor, shape[::-1], interpolation=cv2.INTER_AREA)
    cells = cv2.GaussianBlur(cells, (0, 0), _SMOOTHING, borderType=cv2.BORDER_REPLICATE)
    has_paint = cv2.resize(sound.astype(np.float32), shape[::-1], interpolation=cv2.INTER_AREA) > 0.5
    energy = np.maximum(cells[..., 2], 1e-6)
    double = np.asarray(-cells[..., :2] / energy[..., None], np.float32)  # along the form, not across it
    return double, np.where(has_paint, energy, np.float32(0))


def continue_harmonically(values: Field, is_known: Mask) -> Field:
    """Return the values with every unknown cell at the mean of its four neighbours, as nearly as sweeps bring it.

    Args:
        values: (h, w, C).
        is_known: (h, w); at least one cell is.

    Source:
        Coarse to fine, as in W. Hackbusch, "Multi-grid methods and applications", 1985 (nested iteration).
    """
    height, width = is_known.shape
    if is_known.all():
        return values
    if max(height, width) == 1:
        return values
    half = (max(-(-width // 2), 1), max(-(-height // 2), 1))
    weight = is_known.astype(np.float32)
    share = cv2.resize(weight, half, interpolation=cv2.INTER_AREA)
    total = cv2.resize(values * weight[..., None], half, interpolation=cv2.INTER_AREA).reshape(*share.shape, -1)
    coarse = continue_harmonically((total / np.maximum(share, 1e-6)[..., None]).astype(np.float32), share > 0)
    guess = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR).reshape(values.shape)
    return _relax(np.where(is_known[..., None], values, guess).astype(np.float32), is_known)


def _relax(values: Field, is_known: Mask) -> Field:
    kernel = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.float32) / 4
    for _ in range(_SWEEPS):
        means = cv2.filter2D(values, -1, kernel, borderType=cv2.BORDER_REPLICATE).reshape(values.shape)
        values = np.where(is_known[..., None], values, means)
    return values
