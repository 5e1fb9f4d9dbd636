"""Which painting lies on the easel: the sample, a file, or one from the collection."""

import streamlit as st

from restoration.app import widgets
from restoration.app.messages import friendly_errors
from restoration.app.restore import autosave, dossier_io, state
from restoration.app.restore.state import COLLECTION, SAMPLE, UPLOAD, Job
from restoration.imaging.painting import Painting
from restoration.sample import SamplePainting, load_sample_painting, sample_as_painting


@st.cache_resource(show_spinner="Painting the sample…")
def load_sample() -> tuple[SamplePainting, Painting]:
    """The sample, painted at the first visit, and the same as if it came from a file; shared, hence read-only."""
    made = load_sample_painting()
    return made, sample_as_painting(made)


UPLOAD_TYPES = ["jpg", "jpeg", "png", "webp", "tif", "tiff", "bmp", "gif", "zip"]


def choose_painting() -> Job:
    """The job with what is chosen on its easel."""
    known = [SAMPLE, UPLOAD, *([COLLECTION] if state.all_jobs()[COLLECTION].painting else [])]
    widgets.key_with_default("source", SAMPLE)
    st.segmented_control("Painting", known, key="source", required=True, width="stretch", persist_state="session")
    job = state.current_job()
    if st.session_state["source"] == SAMPLE:
        sample, painting = load_sample()
        job.take(painting, sample.title, truth=sample.truth)
        st.caption(sample.credit)
    elif st.session_state["source"] == UPLOAD:
        _open_upload(job)
    return job


def _open_upload(job: Job) -> None:
    told = "JPEG, PNG, WebP or TIFF, 8 or 16 bit; or a dossier (.zip) that was saved here."
    file = st.file_uploader("A photograph of a painting", type=UPLOAD_TYPES, help=told)
    if file is None or file.file_id == job.upload:  # without a file, what lay there stays: the page may have been left
        return
    with friendly_errors(), st.spinner("Reading…"):
        data = file.getvalue()
        dossier_io.load_into_job(job, autosave.open_file(data, file.name))
        autosave.start_autosave(job, data, file.name)
        job.upload = file.file_id  # last: a click until now ends this run, and the next one begins the reading anew
