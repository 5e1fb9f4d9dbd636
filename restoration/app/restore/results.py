"""Results on the page: one alone, or two pictures compared."""

from dataclasses import dataclass, replace

import streamlit as st

from restoration.app import widgets
from restoration.app.messages import kept_errors
from restoration.app.picture_viewer import Click, ComparisonMode
from restoration.app.restore.alternatives import all_results
from restoration.app.restore.outcomes import LayingRequest, RestorationResult
from restoration.app.restore.pictures import (
    ORIGINAL_LABEL,
    PREVIEW_LABEL,
    JobPicture,
    all_pictures,
    fill_pictures,
    show_alone,
)
from restoration.app.restore.reintegration import as_shown, find_laid_down, laying_request
from restoration.app.restore.state import Job
from restoration.app.restore.work import score_in_turn
from restoration.app.uploads import forget_upload, read_in_turn
from restoration.disk_arrays import keep_on_disk
from restoration.imaging.painting import Painting
from restoration.imaging.reading import as_reference, read_painting

_RESULT_KEY = "result"  # of the chosen result in the session state


def chosen_result(job: Job) -> RestorationResult:
    """Return the result that is downloaded: the one the user looks at, else the composite or the newest; no preview.

    Its fill is laid down as it is shown.
    """
    return as_shown(job, chosen_fill(job))


def chosen_fill(job: Job) -> RestorationResult:
    """Return the same result with its fill alone."""
    chosen, kept = st.session_state.get(_RESULT_KEY), all_results(job)
    return next((result for result in kept if result.label == chosen), kept[-1])


def missing_laying(job: Job) -> LayingRequest | None:
    """Return which fill must be laid down for what is shown: that of the chosen result, then that of the left one."""
    left = [result for result in all_results(job) if result.label == st.session_state.get("Left")]
    for result in [chosen_fill(job), *left] if job.results else []:
        if find_laid_down(job, result) is None and (request := laying_request(job, result)) is not None:
            return request
    return None


def shown_results(job: Job) -> dict[str, RestorationResult]:
    """Return the results that can be looked at, by label, the newest last: the composite and a preview, too."""
    shown = {result.label: result for result in all_results(job)}
    return shown if job.preview is None else shown | {PREVIEW_LABEL: job.preview.result}


def shown_label(job: Job) -> str:
    """Return the label of the result that is shown: the newest unless the user chose another one."""
    labels, chosen = list(shown_results(job)), st.session_state.get(_RESULT_KEY)
    return chosen if chosen in labels else labels[-1]


def choose_result(job: Job) -> None:
    """Let the user choose a result to look at, where there are several."""
    shown = shown_results(job)
    if len(shown) > 1:
        st.session_state[_RESULT_KEY] = shown_label(job)
        st.segmented_control(
            "Result", list(shown), key=_RESULT_KEY, required=True, persist_state="page", label_visibility="collapsed"
        )


def show_restored(job: Job, painting: Painting, metres: float | None) -> Click | None:
    """Show the chosen result alone, from that distance (m; None: 1:1); return where the user clicked just now."""
    label = shown_label(job)
    shown = next(picture for picture in fill_pictures(job) if picture.label == label)
    return show_alone(job, painting, shown, metres=metres, key="restored")


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two pictures, and how they are compared."""

    left: JobPicture
    right: JobPicture
    mode: ComparisonMode


def choose_comparison(job: Job, painting: Painting) -> Comparison:
    """Let the user choose two pictures and how to compare them; a result on the right becomes the chosen result."""
    pictures = all_pictures(job, painting)
    with st.container(horizontal=True, vertical_alignment="center", key="pair"):
        left = _choose_picture("Left", pictures, ORIGINAL_LABEL)
        st.markdown("compared with", width="content")
        right = _choose_picture("Right", pictures, shown_label(job))
        mode = _choose_mode()
    if right in shown_results(job):
        st.session_state[_RESULT_KEY] = right
    return Comparison(pictures[left], pictures[right], mode)


def _choose_mode() -> ComparisonMode:
    mode = st.segmented_control(
        "How to compare",
        list(ComparisonMode),
        key=widgets.key_with_default("way", ComparisonMode.SLIDER),
        format_func=lambda mode: mode.label,
        required=True,
        persist_state="session",
        label_visibility="collapsed",
    )
    return mode or ComparisonMode.SLIDER


def _choose_picture(label: str, pictures: dict[str, JobPicture], default: str) -> str:
    if st.session_state.get(label) not in pictures:
        st.session_state[label] = default
    chosen: str = st.selectbox(
        label, list(pictures), key=label, width=200, persist_state="session", label_visibility="collapsed"
    )
    return chosen


def select(label: str) -> None:
    """Choose the result with this label, and compare it with the original."""
    st.session_state["Left"] = ORIGINAL_LABEL
    look_at(label)


def look_at(label: str) -> None:
    """Choose the result with this label, and compare it with what stands on the left."""
    st.session_state.update({_RESULT_KEY: label, "Right": label})


def offer_reference(job: Job, painting: Painting) -> None:
    """Let the user upload the undamaged picture; results are then scored against it."""
    with st.popover("Your own reference", icon=":material/verified:"):
        key = f"reference of {painting.sha256}"
        help_text = "The same picture without damage, with the same width and height."
        st.file_uploader("Undamaged picture", help=help_text, key=key, on_change=_read_reference, args=(job, key))


def _read_reference(job: Job, key: str) -> None:
    file, painting = st.session_state[key], job.painting  # Streamlit keeps arguments: they must not hold a painting
    if file is None or painting is None:
        return
    with kept_errors("reference"):
        data = file.getvalue()
        reference = read_in_turn(st.empty(), file.file_id, data, lambda: read_painting(data, name=file.name).image)
        truth = keep_on_disk(as_reference(reference, painting.image))
        scores = score_in_turn(st.empty(), [result.restoration for result in job.results], truth)
        job.truth = truth
        job.results = [replace(result, scores=each) for result, each in zip(job.results, scores, strict=True)]
        forget_upload(file)
