"""The taught answer: what a detector found in a picture, changed as a taught model says."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from restoration.detection.base import Detection, SteppedDetection
from restoration.detection.evidence import Evidence, logistic
from restoration.detection.pyramid import DetectionPyramid
from restoration.detection.teaching.features import (
    COLOURS,
    COUNT,
    Floats,
    enlarge_rows,
    evidence_part,
    evidence_tables,
    kinds_odds,
    lab,
    surrounding_colours,
)
from restoration.detection.teaching.learning import LIMITS
from restoration.detection.teaching.taught_model import FAMILY_KINDS, Family, TaughtModel
from restoration.disk_arrays import zeros_on_disk
from restoration.domain import DamageKind, Image, KindMap, Mask, Progress, kind_number, no_progress
from restoration.imaging.tiling import RowStrip, plan_strips, process_strips

SIMILAR = np.array([20, 12, 12], np.float32)  # of L*, a*, b* as `lab` stores them: colours of one passage differ so far
STRIP_PIXELS = 500_000
_SMALLEST_CHANGE = 1e-3  # log-odds; a smaller one leaves the answer as it was, to the last bit


def apply_taught(
    taught: TaughtModel, image: Image, pyramid: DetectionPyramid, level: int, progress: Progress = no_progress
) -> SteppedDetection:
    """Return what a detector finds in a picture after it was taught.

    The log-odds change in passages whose colour is like that around the strokes, and less and less where it is not.
    Memory follows the size of a strip, but for what the detector found.

    Args:
        taught: learnt on this picture or on another one.
        image: (H, W, 3) uint8 or uint16 RGB.
        pyramid: what the detector sees in it.
        level: of the pyramid that shows its cracks best.
        progress: called as (done, total).
    """
    height, width = pyramid.shape
    work = _Application(taught, image, pyramid, level)
    strips = plan_strips(height, rows=max(STRIP_PIXELS // width, 1), margin=0)
    process_strips(strips, work.change_strip, progress, len(strips))
    return SteppedDetection(work.levels, work.kinds)


@dataclass(frozen=True, slots=True, eq=False)
class _ChangeLayers:
    """The parts that add up to the change of a family's log-odds."""

    bias: float
    tables: Floats  # (kinds, 256): for each code of the evidence at the full size
    layers: list[Floats]  # (h, w), of the reduced sizes; on the disk
    colours: Floats  # (3,): for each scaled colour


