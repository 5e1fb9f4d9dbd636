"""Results looked at: alone, beside the original, or one against the other."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import streamlit as st

from restoration.app import widgets
from restoration.app.components import ComparisonMode, show_comparison
from restoration.app.exclusive import one_at_a_time
from restoration.app.messages import friendly_errors
from restoration.app.restore import rendering
from restoration.app.restore.state import Job, RestorationResult
from restoration.app.restore.work import score_restoration
from restoration.domain import Image
from restoration.editing.viewport import Viewport
from restoration.imaging.difference import MAX_DELTA_E, difference_map
from restoration.imaging.overlay import blend_images
from restoration.imaging.painting import Painting
from restoration.imaging.reading import as_reference, read_painting

ORIGINAL, TRUTH, DIFFERENCE = "Original", "Known truth", "Difference"


@dataclass(frozen=True, slots=True, eq=False)
class ComparedPicture:
    """One of the pictures to compare."""

    label: str
    image: Image
    base: Image | None = None  # a result's original, with which it may be mixed

    def seen(self, here: Viewport, strength: float) -> npt.NDArray[np.uint8]:
        """(h, w, 3) uint8: what a viewport shows of it."""
        if self.base is None:
            return rendering.render_viewport(self.image, here)
        part = blend_images(self.base[here.window], self.image[here.window], strength)
        return rendering.render_viewport(part, Viewport(0, 0, here.width, here.height, here.scale))


def chosen_result(job: Job) -> RestorationResult:
    """The result that is shown and taken away; the newest unless another one was chosen."""
    return next((one for one in job.results if one.label == st.session_state.get("result")), job.results[-1])


def choose_result(job: Job) -> RestorationResult:
    """One of the results, where there are several."""
    labels = [result.label for result in job.results]
    if len(labels) > 1:
        st.session_state["result"] = chosen_result(job).label
        st.segmented_control(
            "Result", labels, key="result", required=True, persist_state="page", label_visibility="collapsed"
        )
    return chosen_result(job)


def show_restored(result: RestorationResult, painting: Painting, here: Viewport, strength: float) -> None:
    """The restored painting alone."""
    one = ComparedPicture(result.label, result.restoration.after, painting.image)
    st.image(rendering.encode_jpeg(one.seen(here, strength), painting.metadata.icc), alt=f"Restored by {result.label}")


def choose_comparison(job: Job) -> tuple[ComparedPicture, ComparedPicture, str]:
    """The two pictures to compare, and how; a result to the right is the one that is spoken of and taken away."""
    result, before = chosen_result(job), ComparedPicture(ORIGINAL, job.results[0].restoration.before)
    others = [ComparedPicture(one.label, one.restoration.after, before.image) for one in job.results]
    truth = [ComparedPicture(TRUTH, job.truth)] if job.truth is not None else []
    pictures = {one.label: one for one in (before, *others, *truth)}
    with st.container(horizontal=True, vertical_alignment="center", key="pair"):
        left = _choose_picture("Left", pictures, ORIGINAL)
        st.markdown("against", width="content")
        right = _choose_picture("Right", pictures, result.label)
        way = st.segmented_control(
            "How to compare",
            [*ComparisonMode, DIFFERENCE],
            key=widgets.key_with_default("way", ComparisonMode.SLIDER),
            format_func=lambda way: way.label if isinstance(way, ComparisonMode) else way,
            required=True,
            persist_state="session",
            label_visibility="collapsed",
        )
    if any(right == one.label for one in job.results):
        st.session_state["result"] = right
    return pictures[left], pictures[right], way or ComparisonMode.SLIDER


def select_newest(job: Job) -> None:
    """Let the comparison begin with the newest result."""
    label = job.results[-1].label
    st.session_state.update({"result": label, "Left": ORIGINAL, "Right": label})


def _choose_picture(label: str, pictures: dict[str, ComparedPicture], first: str) -> str:
    if st.session_state.get(label) not in pictures:
        st.session_state[label] = first
    picked: str = st.selectbox(
        label, list(pictures), key=label, width=200, persist_state="session", label_visibility="collapsed"
    )
    return picked


def show_compared(
    left: ComparedPicture, right: ComparedPicture, way: str, here: Viewport, strength: float, icc: bytes | None
) -> None:
    """Two pictures of the same place."""
    first, second = left.seen(here, strength), right.seen(here, strength)
    if way == DIFFERENCE:
        st.image(
            rendering.encode_jpeg(difference_map(first, second), None),
            alt=f"Where {left.label} and {right.label} differ",
        )
        st.caption(
            f"Violet: hardly to be seen. Pale yellow: another colour altogether (ΔE00 of {MAX_DELTA_E:.0f} or more)."
        )
        return
    show_comparison(
        rendering.encode_jpeg(first, icc),
        rendering.encode_jpeg(second, icc),
        labels=(left.label, right.label),
        way=ComparisonMode(way),
    )


def offer_reference(job: Job, painting: Painting) -> None:
    """The undamaged picture, where a visitor has it: results are then scored against it."""
    with st.popover("A reference of yours", icon=":material/verified:"):
        key = f"reference of {painting.sha256}"
        told = "The same picture without damage, of the same width and height."
        st.file_uploader("Undamaged picture", help=told, key=key, on_change=_take_reference, args=(job, painting, key))


def _take_reference(job: Job, painting: Painting, key: str) -> None:
    file = st.session_state[key]
    if file is None:
        return
    with friendly_errors(), one_at_a_time(st.empty()):
        job.truth = as_reference(read_painting(file.getvalue(), name=file.name).image, painting.image)
        job.results = [replace(one, scores=score_restoration(one.restoration, job.truth)) for one in job.results]
