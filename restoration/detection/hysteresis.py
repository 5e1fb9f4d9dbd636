"""Hysteresis at every threshold at once, strip by strip: memory follows the strip and not the picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from restoration.disk_arrays import keep_on_disk, zeros_on_disk
from restoration.domain import Progress, no_progress
from restoration.imaging.strip_components import (
    Boxes,
    Labels,
    StripEdges,
    bounding_boxes,
    join_components,
    label_components,
    pixel_boxes,
)
from restoration.imaging.tiling import plan_strips

LogStrength = npt.NDArray[np.uint8]
"""(H, W) uint8: the logarithm of a strength, 0..255; equal steps are equal ratios."""

PixelIndices = npt.NDArray[np.int32]
"""(N,): indices of pixels in a flattened strip."""

STRIP_PIXELS = 2**23  # that are worked on at a time: 80 MB


def hysteresis(
    strength: LogStrength, floors: Sequence[int], drop: int, length: float, progress: Progress = no_progress
) -> LogStrength:
    """Return the highest threshold at which hysteresis keeps each pixel.

    At a threshold, a pixel is kept if its strength is at most `drop` below the threshold and if it lies on a line that
    is long enough and reaches the threshold somewhere. So a higher threshold can only keep less. Connections are
    computed on a few floors only: on the highest floor below threshold minus `drop`, or on the lowest floor.

    A line that is too short on one floor is too short on all higher floors: only the pixels of long lines are
    considered there.

    Args:
        strength: (H, W) uint8.
        floors: ascending strengths.
        drop: how far the strength may fall below the threshold along a line.
        length: the smallest length of a line: the diagonal of its upright bounding box, px.
        progress: called after each floor.

    Returns:
        (H, W) uint8; 0 where a pixel is kept at no threshold. That of a large picture lies on the disk.
    """
    highest: LogStrength = zeros_on_disk(strength.shape, np.uint8)
    strips = plan_strips(len(strength), rows=max(STRIP_PIXELS // strength.shape[1], 1), margin=0)
    strengths, kept = ([layer[strip.rows] for strip in strips] for layer in (strength, highest))
    present = [_on_disk(np.flatnonzero(each >= floors[0])) for each in strengths]
    for done, (floor, following) in enumerate(pairwise([*floors, 255]), start=1):
        parts = [
            _find_lines(own, strip.top, pixels, floor, length)
            for own, strip, pixels in zip(strengths, strips, present, strict=True)
        ]
        lines = _join_lines(parts)
        reached = _reached_thresholds(lines.peaks, range(floor + drop, min(following + drop, 255) + 1))
        is_long = lines.lengths >= length
        for index, part in enumerate(parts):
            line = lines.numbers[index][part.line]
            pixels, line = part.pixels[is_long[line]], line[is_long[line]]
            limit = np.minimum(strengths[index].reshape(-1)[pixels], 255 - drop) + np.uint8(drop)
            flat = kept[index].reshape(-1)
            flat[pixels] = np.maximum(flat[pixels], np.minimum(reached[line], limit))
            present[index] = _on_disk(pixels)
        progress(done, len(floors))
    return highest


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class _PartLines:
    """The lines in a strip: whole ones, and parts of those that go on in the next strip."""

    pixels: PixelIndices  # (N,)
    line: Labels  # (N,): that each pixel lies on
    boxes: Boxes  # (4, count)
    peaks: LogStrength  # (count,)
    edges: StripEdges


def _find_lines(strength: LogStrength, top: int, pixels: PixelIndices, floor: int, length: float) -> _PartLines:
    """Find the lines in a strip, (h, W), that begins with row `top` of the picture.

    Args:
        strength: of the strip.
        top: px.
        pixels: that may belong to a line; those below the floor are left out.
        floor: the least strength.
        length: px; shorter lines are left out, unless they may go on in another strip.
    """
    pixels = pixels[strength.reshape(-1)[pixels] >= floor]
    present = np.zeros(strength.shape, np.bool_)
    present.reshape(-1)[pixels] = True
    labels = label_components(present)
    edges, line = StripEdges.of(labels), labels.reshape(-1)[pixels]
    boxes = bounding_boxes(pixel_boxes(pixels, strength.shape, top), line, edges.count)
    kept = _box_lengths(boxes) >= length
    kept[edges.touching()] = True
    pixels, line = pixels[kept[line]], (np.cumsum(kept, dtype=np.int32) - 1)[line[kept[line]]]
    edges = edges.keep(kept)
    peaks = _greatest(strength.reshape(-1)[pixels], line, edges.count)
    return _PartLines(_on_disk(pixels), _on_disk(line), boxes[:, kept], peaks, edges)


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """The lines of the whole picture."""

    numbers: list[Labels]  # for each strip: the line in the picture that each line in the strip is part of
    lengths: npt.NDArray[np.float64]  # (count,) px
    peaks: LogStrength  # (count,): the greatest strength of each line


def _join_lines(parts: Sequence[_PartLines]) -> _Lines:
    """Join the lines that go on from strip to strip."""
    numbers, count = join_components([part.edges for part in parts])
    line = np.concatenate(numbers)
    boxes = bounding_boxes(np.concatenate([part.boxes for part in parts], axis=1), line, count)
    peaks = _greatest(np.concatenate([part.peaks for part in parts]), line, count)
    return _Lines(numbers, _box_lengths(boxes), peaks)


def _box_lengths(boxes: Boxes) -> npt.NDArray[np.float64]:
    """Return the diagonals, (N,) px."""
    return np.asarray(np.hypot(*(boxes[2:] - boxes[:2] + 1.0)))


def _greatest(strengths: LogStrength, line: Labels, count: int) -> LogStrength:
    """Return (count,): the greatest of the strengths, (N,), on each line."""
    greatest = np.zeros(count, np.uint8)
    np.maximum.at(greatest, line, strengths)
    return greatest


def _reached_thresholds(peaks: LogStrength, thresholds: range) -> LogStrength:
    """Return the highest of the thresholds that each line, (count,), reaches; 0 for none."""
    return np.where(peaks >= thresholds[0], np.minimum(peaks, thresholds[-1]), 0).astype(np.uint8)


def _on_disk(numbers: npt.NDArray[np.signedinteger]) -> npt.NDArray[np.int32]:
    return keep_on_disk(numbers.astype(np.int32, copy=False))
