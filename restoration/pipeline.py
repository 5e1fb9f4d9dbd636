"""From a painting to its restoration: find the damage and fill it."""

from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

from restoration.detection.base import Detection, Detector, SteppedDetection, mask_at
from restoration.detection.wide_cracks import NATIVE_WIDTH, detect_wide_cracks
from restoration.domain import Damage, Image, KindMap, Likelihood, Mask, Progress, Restoration, no_progress
from restoration.imaging.masks import grow_kinds, grow_mask
from restoration.inpainting.base import Inpainter, fill_shares, plan_stages
from restoration.inpainting.filling import fill_stages

RIM_GROWTH = 1  # px by which a mask grows before filling: else the soft rim of a crack would stay as a ghost line


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings that make a mask of a likelihood."""

    sensitivity: float = 0.5  # 0..1
    growth: int = 0  # px by which the mask grows; less than 0 shrinks it


def mark(likelihood: Likelihood, settings: Settings) -> Mask:
    """Return the damage mask, (H, W) bool, that the settings make of an (H, W) likelihood."""
    return grow_mask(mask_at(likelihood, settings.sensitivity), settings.growth)


def mark_kinds(detection: Detection | SteppedDetection, settings: Settings) -> KindMap:
    """Return the same mask as a kind map, (H, W) uint8: the kind of each damaged pixel, 0 elsewhere."""
    return grow_kinds(detection.at(settings.sensitivity), settings.growth)


def detect(
    image: Image,
    detector: Detector,
    settings: Settings,
    progress: Progress = no_progress,
    *,
    widest: int = NATIVE_WIDTH,
) -> Damage:
    """Find the damage in a picture.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB.
        detector: the method.
        settings: how its likelihood becomes a mask.
        progress: called as (done, total).
        widest: width of the widest cracks, px; see `detect_wide_cracks`.

    Raises:
        ValueError: the sensitivity lies outside 0..1, or `widest` is too large.
    """
    start = perf_counter()
    kinds = mark_kinds(detect_wide_cracks(detector, image, widest, progress), settings)
    return Damage(kinds > 0, detector.key, detection_parameters(settings, widest), perf_counter() - start, kinds)


def detection_parameters(settings: Settings, widest: int = NATIVE_WIDTH) -> dict[str, Any]:
    """Return the settings of a detection for a record; `widest` only where it differs from the default."""
    return asdict(settings) | ({"widest": widest} if widest > NATIVE_WIDTH else {})


def restore(image: Image, damage: Damage, inpainter: Inpainter, progress: Progress = no_progress) -> Restoration:
    """Fill the damage of a picture.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB.
        damage: with an (H, W) mask.
        inpainter: the method.
        progress: called as (done, total).

    Raises:
        BadMask: the mask covers the whole picture.
    """
    start = perf_counter()
    plan = plan_stages(inpainter, damage.mask)
    after = fill_stages(image, plan, progress)
    return Restoration(image, after, damage, inpainter.key, perf_counter() - start, shares=fill_shares(plan))
