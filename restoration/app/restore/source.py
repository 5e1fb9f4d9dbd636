"""Where the painting comes from: the sample, a file of the user, or the collection."""

from dataclasses import replace

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from restoration.app import hosting, widgets
from restoration.app.memory_budget import TooLittleMemory
from restoration.app.messages import friendly_errors
from restoration.app.restore import address_panel, autosave, dossier_io, local_file_panel, recent_works, state
from restoration.app.restore.state import COLLECTION, SAMPLE, SOURCE_KEY, UPLOAD, UPLOADER, Job
from restoration.app.uploads import forget_upload, read_in_turn, uploader_key
from restoration.batch import PICTURE_EXTENSIONS
from restoration.disk_arrays import keep_on_disk
from restoration.errors import RestorationError
from restoration.imaging.painting import Painting
from restoration.sample import SamplePainting, load_sample_painting, sample_as_painting

UPLOAD_TYPES = [*sorted(extension[1:] for extension in PICTURE_EXTENSIONS), "zip"]


def choose_painting() -> Job:
    """Let the user choose a source, load its painting, and return its job."""
    sources = [SAMPLE, UPLOAD, *([COLLECTION] if state.all_jobs()[COLLECTION].painting else [])]
    widgets.key_with_default(SOURCE_KEY, SAMPLE)
    source = st.segmented_control(
        "Painting", sources, key=SOURCE_KEY, required=True, width="stretch", persist_state="session"
    )
    job = state.current_job()
    if source == SAMPLE:
        sample, painting = load_sample()
        job.load(painting, sample.title, truth=sample.truth)
        st.caption(sample.credit)
    elif source == UPLOAD:
        _open_upload(job)
        if not hosting.is_hosted():
            local_file_panel.offer_local_file(job)
        address_panel.offer_address(job)
        recent_works.show_recent(job)
    return job


@st.cache_resource(show_spinner="Painting the sample…")
def load_sample() -> tuple[SamplePainting, Painting]:
    """Return the sample with its truth, and the same as a painting; both are shared by all users, so read-only."""
    sample = load_sample_painting()
    sample = replace(sample, image=keep_on_disk(sample.image), truth=keep_on_disk(sample.truth))
    return sample, sample_as_painting(sample)


def _open_upload(job: Job) -> None:
    kinds = "JPEG, PNG, TIFF, WebP, HEIC, AVIF, JPEG XL or Photoshop, 8 or 16 bit"
    help_text = f"{kinds}; or a dossier (.zip) that you saved here."
    file = st.file_uploader("A photograph of a painting", type=UPLOAD_TYPES, help=help_text, key=uploader_key(UPLOADER))
    if file is not None and file.file_id != job.upload_id:  # no file: the user may have left the page
        with friendly_errors():
            if job.refused is None or job.refused[0] != file.file_id:  # a file that takes long is refused only once
                _read_upload(job, file)
            if job.refused is not None:
                raise job.refused[1]


def _read_upload(job: Job, file: UploadedFile) -> None:
    """Load the uploaded file into the job; if it cannot be read, the job stays as it is and remembers why."""
    job.refused = None
    try:
        data = file.getvalue()
        opened = read_in_turn(
            st.empty(), file.file_id, data, lambda: dossier_io.open_file(data, file.name), in_strips=True
        )
        autosave.save_if_changed(job)  # the painting before
        dossier_io.load_into_job(job, opened)
        autosave.start_autosave(job, data, file.name)
    except TooLittleMemory:  # the next run may have more
        raise
    except RestorationError as error:
        job.refused = file.file_id, error
    else:
        job.upload_id = file.file_id  # a click before this line ends the run, and the next run reads again
        forget_upload(file)
