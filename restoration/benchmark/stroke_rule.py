"""Strokes that a person would draw to correct a mask, by a fixed rule: the worst mistakes first, a stroke for each."""

from collections import deque
from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from restoration.benchmark.centrelines import centre_lines
from restoration.detection.teaching.examples import Example
from restoration.domain import DAMAGE_KINDS, DamageKind, KindMap, Mask, kind_number

TOLERANCE = 3.0  # px within which a mark and damage match
LONGEST = 70  # px of a stroke
BRUSH = 5  # px
LEAST = 4  # px; a shorter mistake is nobody's stroke

Pixel = tuple[int, int]


def strokes_on_lines(marked: Mask, lines: Mask, count: int) -> list[Example]:
    """Return up to `count` strokes along missed lines, the longest first, and as many along wrong marks.

    Args:
        marked: (H, W) bool, the mask to correct.
        lines: (H, W) bool, the true lines, 1 px wide.
        count: of strokes of each sort.
    """
    found = centre_lines(marked)
    missed = lines & (distance_to(found) > TOLERANCE)
    wrong = found & (distance_to(lines) > TOLERANCE)
    missed_strokes = [_example(path, DamageKind.CRACK, lines.shape) for path in _longest_paths(missed, count)]
    return [*missed_strokes, *(_example(path, None, lines.shape) for path in _longest_paths(wrong, count))]


def strokes_on_areas(marked: Mask, kinds: KindMap, count: int) -> list[Example]:
    """Return up to `count` strokes through the middle of missed areas, the largest first, and as many on wrong marks.

    No stroke leaves its area. A missed rim beside a mark is within the tolerance, and nobody's stroke.

    Args:
        marked: (H, W) bool, the mask to correct.
        kinds: (H, W) uint8, the true damage by kind number; 0 where the paint is sound.
        count: of strokes of each sort.
    """
    unseen = distance_to(marked) > TOLERANCE
    missed = [
        (area, kind) for kind in DAMAGE_KINDS for area in _largest_parts((kinds == kind_number(kind)) & unseen, count)
    ]
    missed.sort(key=lambda found: -int(found[0].sum()))
    wrong = _largest_parts(marked & (distance_to(kinds > 0) > TOLERANCE), count)
    shown: list[tuple[Mask, DamageKind | None]] = [*missed[:count], *((area, None) for area in wrong)]
    return [_example(_middle(area), kind, marked.shape, within=area) for area, kind in shown]


def distance_to(mask: Mask) -> npt.NDArray[np.float32]:
    """Return the distance of each pixel to the mask, px; far away where the mask is empty."""
    if not mask.any():
        return np.full(mask.shape, np.float32(1e6))
    return np.asarray(cv2.distanceTransform((~mask).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE), np.float32)


def _middle(area: Mask) -> list[Pixel]:
    """Return a path of up to `LONGEST` px along the middle of a connected area."""
    lines = centre_lines(area)
    return next(_longest_paths(lines, 1), None) or [_innermost(area)]


def _innermost(area: Mask) -> Pixel:
    padded = np.pad(area, 1)
    row, column = np.unravel_index(int(distance_to(~padded).argmax()), padded.shape)
    return int(row) - 1, int(column) - 1


def _largest_parts(mask: Mask, count: int) -> Iterator[Mask]:
    """Yield the connected parts of a mask, the largest first; the order of equal ones is that of the picture."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.view(np.uint8), connectivity=8)
    areas = stats[1:, cv2.CC_STAT_AREA]
    for index in np.argsort(-areas, kind="stable")[:count]:
        if areas[index] >= LEAST:
            yield np.asarray(labels == index + 1)


def _longest_paths(lines: Mask, count: int) -> Iterator[list[Pixel]]:
    """Yield a path of up to `LONGEST` px along each of the largest connected lines, 1 px wide."""
    for part in _largest_parts(lines, count):
        pixels = {(int(row), int(column)) for row, column in np.argwhere(part)}
        far, _ = _farthest(min(pixels), pixels)
        end, before = _farthest(far, pixels)
        path = [end]
        while (following := before[path[-1]]) is not None:
            path.append(following)
        yield path[:LONGEST]


def _farthest(start: Pixel, pixels: set[Pixel]) -> tuple[Pixel, dict[Pixel, Pixel | None]]:
    """Return the pixel that is most steps away, and the pixel before each on the way from the start."""
    before: dict[Pixel, Pixel | None] = {start: None}
    queue, last = deque([start]), start
    while queue:
        last = queue.popleft()
        row, column = last
        for neighbour in ((row + down, column + right) for down in (-1, 0, 1) for right in (-1, 0, 1)):
            if neighbour in pixels and neighbour not in before:
                before[neighbour] = last
                queue.append(neighbour)
    return last, before


def _example(path: list[Pixel], kind: DamageKind | None, shape: tuple[int, ...], within: Mask | None = None) -> Example:
    """Return a stroke of `BRUSH` px along a path."""
    canvas = np.zeros(shape, np.uint8)
    rows, columns = zip(*path, strict=True)
    canvas[list(rows), list(columns)] = 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (BRUSH, BRUSH))
    covered = np.asarray(cv2.dilate(canvas, disc)) > 0
    if within is not None:
        covered &= within
    window = _window_around(rows, shape[0]), _window_around(columns, shape[1])
    return Example.of(window, covered[window], kind)


def _window_around(indices: tuple[int, ...], side: int) -> slice:
    return slice(max(min(indices) - BRUSH, 0), min(max(indices) + BRUSH + 1, side))
