"""The work itself, with progress on the page. Any click while it runs stops it, and nothing half-done is kept."""

from dataclasses import asdict
from time import perf_counter

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from restoration.app.state import Job, Look, Result
from restoration.benchmark.nearness import Scores, score
from restoration.catalog import DETECTORS, INPAINTERS
from restoration.damage.truth import touched
from restoration.domain import Damage, Image, Progress, Restoration
from restoration.imaging.painting import Painting
from restoration.pipeline import mark
from restoration.pipeline import restore as fill_damage


def find_damage(job: Job, painting: Painting) -> Damage:
    """The damage that the plan asks for; once a painting has been looked at, only the threshold moves."""
    plan = job.plan
    if job.look is None or job.look.detector != plan.detector:
        job.look = _look(painting, plan.detector)
    mask = mark(job.look.likelihood, plan.settings)
    return Damage(mask, plan.detector, asdict(plan.settings), job.look.seconds)


def _look(painting: Painting, detector: str) -> Look:
    start, place = perf_counter(), st.empty()
    likelihood = DETECTORS.build(detector).likelihood(painting.image, _bar(place, "Looking for damage…"))
    place.empty()
    return Look(detector, likelihood, perf_counter() - start)


def restore(job: Job, painting: Painting, damage: Damage) -> None:
    """Fill the damage; the result goes on the job."""
    place = st.empty()
    stop, bar = place.columns([1, 6], vertical_alignment="center")
    stop.button("Stop", icon=":material/stop:")  # any click ends the running script, at its next progress report
    inpainter = INPAINTERS.build(job.plan.inpainter)
    restoration = fill_damage(painting.image, damage, inpainter, _bar(bar.empty(), "Filling…"))
    job.result = Result(restoration, job.plan, _scores(restoration, job.truth))
    place.empty()


def _scores(restoration: Restoration, truth: Image | None) -> tuple[Scores, Scores] | None:
    """Before and after, inside the damage that the truth tells of."""
    if truth is None:
        return None
    damaged = touched(truth, restoration.before)
    return score(restoration.before, truth, damaged), score(restoration.after, truth, damaged)


def _bar(place: DeltaGenerator, text: str) -> Progress:
    def show(done: int, total: int) -> None:
        place.progress(done / total, text)

    return show
