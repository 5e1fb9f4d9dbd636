"""Results whose fill was laid down: what each depends on, and those that are kept, so that a change back is instant."""

from dataclasses import replace
from itertools import count

from restoration.app.restore.outcomes import LaidDown, LayingRequest, RestorationResult
from restoration.app.restore.regions import find_job_regions
from restoration.app.restore.state import Job
from restoration.domain import Progress
from restoration.editing.history import region_decisions
from restoration.pipeline import reintegrate
from restoration.retouching.choice import masks_by_mode
from restoration.retouching.recipe import INVISIBLE, Recipe

MAX_LAID_DOWN = 6  # kept for one painting; each takes as much of the disk as the picture

_NUMBERS = count(1)  # no number is used twice, so that no tile of an older picture is shown


def laying_request(job: Job, result: RestorationResult) -> LayingRequest | None:
    """Return how a result of a job is to be laid down; None if its fill is to be shown as it is."""
    plan, px_per_mm = job.reintegration, job.scale.px_per_mm if job.scale else None
    has_own_modes = any(decision.reintegration for decision in region_decisions(job.steps))
    numbered = find_job_regions(job) if has_own_modes and job.is_marked else None
    regions = () if numbered is None else numbered.regions.regions
    own_modes = tuple((region.number, region.reintegration) for region in regions if region.reintegration)
    if plan.choice.is_invisible and all(mode == INVISIBLE for _, mode in own_modes):
        return None
    if numbered is None or not own_modes:
        return LayingRequest(result.restoration, plan, px_per_mm, (), None, result, None, None)
    kinds = numbered.kinds
    return LayingRequest(result.restoration, plan, px_per_mm, own_modes, id(kinds), result, numbered.regions, kinds)


def lay_down(request: LayingRequest, progress: Progress) -> RestorationResult:
    """Return the result with its fill laid down; raises `BadMask` if the damage covers the whole picture."""
    plan, fill = request.plan, request.restoration
    exceptions = {} if request.regions is None else request.regions.reintegration_masks()
    masks = masks_by_mode(plan.choice, fill.damage, exceptions)
    recipe = Recipe(plan.choice.loss, plan.stroke_mm)
    laid_down = reintegrate(fill, recipe, request.px_per_mm, progress, masks=masks)
    return replace(request.result, restoration=laid_down, digests={})


def keep_laid_down(job: Job, request: LayingRequest, result: RestorationResult) -> None:
    """Keep a result that was laid down; those of fills that are gone are dropped, and so are the oldest."""
    fills = [request.restoration, *(kept.restoration for kept in job.results)]
    if job.composite is not None:
        fills.append(job.composite.result.restoration)
    kept = [one for one in job.laid_down if any(one.request.restoration is fill for fill in fills)]
    job.laid_down = [*kept, LaidDown(next(_NUMBERS), request, result)][-MAX_LAID_DOWN:]


def find_laid_down(job: Job, result: RestorationResult) -> LaidDown | None:
    """Return a result of a job as it is to be laid down now; None if it is not to be, or is not ready."""
    request = laying_request(job, result)
    return next((kept for kept in job.laid_down if kept.request == request), None)


def as_shown(job: Job, result: RestorationResult) -> RestorationResult:
    """Return a result of a job with its fill laid down if that is wanted and ready, else as it is."""
    laid_down = find_laid_down(job, result)
    return result if laid_down is None else laid_down.result
