"""From a painting to its restoration: find the damage, fill it where it is, and leave every other pixel alone."""

from collections import deque
from dataclasses import asdict, dataclass
from time import perf_counter

import numpy as np

from restoration.detection.base import Detector, Finding, mask_at
from restoration.detection.levels import Levels
from restoration.domain import Damage, Image, KindMap, Likelihood, Mask, Progress, Restoration, silent
from restoration.errors import BadMask
from restoration.imaging.masks import grow, grow_kinds
from restoration.imaging.regions import Region, plan_regions
from restoration.inpainting.base import Inpainter

RIM = 1  # px to grow a found mask by before filling: the soft rim of a crack would stay as a ghost line


@dataclass(frozen=True, slots=True)
class Settings:
    """How eagerly damage is marked."""

    sensitivity: float = 0.5  # 0..1
    growth: int = 0  # px; less than 0 shrinks the mask


def mark(likelihood: Likelihood, settings: Settings) -> Mask:
    """(H, W) bool: the damage mask that the settings make of a likelihood."""
    return grow(mask_at(likelihood, settings.sensitivity), settings.growth)


def mark_kinds(finding: Finding | Levels, settings: Settings) -> KindMap:
    """(H, W) uint8: the same mask with the kind of each pixel's damage, 0 outside it."""
    return grow_kinds(finding.at(settings.sensitivity), settings.growth)


def detect(image: Image, detector: Detector, settings: Settings, progress: Progress = silent) -> Damage:
    """The damage that a detector sees."""
    start = perf_counter()
    kinds = mark_kinds(detector.examine(image, progress), settings)
    return Damage(kinds > 0, detector.key, asdict(settings), perf_counter() - start, kinds)


def restore(image: Image, damage: Damage, inpainter: Inpainter, progress: Progress = silent) -> Restoration:
    """The painting with its damage filled; raises what `fill` raises."""
    start = perf_counter()
    after = fill(image, damage.mask, inpainter, progress)
    return Restoration(image, after, damage, inpainter.key, perf_counter() - start)


def fill(image: Image, mask: Mask, inpainter: Inpainter, progress: Progress = silent) -> Image:
    """A new picture with the damage filled; outside the mask it equals the old one, bit for bit.

    Cost and memory follow the damaged area. Regions are filled in a fixed order, and each sees what was filled before
    it, so damage that had to be cut into several regions is continued without a seam.

    Raises:
        BadMask: the mask covers the whole picture, so that nothing is left to fill from.
    """
    if mask.all():
        raise BadMask("The mask covers the whole picture.", hint="Leave some sound paint for the filling to go by.")
    after = image.copy()
    missing = mask.copy()
    waiting = deque(plan_regions(mask, size=inpainter.needs.region, context=inpainter.needs.context))
    total = len(waiting)
    while waiting:
        region = waiting.popleft()
        if missing[region.window].all():  # the inside of a great loss: wait until a neighbour is filled
            waiting.append(region)
            continue
        _fill_region(after, missing, region, inpainter)
        progress(total - len(waiting), total)
    return after


def _fill_region(after: Image, missing: Mask, region: Region, inpainter: Inpainter) -> None:
    view = after[region.window]
    filled = inpainter.fill(np.ascontiguousarray(view), np.ascontiguousarray(missing[region.window]))
    np.copyto(view, filled, where=region.damage[..., np.newaxis])
    missing[region.window] &= ~region.damage
