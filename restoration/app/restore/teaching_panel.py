"""Learning from the corrections: the button, what it changed, and what was learnt as a file."""

import streamlit as st

from restoration.app import widgets
from restoration.app.messages import kept_errors
from restoration.app.restore.canvas import read_strokes
from restoration.app.restore.state import Job
from restoration.app.text import escape_sentence
from restoration.app.uploads import forget_upload
from restoration.catalog import DETECTORS
from restoration.detection.teaching.serialization import taught_from_bytes, taught_to_bytes
from restoration.detection.teaching.taught_model import SOUND_STROKES, TaughtModel
from restoration.domain import KindMap
from restoration.editing.history import Stroke, TeachingStep, taught_in_effect
from restoration.imaging.painting import Painting
from restoration.output.results import result_name

TAUGHT_SUFFIX = "_taught.json"

_EVERY_STROKE, _SHOW_CHANGE = "learn-every-stroke", "show-taught-change"  # keys in the session state


def _show_learn_button(job: Job) -> None:
    """Show the button that teaches the detector, and teach it after every stroke where that is wanted."""
    strokes = [step for step in job.steps if isinstance(step, Stroke)]
    if st.session_state.get(_EVERY_STROKE) and job.request.taught and _has_new_stroke(job):
        _ask_for_teaching(job)
        st.rerun()
    st.button(
        "Learn from my corrections",
        icon=":material/school:",
        on_click=_ask_for_teaching,
        args=(job,),
        disabled=not strokes or job.given_mask is not None or job.running.learning is not None,
        shortcut="Ctrl+Shift+L",
        help="Draw on some damage that was missed, and erase some marks that are wrong. The detector then judges the "
        "whole painting anew; your own strokes always stay as you drew them. Two strokes of each are a good start.",
    )


def show_teaching(job: Job, painting: Painting) -> None:
    """Show the button that teaches the detector, and what was learnt, in one line with the choices about it."""
    with st.container(horizontal=True, vertical_alignment="center", key="taught"):
        show_teaching_tools(job, painting)
        show_teaching_note(job)


def show_teaching_tools(job: Job, painting: Painting) -> None:
    """Show the button that teaches the detector, and the choices about what was learnt."""
    _show_learn_button(job)
    with st.popover("Learning", icon=":material/tune:"):
        if job.request.taught is not None:
            _show_choices(job, job.request.taught, painting)
        _offer_upload(job, painting)


def show_teaching_note(job: Job) -> None:
    """Say what was learnt, or how to begin."""
    taught = job.request.taught
    if taught is None or job.given_mask is not None:
        _show_first_hint(job)
    else:
        st.caption(_describe(taught, job), width="content")


def shown_change(job: Job) -> tuple[KindMap, KindMap] | None:
    """Return the masks (H, W) before and after the last teaching; None where it is not in effect as it was shown."""
    change = job.change
    is_current = change is not None and change.taught is job.request.taught and change.settings == job.plan.settings
    if change is None or not is_current or job.given_mask is not None or not st.session_state.get(_SHOW_CHANGE):
        return None
    return change.before, change.after


def _ask_for_teaching(job: Job) -> None:
    read_strokes(job)
    job.wants_teaching, job.asked_after = True, job.steps[-1]


def _has_new_stroke(job: Job) -> bool:
    """Return whether the last step is a stroke that was just drawn, and that nothing was learnt from yet."""
    newest = job.steps[-1] if job.steps else None
    is_drawn = isinstance(newest, Stroke) and not job.history.undone and job.given_mask is None
    return is_drawn and newest != job.asked_after


def _show_first_hint(job: Job) -> None:
    others = [step.taught for step in job.history.steps if isinstance(step, TeachingStep) and step.taught]
    if others and others[-1].detector != job.plan.detector:
        key = others[-1].detector
        label = DETECTORS[key].label if key in DETECTORS.keys else key
        st.caption(escape_sentence(f"What you taught belongs to {label}: choose it to use that."), width="content")
    elif taught_in_effect(job.history.steps, job.plan.detector):
        st.caption("What you taught belongs to other weights of this detector: let it learn again.", width="content")
    elif job.given_mask is None:
        st.caption("Damage missed, or sound paint marked? Show some of each.", width="content")


def _describe(taught: TaughtModel, job: Job) -> str:
    """Say what was learnt from, what changed, and how sure that is."""
    facts = taught.facts
    strokes = ", ".join(
        f"{count} on {'sound paint' if kind == SOUND_STROKES else kind}" for kind, count in facts.strokes
    )
    sentences = [f"**Learnt** from {_count('stroke', facts.count)} ({strokes})."]
    if job.change is not None and job.change.taught is taught:
        change = job.change
        sentences.append(
            f":green[**{_count('new mark', change.new_marks)}**] ({change.new_share:.2%}), "
            f":violet[**{change.withdrawn_marks:,} withdrawn**] ({change.withdrawn_share:.2%})."
        )
    if facts.overruled:
        sentences.append(f"{_count('stroke', facts.overruled)} contradicted by later ones, which count.")
    if not any(kind == SOUND_STROKES for kind, _ in facts.strokes):
        sentences.append("Erase some wrong marks, if there are any, to make it surer.")
    elif len(facts.strokes) == 1:
        sentences.append("Draw on some missed damage, if there is any, to make it surer.")
    return " ".join(sentences)


def _count(thing: str, number: int) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def _show_choices(job: Job, taught: TaughtModel, painting: Painting) -> None:
    facts = taught.facts
    if facts.agreement is not None:
        st.caption(
            f"Each stroke was judged by what the others taught: {facts.agreement:.0%} of the pixels under the "
            f"strokes were right, {facts.agreement_before:.0%} before learning."
        )
    st.toggle("Show what changed", key=widgets.key_with_default(_SHOW_CHANGE, True), persist_state="session")
    if job.change is None or job.change.taught is not taught:
        st.caption("What changed is shown until the page is reloaded.")
    st.toggle(
        "Learn from every further stroke",
        key=widgets.key_with_default(_EVERY_STROKE, False),
        persist_state="session",
    )
    label = DETECTORS[taught.detector].label
    st.button(
        f"Back to {label}'s own answer",
        on_click=_forget,
        args=(job,),
        width="stretch",
        help="Your strokes stay. Undo brings it back.",
    )
    st.download_button(
        "Save as a file",
        taught_to_bytes(taught),
        result_name(painting, TAUGHT_SUFFIX),
        "application/json",
        on_click="ignore",
        width="stretch",
        help="For other scans of this painting: here, or with `--taught` on the command line.",
    )


def _forget(job: Job) -> None:
    _add(job, None)


def _add(job: Job, taught: TaughtModel | None) -> None:
    read_strokes(job)
    job.commit_strokes()
    job.history = job.history.after(TeachingStep(taught))


def _offer_upload(job: Job, painting: Painting) -> None:
    key = f"taught for {painting.sha256}"
    help_text = "A file that was saved here, or by the command `teach`: from another scan, or another work of the hand."
    st.file_uploader("A taught file", type="json", help=help_text, key=key, on_change=_read_file, args=(job, key))


def _read_file(job: Job, key: str) -> None:
    file = st.session_state[key]
    if file is not None:
        with kept_errors("taught file"):
            taught = taught_from_bytes(file.getvalue())
            taught.check_detector(job.plan.detector)
            taught.check_weights(DETECTORS[taught.detector].weights_version())
            _add(job, taught)
            forget_upload(file)
