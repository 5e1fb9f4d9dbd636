"""Measurements of one method on one picture: its scores, which a rerun repeats, and its cost, which it does not."""

from dataclasses import dataclass
from time import perf_counter

import numpy as np

from restoration import pipeline
from restoration.benchmark.detection_metrics import score_detection
from restoration.benchmark.inpainting_metrics import score_fill, score_restoration
from restoration.benchmark.peers.inpainter import PeerInpainter
from restoration.benchmark.precision_recall import precision_at_recalls
from restoration.damage.pair import DamagedPair
from restoration.detection.base import Detector, mask_at
from restoration.domain import Image, Mask
from restoration.inpainting.base import Inpainter
from restoration.inpainting.filling import fill

VISIBLE_CHANGE = 3  # levels of 255; pixels that damage changed less in every channel are not filled
DEFAULT_SENSITIVITY = 0.5  # detectors are calibrated for it; `unet` on other crops of the reference run's paintings
PIXELS_PER_MPX = 1e6


@dataclass(frozen=True, slots=True)
class Measurement:
    """The results of one method on one picture, by the keys of their metrics."""

    scores: dict[str, float]
    cost: dict[str, float]


def visible_damage(pair: DamagedPair) -> Mask:
    """Return the mask that inpainters get, (H, W) bool: every pixel that the damage changed visibly."""
    change = np.abs(pair.damaged.astype(np.int16) - pair.clean).max(axis=2)
    mask: Mask = change >= VISIBLE_CHANGE
    return mask


def measure_inpainter(damaged: Image, clean: Image, mask: Mask, inpainter: Inpainter) -> Measurement:
    """Measure how close an inpainter comes to the undamaged picture.

    Args:
        damaged: (H, W, 3).
        clean: (H, W, 3), without the damage.
        mask: (H, W), the true damage.
        inpainter: fills it.
    """
    start = _clock(inpainter)
    filled = fill(damaged, mask, inpainter)
    seconds = _clock(inpainter) - start
    cost = {
        "seconds_per_mpx": PIXELS_PER_MPX * seconds / mask.size,
        "seconds_per_damaged_mpx": PIXELS_PER_MPX * seconds / max(int(mask.sum()), 1),
    }
    return Measurement(score_fill(damaged, filled, clean, mask), cost)


def measure_detector(pair: DamagedPair, detector: Detector) -> Measurement:
    """Measure how well a detector separates damaged pixels from sound ones."""
    start = perf_counter()
    likelihood = detector.detect(pair.damaged).likelihood
    seconds = perf_counter() - start
    scores = score_detection(likelihood, pair.truth.alpha, 1 - DEFAULT_SENSITIVITY)
    scores |= precision_at_recalls(likelihood, pair.truth.alpha)
    return Measurement(scores, {"seconds_per_mpx": PIXELS_PER_MPX * seconds / likelihood.size})


def measure_restoration(pair: DamagedPair, detector: Detector | None, inpainter: Inpainter) -> Measurement:
    """Measure detection and fill together, the harm to sound paint included.

    Args:
        pair: a picture and its damage.
        detector: finds the damage; None for the true mask.
        inpainter: fills it.
    """
    damage = visible_damage(pair)
    settings = pipeline.Settings(DEFAULT_SENSITIVITY, growth=pipeline.RIM_GROWTH)
    mask = pipeline.mark(detector.detect(pair.damaged).likelihood, settings) if detector else damage
    restored = fill(pair.damaged, mask, inpainter)
    return Measurement(score_restoration(pair.damaged, restored, pair.clean, damage), {})


def measure_undamaged(painting: Image, detector: Detector) -> Measurement:
    """Measure the part of an undamaged painting, (H, W, 3), that a detector marks.

    Some of it is true craquelure that nobody has mapped.
    """
    mask = mask_at(detector.detect(painting).likelihood, DEFAULT_SENSITIVITY)
    return Measurement({"marked": float(mask.mean())}, {})


def _clock(inpainter: Inpainter) -> float:
    """Return the time in seconds; for a peer, its own, which leaves out the transfer to its process and back."""
    return inpainter.seconds if isinstance(inpainter, PeerInpainter) else perf_counter()
