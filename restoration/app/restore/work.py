"""The page's two long tasks, detection and filling. A click stops them, and no half-finished result is kept."""

from collections.abc import Hashable
from functools import partial
from time import perf_counter

import numpy as np
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import StopException

from restoration.app.exclusive import run_in_turn, stop_work
from restoration.app.restore.detection_store import DetectionStore, StoredDetection, detection_key
from restoration.app.restore.state import DetectedDamage, Job, RestorationResult
from restoration.app.task_queue import Task
from restoration.app.widgets import add_stop_button
from restoration.catalog import DETECTORS, INPAINTERS
from restoration.damage.truth import touch_mask
from restoration.detection.base import SteppedDetection
from restoration.detection.wide_cracks import detect_wide_cracks
from restoration.domain import Damage, DamageKind, Image, KindMap, Progress, Restoration, kind_number
from restoration.imaging.limits import BYTES_PER_PIXEL, TILE_BYTES
from restoration.imaging.painting import Painting
from restoration.inpainting.fill_cache import CachedInpainter
from restoration.metrics.similarity import SMALLEST_SIDE, SimilarityScores, score_similarity
from restoration.pipeline import detection_parameters, restore

SCORING_BYTES = 75.0  # of memory for each pixel: one channel at a time as 64-bit floats

MAX_SCORED_PIXELS = 6_000_000  # px of the largest picture that is scored

STOPPED = "stopped"  # in place of the key of a filling

Scores = tuple[SimilarityScores, SimilarityScores]
"""Of the picture before and after."""


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
    """Return what the detector finds; if it has seen these pixels before, for whomever, that is taken."""
    key, store = detection_key(painting.image, detector, widest), detection_store()

    def detect(progress: Progress) -> StoredDetection:
        start = perf_counter()
        detection = detect_wide_cracks(DETECTORS.build(detector), painting.image, widest, progress)
        return store.keep(key, StoredDetection(SteppedDetection.of(detection), perf_counter() - start))

    found = run_in_turn(
        place,
        Task(f"detect {detector} {widest}", _megapixels(painting)),
        detect,
        key=key,
        memory=_memory(painting),
        text="Finding damage…",
        find=partial(store.find, key),
    )
    return DetectedDamage(detector, widest, found.detection, found.seconds)


def run_restoration(job: Job, painting: Painting, place: DeltaGenerator) -> None:
    """Fill the damage and add the result to the job; `place`, an `st.empty`, shows the progress.

    Holes that the same method has filled before are not filled again.
    """
    damage = damage_to_fill(job)
    job.filling = _filling_key(job, painting)
    try:
        result = run_in_turn(
            add_stop_button(place, on_stop=partial(_stop_filling, job)),
            Task(f"fill {job.plan.inpainter}", _megapixels(painting)),
            lambda progress: _restore(job, painting, damage, progress),
            key=job.filling,
            memory=_memory(painting),
            text="Filling…",
        )
        place.empty()
        job.add_result(result)
    except StopException:  # by Streamlit's own Stop button, or because the browser is gone
        _stop_filling(job)
        raise
    except Exception:  # another click is a BaseException: the next run then continues, or says that it was stopped
        job.filling = None
        place.empty()
        raise
    job.filling = None


def must_continue_filling(job: Job, painting: Painting) -> bool:
    """Return whether a page that ran again, by a click that changed nothing or by itself, has ended a filling."""
    return job.filling == _filling_key(job, painting)


def _filling_key(job: Job, painting: Painting) -> Hashable:
    """Return all that a filling depends on."""
    return painting.sha256, job.plan, job.steps, id(job.given_mask)


def _stop_filling(job: Job) -> None:
    job.filling = STOPPED
    stop_work()


def _restore(job: Job, painting: Painting, damage: Damage, progress: Progress) -> RestorationResult:
    restoration = restore(painting.image, damage, _cached_inpainter(job), progress)
    return RestorationResult(restoration, job.plan, job.steps, score_restoration(restoration, job.truth))


def score_in_turn(place: DeltaGenerator, restorations: list[Restoration], truth: Image | None) -> list[Scores | None]:
    """Return what `score_restoration` returns for each restoration; `place`, an `st.empty`, shows the progress."""
    if truth is None or not restorations:
        return [None] * len(restorations)
    pixels = min(truth[..., 0].size, MAX_SCORED_PIXELS)

    def score(progress: Progress) -> list[Scores | None]:
        scores = []
        for done, restoration in enumerate(restorations):
            progress(done, len(restorations))
            scores.append(score_restoration(restoration, truth))
        return scores

    task = Task("score", len(restorations) * pixels / 1e6)
    key = "score", id(truth), *map(id, restorations)
    return run_in_turn(place, task, score, key=key, memory=SCORING_BYTES * pixels, text="Comparing with the truth…")


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


def score_restoration(restoration: Restoration, truth: Image | None) -> Scores | None:
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


def detection_store() -> DetectionStore:
    """Return the detections that all users of this server share."""
    return DetectionStore()


def _megapixels(painting: Painting) -> float:
    return painting.image[..., 0].size / 1e6


def _memory(painting: Painting) -> float:
    """Return the bytes that finding or filling the damage takes at its peak.

    At 24 megapixels, 340 MB were measured for `opencv`, 310 MB for `unet`, and 210 MB for filling by `auto`.
    """
    return TILE_BYTES + BYTES_PER_PIXEL * painting.image[..., 0].size