class _Application:
    def __init__(self, taught: TaughtModel, image: Image, pyramid: DetectionPyramid, level: int) -> None:
        self._taught, self._image, self._pyramid, self._level = taught, image, pyramid, level
        self._found = pyramid.levels[level]
        self._base = self._found.full_size(pyramid.shape)
        self._odds = {family: self._odds_of(family) for family in Family if level}
        self._changes = {family: self._change_layers(family) for family in Family}
        self._likeness = _likeness(surrounding_colours(image), taught.passages)
        self.levels: npt.NDArray[np.uint8] = zeros_on_disk(pyramid.shape, np.uint8)
        self.kinds: KindMap = zeros_on_disk(pyramid.shape, np.uint8)

    def change_strip(self, strip: RowStrip) -> None:
        """Write the rows of a strip into `levels` and `kinds`."""
        rows = strip.rows
        base = self._base.rows(rows)
        likelihood, kinds = base.likelihood, base.kinds
        colours = self._taught.scale.apply(lab(self._image[rows]).astype(np.float32), COLOURS)
        likeness = enlarge_rows(self._likeness, self._pyramid.shape, rows)
        is_moved, after = np.zeros(kinds.shape, np.bool_), {}
        for family, layers in self._changes.items():
            odds = self._odds_rows(family, rows)
            change = likeness * self._change(layers, rows, colours)
            moves = np.abs(change) > _SMALLEST_CHANGE
            after[family] = logistic(move_odds(odds, change, LIMITS[family]))
            likelihood += np.where(moves, after[family] - logistic(odds), np.float32(0))
            is_moved |= moves
        self.levels[rows] = SteppedDetection.of(Detection(likelihood, kinds)).levels
        is_area = after[Family.AREAS] > after[Family.LINES]
        self.kinds[rows] = np.where(is_moved, self._taught_kinds(kinds, is_area), kinds)

    def _odds_rows(self, family: Family, rows: slice) -> Floats:
        """Return the log-odds of a family's kinds before teaching."""
        if not self._level:
            return kinds_odds(self._found.evidence[:, rows], FAMILY_KINDS[family])
        return enlarge_rows(self._odds[family], self._pyramid.shape, rows)

    def _change_layers(self, family: Family) -> _ChangeLayers:
        change = self._taught.change(family)
        weights = np.array(change.weights, np.float32) / np.float32(np.sqrt(COUNT))
        first, *reduced = (
            evidence_tables(self._taught.scale, level) * weights[evidence_part(level), np.newaxis]
            for level in range(len(self._pyramid.levels))
        )
        layers = [
            _layer_on_disk(partial(_look_up, tables), found.evidence)
            for tables, found in zip(reduced, self._pyramid.levels[1:], strict=True)
        ]
        return _ChangeLayers(change.bias, first, layers, weights[COLOURS])

    def _odds_of(self, family: Family) -> Floats:
        """Return the log-odds of a family's kinds at the chosen size."""
        return _layer_on_disk(lambda codes: kinds_odds(codes, FAMILY_KINDS[family]), self._found.evidence)

    def _change(self, layers: _ChangeLayers, rows: slice, colours: Floats) -> Floats:
        change = _look_up(layers.tables, self._pyramid.levels[0].evidence[:, rows])
        for layer in layers.layers:
            change += enlarge_rows(layer, self._pyramid.shape, rows)
        change += colours @ layers.colours
        change += np.float32(layers.bias)
        return change

    def _taught_kinds(self, kinds: KindMap, is_area: Mask) -> KindMap:
        """Return the kind that each pixel has if it is damaged."""
        is_line = np.isin(kinds, [kind_number(kind) for kind in FAMILY_KINDS[Family.LINES]])
        lines = np.where(is_line, kinds, np.uint8(kind_number(DamageKind.CRACK)))
        return np.where(is_area, np.uint8(kind_number(self._taught.area_kind)), lines)


def _layer_on_disk(compute: Callable[[Evidence], Floats], evidence: Evidence) -> Floats:
    """Return what `compute` makes of evidence, (kinds, h, w), some rows at a time: (h, w), on the disk."""
    _, height, width = evidence.shape
    layer: Floats = zeros_on_disk((height, width), np.float32)
    for strip in plan_strips(height, rows=max(STRIP_PIXELS // width, 1), margin=0):
        layer[strip.rows] = compute(evidence[:, strip.rows])
    return layer


def _look_up(tables: Floats, codes: npt.NDArray[np.uint8]) -> Floats:
    """Return (h, w): the sum of what each kind's table, (kinds, 256), gives to its codes, (kinds, h, w)."""
    total: Floats = tables[0][codes[0]]
    for table, layer in zip(tables[1:], codes[1:], strict=True):
        total += table[layer]
    return total


def _likeness(around: Floats, passages: tuple[tuple[float, float, float], ...]) -> Floats:
    """Return (h, w) in 0..1: how much the colour around each pixel is like that around the nearest stroke."""
    nearest = np.full(around.shape[:2], np.inf, np.float32)
    for passage in passages:
        difference = (around - np.array(passage, np.float32)) / SIMILAR
        np.minimum(nearest, (difference**2).sum(axis=2), out=nearest)
    beyond = np.maximum(np.sqrt(nearest) - 1, 0)
    likeness: Floats = np.exp(-(beyond**2) / 2)
    return likeness


def move_odds(odds: Floats, change: Floats, limit: float) -> Floats:
    """Return log-odds after a change; a change of 0 changes nothing.

    Where the detector was surer than `limit`, the change counts from there. What the limit cut off is given back as far
    as the change leaves the pixel on its side, so that *Sensitivity* still reaches from nothing to everything.
    """
    cut = np.clip(odds, -limit, limit)
    moved = cut + change
    stays = np.clip(moved * np.sign(odds) / np.float32(limit), 0, 1)
    changed: Floats = moved + stays * (odds - cut)
    return changed
