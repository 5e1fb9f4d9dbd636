"""One method on one picture: its scores, which a rerun repeats, and what it cost, which it does not."""

from dataclasses import dataclass
from time import perf_counter

import numpy as np

from restoration import pipeline
from restoration.benchmark.detection_metrics import precision_at_recalls, score_detection
from restoration.benchmark.inpainting_metrics import score_fill, score_restoration
from restoration.benchmark.peers.inpainter import PeerInpainter
from restoration.damage.pair import DamagedPair
from restoration.detection.base import Detector, mask_at
from restoration.domain import Image, Mask
from restoration.inpainting.base import Inpainter
from restoration.inpainting.filling import fill

VISIBLE_CHANGE = 3  # of 255; what damage changed less than this in every channel is left to itself
DEFAULT_SENSITIVITY = (
    0.5  # sensitivity that detectors are set for; `unet` on other crops of the reference run's paintings
)
MEGA = 1e6


@dataclass(frozen=True, slots=True)
class Measurement:
    """Figures by the keys of their metrics."""

    scores: dict[str, float]
    cost: dict[str, float]


def visible_damage(pair: DamagedPair) -> Mask:
    """(H, W) the mask that fillers get: every pixel that the damage changed visibly."""
    change = np.abs(pair.after.astype(np.int16) - pair.before).max(axis=2)
    mask: Mask = change >= VISIBLE_CHANGE
    return mask


def measure_inpainter(pair: DamagedPair, filler: Inpainter) -> Measurement:
    """How near a filler comes to the undamaged picture when it is told where the damage is."""
    mask = visible_damage(pair)
    start = _clock(filler)
    filled = fill(pair.after, mask, filler)
    seconds = _clock(filler) - start
    cost = {
        "seconds_per_mpx": MEGA * seconds / mask.size,
        "seconds_per_damaged_mpx": MEGA * seconds / max(int(mask.sum()), 1),
    }
    return Measurement(score_fill(pair.after, filled, pair.before, mask), cost)


def measure_detector(pair: DamagedPair, finder: Detector) -> Measurement:
    """How well a detector tells damaged pixels from sound ones."""
    start = perf_counter()
    likelihood = finder.likelihood(pair.after)
    seconds = perf_counter() - start
    scores = score_detection(likelihood, pair.truth.alpha, 1 - DEFAULT_SENSITIVITY)
    scores |= precision_at_recalls(likelihood, pair.truth.alpha)
    return Measurement(scores, {"seconds_per_mpx": MEGA * seconds / likelihood.size})


def measure_restoration(pair: DamagedPair, finder: Detector | None, filler: Inpainter) -> Measurement:
    """What comes of finding and filling one after the other, the harm to sound paint included.

    Args:
        pair: a picture and its damage.
        finder: who finds the damage; None for the true mask.
        filler: who fills it.
    """
    damage = visible_damage(pair)
    settings = pipeline.Settings(DEFAULT_SENSITIVITY, growth=pipeline.RIM_GROWTH)
    mask = pipeline.mark(finder.likelihood(pair.after), settings) if finder else damage
    restored = fill(pair.after, mask, filler)
    return Measurement(score_restoration(pair.after, restored, pair.before, damage), {})


def measure_undamaged(painting: Image, finder: Detector) -> Measurement:
    """Part of an undamaged painting that a detector marks; some of it is true craquelure that nobody has mapped."""
    return Measurement({"marked": float(mask_at(finder.likelihood(painting), DEFAULT_SENSITIVITY).mean())}, {})


def _clock(filler: Inpainter) -> float:
    """Seconds; a peer's own, which do not count the way to its process and back."""
    return filler.seconds if isinstance(filler, PeerInpainter) else perf_counter()
