"""The page's long tasks: detecting, learning, filling, laying down, enlarging. Each begins with a copy of its needs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from time import perf_counter
from typing import TypeAlias

import numpy as np
from streamlit.delta_generator import DeltaGenerator

from restoration.app.exclusive import QueuedWork, run_in_turn
from restoration.app.restore.detection_store import DetectionStore, StoredLevel, level_keys
from restoration.app.restore.drawn_source import drawn_source, source_inpainter
from restoration.app.restore.enlarging import EnlargingRequest, enlarge_result, enlarging_memory
from restoration.app.restore.marks_to_fill import damage_to_fill
from restoration.app.restore.outcomes import (
    DetectedDamage,
    DetectionRequest,
    LayingRequest,
    RestorationResult,
    TaughtChange,
    keep_result_on_disk,
)
from restoration.app.restore.reintegration import lay_down
from restoration.app.restore.running_work import Detecting, Enlarging, Filling, LayingDown, Learning, Preview
from restoration.app.restore.state import DrawnSource, Job
from restoration.app.task_queue import Task
from restoration.catalog import DETECTORS, INPAINTERS
from restoration.damage.truth import touch_mask
from restoration.detection.base import SteppedDetection
from restoration.detection.crack_width import CRACK_WIDTHS, NATIVE_WIDTH, level_for, level_of_width
from restoration.detection.pyramid import LEVELS, DetectionPyramid, detect_level, level_progress
from restoration.detection.teaching.applying import apply_taught
from restoration.detection.teaching.learning import learn
from restoration.detection.teaching.taught_model import TaughtModel
from restoration.disk_arrays import keep_on_disk
from restoration.domain import Image, Progress, Restoration, no_progress
from restoration.editing.examples import examples_from_steps
from restoration.editing.history import Step, TeachingStep
from restoration.imaging.limits import BYTES_PER_PIXEL, BYTES_PER_PIXEL_IN_STRIPS, TILE_BYTES
from restoration.imaging.painting import Painting
from restoration.imaging.visible_paint import extend_paint
from restoration.inpainting.diffusion.inpainter import Diffusion
from restoration.inpainting.fill_cache import CachedInpainter
from restoration.inpainting.filling import OnRegion, ignore_region
from restoration.metrics.similarity import SMALLEST_SIDE, SimilarityScores, score_similarity
from restoration.pipeline import restore

Paint: TypeAlias = Callable[[], Image]
"""Makes (H, W, 3), the picture as detectors see it, when it is first asked for."""

Levels: TypeAlias = Mapping[int, StoredLevel]
"""What a detector sees in a picture, by the level of the pyramid."""

COARSE_BYTES = 1.0  # of memory for each pixel: a smaller copy, on which wide strokes are painted, or a grid of relief
SCORING_BYTES = 75.0  # of memory for each pixel: one channel at a time as 64-bit floats

MAX_SCORED_PIXELS = 6_000_000  # px of the largest picture that is scored

PREVIEW_METHOD = "telea"  # about 2 s for a net of cracks on 12 megapixels
QUICK_METHODS = (PREVIEW_METHOD, "ns")

Scores = tuple[SimilarityScores, SimilarityScores]
"""Of the picture before and after."""


def needs_detection(job: Job) -> bool:
    """Return whether a detector must run, or its answer be changed; a new sensitivity needs neither."""
    if job.given_mask is not None:
        return False
    return job.detected is None or job.detected.request != job.request


def begin_detection(job: Job, painting: Painting) -> Detecting:
    """Let the chosen detector look at the painting.

    What it sees at each size is kept, for whomever: another width of the cracks, or a taught model, needs no new look.
    """
    request, settings, paint = job.request, job.plan.settings, _visible_paint(job, painting)
    reader = _LevelReader(job, painting, paint, request, is_whole=request.widest is None or request.taught is not None)

    def detect(progress: Progress) -> DetectedDamage:
        detected = _detected(request, painting, paint, reader.levels(progress))
        detected.kinds(settings)  # it remembers them, so that the page does not wait for them when it shows the mask
        return detected

    work = QueuedWork(
        Task(f"detect {request.detector} {request.widest}", _megapixels(painting)),
        detect,
        key=(reader.keys, request),
        memory=_memory(painting),
        text="Finding damage…" if request.taught is None else "Using what was learnt…",
        find=lambda: detect(no_progress) if reader.is_stored() else None,
    )
    return Detecting(work, request)


def begin_learning(job: Job, painting: Painting) -> Learning:
    """Let the detector learn what the strokes show; the work raises `NothingShown` if there is no stroke."""
    request, steps, paint = replace(job.request, taught=None), job.steps, _visible_paint(job, painting)
    reader = _LevelReader(job, painting, paint, request, is_whole=True)

    def learn_and_detect(progress: Progress) -> tuple[TaughtModel, DetectedDamage]:
        levels = reader.levels(progress)
        taught = _learn(request, paint(), levels, steps)
        return taught, _detected(replace(request, taught=taught), painting, paint, levels)

    work = QueuedWork(
        Task(f"learn {request.detector} {reader.is_stored()}", _megapixels(painting)),
        learn_and_detect,
        key=(reader.keys, request, steps),
        memory=_memory(painting),
        text="Learning from your corrections…",
    )
    return Learning(work, steps)


def add_learnt(job: Job, taught: TaughtModel, detected: DetectedDamage) -> None:
    """Add what was learnt as a step of the history, with what it changes in the mask as it is now."""
    before = job.kinds() if job.detected is not None else None
    job.commit_strokes()
    job.edit(lambda history: history.after(TeachingStep(taught)))
    job.detected = detected
    if before is not None and job.painting is not None:
        pixels = job.painting.paint_pixels
        job.change = TaughtChange.of(taught, job.plan.settings, before, job.kinds(), pixels)
    else:
        job.change = None


def _visible_paint(job: Job, painting: Painting) -> Paint:
    """Return what makes the picture that detectors see: visible paint goes on into what is transparent."""
    if painting.visible is None:
        return lambda: painting.image
    job.paint = job.paint or cache(partial(extend_paint, painting.image, painting.visible))
    return job.paint


def _learn(request: DetectionRequest, paint: Image, levels: Levels, steps: tuple[Step, ...]) -> TaughtModel:
    pyramid = _pyramid(paint, levels)
    return learn(
        paint,
        pyramid,
        level_for(pyramid, request.widest),
        examples_from_steps(steps, pyramid.shape),
        detector=request.detector,
        weights_version=DETECTORS[request.detector].weights_version(),
    )


class _LevelReader:
    """What a detector sees in a painting at the sizes that are needed: from the job, from the store, or by looking."""

    def __init__(
        self, job: Job, painting: Painting, paint: Paint, request: DetectionRequest, *, is_whole: bool
    ) -> None:
        """Name what is needed: all sizes, or only the one for the width in the request."""
        self.keys = level_keys(painting.image, request.detector, painting.visible)
        self._seen, self._paint, self._detector = job.seen, paint, request.detector
        self._wanted = range(LEVELS) if is_whole else (level_of_width(request.widest or NATIVE_WIDTH),)

    def is_stored(self) -> bool:
        """Return whether nothing must be looked at."""
        keys = (self.keys[level] for level in self._wanted)
        return all(key in self._seen or detection_store().has(key) for key in keys)

    def levels(self, progress: Progress) -> Levels:
        """Return what is needed, by the level of the pyramid."""
        steps = level_progress(progress)
        return {level: self._level(level, steps(level)) for level in self._wanted}

    def _level(self, level: int, progress: Progress) -> StoredLevel:
        key = self.keys[level]
        if key not in self._seen:
            self._seen[key] = detection_store().find(key) or self._look(level, progress)
        return self._seen[key]

    def _look(self, level: int, progress: Progress) -> StoredLevel:
        start = perf_counter()
        found = detect_level(DETECTORS.build(self._detector), self._paint(), level, progress)
        return detection_store().keep(self.keys[level], StoredLevel(found, perf_counter() - start))


def _detected(request: DetectionRequest, painting: Painting, paint: Paint, levels: Levels) -> DetectedDamage:
    """Return the damage that was asked for, from what the detector saw."""
    if len(levels) < LEVELS:
        [level] = levels
    else:
        level = level_for(_pyramid(painting.image, levels), request.widest)
    if request.taught is None:
        detection = levels[level].found.full_size(painting.image.shape[:2]).stepped()
    else:
        detection = apply_taught(request.taught, paint(), _pyramid(painting.image, levels), level)
    kept = SteppedDetection(keep_on_disk(detection.levels), keep_on_disk(detection.kinds))
    return DetectedDamage(
        request, CRACK_WIDTHS[level], kept, sum(stored.seconds for stored in levels.values()), painting.visible
    )


def _pyramid(image: Image, levels: Levels) -> DetectionPyramid:
    height, width = image.shape[:2]
    return DetectionPyramid((height, width), tuple(levels[level].found for level in range(LEVELS)))


def begin_filling(job: Job, painting: Painting) -> Filling:
    """Fill the damage as it is now; holes that the same method has filled before are not filled again."""
    damage, plan, steps, truth = damage_to_fill(job), job.plan, job.steps, job.truth
    source, quick = drawn_source(job), _quick_inpainter(job)
    make_inpainters = _planned_inpainters(job, painting, source)
    previews: list[Preview] = []

    def fill_by(
        method: CachedInpainter, progress: Progress, on_region: OnRegion = ignore_region, *, relief: float = plan.relief
    ) -> RestorationResult:
        method.begin_picture()
        try:
            restoration = restore(painting.image, damage, method, progress, on_region=on_region, relief=relief)
        finally:
            method.release()
        return RestorationResult(restoration, plan, steps)

    def fill_and_score(method: CachedInpainter, progress: Progress, on_region: OnRegion) -> RestorationResult:
        filled = keep_result_on_disk(fill_by(method, progress, on_region), painting)
        restoration = replace(filled.restoration, source=None if source is None else source.described)
        return replace(filled, restoration=restoration, scores=score_restoration(restoration, truth))

    def fill(progress: Progress) -> tuple[RestorationResult, ...]:
        if source is not None and source.problem is not None:
            raise source.problem
        if quick is not None:
            previews.append(Preview(fill_by(quick, lambda done, total: progress(0, total), relief=0.0)))
        inpainters, shown = make_inpainters(), previews[0].replace_part if previews else ignore_region
        return tuple(
            fill_and_score(method, _part_of(progress, number, len(inpainters)), ignore_region if number else shown)
            for number, method in enumerate(inpainters)
        )

    work = QueuedWork(
        Task(f"fill {plan.inpainter}", _megapixels(painting)),
        fill,
        key=("fill", id(previews)),
        memory=_memory(painting, COARSE_BYTES if plan.relief else BYTES_PER_PIXEL_IN_STRIPS),
        text="Filling…",
    )
    return Filling(work, steps, previews)


def begin_laying(painting: Painting, request: LayingRequest) -> LayingDown:
    """Lay down the fill of a result."""
    mask = request.result.restoration.damage.mask
    work = QueuedWork(
        Task(f"lay down {request.plan.choice.loss}", np.count_nonzero(mask) / 1e6),
        lambda progress: keep_result_on_disk(lay_down(request, progress), painting),
        key=request,
        memory=_memory(painting, COARSE_BYTES),
        text="Laying down the fill…",
    )
    return LayingDown(work, request)


def begin_enlarging(painting: Painting, request: EnlargingRequest) -> Enlarging:
    """Enlarge a result."""
    work = QueuedWork(
        Task(f"enlarge {request.by} times by {request.method}", _megapixels(painting)),
        lambda progress: enlarge_result(request, painting, progress),
        key=request,
        memory=enlarging_memory(painting, request),
        text="Enlarging…",
    )
    return Enlarging(work, request)


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


def _cached_inpainter(job: Job, key: str) -> CachedInpainter:
    if key not in job.inpainters:
        job.inpainters[key] = CachedInpainter(INPAINTERS.build(key))
    return job.inpainters[key]


def _planned_inpainters(
    job: Job, painting: Painting, source: DrawnSource | None
) -> Callable[[], Sequence[CachedInpainter]]:
    """Return what makes the inpainters that the plan asks for; a large model is loaded only then."""
    plan, kept = job.plan, job.inpainters
    if plan.inpainter != Diffusion.key:
        method = _cached_inpainter(job, plan.inpainter) if source is None else source_inpainter(job, painting, source)
        return lambda: [method]

    def generators() -> Sequence[CachedInpainter]:
        built = INPAINTERS.build(plan.inpainter)
        if not isinstance(built, Diffusion):
            return [CachedInpainter(built)]
        by_key = {f"{built.key} {request}": built.with_request(request) for request in plan.generation.requests()}
        return [kept.setdefault(key, CachedInpainter(method)) for key, method in by_key.items()]

    return generators


def _part_of(progress: Progress, number: int, count: int) -> Progress:
    """Return the progress of one of several equal parts, which are counted from 0."""
    return lambda done, total: progress(number * total + done, count * total)


def _quick_inpainter(job: Job) -> CachedInpainter | None:
    """Return the method of the preview; None where the chosen method is as quick."""
    return None if job.plan.inpainter in QUICK_METHODS else _cached_inpainter(job, PREVIEW_METHOD)


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


def _memory(painting: Painting, each: float = BYTES_PER_PIXEL_IN_STRIPS) -> float:
    """Return the bytes that work on a painting takes at its peak, of which some for each pixel of the picture.

    It goes strip by strip; but a painting of which parts are hidden needs whole layers.
    """
    return TILE_BYTES + (each if painting.visible is None else BYTES_PER_PIXEL) * painting.image[..., 0].size
