"""Regions of a mask, with what the detector and a person say about each."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from restoration.disk_arrays import read_only
from restoration.domain import DAMAGE_KINDS, Box, DamageKind, KindMap, Likelihood
from restoration.editing.regions.branches import split_branches
from restoration.editing.regions.decision import RegionDecision
from restoration.editing.regions.labelling import label_marks
from restoration.editing.regions.matching import DecidedRegions, add_rejected, match_regions
from restoration.editing.regions.measuring import Levels, Measures, measure
from restoration.editing.regions.neighbours import Labels, strips
from restoration.editing.regions.region import Region, RegionStatus
from restoration.editing.regions.region_map import RegionMap


def find_regions(
    kinds: KindMap,
    likelihood: Likelihood | Levels | None = None,
    decisions: Sequence[RegionDecision] = (),
    *,
    found: KindMap | None = None,
    split_at_junctions: bool = False,
) -> RegionMap:
    """Return the connected marks of a mask as regions, and the rejected ones that are no longer marked.

    Args:
        kinds: (H, W) uint8 kind map, corrected by all steps.
        likelihood: (H, W) of the detector, float32 in 0..1 or the uint8 levels of a `SteppedDetection`.
        decisions: those among the steps, in their order. The latest one that applies to a region counts, for its
            status, note, fill and reintegration each by itself; `RegionDecision` says when one applies. What was seen
            counts until a region goes back to the default fill.
        found: (H, W) uint8 kind map before any correction: a region without any of its pixels was drawn by a person,
            and has no likelihood. None: a region where the detector rules damage out was.
        split_at_junctions: whether nets of cracks are divided into their branches.
    """
    labels, kind_of = label_marks(kinds)
    if split_at_junctions:
        labels, kind_of = split_branches(labels, kind_of)
    decided = DecidedRegions.of(decisions)
    rejected = add_rejected(decided, labels, len(kind_of) - 1)
    kind_of = np.concatenate([kind_of, np.array([_former_kind(decided, mask) for mask in rejected], np.uint8)])
    measures = measure(labels, len(kind_of) - 1, likelihood, found)
    remarks = _remarks(decided, labels, measures, first_rejected=len(kind_of) - len(rejected))
    order = _renumber(labels, measures)
    return RegionMap(read_only(labels), _regions(order, kind_of, measures, remarks))


@dataclass(frozen=True, slots=True)
class _Remark:
    """What a person said about a region."""

    status: RegionStatus = RegionStatus.PROPOSED
    note: str = ""
    fill: str = ""
    reintegration: str = ""
    seen: frozenset[str] = frozenset()

    def after(self, decision: RegionDecision) -> "_Remark":
        """Return the remark after a later decision."""
        changes: dict[str, Any] = {
            name: getattr(decision, name) for name in ("status", "note", "fill", "reintegration")
        }
        if decision.status is RegionStatus.REJECTED:
            changes["status"] = RegionStatus.PROPOSED  # it is marked: somebody has drawn it again
        if decision.fill is not None:
            changes["seen"] = self.seen.union(decision.seen) if decision.fill else frozenset()
        return replace(self, **{name: value for name, value in changes.items() if value is not None})

    @property
    def refused(self) -> tuple[str, ...]:
        """The keys of the results that were seen and not chosen."""
        return tuple(sorted(self.seen - {self.fill}))


_NO_REMARK = _Remark()


def _remarks(decided: DecidedRegions, labels: Labels, measures: Measures, first_rejected: int) -> dict[int, _Remark]:
    """Return what a person said about each label that has a remark."""
    remarks: dict[int, _Remark] = {}
    for mask, label in match_regions(decided, labels, measures):
        remarks[label] = remarks.get(label, _NO_REMARK).after(decided.decision_of[mask])
    for label in range(first_rejected, len(measures.area)):
        remarks[label] = replace(remarks.get(label, _NO_REMARK), status=RegionStatus.REJECTED)
    return remarks


def _former_kind(decided: DecidedRegions, mask: int) -> int:
    """Return the kind number that a rejected region had; loss, as in masks without kinds, where it is not known."""
    former = decided.decision_of[mask].former_kinds
    return DAMAGE_KINDS.index((former[decided.place_of[mask]] if former else None) or DamageKind.LOSS) + 1


def _renumber(labels: Labels, measures: Measures) -> npt.NDArray[np.intp]:
    """Number the regions from top to bottom, in place, and return the former label of each."""
    left, top = measures.boxes[1:, :2].T
    order = np.lexsort((left, top)) + 1
    table = np.zeros(len(measures.area), np.int32)
    table[order] = np.arange(1, len(table), dtype=np.int32)
    for rows in strips(labels.shape):
        labels[rows] = table[labels[rows]]
    return order


def _regions(
    order: npt.NDArray[np.intp], kind_of: KindMap, measures: Measures, remarks: dict[int, _Remark]
) -> tuple[Region, ...]:
    """Return the regions; `order` holds the label of each."""
    area, length = measures.area[order], measures.length[order]
    columns = zip(
        order.tolist(),
        kind_of[order].tolist(),
        map(tuple, measures.boxes[order].tolist()),
        area.tolist(),
        length.tolist(),
        (area / length).tolist(),
        measures.likelihood[order].tolist(),
        strict=True,
    )
    return tuple(
        _region(remarks.get(label, _NO_REMARK), number, *figures)
        for number, (label, *figures) in enumerate(columns, start=1)
    )


def _region(
    remark: _Remark, number: int, kind: int, box: Box, px: int, along: float, across: float, likelihood: float
) -> Region:
    return Region(
        number,
        DAMAGE_KINDS[kind - 1],
        box,
        px,
        along,
        across,
        None if math.isnan(likelihood) else likelihood,
        status=remark.status,
        note=remark.note,
        fill=remark.fill or None,
        reintegration=remark.reintegration or None,
        refused=remark.refused,
    )
