"""Grain: the fine texture of brush, canvas and varnish, without which a fill of the right colour shows as smooth."""

import cv2
import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view
from scipy.spatial import KDTree

from restoration.domain import Image, Mask
from restoration.inpainting.texture import FloatImage, depth_ramp, extract_texture, texture_deficit, to_unit_range

PATCH_SIDES = 16, 8  # px of a patch; the smaller where the larger have too little room in sound paint
CANDIDATES = 16  # the best patches for a place, of which chance takes one: one and the same would show as a pattern
PATCH_STEP = 4  # px between the patches that can be chosen
COLOUR_WEIGHT = 3 * 255  # px that a difference of white counts as much as

PatchCorners = npt.NDArray[np.intp]  # (N, 2), rows and columns of the first corners of patches


def quilt_texture(layer: FloatImage, picture: Image, sound: Mask, wanted: Mask) -> FloatImage:
    """(H, W, 3): the layer's texture as it could go on where it is wanted, as strong as in sound paint.

    Patches overlap by half and fade into each other with equal power, so that grain keeps its strength there, too. All
    is 0 where no patch of sound paint has room. The same input gives the same texture.

    Args:
        layer: (H, W, 3) of a mean near 0.
        picture: (H, W, 3) uint8 or uint16, by the colours of which patches are chosen.
        sound: (H, W) bool, the only pixels of the layer to be used.
        wanted: (H, W) bool.

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
    """The side of the patches, and where they are sound throughout."""
    for side in PATCH_SIDES:
        places = PATCH_STEP * np.argwhere(_patch_sums(sound, side, PATCH_STEP) == side**2)
        if len(places) >= CANDIDATES:
            break
    return side, places


def _patch_sums(mask: Mask, side: int, step: int) -> npt.NDArray[np.uint16]:
    """How many pixels of the mask each patch holds; patches begin `step` px apart, and all are within the picture."""
    held = cv2.boxFilter(mask.view(np.uint8), cv2.CV_16U, (side, side), anchor=(0, 0), normalize=False)
    return np.asarray(held[: -side + 1 : step, : -side + 1 : step], np.uint16)


def _patch_colours(picture: Image, side: int) -> FloatImage:
    """(H, W, 3), parts of white: the mean of the patch that begins there."""
    return np.asarray(cv2.blur(to_unit_range(picture), (side, side), anchor=(0, 0)), np.float32)


def _patch_features(places: PatchCorners, colours: FloatImage) -> npt.NDArray[np.float64]:
    """(N, 5), px: where each patch is, and its colour."""
    rows, columns = places.T
    return np.column_stack([places, COLOUR_WEIGHT * colours[rows, columns]])


def _choose_patches(sources: npt.NDArray[np.float64], holes: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """(N,) for each hole the number of a source, by chance out of the nearest ones."""
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


GRAIN_SIGMA = 3.0  # px, sigma: what is coarser is no grain
MAX_GRAIN = 8 / 255  # of white; what stands out more is a line, and lines are not to be repeated
RIM_DEPTH, FULL_DEPTH = 1.0, 4.0  # px from sound paint: from where grain is added, and from where all of it
NEIGHBOURHOOD = 4.0  # px, sigma of the neighbourhood in which grain is compared


def add_grain(filled: Image, mask: Mask) -> Image:
    """The fill with as much grain as it lacks, that of sound paint nearby; the rest stays as it is.

    Args:
        filled: (H, W, 3) uint8 or uint16 RGB.
        mask: (H, W) bool, True where it was filled; not everywhere.

    Source:
        Ours; what it gains is told in docs/decisions/0010.
    """
    share = depth_ramp(mask, RIM_DEPTH, FULL_DEPTH)
    inside = share > 0
    if not inside.any():
        return filled
    fine = extract_texture(filled, 0, GRAIN_SIGMA, MAX_GRAIN)
    carried = np.clip(quilt_texture(fine, filled, ~mask, inside), -MAX_GRAIN, MAX_GRAIN)
    grain = carried * (share * texture_deficit(fine, carried, inside, NEIGHBOURHOOD))[..., np.newaxis]
    white = np.iinfo(filled.dtype).max
    result: Image = np.rint(np.clip(filled + white * grain, 0, white)).astype(filled.dtype)
    return result
