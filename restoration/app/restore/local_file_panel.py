"""The panel that opens a picture of this computer where it lies, without an upload: a scan may have any size.

Only a dashboard on the user's own computer shows it.
"""

from pathlib import Path

import streamlit as st

from restoration.app import folders
from restoration.app.messages import friendly_errors
from restoration.app.restore import autosave, dossier_io
from restoration.app.restore.state import UPLOADER, Job
from restoration.app.uploads import empty_uploader, read_in_turn
from restoration.batch import paintings_in
from restoration.imaging.decoder_process import shared_decoder

_PATH, _PANEL, _WAS_OPENED = "local path", "local file panel", "local file was opened"  # keys in the session state


def offer_local_file(job: Job) -> None:
    """Show the panel; the picture that the user opens replaces the painting of the job."""
    if st.session_state.pop(_WAS_OPENED, False):
        st.session_state[_PANEL] = False  # nothing is left to do in the panel
    with st.popover(
        "From this computer", icon=":material/folder_open:", width="stretch", key=_PANEL, on_change="rerun"
    ):
        st.caption("A picture is opened where it lies. A TIFF, PNG or JPEG may have 1000 megapixels and more.")
        typed = st.text_input("File or folder", key=_PATH, placeholder="/home/me/scans")
        if not typed.strip():
            return
        with friendly_errors():
            path = folders.parse_path(typed)
            chosen = _choose_in(path) if path.is_dir() else path
            if st.session_state.get(_PANEL):  # the panel is open
                shared_decoder().start()
            if st.button("Open this picture", key="open local file", type="primary", width="stretch"):
                _open(job, chosen)
                st.session_state[_WAS_OPENED] = True
                st.rerun()


def _choose_in(folder: Path) -> Path:
    """Let the user choose a picture of a folder; raise `BadRequest` if there is none."""
    return st.selectbox("Picture", paintings_in(folder), format_func=lambda path: path.name, key=f"picture in {folder}")


def _open(job: Job, path: Path) -> None:
    opened = read_in_turn(st.empty(), str(path), path, lambda: dossier_io.open_file(path, path.name), in_strips=True)
    autosave.save_if_changed(job)  # the painting before
    dossier_io.load_into_job(job, opened)
    autosave.start_autosave(job, path, path.name)
    empty_uploader(UPLOADER)  # it names another file
