"""The damage of a job as regions, computed once for each mask, and never while somebody waits for a stroke."""

from dataclasses import dataclass

from restoration.app.restore.outcomes import RestorationResult
from restoration.app.restore.state import Job
from restoration.domain import KindMap
from restoration.editing.history import Step, region_decisions
from restoration.editing.regions import RegionDecision, RegionMap, RegionStatus, find_regions
from restoration.errors import BadRequest

INTERPOLATED, TEXTURED, GENERATED = 2, 3, 4
"""Levels of evidence: from the rim of the damage; texture, by a network or of other paint; generated.

See the London Charter, 2009, principle 4.
"""

INTERPOLATING = ("telea", "ns", "biharmonic")  # keys of inpainters

Evidence = tuple[int, dict[str, int]]
"""The level of the default result, and that of each result by its key."""

MAX_KEPT = 3  # region maps: the editor may still decide on regions of an older one


@dataclass(frozen=True, slots=True, eq=False)
class NumberedRegions:
    """The regions of one mask, under a number that rises with every change."""

    version: int
    kinds: KindMap
    decisions: tuple[RegionDecision, ...]
    is_split: bool  # whether nets of cracks are divided into their branches
    evidence: Evidence | None  # of what was filled in; None before a fill
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
        evidence = _evidence(job)
        for kept in reversed(job.regions):
            if kept.kinds is kinds and (kept.decisions, kept.is_split, kept.evidence) == (decisions, split, evidence):
                return kept
        detected = job.detected if job.given_mask is None else None
        levels = None if detected is None else detected.detection.levels
        found = None if detected is None else detected.kinds(job.plan.settings)
    regions = find_regions(kinds, levels, decisions, found=found, split_at_junctions=split)
    if evidence is not None:
        default, level_of = evidence
        regions = regions.with_evidence(default, level_of)
    with job.lock:
        version = job.regions[-1].version + 1 if job.regions else 1
        numbered = NumberedRegions(version, kinds, decisions, split, evidence, regions)
        job.regions = [*job.regions, numbered][-MAX_KEPT:]
        return numbered


def has_unfilled_regions(job: Job) -> bool:
    """Return whether a region shall stay visible, by the last decision on it."""
    if not decides_against_filling(job):
        return False  # most works: they need no regions
    return any(region.status is RegionStatus.NOT_TO_FILL for region in job_regions(job).regions)


def decides_against_filling(job: Job) -> bool:
    """Return whether any decision, even one that another one has replaced, says that a region shall stay visible."""
    return any(decision.status is RegionStatus.NOT_TO_FILL for decision in region_decisions(job.steps))


def job_regions(job: Job) -> RegionMap:
    """Return the regions of the mask as it is now; see `find_job_regions`."""
    return find_job_regions(job).regions


def _evidence(job: Job) -> Evidence | None:
    """Return how what the results filled in is known, after the London Charter; None if the mask has changed."""
    default = default_result(job)
    if default is None or default.plan.settings != job.plan.settings:
        return None
    if _filling_steps(default.steps) != _filling_steps(job.steps):
        return None
    return _level(default), {result.key: _level(result) for result in job.results}


def _filling_steps(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the steps without those that do not change what is filled."""
    return tuple(step for step in steps if not isinstance(step, RegionDecision) or step.changes_filling)


def _level(result: RestorationResult) -> int:
    if result.restoration.generation is not None:
        return GENERATED
    return INTERPOLATED if result.plan.inpainter in INTERPOLATING else TEXTURED


def default_result(job: Job) -> RestorationResult | None:
    """Return the result that regions take without a choice: the newest, or the one that choices stand beside."""
    has_choices = any(decision.fill for decision in region_decisions(job.steps))
    named = (result for result in job.results if has_choices and result.key == job.default_fill)
    return next(named, job.results[-1] if job.results else None)


def kept_regions(job: Job, version: int) -> RegionMap:
    """Return the regions of a version; raise `BadRequest` if they are not kept any more."""
    for numbered in job.regions:
        if numbered.version == version:
            return numbered.regions
    raise BadRequest("The list of regions is out of date.", hint="It is loaded again; then decide once more.")
