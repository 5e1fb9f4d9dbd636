"""The work itself, with progress on the page. Any click while it runs stops it, and nothing half-done is kept."""

from dataclasses import asdict

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from restoration.app.state import Job, Result
from restoration.benchmark.metrics import Scores, score
from restoration.catalog import DETECTORS, INPAINTERS
from restoration.domain import Damage, Image, Mask, Progress, Restoration
from restoration.imaging.painting import Painting
from restoration.pipeline import mark
from restoration.pipeline import restore as fill_damage


def find_damage(job: Job, painting: Painting) -> Mask:
    """The mask that the plan asks for; once a painting has been looked at, only the threshold moves."""
    detector = job.plan.detector
    if job.seen is None or job.seen[0] != detector:
        place = st.empty()
        likelihood = DETECTORS.build(detector).likelihood(painting.image, _bar(place, "Looking for damage…"))
        job.seen = detector, likelihood
        place.empty()
    return mark(job.seen[1], job.plan.settings)


def restore(job: Job, painting: Painting, mask: Mask) -> None:
    """Fill the mask; the result goes on the job."""
    place = st.empty()
    stop, bar = place.columns([1, 6], vertical_alignment="center")
    stop.button("Stop", icon=":material/stop:")  # any click ends the running script, at its next progress report
    damage = Damage(mask, job.plan.detector, asdict(job.plan.settings))
    restoration = fill_damage(
        painting.image, damage, INPAINTERS.build(job.plan.inpainter), _bar(bar.empty(), "Filling…")
    )
    job.result = Result(restoration, job.plan, _scores(restoration, job.truth))
    place.empty()


def _scores(restoration: Restoration, truth: Image | None) -> tuple[Scores, Scores] | None:
    """Before and after, inside the damage that the truth tells of."""
    if truth is None:
        return None
    damaged = (restoration.before != truth).any(axis=2)
    return score(restoration.before, truth, damaged), score(restoration.after, truth, damaged)


def _bar(place: DeltaGenerator, text: str) -> Progress:
    def show(done: int, total: int) -> None:
        place.progress(done / total, text)

    return show
