"""The figure in the painting, found by a network: to mark it, to mark the ground, or to leave the figure alone."""

import numpy as np
import streamlit as st

from restoration.app import widgets
from restoration.app.messages import kept_errors
from restoration.app.restore.state import Job
from restoration.app.text import escape_sentence
from restoration.disk_arrays import keep_on_disk
from restoration.domain import DamageKind, Mask
from restoration.editing.history import AreaStep, AreaUse, MarkedArea
from restoration.editing.selection import as_pixels
from restoration.segmentation.salient import THRESHOLD, SubjectSegmenter, fill_touches_subject

_THRESHOLD = "figure threshold"  # key of a widget in the session state
FIGURE, GROUND, FREE = "Mark the figure", "Mark the ground", "Unmark the figure"
KEEP = "Do not fill the figure"
_HELP = {
    FIGURE: "Marks the figure as a loss: to paint it anew.",
    GROUND: "Marks all but the figure as a loss: to paint the rest anew.",
    FREE: "Takes away all marks in the figure.",
    KEEP: "The marks in the figure stay, and nothing there is filled, whatever is marked later.",
}


def show_figure_menu(job: Job) -> None:
    """Show what can be done with the figure, or what is missing to find it."""
    st.markdown("**Figure and ground**")
    if problem := SubjectSegmenter.problem():
        st.caption(escape_sentence(problem.sentence))
        return
    st.slider(
        "What counts as figure, %",
        5,
        95,
        step=5,
        key=widgets.key_with_default(_THRESHOLD, round(THRESHOLD * 100)),
        persist_state="session",
        help="A network trained on photographs says how likely each pixel belongs to the figure. Less takes in more.",
    )
    for name in _HELP:
        st.button(name, on_click=_change_mask, args=(job, name), width="stretch", help=_HELP[name])


def figure_note(job: Job, mask: Mask) -> str:
    """Return a sentence if the damage, (H, W), touches the figure that was found; nothing where none was looked for."""
    if job.figure is None or not mask.any():
        return ""
    share = fill_touches_subject(mask, _figure(job))
    return f"{share:.0%} of what is filled lies in the figure or touches it." if share else ""


def _change_mask(job: Job, name: str) -> None:
    with kept_errors("figure"):
        figure = _find_figure(job)
        mask = ~figure if name == GROUND else figure
        pixels = as_pixels((slice(0, mask.shape[0]), slice(0, mask.shape[1])), mask)
        step = MarkedArea(pixels, None if name == FREE else DamageKind.LOSS)
        job.add_step(AreaStep(AreaUse.NOT_TO_FILL, step) if name == KEEP else step)


def _find_figure(job: Job) -> Mask:
    """Return the figure at the chosen threshold, (H, W) bool; the network looks at a painting once."""
    if job.figure is None and job.painting is not None:
        likelihood = SubjectSegmenter.from_file().likelihood(job.painting.image, visible=job.painting.visible)
        job.figure = keep_on_disk(np.rint(likelihood * 255).astype(np.uint8))
    return _figure(job)


def _figure(job: Job) -> Mask:
    if job.figure is None:
        raise ValueError("no figure was looked for")
    return np.asarray(job.figure >= 2.55 * st.session_state.get(_THRESHOLD, 100 * THRESHOLD), np.bool_)
