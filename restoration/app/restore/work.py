"""The work itself, with progress on the page. Any click while it runs stops it, and nothing half-done is kept."""

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
from restoration.pipeline import detection_parameters
from restoration.pipeline import restore as fill_damage

MAX_SCORED_PIXELS = 6_000_000  # px of the largest picture that is scored: it takes 75 bytes for each


def needs_detection(job: Job) -> bool:
    """Once a detector has looked at a painting, only the threshold moves."""
    look, plan = job.look, job.plan
    return job.given is None and (look is None or (look.detector, look.widest) != (plan.detector, plan.widest))


def detect_damage(job: Job, painting: Painting, place: DeltaGenerator) -> None:
    """Let the chosen detector look at the painting. `place`, an `st.empty`, tells of progress."""
    job.look = None  # before the next one is there: two would take twice the memory
    job.look = _detect(painting, job.plan.detector, job.plan.widest, place)


def _detect(painting: Painting, detector: str, widest: int, place: DeltaGenerator) -> DetectedDamage:
    with one_at_a_time(place):
        start, progress = perf_counter(), _progress_bar(place, "Looking for damage…")
        finding = detect_wide_cracks(DETECTORS.build(detector), painting.image, widest, progress)
        return DetectedDamage(detector, widest, SteppedDetection.of(finding), perf_counter() - start)


def run_restoration(job: Job, painting: Painting, place: DeltaGenerator) -> None:
    """Fill the damage; the result goes on the job. What was filled before in the same way is not filled again."""
    damage = damage_to_fill(job)
    job.is_filling = True
    try:
        with one_at_a_time(place):
            progress = _progress_bar(add_stop_button(place), "Filling… (any click stops it)")
            restoration = fill_damage(painting.image, damage, _cached_inpainter(job), progress)
            job.keep(RestorationResult(restoration, job.plan, job.steps, score_restoration(restoration, job.truth)))
    except Exception:  # which a click is not
        job.is_filling = False
        raise
    job.is_filling = False


def damage_to_fill(job: Job) -> Damage:
    """The damage as found and corrected, of the kinds that are to be filled."""
    kinds = keep_kinds(job.kinds(), job.plan.kinds)
    if job.look is None or job.given is not None:
        return Damage(kinds > 0, kinds=kinds)
    told = detection_parameters(job.plan.settings, job.look.widest)
    return Damage(kinds > 0, job.look.detector, told, job.look.seconds, kinds)


def keep_kinds(kinds: KindMap, wanted: tuple[DamageKind, ...]) -> KindMap:
    """The map with all other kinds taken out of it."""
    table = np.zeros(256, np.uint8)
    for kind in wanted:
        table[kind_number(kind)] = kind_number(kind)
    return table[kinds]


def _cached_inpainter(job: Job) -> CachedInpainter:
    key = job.plan.inpainter
    if key not in job.memories:
        job.memories[key] = CachedInpainter(INPAINTERS.build(key))
    job.memories[key].begin()
    return job.memories[key]


def score_restoration(
    restoration: Restoration, truth: Image | None
) -> tuple[SimilarityScores, SimilarityScores] | None:
    """Before and after, inside the damage that the truth tells of; None where nobody knows it, or the size forbids."""
    if truth is None or truth[..., 0].size > MAX_SCORED_PIXELS or min(truth.shape[:2]) < SMALLEST_SIDE:
        return None
    damaged = touch_mask(truth, restoration.before)
    return score_similarity(restoration.before, truth, damaged), score_similarity(restoration.after, truth, damaged)


def _progress_bar(place: DeltaGenerator, text: str) -> Progress:
    def show(done: int, total: int) -> None:
        place.progress(done / total, text)

    return show
