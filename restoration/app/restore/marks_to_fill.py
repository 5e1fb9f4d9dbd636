"""What of the damage is filled, worked out once for each mask, plan and set of decisions."""

import cv2
import numpy as np

from restoration.app.restore.regions import has_unfilled_regions, job_regions
from restoration.app.restore.state import Job, MarksToFill
from restoration.disk_arrays import compute_on_disk, keep_on_disk
from restoration.domain import Damage, DamageKind, KindMap, kind_number
from restoration.editing.history import AreaUse, region_decisions
from restoration.imaging.masks import mask_of_kinds
from restoration.pipeline import detection_parameters


def damage_to_fill(job: Job) -> Damage:
    """Return the damage as detected and corrected: the kinds that the plan fills, without what shall stay visible.

    Its mask is the same object as long as it stays the same.
    """
    marks = marks_to_fill(job)
    if job.detected is None or job.given_mask is not None:
        return Damage(marks.mask, kinds=marks.kinds, visible=job.visible, notes=job.mask_notes)
    request, widest = job.detected.request, job.detected.widest
    parameters = detection_parameters(job.plan.settings, widest, is_automatic=request.widest is None)
    taught = None if request.taught is None else request.taught.as_record()
    return Damage(
        marks.mask, request.detector, parameters, job.detected.seconds, marks.kinds, taught, visible=job.visible
    )


def marks_to_fill(job: Job) -> MarksToFill:
    """Return the marks that shall be filled; raises `ValueError` if no detector has run yet."""
    with job.lock:
        marked, not_to_fill, known = job.kinds(), job.area(AreaUse.NOT_TO_FILL), job.to_fill
        wanted, decisions = job.plan.kinds, region_decisions(job.steps)
    is_same = known is not None and known.marked is marked and known.not_to_fill is not_to_fill
    if known is not None and is_same and (known.wanted, known.decisions) == (wanted, decisions):
        return known
    kinds = _kinds_to_fill(job, marked, wanted, not_to_fill)
    found = MarksToFill(marked, not_to_fill, wanted, decisions, kinds, keep_on_disk(mask_of_kinds(kinds)))
    job.to_fill = found
    return found


def _kinds_to_fill(job: Job, marked: KindMap, wanted: tuple[DamageKind, ...], not_to_fill: KindMap | None) -> KindMap:
    left = [] if not_to_fill is None else [not_to_fill]
    if has_unfilled_regions(job):
        left.append(job_regions(job).not_to_fill_mask().view(np.uint8))

    def keep(kinds: KindMap, *left: KindMap) -> KindMap:
        kept = keep_kinds(kinds, wanted)
        for area in left:
            kept[area > 0] = 0
        return kept

    return compute_on_disk(keep, marked, *left, dtype=np.uint8)


def leaves_damage(job: Job) -> bool:
    """Return whether some of the marked damage is not filled: it is of other kinds, or shall stay visible."""
    marks = marks_to_fill(job)
    return cv2.countNonZero(marks.marked) > cv2.countNonZero(marks.kinds)


def keep_kinds(kinds: KindMap, wanted: tuple[DamageKind, ...]) -> KindMap:
    """Return the kind map (H, W) uint8 with all kinds but the wanted ones set to 0."""
    table = np.zeros(256, np.uint8)
    for kind in wanted:
        table[kind_number(kind)] = kind_number(kind)
    return table[kinds]
