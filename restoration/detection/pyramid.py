"""The damage that a detector sees in a picture from several distances: at its full size, a half, a quarter, an eighth.

Detectors know cracks of a few pixels. A crack that is too wide for them at the full size is such a crack further away.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from restoration.detection.base import Detection, Detector, SteppedDetection
from restoration.detection.evidence import Evidence, encode_evidence, evidence_from_kinds
from restoration.disk_arrays import zeros_on_disk
from restoration.domain import DAMAGE_KINDS, Image, KindMap, Progress, no_progress

Array = TypeVar("Array", npt.NDArray[np.uint16], npt.NDArray[np.float32])

LEVELS = 4
"""Each level has half the sides of the one before. All together take a third more time than the first alone."""

_ONE = np.float32(65535)  # the likelihood 1, as 16 bits
_ROWS = 64  # that are unpacked at a time


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class LevelDetection:
    """What a detector sees in the picture at one size, in few bytes."""

    likelihood: npt.NDArray[np.uint16]  # (h, w); 65535 is 1
    kinds: KindMap  # (h, w)
    evidence: Evidence  # (kinds, h, w)

    @classmethod
    def of(cls, detection: Detection) -> "LevelDetection":
        """Pack a detection; one whose detector does not weigh the kinds has evidence for the kind it names."""
        likelihood: npt.NDArray[np.uint16] = zeros_on_disk(detection.kinds.shape, np.uint16)
        for row, values in zip(likelihood, detection.likelihood, strict=True):  # all rows at once would take 8 bytes/px
            np.rint(values * _ONE, out=row, casting="unsafe")
        evidence = _evidence_of(likelihood, detection.kinds) if detection.evidence is None else detection.evidence
        return cls(likelihood, detection.kinds, evidence)

    def full_size(self, shape: tuple[int, int]) -> "FullSizeDetection":
        """Return likelihoods and kinds for the picture of that shape, (H, W)."""
        if self.kinds.shape == shape:
            return FullSizeDetection(self.likelihood, self.kinds)
        return FullSizeDetection(enlarge_smoothly(self.likelihood, shape), enlarge_kinds(self.kinds, shape))


@dataclass(frozen=True, slots=True, eq=False)
class FullSizeDetection:
    """What a level shows, at the size of the picture."""

    likelihood: npt.NDArray[np.uint16]  # (H, W); 65535 is 1
    kinds: KindMap  # (H, W)

    def rows(self, rows: slice) -> Detection:
        """Return some rows as a detection."""
        return Detection(self.likelihood[rows].astype(np.float32) / _ONE, self.kinds[rows])

    def unpacked(self) -> Detection:
        """Return the whole as a detection, its likelihoods on the disk."""
        likelihood = zeros_on_disk(self.kinds.shape, np.float32)
        for row, values in zip(likelihood, self.likelihood, strict=True):
            np.divide(values, _ONE, out=row)
        return Detection(likelihood, self.kinds)

    def stepped(self) -> SteppedDetection:
        """Return the same for a slider in hundredths."""
        levels: npt.NDArray[np.uint8] = zeros_on_disk(self.kinds.shape, np.uint8)
        for top in range(0, len(levels), _ROWS):
            rows = slice(top, top + _ROWS)
            levels[rows] = SteppedDetection.of(self.rows(rows)).levels
        return SteppedDetection(levels, self.kinds)


@dataclass(frozen=True, slots=True, eq=False)
class DetectionPyramid:
    """What a detector sees in one picture, from near to far."""

    shape: tuple[int, int]  # of the picture
    levels: tuple[LevelDetection, ...]


def _evidence_of(likelihood: npt.NDArray[np.uint16], kinds: KindMap) -> Evidence:
    """Return the evidence, (kinds, h, w), of a detector that gives one kind and one likelihood for each pixel."""
    evidence: Evidence = zeros_on_disk((len(DAMAGE_KINDS), *kinds.shape), np.uint8)
    for top in range(0, len(kinds), _ROWS):
        rows = slice(top, top + _ROWS)
        evidence[:, rows] = evidence_from_kinds(_code_table()[likelihood[rows]], kinds[rows])
    return evidence


@cache
def _code_table() -> npt.NDArray[np.uint8]:
    """Return (65536,): the evidence of each likelihood in 16 bits."""
    return encode_evidence(np.arange(65536, dtype=np.float32) / _ONE)


def detect_pyramid(detector: Detector, image: Image, progress: Progress = no_progress) -> DetectionPyramid:
    """Look at a picture from every distance.

    Args:
        detector: any detector.
        image: (H, W, 3) uint8 or uint16 RGB.
        progress: called as (done, total), from the first level to the last as one work.
    """
    height, width = image.shape[:2]
    steps = level_progress(progress)
    return DetectionPyramid(
        (height, width), tuple(detect_level(detector, image, level, steps(level)) for level in range(LEVELS))
    )


def detect_level(detector: Detector, image: Image, level: int, progress: Progress = no_progress) -> LevelDetection:
    """Look at a picture (H, W, 3) that is reduced to a half `level` times."""
    sides = tuple(max(side >> level, 1) for side in image.shape[:2])
    return LevelDetection.of(detector.detect(reduce(image, sides[1], sides[0]), progress))


def level_progress(progress: Progress) -> Callable[[int], Progress]:
    """Return the progress of each level, as a part of the progress of all: each costs a quarter of the one before."""
    costs = [4 ** (LEVELS - 1 - level) for level in range(LEVELS)]

    def steps(level: int) -> Progress:
        before = sum(costs[:level])
        return lambda done, total: progress(round(1000 * (before + costs[level] * done / total)), 1000 * sum(costs))

    return steps


def reduce(image: Image, width: int, height: int) -> Image:
    """Return a picture with smaller sides, px, smoothed first; the picture itself where the sides are its own."""
    if image.shape[:2] == (height, width):
        return image
    reduced = zeros_on_disk((height, width, *image.shape[2:]), image.dtype)
    return np.asarray(cv2.resize(image, (width, height), dst=reduced, interpolation=cv2.INTER_AREA))


def enlarge(found: Detection, shape: tuple[int, int]) -> Detection:
    """Return what was found in a reduced picture for the picture of that shape, (H, W); without the evidence."""
    if found.kinds.shape == shape:
        return found
    return Detection(enlarge_smoothly(found.likelihood, shape), enlarge_kinds(found.kinds, shape))


def enlarge_smoothly(likelihood: Array, shape: tuple[int, int]) -> Array:
    """Return likelihoods, (h, w), interpolated to another shape."""
    enlarged = zeros_on_disk(shape, likelihood.dtype)
    return np.asarray(cv2.resize(likelihood, shape[::-1], dst=enlarged, interpolation=cv2.INTER_LINEAR))


def enlarge_kinds(kinds: KindMap, shape: tuple[int, int]) -> KindMap:
    """Return kinds, (h, w), at another shape; interpolation spreads the likelihood beyond them, so they spread too."""
    spread: KindMap = np.asarray(cv2.dilate(kinds, np.ones((3, 3), np.uint8), dst=zeros_on_disk(kinds.shape, np.uint8)))
    for row, own in zip(spread, kinds, strict=True):
        np.copyto(row, own, where=own > 0)
    enlarged = zeros_on_disk(shape, np.uint8)
    return np.asarray(cv2.resize(spread, shape[::-1], dst=enlarged, interpolation=cv2.INTER_NEAREST))
