"""The controls above a result: how its fill is laid down, how wide the strokes are, and from where it is seen."""

from dataclasses import replace

import streamlit as st

from restoration.app import widgets
from restoration.app.restore import results, running
from restoration.app.restore.controls import KIND_LABELS
from restoration.app.restore.outcomes import THINNEST_STROKE, WIDEST_STROKE, ReintegrationPlan
from restoration.app.restore.reintegration import find_laid_down, laying_request
from restoration.app.restore.state import Job
from restoration.domain import DamageKind
from restoration.imaging.painting import Painting
from restoration.retouching.choice import ModeChoice
from restoration.retouching.description import describe_reintegration, describe_strokes
from restoration.retouching.modes import RETOUCHING
from restoration.retouching.recipe import INVISIBLE, UNSCALED_SHARE, Recipe, stroke_width

MODE_LABELS = {INVISIBLE: "Invisible", **{entry.key: entry.label for entry in RETOUCHING}}
"""The names of the modes, by key."""

DISTANCES = (0.5, 1.5, 3.0)  # m: at arm's length, before the painting, across the room

_MODE_TEXT = "Show the reintegration as"
_BY_KIND = "by kind"  # in place of a mode: each kind has its own
_MODE, _STROKE, _DISTANCE = "reintegration", "stroke mm", "seen from"  # keys of widgets in the session state


def show_controls(job: Job, painting: Painting, *, has_distance: bool) -> float | None:
    """Show the controls and what they lead to; return the distance from which to show the result, m; None: 1:1."""
    with st.container(gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", key="reintegration controls"):
            st.markdown(_MODE_TEXT, width="content")
            _choose_mode(job)
            _choose_details(job, painting)
            metres = _choose_distance(job) if has_distance else None
        _show_note(job)
    return metres


def _choose_mode(job: Job) -> None:
    choice = job.reintegration.choice
    is_usual = choice == ModeChoice.for_losses(choice.loss)
    st.session_state[_MODE] = choice.loss if is_usual else _BY_KIND
    st.selectbox(
        _MODE_TEXT,
        [*MODE_LABELS, *([] if is_usual else [_BY_KIND])],
        key=_MODE,
        format_func=lambda mode: MODE_LABELS.get(mode, "One for each kind"),
        on_change=_set_mode,
        args=(job,),
        width=200,
        label_visibility="collapsed",
    )


def _set_mode(job: Job) -> None:
    if st.session_state[_MODE] != _BY_KIND:
        _change(job, replace(job.reintegration, choice=ModeChoice.for_losses(st.session_state[_MODE])))


def _change(job: Job, plan: ReintegrationPlan) -> None:
    job.reintegration = plan
    running.lay_down_again(job)


def _choose_details(job: Job, painting: Painting) -> None:
    with st.popover("Details", icon=":material/brush:", key="reintegration details"):
        st.session_state[_STROKE] = job.reintegration.stroke_mm
        st.slider(
            "Width of a stroke, mm",
            THINNEST_STROKE,
            WIDEST_STROKE,
            step=0.05,
            key=_STROKE,
            on_change=_set_stroke,
            args=(job,),
            disabled=job.scale is None,
            help="On the painting. Retouchers use about 0.3 mm.",
        )
        st.caption(_stroke_sentence(job, painting))
        for kind, label in KIND_LABELS.items():
            _choose_mode_of(job, kind, label)
        st.caption("What is narrower than three strokes is laid down as sottotono.")


def _set_stroke(job: Job) -> None:
    _change(job, replace(job.reintegration, stroke_mm=st.session_state[_STROKE]))


def _stroke_sentence(job: Job, painting: Painting) -> str:
    """Say how wide strokes will be."""
    plan, px_per_mm = job.reintegration, job.scale.px_per_mm if job.scale else None
    width = stroke_width(Recipe(plan.choice.loss, plan.stroke_mm), painting.image.shape, px_per_mm)
    rule = "" if job.scale else f": {UNSCALED_SHARE:.2%} of the diagonal, at least 2 px"
    return f"{describe_strokes(width).capitalize()}{rule}."


def _choose_mode_of(job: Job, kind: DamageKind, label: str) -> None:
    key = f"{_MODE} of {kind.value}"
    st.session_state[key] = job.reintegration.choice.mode_of(kind)
    st.selectbox(
        label,
        list(MODE_LABELS),
        key=key,
        format_func=MODE_LABELS.__getitem__,
        on_change=_set_kind,
        args=(job, kind),
        help="\n".join(f"- **{entry.label}**: {entry.summary}" for entry in RETOUCHING),
    )


def _set_kind(job: Job, kind: DamageKind) -> None:
    modes = {kind.value: st.session_state[f"{_MODE} of {kind.value}"]}
    _change(job, replace(job.reintegration, choice=replace(job.reintegration.choice, **modes)))


def _choose_distance(job: Job) -> float | None:
    """Let the user choose from where the result is seen; without a scale there is only 1:1."""
    st.markdown("as seen from", width="content")
    metres: float | None = st.segmented_control(
        "As seen from",
        [0.0, *DISTANCES],
        key=widgets.key_with_default(_DISTANCE, 0.0),
        format_func=lambda metres: f"{metres:g} m" if metres else "1:1",
        required=True,
        persist_state="session",
        disabled=job.scale is None,
        label_visibility="collapsed",
    )
    return metres or None if job.scale else None


def _show_note(job: Job) -> None:
    """Say what the reintegration is, or why it is not shown, and what lacks without a scale."""
    no_scale = "" if job.scale else " Strokes in mm and distances need the *scale*, above."
    request = laying_request(job, results.chosen_fill(job)) if job.results else None
    if request is None:
        st.caption(f"Shown as it is, the fill cannot be distinguished from the original.{no_scale}")
    elif job.running.halted_laying == request:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption("The fill is shown as it is: it has not been laid down.")
            st.button("Lay it down", key="lay it down", on_click=running.lay_down_again, args=(job,))
    else:
        st.caption(f"**Virtual reintegration, a hypothesis**: {_state(job)}.{no_scale}")


def _state(job: Job) -> str:
    """Say how the fill was laid down, or that it will be."""
    laid_down = find_laid_down(job, results.chosen_fill(job))
    if laid_down is None:
        return "it is being laid down, and until then the fill is shown as it is"
    reintegration = laid_down.result.restoration.reintegration
    return describe_reintegration(reintegration) if reintegration else "nothing that was filled is of these kinds"
