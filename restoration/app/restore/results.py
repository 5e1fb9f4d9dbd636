"""Results on the page: one alone, or two pictures compared."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import streamlit as st

from restoration.app import widgets
from restoration.app.components import ComparisonMode, show_comparison
from restoration.app.messages import kept_errors
from restoration.app.restore import rendering
from restoration.app.restore.state import Job, RestorationResult
from restoration.app.restore.work import score_in_turn
from restoration.app.uploads import forget_upload, read_in_turn
from restoration.disk_arrays import keep_on_disk
from restoration.domain import Image
from restoration.editing.viewport import Viewport
from restoration.imaging.difference import MAX_DELTA_E, difference_map
from restoration.imaging.overlay import blend_images
from restoration.imaging.painting import Painting
from restoration.imaging.reading import as_reference, read_painting

ORIGINAL, TRUTH, DIFFERENCE = "Original", "Known truth", "Difference"
PREVIEW_LABEL = "Preview"
_RESULT_KEY = "result"  # of the chosen result in the session state


@dataclass(frozen=True, slots=True, eq=False)
class ComparedPicture:
    """One of the pictures to compare."""

    label: str
    image: Image
    original: Image | None = None  # of a result, which is blended with it by the strength

    def render(self, viewport: Viewport, strength: float) -> npt.NDArray[np.uint8]:
        """Return what the viewport shows of it, (h, w, 3) uint8 RGB.

        Args:
            viewport: the part to show.
            strength: 0..1, opacity of a result over its original.
        """
        if self.original is None:
            return rendering.render_viewport(self.image, viewport)
        part = blend_images(self.original[viewport.window], self.image[viewport.window], strength)
        return rendering.render_viewport(part, Viewport(0, 0, viewport.width, viewport.height, viewport.scale))


def chosen_result(job: Job) -> RestorationResult:
    """Return the result that is downloaded: the newest unless the user chose another one, and never a preview."""
    chosen = st.session_state.get(_RESULT_KEY)
    return next((result for result in job.results if result.label == chosen), job.results[-1])


def shown_results(job: Job) -> dict[str, RestorationResult]:
    """Return the results that can be looked at, by label, the newest last: a preview, too."""
    shown = {result.label: result for result in job.results}
    return shown if job.preview is None else shown | {PREVIEW_LABEL: job.preview}


def shown_label(job: Job) -> str:
    """Return the label of the result that is shown: the newest unless the user chose another one."""
    labels, chosen = list(shown_results(job)), st.session_state.get(_RESULT_KEY)
    return chosen if chosen in labels else labels[-1]


def choose_result(job: Job) -> RestorationResult:
    """Let the user choose a result to look at, where there are several."""
    shown = shown_results(job)
    if len(shown) > 1:
        st.session_state[_RESULT_KEY] = shown_label(job)
        st.segmented_control(
            "Result", list(shown), key=_RESULT_KEY, required=True, persist_state="page", label_visibility="collapsed"
        )
    return shown[shown_label(job)]


def show_restored(result: RestorationResult, painting: Painting, viewport: Viewport, strength: float) -> None:
    """Show the restored painting alone."""
    picture = ComparedPicture(result.label, result.restoration.after, painting.image)
    jpeg = rendering.encode_jpeg(picture.render(viewport, strength), painting.metadata.icc)
    st.image(jpeg, alt=f"Restored by {result.label}")


def choose_comparison(job: Job) -> tuple[ComparedPicture, ComparedPicture, str]:
    """Let the user choose two pictures and how to compare them.

    Returns:
        The left and the right picture, and a `ComparisonMode` or `DIFFERENCE`. A result on the right becomes the
        chosen result.
    """
    shown = shown_results(job)
    original = ComparedPicture(ORIGINAL, next(iter(shown.values())).restoration.before)
    results = [ComparedPicture(label, each.restoration.after, original.image) for label, each in shown.items()]
    truth = [ComparedPicture(TRUTH, job.truth)] if job.truth is not None else []
    pictures = {picture.label: picture for picture in (original, *results, *truth)}
    with st.container(horizontal=True, vertical_alignment="center", key="pair"):
        left = _choose_picture("Left", pictures, ORIGINAL)
        st.markdown("compared with", width="content")
        right = _choose_picture("Right", pictures, shown_label(job))
        mode = st.segmented_control(
            "How to compare",
            [*ComparisonMode, DIFFERENCE],
            key=widgets.key_with_default("way", ComparisonMode.SLIDER),
            format_func=lambda mode: mode.label if isinstance(mode, ComparisonMode) else mode,
            required=True,
            persist_state="session",
            label_visibility="collapsed",
        )
    if any(right == picture.label for picture in results):
        st.session_state[_RESULT_KEY] = right
    return pictures[left], pictures[right], mode or ComparisonMode.SLIDER


def _choose_picture(label: str, pictures: dict[str, ComparedPicture], default: str) -> str:
    if st.session_state.get(label) not in pictures:
        st.session_state[label] = default
    chosen: str = st.selectbox(
        label, list(pictures), key=label, width=200, persist_state="session", label_visibility="collapsed"
    )
    return chosen


def select(label: str) -> None:
    """Choose the result with this label, and compare it with the original."""
    st.session_state.update({_RESULT_KEY: label, "Left": ORIGINAL, "Right": label})


def show_compared(
    left: ComparedPicture, right: ComparedPicture, mode: str, viewport: Viewport, strength: float, icc: bytes | None
) -> None:
    """Show the same part of two pictures; `strength` (0..1) is the opacity of results, `icc` the colour profile."""
    first, second = left.render(viewport, strength), right.render(viewport, strength)
    if mode == DIFFERENCE:
        jpeg = rendering.encode_jpeg(difference_map(first, second), None)
        st.image(jpeg, alt=f"Where {left.label} and {right.label} differ")
        st.caption(
            f"Violet: the difference is hardly visible. Pale yellow: a very different colour "
            f"(ΔE00 of {MAX_DELTA_E:.0f} or more)."
        )
        return
    first_jpeg, second_jpeg = rendering.encode_jpeg(first, icc), rendering.encode_jpeg(second, icc)
    show_comparison(first_jpeg, second_jpeg, labels=(left.label, right.label), mode=ComparisonMode(mode))


def offer_reference(job: Job, painting: Painting) -> None:
    """Let the user upload the undamaged picture; results are then scored against it."""
    with st.popover("Your own reference", icon=":material/verified:"):
        key = f"reference of {painting.sha256}"
        help_text = "The same picture without damage, with the same width and height."
        st.file_uploader(
            "Undamaged picture", help=help_text, key=key, on_change=_read_reference, args=(job, painting, key)
        )


def _read_reference(job: Job, painting: Painting, key: str) -> None:
    file = st.session_state[key]
    if file is None:
        return
    with kept_errors("reference"):
        data = file.getvalue()
        reference = read_in_turn(st.empty(), file.file_id, len(data), lambda: read_painting(data, name=file.name).image)
        truth = keep_on_disk(as_reference(reference, painting.image))
        scores = score_in_turn(st.empty(), [result.restoration for result in job.results], truth)
        job.truth = truth
        job.results = [replace(result, scores=each) for result, each in zip(job.results, scores, strict=True)]
        forget_upload(file)
