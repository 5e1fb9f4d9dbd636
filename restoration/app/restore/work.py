"""The work itself, with progress on the page. Any click while it runs stops it, and nothing half-done is kept."""

from time import perf_counter

import numpy as np
from streamlit.delta_generator import DeltaGenerator

from restoration.app.exclusive import own_turn
from restoration.app.restore.state import Job, Look, Result
from restoration.app.widgets import stoppable
from restoration.catalog import DETECTORS, INPAINTERS
from restoration.damage.truth import touched
from restoration.detection.base import Levels
from restoration.detection.wide_cracks import look_from_afar
from restoration.domain import Damage, Image, Kind, KindMap, Progress, Restoration, number_of
from restoration.imaging.painting import Painting
from restoration.inpainting.fill_cache import Remembering
from restoration.metrics.similarity import SMALLEST, Scores, score
from restoration.pipeline import parameters
from restoration.pipeline import restore as fill_damage

SCORED = 6_000_000  # px of the largest picture that is scored: it takes 75 bytes for each


def is_to_be_looked_at(job: Job) -> bool:
    """Once a detector has looked at a painting, only the threshold moves."""
    look, plan = job.look, job.plan
    return job.given is None and (look is None or (look.detector, look.widest) != (plan.detector, plan.widest))


def look_for_damage(job: Job, painting: Painting, place: DeltaGenerator) -> None:
    """Let the chosen detector look at the painting. `place`, an `st.empty`, tells of progress."""
    job.look = None  # before the next one is there: two would take twice the memory
    job.look = _look(painting, job.plan.detector, job.plan.widest, place)


def _look(painting: Painting, detector: str, widest: int, place: DeltaGenerator) -> Look:
    with own_turn(place):
        start, progress = perf_counter(), _bar(place, "Looking for damage…")
        finding = look_from_afar(DETECTORS.build(detector), painting.image, widest, progress)
        return Look(detector, widest, Levels.of(finding), perf_counter() - start)


def restore(job: Job, painting: Painting, place: DeltaGenerator) -> None:
    """Fill the damage; the result goes on the job. What was filled before in the same way is not filled again."""
    damage = damage_to_fill(job)
    job.is_filling = True
    try:
        with own_turn(place):
            progress = _bar(stoppable(place), "Filling… (any click stops it)")
            restoration = fill_damage(painting.image, damage, _inpainter(job), progress)
            job.keep(Result(restoration, job.plan, job.steps, scores(restoration, job.truth)))
    except Exception:  # which a click is not
        job.is_filling = False
        raise
    job.is_filling = False


def damage_to_fill(job: Job) -> Damage:
    """The damage as found and corrected, of the kinds that are to be filled."""
    kinds = only(job.kinds(), job.plan.kinds)
    if job.look is None or job.given is not None:
        return Damage(kinds > 0, kinds=kinds)
    told = parameters(job.plan.settings, job.look.widest)
    return Damage(kinds > 0, job.look.detector, told, job.look.seconds, kinds)


def only(kinds: KindMap, wanted: tuple[Kind, ...]) -> KindMap:
    """The map with all other kinds taken out of it."""
    table = np.zeros(256, np.uint8)
    for kind in wanted:
        table[number_of(kind)] = number_of(kind)
    return table[kinds]


def _inpainter(job: Job) -> Remembering:
    key = job.plan.inpainter
    if key not in job.memories:
        job.memories[key] = Remembering(INPAINTERS.build(key))
    job.memories[key].begin()
    return job.memories[key]


def scores(restoration: Restoration, truth: Image | None) -> tuple[Scores, Scores] | None:
    """Before and after, inside the damage that the truth tells of; None where nobody knows it, or the size forbids."""
    if truth is None or truth[..., 0].size > SCORED or min(truth.shape[:2]) < SMALLEST:
        return None
    damaged = touched(truth, restoration.before)
    return score(restoration.before, truth, damaged), score(restoration.after, truth, damaged)


def _bar(place: DeltaGenerator, text: str) -> Progress:
    def show(done: int, total: int) -> None:
        place.progress(done / total, text)

    return show
