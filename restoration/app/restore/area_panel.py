"""What is set aside in the picture, in the sidebar: where nothing is filled, and where alone paint is taken from."""

import cv2
import streamlit as st

from restoration.app.restore.drawn_source import TAKES_A_SOURCE, drawn_source
from restoration.app.restore.state import Job
from restoration.app.text import escape_sentence
from restoration.editing.history import AreaStep, AreaUse
from restoration.imaging.overlay import SOURCE_GREEN, UNFILLED_WHITE
from restoration.output.paint_source import PAINT_TAKEN, describe_source

AREA_LABELS = {AreaUse.NOT_TO_FILL: "Do not fill", AreaUse.SOURCE: "Paint source"}
"""What the editor calls each area among the marks that can be drawn."""

AREA_COLOURS = {AreaUse.NOT_TO_FILL: UNFILLED_WHITE, AreaUse.SOURCE: SOURCE_GREEN}


def offered_areas(job: Job) -> tuple[AreaUse, ...]:
    """Return the areas that can be drawn now: a source only for the method that takes one."""
    return tuple(AreaUse) if job.plan.inpainter == TAKES_A_SOURCE else (AreaUse.NOT_TO_FILL,)


def show_areas(job: Job) -> None:
    """Say what is set aside, and offer to take that back."""
    if not job.is_marked or job.painting is None:
        return
    if job.plan.inpainter == TAKES_A_SOURCE:
        _show_source(job)
    not_to_fill = job.area(AreaUse.NOT_TO_FILL)
    if not_to_fill is not None:
        share = cv2.countNonZero(not_to_fill) / max(job.painting.paint_pixels, 1)
        st.caption(f"Nothing is filled in {share:.1%} of the picture, which is hatched.")
        _offer_to_clear(job, AreaUse.NOT_TO_FILL, "Fill there again")


def _show_source(job: Job) -> None:
    source = drawn_source(job)
    if source is None:
        name = AREA_LABELS[AreaUse.SOURCE]
        st.caption(
            f"Paint is taken from around the damage. To take it only from one part of the picture, choose **{name}**, "
            "the green square in the full editor, and draw round that part."
        )
        return
    if source.problem is not None:
        st.warning(escape_sentence(source.problem.sentence))
    else:
        st.caption(escape_sentence(f"{PAINT_TAKEN} {describe_source(source.described)}: the green outline."))
    _offer_to_clear(job, AreaUse.SOURCE, "Clear the source")


def _offer_to_clear(job: Job, use: AreaUse, label: str) -> None:
    st.button(label, key=f"clear {use}", on_click=job.add_step, args=(AreaStep(use, None),), width="stretch")
