"""From a painting to its restoration: find the damage, and fill it."""

from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

from restoration.detection.base import Detection, Detector, SteppedDetection, mask_at
from restoration.detection.wide_cracks import NATIVE_WIDTH, detect_wide_cracks
from restoration.domain import Damage, Image, KindMap, Likelihood, Mask, Progress, Restoration, no_progress
from restoration.imaging.masks import grow_kinds, grow_mask
from restoration.inpainting.base import Inpainter, fill_shares, plan_stages
from restoration.inpainting.filling import fill_stages

RIM_GROWTH = 1  # px to grow a found mask by before filling: the soft rim of a crack would stay as a ghost line


@dataclass(frozen=True, slots=True)
class Settings:
    """How eagerly damage is marked."""

    sensitivity: float = 0.5  # 0..1
    growth: int = 0  # px; less than 0 shrinks the mask


def mark(likelihood: Likelihood, settings: Settings) -> Mask:
    """(H, W) bool: the damage mask that the settings make of a likelihood."""
    return grow_mask(mask_at(likelihood, settings.sensitivity), settings.growth)


def mark_kinds(finding: Detection | SteppedDetection, settings: Settings) -> KindMap:
    """(H, W) uint8: the same mask with the kind of each pixel's damage, 0 outside it."""
    return grow_kinds(finding.at(settings.sensitivity), settings.growth)


def detect(
    image: Image,
    detector: Detector,
    settings: Settings,
    progress: Progress = no_progress,
    *,
    widest: int = NATIVE_WIDTH,
) -> Damage:
    """The damage that a detector sees where cracks are up to `widest` px wide; see `look_from_afar`."""
    start = perf_counter()
    kinds = mark_kinds(detect_wide_cracks(detector, image, widest, progress), settings)
    return Damage(kinds > 0, detector.key, detection_parameters(settings, widest), perf_counter() - start, kinds)


def detection_parameters(settings: Settings, widest: int = NATIVE_WIDTH) -> dict[str, Any]:
    """What a record tells of how damage was found."""
    return asdict(settings) | ({"widest": widest} if widest > NATIVE_WIDTH else {})


def restore(image: Image, damage: Damage, inpainter: Inpainter, progress: Progress = no_progress) -> Restoration:
    """The painting with its damage filled; raises what `fill` raises."""
    start = perf_counter()
    plan = plan_stages(inpainter, damage.mask)
    after = fill_stages(image, plan, progress)
    return Restoration(image, after, damage, inpainter.key, perf_counter() - start, shares=fill_shares(plan))
