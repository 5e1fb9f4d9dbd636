"""The damage of a job as regions, computed once for each mask, and never while somebody waits for a stroke."""

from dataclasses import dataclass

from restoration.app.restore.state import Job
from restoration.domain import KindMap
from restoration.editing.history import region_decisions
from restoration.editing.regions import RegionDecision, RegionMap, find_regions
from restoration.errors import BadRequest

MAX_KEPT = 3  # region maps: the editor may still decide on regions of an older one


@dataclass(frozen=True, slots=True, eq=False)
class NumberedRegions:
    """The regions of one mask, under a number that rises with every change."""

    version: int
    kinds: KindMap
    decisions: tuple[RegionDecision, ...]
    is_split: bool  # whether nets of cracks are divided into their branches
    regions: RegionMap


def find_job_regions(job: Job, *, split: bool = False) -> NumberedRegions:
    """Return the regions of the mask as it is now; for 12 megapixels with thousands of regions it takes a second.

    Args:
        job: its mask and its decisions count.
        split: whether nets of cracks are divided at their junctions.

    Raises:
        ValueError: no detector has run yet.
    """
    with job.lock:
        kinds, decisions = job.kinds(), region_decisions(job.steps)
        for kept in reversed(job.regions):
            if kept.kinds is kinds and kept.decisions == decisions and kept.is_split == split:
                return kept
        detected = job.detected if job.given_mask is None else None
        levels = None if detected is None else detected.detection.levels
        found = None if detected is None else detected.kinds(job.plan.settings)
    regions = find_regions(kinds, levels, decisions, found=found, split_at_junctions=split)
    with job.lock:
        version = job.regions[-1].version + 1 if job.regions else 1
        numbered = NumberedRegions(version, kinds, decisions, split, regions)
        job.regions = [*job.regions, numbered][-MAX_KEPT:]
        return numbered


def kept_regions(job: Job, version: int) -> RegionMap:
    """Return the regions of a version; raise `BadRequest` if they are not kept any more."""
    for numbered in job.regions:
        if numbered.version == version:
            return numbered.regions
    raise BadRequest("The list of regions is out of date.", hint="It is loaded again; then decide once more.")
