"""The painting itself on grey, in the view that the visitor chose, with what belongs to that view around it."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from restoration.app.restore import canvas, results, summary, tools, zoom
from restoration.app.restore.state import Job
from restoration.editing.viewport import Viewport
from restoration.imaging.painting import Painting

MASK_VIEW, ORIGINAL_VIEW, RESTORED_VIEW, COMPARE_VIEW = "Mask", "Original", "Restored", "Compare"


def show_painting(job: Job, painting: Painting, place: DeltaGenerator) -> None:
    """The painting, and in `place` the ways to look at it."""
    with place:
        view = _choose_view(job)
    here = zoom.fit_viewport(job.sight, painting)
    if view == MASK_VIEW:
        tools.show_tools(job, painting)
        with _painting_area():
            canvas.show_canvas(job, painting, here)
    elif view == ORIGINAL_VIEW:
        with _painting_area():
            summary.show_input(painting, here)
    else:
        _show_result(job, painting, view, here)
    zoom.show_navigation(job.sight, painting, here)


@contextmanager
def show_during_detection(job: Job, painting: Painting, place: DeltaGenerator) -> Iterator[None]:
    """A new painting as it came, in an `st.empty`, until its damage is known: that may take a minute."""
    if job.look is None:  # else it is there already
        with place.container(key="stage-meanwhile", horizontal_alignment="center"):
            summary.show_input(painting, zoom.whole_viewport(painting))
    yield
    place.empty()


def compare_newest(job: Job) -> None:
    """Show what has just been filled beside the original."""
    st.session_state["view"] = COMPARE_VIEW
    results.select_newest(job)


def _show_result(job: Job, painting: Painting, view: str, here: Viewport) -> None:
    if view == COMPARE_VIEW:
        left, right, way = results.choose_comparison(job)
        with _painting_area():
            results.show_compared(left, right, way, here, job.strength, painting.metadata.icc)
    else:
        shown = results.choose_result(job)
        with _painting_area():
            results.show_restored(shown, painting, here, job.strength)
    result = results.chosen_result(job)
    summary.show_result_note(result, job)
    if result.scores:
        summary.show_scores(result.scores)
    elif job.truth is None:
        results.offer_reference(job, painting)
    else:
        summary.show_not_scored_note()


def _choose_view(job: Job) -> str:
    views = [MASK_VIEW, ORIGINAL_VIEW] + ([RESTORED_VIEW, COMPARE_VIEW] if job.results else [])
    if st.session_state.get("view") not in views:
        st.session_state["view"] = MASK_VIEW
    with st.container(horizontal=True, horizontal_alignment="distribute", key="views"):
        view = st.segmented_control(
            "View", views, required=True, key="view", label_visibility="collapsed", persist_state="session"
        )
        zoom.choose_zoom(job.sight)
    return view or MASK_VIEW


def _painting_area() -> DeltaGenerator:
    return st.container(key="stage", horizontal_alignment="center")
