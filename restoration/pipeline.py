"""From a painting to its restoration: find the damage, and fill it."""

from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

from restoration.detection.base import Detector, Finding, Levels, mask_at
from restoration.detection.wide_cracks import KNOWN, look_from_afar
from restoration.domain import Damage, Image, KindMap, Likelihood, Mask, Progress, Restoration, silent
from restoration.imaging.masks import grow, grow_kinds
from restoration.inpainting.base import Inpainter, shares, stages
from restoration.inpainting.filling import fill_in_stages

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


def detect(
    image: Image, detector: Detector, settings: Settings, progress: Progress = silent, *, widest: int = KNOWN
) -> Damage:
    """The damage that a detector sees where cracks are up to `widest` px wide; see `look_from_afar`."""
    start = perf_counter()
    kinds = mark_kinds(look_from_afar(detector, image, widest, progress), settings)
    return Damage(kinds > 0, detector.key, parameters(settings, widest), perf_counter() - start, kinds)


def parameters(settings: Settings, widest: int = KNOWN) -> dict[str, Any]:
    """What a record tells of how damage was found."""
    return asdict(settings) | ({"widest": widest} if widest > KNOWN else {})


def restore(image: Image, damage: Damage, inpainter: Inpainter, progress: Progress = silent) -> Restoration:
    """The painting with its damage filled; raises what `fill` raises."""
    start = perf_counter()
    plan = stages(inpainter, damage.mask)
    after = fill_in_stages(image, plan, progress)
    return Restoration(image, after, damage, inpainter.key, perf_counter() - start, shares=shares(plan))
