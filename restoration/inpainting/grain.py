"""Grain: the fine texture of brush, canvas and varnish. A fill of the right colour looks too smooth without it."""

import cv2
import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view
from scipy.spatial import KDTree

from restoration.domain import Image, Mask
from restoration.inpainting.texture import FloatImage, depth_ramp, extract_texture, texture_deficit, to_unit_range

GRAIN_SIGMA = 3.0  # px; coarser structure is not grain
MAX_GRAIN = 8 / 255  # part of white; stronger structure is a line, and lines must not be repeated
GRAIN_RIM_DEPTH = 1.0  # px from sound paint, up to which no grain is added
GRAIN_FULL_DEPTH = 4.0  # px from sound paint, from which all of it is added
NEIGHBOURHOOD = 4.0  # px, sigma of the neighbourhood in which grain is compared

PATCH_SIDES = 16, 8  # px; the smaller one where sound paint has too little room for the larger one
CANDIDATES = 16  # best patches for a place, of which one is taken at random: a single best one would form a pattern
PATCH_STEP = 4  # px between the patches that can be chosen
COLOUR_WEIGHT = 3 * 255  # px of distance that count as much as the difference between black and white

PatchCorners = npt.NDArray[np.intp]
"""(N, 2): row and column of the upper left corner of each patch."""


def add_grain(filled: Image, mask: Mask) -> Image:
    """Return the filled picture with the grain that the fill lacks, taken from sound paint nearby.

    Args:
        filled: (H, W, 3) uint8 or uint16 RGB.
        mask: (H, W) bool, True at the filled pixels; not everywhere.

    Returns:
        (H, W, 3), of the same type; pixels outside the mask are unchanged.

    Source:
        Ours; docs/decisions/0010 has the measured gain.
    """
    share = depth_ramp(mask, GRAIN_RIM_DEPTH, GRAIN_FULL_DEPTH)
    inside = share > 0
    if not inside.any():
        return filled
    fine = extract_texture(filled, 0, GRAIN_SIGMA, MAX_GRAIN)
    quilt = np.clip(quilt_texture(fine, filled, ~mask, inside), -MAX_GRAIN, MAX_GRAIN)
    grain = quilt * (share * texture_deficit(fine, quilt, inside, NEIGHBOURHOOD))[..., np.newaxis]
    white = np.iinfo(filled.dtype).max
    result: Image = np.rint(np.clip(filled + white * grain, 0, white)).astype(filled.dtype)
    return result


def quilt_texture(layer: FloatImage, picture: Image, sound: Mask, wanted: Mask) -> FloatImage:
    """Continue the texture of sound paint where it is wanted, with the same strength.

    Patches overlap by half and fade into each other with equal power, so that grain keeps its strength there. The same
    input always gives the same texture.

    Args:
        layer: (H, W, 3) float32 with a mean near 0.
        picture: (H, W, 3) uint8 or uint16; its colours decide which patches are chosen.
        sound: (H, W) bool, the pixels of the layer that may be used.
        wanted: (H, W) bool.

    Returns:
        (H, W, 3) float32; all 0 if no patch of sound paint has room.

    Source:
        A. Efros and W. Freeman, "Image quilting for texture synthesis and transfer", SIGGRAPH 2001; here patches are
        chosen by place and colour, and faded instead of cut.
    """
    side, sources = _sound_patches(sound)
    margin = ((side, side), (side, side))
    quilt = np.zeros(np.add(layer.shape, (2 * side, 2 * side, 0)), np.float32)
    if len(sources):
        holes = (side // 2) * np.argwhere(_patch_sums(np.pad(wanted, margin), side, side // 2) > 0)
        colours = _patch_colours(np.pad(picture, (*margin, (0, 0)), mode="edge"), side)
        chosen = sources[_choose_patches(_patch_features(sources + side, colours), _patch_features(holes, colours))]
        _add_patches(quilt, holes, layer, chosen, side)
    return quilt[side:-side, side:-side]


def _sound_patches(sound: Mask) -> tuple[int, PatchCorners]:
    """Return the side of the patches, and the corners of those that are sound throughout."""
    for side in PATCH_SIDES:
        corners = PATCH_STEP * np.argwhere(_patch_sums(sound, side, PATCH_STEP) == side**2)
        if len(corners) >= CANDIDATES:
            break
    return side, corners


def _patch_sums(mask: Mask, side: int, step: int) -> npt.NDArray[np.uint16]:
    """Return the number of True pixels in each patch; patches begin `step` px apart and lie within the picture."""
    sums = cv2.boxFilter(mask.view(np.uint8), cv2.CV_16U, (side, side), anchor=(0, 0), normalize=False)
    return np.asarray(sums[: -side + 1 : step, : -side + 1 : step], np.uint16)


def _patch_colours(picture: Image, side: int) -> FloatImage:
    """Return (H, W, 3) float32 in 0..1: the mean colour of the patch that begins at each pixel."""
    return np.asarray(cv2.blur(to_unit_range(picture), (side, side), anchor=(0, 0)), np.float32)


def _patch_features(corners: PatchCorners, colours: FloatImage) -> npt.NDArray[np.float64]:
    """Return (N, 5), px: the position of each patch, and its weighted colour."""
    rows, columns = corners.T
    return np.column_stack([corners, COLOUR_WEIGHT * colours[rows, columns]])


def _choose_patches(sources: npt.NDArray[np.float64], holes: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """Return (N,): for each hole the index of a source, picked at random from the nearest ones."""
    best = min(CANDIDATES, len(sources))
    _, near = KDTree(sources).query(holes, k=best)
    picks = np.random.default_rng(seed=0).integers(best, size=len(holes))
    return np.asarray(near.reshape(len(holes), best)[np.arange(len(holes)), picks], np.intp)


def _add_patches(quilt: FloatImage, holes: PatchCorners, layer: FloatImage, chosen: PatchCorners, side: int) -> None:
    fade = np.sin(np.pi * (np.arange(side) + 0.5) / side)
    window = np.outer(fade, fade)[..., np.newaxis].astype(np.float32)
    rows, columns = chosen.T
    patches = sliding_window_view(layer, (side, side), axis=(0, 1))[rows, columns].transpose(0, 2, 3, 1)
    for (y, x), patch in zip(holes.tolist(), window * patches, strict=True):
        quilt[y : y + side, x : x + side] += patch
