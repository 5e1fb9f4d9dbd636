"""What a learner knows of a pixel: the evidence for each kind of damage from each distance, and its colour."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.detection.evidence import LIKELIHOODS, ODDS, log_odds
from restoration.detection.pyramid import LEVELS, DetectionPyramid
from restoration.domain import DAMAGE_KINDS, DamageKind, Image, kind_number
from restoration.imaging.overlay import as_8_bit

Floats = npt.NDArray[np.float32]

FEATURES = (
    *(f"{kind.value} at 1/{1 << level}" for level in range(LEVELS) for kind in DAMAGE_KINDS),
    *("lightness", "red-green", "yellow-blue"),
)
"""The names of the features, in their order."""

COUNT = len(FEATURES)
MIN_SPREAD = 1e-3  # of a feature; a plain picture has none
MAX_DEVIATION = 4.0  # standard deviations; beyond, a feature counts no more: one odd pixel must not decide

SURROUNDINGS = 3  # level whose colours say in which passage of the painting a pixel lies: means of 8 x 8 px
_SMOOTH = 1.0  # px of that level, sigma


@dataclass(frozen=True, slots=True)
class Scale:
    """How features become numbers around 0: (feature - middle) / spread."""

    middle: tuple[float, ...]  # (COUNT,)
    spread: tuple[float, ...]  # (COUNT,), above 0

    @classmethod
    def of(cls, features: Floats) -> "Scale":
        """Return the scale on which these (N, COUNT) features have mean 0 and standard deviation 1."""
        spread = features.std(axis=0, dtype=np.float64) + MIN_SPREAD
        return cls(tuple(features.mean(axis=0, dtype=np.float64).tolist()), tuple(spread.tolist()))

    def apply(self, features: npt.NDArray[np.float32], part: slice = slice(None)) -> Floats:
        """Return features (..., N) of a part of all features as bounded numbers around 0."""
        middle, spread = (np.array(values[part], np.float32) for values in (self.middle, self.spread))
        scaled: Floats = np.clip((features - middle) / spread, -MAX_DEVIATION, MAX_DEVIATION)
        return scaled


COLOURS = slice(COUNT - 3, COUNT)


def evidence_part(level: int) -> slice:
    """Return which features are the evidence of a level."""
    return slice(level * len(DAMAGE_KINDS), (level + 1) * len(DAMAGE_KINDS))


def evidence_tables(scale: Scale, level: int) -> Floats:
    """Return (kinds, 256): the scaled feature of each code of evidence of a level."""
    return np.ascontiguousarray(scale.apply(ODDS[:, np.newaxis], evidence_part(level)).T)


def lab(image: Image) -> npt.NDArray[np.uint8]:
    """Return CIELAB as OpenCV stores it in 8 bits, (H, W, 3): L* as 0..255, a* and b* plus 128."""
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(as_8_bit(image)), cv2.COLOR_RGB2LAB), np.uint8)


def surrounding_colours(image: Image) -> Floats:
    """Return the colour around each pixel of the level `SURROUNDINGS`, (h, w, 3) float32, as `lab` stores it."""
    height, width = (max(side >> SURROUNDINGS, 1) for side in image.shape[:2])
    small = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(lab(np.asarray(small)).astype(np.float32), (0, 0), _SMOOTH), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Pixels:
    """The places of some pixels of a picture."""

    rows: npt.NDArray[np.intp]
    columns: npt.NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.rows)


def features_at(pixels: Pixels, image: Image, pyramid: DetectionPyramid) -> Floats:
    """Return (N, COUNT): the features of some pixels, evidence and colour as they are."""
    parts = [sample_codes(found.evidence, ODDS, pixels, pyramid.shape) for found in pyramid.levels]  # each (kinds, N)
    colours = lab(image[pixels.rows, pixels.columns][np.newaxis])[0].T
    return np.ascontiguousarray(np.concatenate([*parts, colours]).T, np.float32)


def sample_codes(
    codes: npt.NDArray[np.uint8], table: Floats, pixels: Pixels, shape: tuple[int, int]
) -> npt.NDArray[np.float32]:
    """Return (K, N): the values that a table gives to codes (K, h, w), between the pixels of a reduced picture."""
    rows, columns = (
        _neighbours(indices, own, full)
        for indices, own, full in zip((pixels.rows, pixels.columns), codes.shape[1:], shape, strict=True)
    )
    (top, bottom, down), (left, right, across) = rows, columns
    upper = table[codes[:, top, left]] * (1 - across) + table[codes[:, top, right]] * across
    lower = table[codes[:, bottom, left]] * (1 - across) + table[codes[:, bottom, right]] * across
    return np.asarray(upper * (1 - down) + lower * down, np.float32)


def _neighbours(
    indices: npt.NDArray[np.intp], own: int, full: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Floats]:
    """Return the two rows (or columns) of a reduced picture around each pixel, and the weight of the second."""
    place = np.clip((indices + 0.5) * (own / full) - 0.5, 0, own - 1)
    first = np.floor(place).astype(np.intp)
    return first, np.minimum(first + 1, own - 1), (place - first).astype(np.float32)


def enlarge_rows(layer: npt.NDArray[np.float32], shape: tuple[int, int], rows: slice) -> Floats:
    """Return some rows of a reduced layer, (h, w) or (h, w, 3), enlarged to (rows, W) of the picture's (H, W)."""
    height, width = shape
    down, across = layer.shape[0] / height, layer.shape[1] / width
    placed = np.array([[across, 0, across / 2 - 0.5], [0, down, down * (rows.start + 0.5) - 0.5]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = width, rows.stop - rows.start
    return np.asarray(cv2.warpAffine(layer, placed, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.float32)


def kinds_odds(evidence: npt.NDArray[np.uint8], kinds: Sequence[DamageKind]) -> Floats:
    """Return (...): the log-odds that a pixel has one of some kinds of damage, from its evidence (kinds, ...)."""
    total = LIKELIHOODS[evidence[kind_number(kinds[0]) - 1]]
    for kind in kinds[1:]:
        total = total + LIKELIHOODS[evidence[kind_number(kind) - 1]]
    return log_odds(np.minimum(total, 1))
