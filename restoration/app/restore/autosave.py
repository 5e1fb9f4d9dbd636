"""Work kept on the disk while it is done, so that neither a reload of the page nor a restart of the server costs it.

The page's address holds a secret that names the folder; whoever has the address has the work. Results are not kept, as
they can be filled again; a dossier holds them too.
"""

import json
import re
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from restoration.app.restore import dossier_io, state
from restoration.app.restore.state import UPLOAD, AutosaveFolder, Job
from restoration.errors import CannotWrite, RestorationError
from restoration.files import write_bytes
from restoration.imaging.reading import read_mask, read_painting
from restoration.imaging.writing import encode_mask
from restoration.output.dossier import Dossier, read_dossier
from restoration.paths import CACHE

WORK_FOLDER = CACHE / "work"
KEEP_DAYS = 7  # that work is kept after its last change
TOKEN_PATTERN = re.compile(r"[\w-]{22}", re.ASCII)
"""What `secrets.token_urlsafe(16)` gives: nothing that leads out of the folder."""

ZIP_MAGIC = b"PK"  # how a dossier begins

_FILE, _PLAN, _MASK = "file", "plan.json", "mask.png"


def open_file(data: bytes, name: str) -> Dossier:
    """A file of the visitor's: a dossier, or a picture as one that nothing has been done to yet.

    Raises:
        BadDossier: it is a damaged one.
        BadImage: it is neither.
    """
    if data.startswith(ZIP_MAGIC):
        return read_dossier(data)
    painting = read_painting(data, name=name)
    return Dossier(painting, Path(name).stem, np.zeros(painting.image.shape[:2], bool))


def start_autosave(job: Job, data: bytes, name: str) -> None:
    """Keep a file that was opened; work on an older one stays at its own address."""
    _remove_old_work()
    with suppress(CannotWrite):  # the visitor can work all the same
        job.shelf = _create_folder(data, name)


def save_changes(job: Job) -> None:
    """Write down what has changed in the plan or the corrections since the last time."""
    if job.shelf is None:
        return
    now = job.plan, job.strength, job.steps, id(job.given)
    if job.shelf.kept != now:
        with suppress(CannotWrite, OSError):
            _write_changes(job, job.shelf)
            job.shelf.kept = now
    st.query_params["work"] = job.shelf.token


def _create_folder(data: bytes, name: str) -> AutosaveFolder:
    shelf = AutosaveFolder(secrets.token_urlsafe(16), name, json.dumps({"name": name}).encode())
    write_bytes(WORK_FOLDER / shelf.token / _FILE, data)
    write_bytes(WORK_FOLDER / shelf.token / _PLAN, shelf.written)
    return shelf


def _write_changes(job: Job, shelf: AutosaveFolder) -> None:
    """Plan, corrections and an own mask; on a new shelf where another page with this address has gone on otherwise."""
    folder = WORK_FOLDER / shelf.token
    if (folder / _PLAN).read_bytes() != shelf.written:
        job.shelf = shelf = _create_folder((folder / _FILE).read_bytes(), shelf.name)
        folder = WORK_FOLDER / shelf.token
    if job.given is not None:
        write_bytes(folder / _MASK, encode_mask(job.kinds() > 0))
    told = {
        "name": shelf.name,
        "plan": dossier_io.plan_as_json(job),
        "corrections": dossier_io.corrections_as_json(job),
    }
    shelf.written = json.dumps(told).encode()
    write_bytes(folder / _PLAN, shelf.written)


def resume_work() -> None:
    """In a session that has just begun: an easel for each source; on one, the work that the address names."""
    if "jobs" in st.session_state:
        return
    job, token = state.all_jobs()[UPLOAD], st.query_params.get("work", "")
    if not TOKEN_PATTERN.fullmatch(token) or not (WORK_FOLDER / token / _PLAN).is_file():
        return
    try:
        written = (WORK_FOLDER / token / _PLAN).read_bytes()
        told = json.loads(written)
        dossier_io.load_into_job(job, _reopen(WORK_FOLDER / token, told))
        job.shelf = AutosaveFolder(token, told["name"], written)
    except (RestorationError, OSError, KeyError, TypeError, ValueError):
        st.toast("The work that this address names cannot be opened any more.", icon=":material/warning:")
        return
    st.session_state["source"] = UPLOAD
    if "plan" in told:
        job.promised = None  # what was kept is what was done, not what came of it


def _reopen(folder: Path, told: dict[str, Any]) -> Dossier:
    dossier = open_file((folder / _FILE).read_bytes(), told["name"])
    if "plan" not in told:
        return dossier
    if told["plan"]["own_mask"]:
        dossier = replace(dossier, mask=read_mask(folder / _MASK, dossier.painting.image))
    return replace(dossier, plan=told["plan"], corrections=told["corrections"])


def _remove_old_work() -> None:
    """Remove what is too old."""
    for folder in WORK_FOLDER.glob("*"):
        with suppress(OSError):
            if folder.stat().st_mtime < time.time() - KEEP_DAYS * 86400:
                shutil.rmtree(folder)
