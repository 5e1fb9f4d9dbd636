"""The painting in the view that the user chose, with the controls of that view."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from restoration.app.editor.session import EditorSession
from restoration.app.picture_viewer import ComparisonMode
from restoration.app.restore import (
    alternatives,
    alternatives_panel,
    canvas,
    mask_view,
    pictures,
    reintegration_panel,
    results,
    summary,
    tools,
    zoom,
)
from restoration.app.restore.outcomes import LayingRequest, RestorationResult
from restoration.app.restore.reintegration import find_laid_down
from restoration.app.restore.running_work import Filling
from restoration.app.restore.scale_panel import show_scale
from restoration.app.restore.state import Job
from restoration.imaging.painting import Painting

MASK_VIEW, ORIGINAL_VIEW, RESTORED_VIEW, COMPARE_VIEW = "Mask", "Original", "Restored", "Compare"
RESULT_VIEWS = (RESTORED_VIEW, COMPARE_VIEW)
NEWS = "New under Compare"
_VIEW_KEY = "view"  # of the chosen view in the session state


def show_painting(job: Job, painting: Painting, place: DeltaGenerator) -> None:
    """Show the painting, and in `place` the choice of views."""
    with place:
        view = _choose_view(job, painting)
    if view == MASK_VIEW:
        _show_mask(job, painting)
    elif view == ORIGINAL_VIEW:
        pictures.show_alone(job, painting, pictures.original_picture(painting), key="original")
    else:
        _show_result(job, painting, view)


def _show_mask(job: Job, painting: Painting) -> None:
    if mask_view.uses_full_editor():
        mask_view.show_full_editor(job, painting)
        return
    viewport = zoom.fit_viewport(job.view, painting)
    options = tools.show_tools(job, painting)
    with st.container(key="surround", horizontal_alignment="center"):
        canvas.show_canvas(job, painting, viewport, options)
    zoom.show_navigation(job.view, painting, viewport)


def _choose_view(job: Job, painting: Painting) -> str:
    views = [MASK_VIEW, ORIGINAL_VIEW] + (list(RESULT_VIEWS) if results.shown_results(job) else [])
    if st.session_state.get(_VIEW_KEY) not in views:
        st.session_state[_VIEW_KEY] = MASK_VIEW
    if job.wants_result_view and COMPARE_VIEW in views:
        st.session_state[_VIEW_KEY] = COMPARE_VIEW
    job.wants_result_view = False
    with st.container(horizontal=True, horizontal_alignment="distribute", key="views"):
        view = st.segmented_control(
            "View",
            views,
            required=True,
            key=_VIEW_KEY,
            label_visibility="collapsed",
            persist_state="session",
        )
        job.has_unseen_result &= view not in RESULT_VIEWS
        if job.has_unseen_result:  # not in the label of Compare: a click that meets a label that has changed is lost
            st.badge(NEWS, icon=":material/healing:", color="gray")
        if view == MASK_VIEW:
            mask_view.show_view_tools(job, painting)
            if not mask_view.uses_full_editor():
                zoom.choose_zoom(job.view)
        elif view in RESULT_VIEWS:
            with st.container(horizontal=True, width="content", key="result tools"):
                alternatives_panel.offer_next(job)
                show_scale(job, painting)
    return view or MASK_VIEW


def _show_result(job: Job, painting: Painting, view: str) -> None:
    comparison = results.choose_comparison(job, painting) if view == COMPARE_VIEW else None
    if comparison is None:
        results.choose_result(job)
    is_difference = comparison is not None and comparison.mode is ComparisonMode.DIFFERENCE
    metres = reintegration_panel.show_controls(job, painting, has_distance=not is_difference)
    with st.container(horizontal=True, key="beside"):
        with st.container(key="looked at"):
            if comparison is None:
                click = results.show_restored(job, painting, metres)
            else:
                click = pictures.show_pair(job, painting, comparison.left, comparison.right, comparison.mode, metres)
        alternatives_panel.show_alternatives(job, painting)
    if click is not None:
        alternatives.select_at(job, click)
        st.rerun()  # the frame in the picture is another one
    alternatives.score_composite(job)
    result = results.shown_results(job)[results.shown_label(job)]
    if job.preview is not None and result is job.preview.result:
        summary.show_preview_note(result)
        return
    summary.show_result_note(result, job)
    if result.scores:
        summary.show_scores(result.scores, is_laid_down=find_laid_down(job, result) is not None)
    elif job.truth is None:
        results.offer_reference(job, painting)
    else:
        summary.show_not_scored_note()


def wanted_laying(job: Job) -> LayingRequest | None:
    """Return which fill must be laid down; None if there is nothing to do.

    It is begun once a result is looked at, and then goes on while the user looks at something else.
    """
    is_wanted = shows_result() or job.wants_result_view or job.running.laying_down is not None
    return results.missing_laying(job) if is_wanted else None


def show_undetected(job: Job, painting: Painting, place: DeltaGenerator) -> None:
    """Show a new painting alone in `place`, an `st.empty`, while the detector runs, which may take a minute."""
    with place.container():
        pictures.show_alone(job, painting, pictures.original_picture(painting), key="meanwhile")


def shows_result() -> bool:
    """Return whether the user looks at a result, or at a comparison."""
    return st.session_state.get(_VIEW_KEY) in RESULT_VIEWS


def turn_to_preview(job: Job) -> None:
    """Show the quick fill, once, unless the user corrects the mask already."""
    filling = job.running.filling
    if filling is not None and filling.previews and not filling.is_shown:
        filling.is_shown = True
        _turn_to(job, pictures.PREVIEW_LABEL, filling)


def turn_to_result(job: Job, filling: Filling, result: RestorationResult) -> None:
    """Show a new result, unless the user does something else by now."""
    if filling.is_shown and st.session_state.get(_VIEW_KEY) not in RESULT_VIEWS:
        job.has_unseen_result = True
    else:
        _turn_to(job, result.label, filling)


def _turn_to(job: Job, label: str, filling: Filling) -> None:
    job.has_unseen_result = True
    is_touched = isinstance(job.editor, EditorSession) and job.editor.touched_at > filling.begun_at
    if job.steps == filling.steps and not is_touched and st.session_state.get(_VIEW_KEY) not in RESULT_VIEWS:
        st.session_state[_VIEW_KEY] = COMPARE_VIEW
    results.select(label)
