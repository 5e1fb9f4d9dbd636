"""Damage is filled where it is, region by region, and every other pixel is left alone."""

from collections import deque
from collections.abc import Iterator

import numpy as np

from restoration.domain import Image, Mask, Progress, silent
from restoration.errors import BadMask
from restoration.imaging.regions import Region, plan_regions
from restoration.inpainting.base import Inpainter, Stage, stages


def fill(image: Image, mask: Mask, inpainter: Inpainter, progress: Progress = silent) -> Image:
    """A new picture with the damage filled; outside the mask it equals the old one, bit for bit.

    Cost and memory follow the damaged area. Regions are filled in a fixed order, and each sees what was filled before
    it, so damage that had to be cut into several regions is continued without a seam.

    Raises:
        BadMask: the mask covers the whole picture, so that nothing is left to fill from.
    """
    return fill_in_stages(image, stages(inpainter, mask), progress)


def fill_in_stages(image: Image, plan: list[Stage], progress: Progress = silent) -> Image:
    """The same for stages that are known; the first one's mask is the whole damage."""
    if plan[0].mask.all():
        raise BadMask("The mask covers the whole picture.", hint="Leave some sound paint for the filling to go by.")
    after = image.copy()
    plans = [(stage, _plan(stage)) for stage in plan]
    done, total = 0, sum(len(regions) for _, regions in plans)
    for stage, regions in plans:
        for _ in _fill_regions(after, stage, regions):
            done += 1
            progress(done, total)
    return after


def _plan(stage: Stage) -> list[Region]:
    needs = stage.inpainter.needs
    return plan_regions(stage.mask, size=needs.region, context=needs.context)


def _fill_regions(after: Image, stage: Stage, regions: list[Region]) -> Iterator[Region]:
    """Each region, once it is filled, in place."""
    missing, waiting = stage.mask.copy(), deque(regions)
    while waiting:
        region = waiting.popleft()
        if missing[region.window].all():  # the inside of a great loss: wait until a neighbour is filled
            waiting.append(region)
            continue
        _fill_region(after, missing, region, stage.inpainter)
        yield region


def _fill_region(after: Image, missing: Mask, region: Region, inpainter: Inpainter) -> None:
    view = after[region.window]
    filled = inpainter.fill(np.ascontiguousarray(view), np.ascontiguousarray(missing[region.window]))
    np.copyto(view, filled, where=region.damage[..., np.newaxis])
    missing[region.window] &= ~region.damage
