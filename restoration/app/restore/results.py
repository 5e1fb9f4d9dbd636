"""Results looked at: alone, beside the original, or one against the other."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import streamlit as st

from restoration.app import widgets
from restoration.app.components import Way, compare
from restoration.app.exclusive import own_turn
from restoration.app.messages import friendly_errors
from restoration.app.restore import views
from restoration.app.restore.state import Job, Result
from restoration.app.restore.work import scores
from restoration.domain import Image
from restoration.editing.viewport import Viewport
from restoration.imaging.difference import FULL_HEAT, difference
from restoration.imaging.overlay import mixed
from restoration.imaging.painting import Painting
from restoration.imaging.reading import as_reference, read_painting

ORIGINAL, TRUTH, DIFFERENCE = "Original", "Known truth", "Difference"


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One of the pictures to compare."""

    label: str
    image: Image
    base: Image | None = None  # a result's original, with which it may be mixed

    def seen(self, here: Viewport, strength: float) -> npt.NDArray[np.uint8]:
        """(h, w, 3) uint8: what a viewport shows of it."""
        if self.base is None:
            return views.seen(self.image, here)
        part = mixed(self.base[here.window], self.image[here.window], strength)
        return views.seen(part, Viewport(0, 0, here.width, here.height, here.scale))


def chosen(job: Job) -> Result:
    """The result that is shown and taken away; the newest unless another one was chosen."""
    return next((one for one in job.results if one.label == st.session_state.get("result")), job.results[-1])


def choose_result(job: Job) -> Result:
    """One of the results, where there are several."""
    labels = [result.label for result in job.results]
    if len(labels) > 1:
        st.session_state["result"] = chosen(job).label
        st.segmented_control(
            "Result", labels, key="result", required=True, persist_state="page", label_visibility="collapsed"
        )
    return chosen(job)


def restored(result: Result, painting: Painting, here: Viewport, strength: float) -> None:
    """The restored painting alone."""
    one = Candidate(result.label, result.restoration.after, painting.image)
    st.image(views.jpeg(one.seen(here, strength), painting.metadata.icc), alt=f"Restored by {result.label}")


def choose_pair(job: Job) -> tuple[Candidate, Candidate, str]:
    """The two pictures to compare, and how; a result to the right is the one that is spoken of and taken away."""
    result, before = chosen(job), Candidate(ORIGINAL, job.results[0].restoration.before)
    others = [Candidate(one.label, one.restoration.after, before.image) for one in job.results]
    truth = [Candidate(TRUTH, job.truth)] if job.truth is not None else []
    pictures = {one.label: one for one in (before, *others, *truth)}
    with st.container(horizontal=True, vertical_alignment="center", key="pair"):
        left = _choose("Left", pictures, ORIGINAL)
        st.markdown("against", width="content")
        right = _choose("Right", pictures, result.label)
        way = st.segmented_control(
            "How to compare",
            [*Way, DIFFERENCE],
            key=widgets.starting_at("way", Way.SLIDER),
            format_func=lambda way: way.label if isinstance(way, Way) else way,
            required=True,
            persist_state="session",
            label_visibility="collapsed",
        )
    if any(right == one.label for one in job.results):
        st.session_state["result"] = right
    return pictures[left], pictures[right], way or Way.SLIDER


def show_newest(job: Job) -> None:
    """Let the comparison begin with the newest result."""
    label = job.results[-1].label
    st.session_state.update({"result": label, "Left": ORIGINAL, "Right": label})


def _choose(label: str, pictures: dict[str, Candidate], first: str) -> str:
    if st.session_state.get(label) not in pictures:
        st.session_state[label] = first
    picked: str = st.selectbox(
        label, list(pictures), key=label, width=200, persist_state="session", label_visibility="collapsed"
    )
    return picked


def show_pair(left: Candidate, right: Candidate, way: str, here: Viewport, strength: float, icc: bytes | None) -> None:
    """Two pictures of the same place."""
    first, second = left.seen(here, strength), right.seen(here, strength)
    if way == DIFFERENCE:
        st.image(views.jpeg(difference(first, second), None), alt=f"Where {left.label} and {right.label} differ")
        st.caption(
            f"Violet: hardly to be seen. Pale yellow: another colour altogether (ΔE00 of {FULL_HEAT:.0f} or more)."
        )
        return
    compare(views.jpeg(first, icc), views.jpeg(second, icc), labels=(left.label, right.label), way=Way(way))


def give_reference(job: Job, painting: Painting) -> None:
    """The undamaged picture, where a visitor has it: results are then scored against it."""
    with st.popover("A reference of yours", icon=":material/verified:"):
        key = f"reference of {painting.sha256}"
        told = "The same picture without damage, of the same width and height."
        st.file_uploader("Undamaged picture", help=told, key=key, on_change=_take_reference, args=(job, painting, key))


def _take_reference(job: Job, painting: Painting, key: str) -> None:
    file = st.session_state[key]
    if file is None:
        return
    with friendly_errors(), own_turn(st.empty()):
        job.truth = as_reference(read_painting(file.getvalue(), name=file.name).image, painting.image)
        job.results = [replace(one, scores=scores(one.restoration, job.truth)) for one in job.results]
