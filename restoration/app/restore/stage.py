"""The painting itself on grey, in the view that the visitor chose, with what belongs to that view around it."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from restoration.app.restore import canvas, results, summary, tools, zoom
from restoration.app.restore.state import Job
from restoration.editing.viewport import Viewport
from restoration.imaging.painting import Painting

MASK, ORIGINAL, RESTORED, COMPARE = "Mask", "Original", "Restored", "Compare"


def show(job: Job, painting: Painting, place: DeltaGenerator) -> None:
    """The painting, and in `place` the ways to look at it."""
    with place:
        view = _choose_view(job)
    here = zoom.viewport(job.sight, painting)
    if view == MASK:
        tools.show(job, painting)
        with _stage():
            canvas.show(job, painting, here)
    elif view == ORIGINAL:
        with _stage():
            summary.original(painting, here)
    else:
        _show_result(job, painting, view, here)
    zoom.walk(job.sight, painting, here)


@contextmanager
def shown_meanwhile(job: Job, painting: Painting, place: DeltaGenerator) -> Iterator[None]:
    """A new painting as it came, in an `st.empty`, until its damage is known: that may take a minute."""
    if job.look is None:  # else it is there already
        with place.container(key="stage-meanwhile", horizontal_alignment="center"):
            summary.original(painting, zoom.whole(painting))
    yield
    place.empty()


def compare_newest(job: Job) -> None:
    """Show what has just been filled beside the original."""
    st.session_state["view"] = COMPARE
    results.show_newest(job)


def _show_result(job: Job, painting: Painting, view: str, here: Viewport) -> None:
    if view == COMPARE:
        left, right, way = results.choose_pair(job)
        with _stage():
            results.show_pair(left, right, way, here, job.strength, painting.metadata.icc)
    else:
        shown = results.choose_result(job)
        with _stage():
            results.restored(shown, painting, here, job.strength)
    result = results.chosen(job)
    summary.say_what_was_done(result, job)
    if result.scores:
        summary.verdict(result.scores)
    elif job.truth is None:
        results.give_reference(job, painting)
    else:
        summary.say_it_has_no_scores()


def _choose_view(job: Job) -> str:
    views = [MASK, ORIGINAL] + ([RESTORED, COMPARE] if job.results else [])
    if st.session_state.get("view") not in views:
        st.session_state["view"] = MASK
    with st.container(horizontal=True, horizontal_alignment="distribute", key="views"):
        view = st.segmented_control(
            "View", views, required=True, key="view", label_visibility="collapsed", persist_state="session"
        )
        zoom.choose_zoom(job.sight)
    return view or MASK


def _stage() -> DeltaGenerator:
    return st.container(key="stage", horizontal_alignment="center")
