"""The page's two long tasks, detection and filling. A click stops them, and no half-finished result is kept."""

from time import perf_counter

import numpy as np
from streamlit.delta_generator import DeltaGenerator

from restoration.app.exclusive import one_at_a_time
from restoration.app.restore.state import DetectedDamage, Job, RestorationResult
from restoration.app.widgets import add_stop_button
from restoration.catalog import DETECTORS, INPAINTERS
from restoration.damage.truth import touch_mask
from restoration.detection.base import SteppedDetection
from restoration.detection.wide_cracks import detect_wide_cracks
from restoration.domain import Damage, DamageKind, Image, KindMap, Progress, Restoration, kind_number
from restoration.imaging.painting import Painting
from restoration.inpainting.fill_cache import CachedInpainter
from restoration.metrics.similarity import SMALLEST_SIDE, SimilarityScores, score_similarity
from restoration.pipeline import detection_parameters, restore

MAX_SCORED_PIXELS = 6_000_000  # px of the largest scored picture: scoring takes 75 bytes for each


def needs_detection(job: Job) -> bool:
    """Return whether a detector must run; a new sensitivity needs no new run."""
    detected, plan = job.detected, job.plan
    if job.given_mask is not None:
        return False
    return detected is None or (detected.detector, detected.widest) != (plan.detector, plan.widest)


def detect_damage(job: Job, painting: Painting, place: DeltaGenerator) -> None:
    """Run the chosen detector on the painting; `place`, an `st.empty`, shows the progress."""
    job.detected = None  # first free the old one: two would take twice the memory
    job.detected = _detect(painting, job.plan.detector, job.plan.widest, place)


def _detect(painting: Painting, detector: str, widest: int, place: DeltaGenerator) -> DetectedDamage:
    with one_at_a_time(place):
        start, progress = perf_counter(), _progress_bar(place, "Finding damage…")
        detection = detect_wide_cracks(DETECTORS.build(detector), painting.image, widest, progress)
        return DetectedDamage(detector, widest, SteppedDetection.of(detection), perf_counter() - start)


def run_restoration(job: Job, painting: Painting, place: DeltaGenerator) -> None:
    """Fill the damage and add the result to the job; `place`, an `st.empty`, shows the progress.

    Holes that the same method has filled before are not filled again.
    """
    damage = damage_to_fill(job)
    job.is_filling = True
    try:
        with one_at_a_time(place):
            progress = _progress_bar(add_stop_button(place), "Filling… (any click stops it)")
            restoration = restore(painting.image, damage, _cached_inpainter(job), progress)
            scores = score_restoration(restoration, job.truth)
            job.add_result(RestorationResult(restoration, job.plan, job.steps, scores))
    except Exception:  # a click is a BaseException, so the flag stays up for the next run
        job.is_filling = False
        raise
    job.is_filling = False


def damage_to_fill(job: Job) -> Damage:
    """Return the damage as detected and corrected, but only of the kinds that the plan fills."""
    kinds = keep_kinds(job.kinds(), job.plan.kinds)
    if job.detected is None or job.given_mask is not None:
        return Damage(kinds > 0, kinds=kinds)
    parameters = detection_parameters(job.plan.settings, job.detected.widest)
    return Damage(kinds > 0, job.detected.detector, parameters, job.detected.seconds, kinds)


def keep_kinds(kinds: KindMap, wanted: tuple[DamageKind, ...]) -> KindMap:
    """Return the kind map (H, W) uint8 with all kinds but the wanted ones set to 0."""
    table = np.zeros(256, np.uint8)
    for kind in wanted:
        table[kind_number(kind)] = kind_number(kind)
    return table[kinds]


def _cached_inpainter(job: Job) -> CachedInpainter:
    key = job.plan.inpainter
    if key not in job.inpainters:
        job.inpainters[key] = CachedInpainter(INPAINTERS.build(key))
    job.inpainters[key].begin()
    return job.inpainters[key]


def score_restoration(
    restoration: Restoration, truth: Image | None
) -> tuple[SimilarityScores, SimilarityScores] | None:
    """Return the scores of the pictures before and after, inside the damage that the truth shows.

    Args:
        restoration: what was filled.
        truth: the undamaged picture (H, W, 3); None where it is unknown.

    Returns:
        None where the truth is unknown, or the picture is too small or too large to be scored.
    """
    if truth is None or truth[..., 0].size > MAX_SCORED_PIXELS or min(truth.shape[:2]) < SMALLEST_SIDE:
        return None
    damaged = touch_mask(truth, restoration.before)
    return score_similarity(restoration.before, truth, damaged), score_similarity(restoration.after, truth, damaged)


def _progress_bar(place: DeltaGenerator, text: str) -> Progress:
    def show(done: int, total: int) -> None:
        place.progress(done / total, text)

    return show
