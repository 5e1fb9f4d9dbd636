"""The square picture that a diffusion model works on: a window laid out in it, and its answer taken back."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from restoration.domain import Image, Mask
from restoration.imaging.masks import damaged_cells
from restoration.imaging.overlay import as_8_bit
from restoration.inpainting.classical import NavierStokes
from restoration.inpainting.texture import FloatImage, to_unit_range

COLOUR_SIGMA = 0.05  # of the canvas's side: how far the colour of the paint at a rim reaches into a fill
FAR_WEIGHT = 1e-3  # of the mean difference of colour, where no known paint is within reach


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """A window as the model gets it."""

    picture: FloatImage  # (S, S, 3) in 0..1; the hole holds a smooth fill from its rim
    hole: Mask  # (S, S), whole cells of the model
    height: int  # px, of the part that shows the window; the rest mirrors it
    width: int


def canvas_scale(shape: Sequence[int], side: int) -> float:
    """Return by how much a window of (H, W) px is scaled: 1, or less where it is larger than the canvas."""
    return min(1.0, side / max(shape))


def lay_out(image: Image, mask: Mask, side: int, cell: int) -> Canvas:
    """Return a window on a canvas: as it is, or scaled down if it is too large; what is left over is mirrored paint.

    One value of the model's mask stands for a cell of several pixels, and thin cracks would fall between them.
    Therefore the hole takes in every cell that damage touches.

    Args:
        image: (H, W, 3) uint8 or uint16; what lies in the mask does not matter.
        mask: (H, W) bool, not all True.
        side: of the canvas, px; a multiple of `cell`.
        cell: side of a cell, px.
    """
    scale = canvas_scale(mask.shape, side)
    height, width = (max(round(length * scale), 1) for length in mask.shape)
    smooth = to_unit_range(NavierStokes().fill(as_8_bit(image), mask))
    known = np.where(mask[..., np.newaxis], smooth, to_unit_range(image)).astype(np.float32)
    picture = cv2.resize(known, (width, height), interpolation=cv2.INTER_AREA)
    touched = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA) > 0
    margin = ((0, side - height), (0, side - width))
    cells = damaged_cells(np.pad(touched, margin, mode="reflect"), cell)
    hole = cells.repeat(cell, axis=0).repeat(cell, axis=1)
    return Canvas(np.pad(picture, (*margin, (0, 0)), mode="reflect"), hole, height, width)


def match_colours(painted: FloatImage, canvas: Canvas) -> FloatImage:
    """Return the model's answer with the colours of the known paint.

    The model repaints the known pixels too, a little lighter, darker or tinted. The difference there, blurred, is what
    the fill nearby lacks; deep inside a hole it is the mean difference.

    Args:
        painted: (S, S, 3), the answer.
        canvas: what the model got.

    Returns:
        (S, S, 3) float32; in 0..1 or a little beyond.
    """
    known = (~canvas.hole).astype(np.float32)[..., np.newaxis]
    if not known.any():
        return painted
    difference = (canvas.picture - painted) * known
    mean = difference.sum(axis=(0, 1)) / known.sum()
    sigma = COLOUR_SIGMA * len(painted)
    near, weight = (cv2.GaussianBlur(layer, (0, 0), sigma) for layer in (difference, known))
    correction = (near + FAR_WEIGHT * mean) / (weight[..., np.newaxis] + FAR_WEIGHT)
    return np.asarray(painted + correction, np.float32)


def take_back(painted: FloatImage, canvas: Canvas, shape: tuple[int, int]) -> FloatImage:
    """Return the window's part of an (S, S, 3) answer as (H, W, 3), at the scale of the window."""
    height, width = shape
    part = painted[: canvas.height, : canvas.width]
    if part.shape[:2] == shape:
        return part
    return np.asarray(cv2.resize(part, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)
