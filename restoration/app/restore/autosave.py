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
from restoration.app.restore.state import UPLOAD, Job, Shelf
from restoration.errors import CannotWrite, RestorationError
from restoration.files import write_bytes
from restoration.imaging.reading import read_mask, read_painting
from restoration.imaging.writing import encode_mask
from restoration.output.dossier import Dossier, read_dossier
from restoration.paths import CACHE

FOLDER = CACHE / "work"
DAYS = 7  # that work is kept after its last change
TOKEN = re.compile(r"[\w-]{22}", re.ASCII)
"""What `secrets.token_urlsafe(16)` gives: nothing that leads out of the folder."""

ZIP = b"PK"  # how a dossier begins

_FILE, _PLAN, _MASK = "file", "plan.json", "mask.png"


def open_file(data: bytes, name: str) -> Dossier:
    """A file of the visitor's: a dossier, or a picture as one that nothing has been done to yet.

    Raises:
        BadDossier: it is a damaged one.
        BadImage: it is neither.
    """
    if data.startswith(ZIP):
        return read_dossier(data)
    painting = read_painting(data, name=name)
    return Dossier(painting, Path(name).stem, np.zeros(painting.image.shape[:2], bool))


def begin(job: Job, data: bytes, name: str) -> None:
    """Keep a file that was opened; work on an older one stays at its own address."""
    _sweep()
    with suppress(CannotWrite):  # the visitor can work all the same
        job.shelf = _shelf(data, name)


def keep(job: Job) -> None:
    """Write down what has changed in the plan or the corrections since the last time."""
    if job.shelf is None:
        return
    now = job.plan, job.strength, job.steps, id(job.given)
    if job.shelf.kept != now:
        with suppress(CannotWrite, OSError):
            _write(job, job.shelf)
            job.shelf.kept = now
    st.query_params["work"] = job.shelf.token


def _shelf(data: bytes, name: str) -> Shelf:
    shelf = Shelf(secrets.token_urlsafe(16), name, json.dumps({"name": name}).encode())
    write_bytes(FOLDER / shelf.token / _FILE, data)
    write_bytes(FOLDER / shelf.token / _PLAN, shelf.written)
    return shelf


def _write(job: Job, shelf: Shelf) -> None:
    """Plan, corrections and an own mask; on a new shelf where another page with this address has gone on otherwise."""
    folder = FOLDER / shelf.token
    if (folder / _PLAN).read_bytes() != shelf.written:
        job.shelf = shelf = _shelf((folder / _FILE).read_bytes(), shelf.name)
        folder = FOLDER / shelf.token
    if job.given is not None:
        write_bytes(folder / _MASK, encode_mask(job.kinds() > 0))
    told = {"name": shelf.name, "plan": dossier_io.plan(job), "corrections": dossier_io.corrections(job)}
    shelf.written = json.dumps(told).encode()
    write_bytes(folder / _PLAN, shelf.written)


def go_on() -> None:
    """In a session that has just begun: an easel for each source; on one, the work that the address names."""
    if "jobs" in st.session_state:
        return
    job, token = state.jobs()[UPLOAD], st.query_params.get("work", "")
    if not TOKEN.fullmatch(token) or not (FOLDER / token / _PLAN).is_file():
        return
    try:
        written = (FOLDER / token / _PLAN).read_bytes()
        told = json.loads(written)
        dossier_io.lay_out(job, _reopened(FOLDER / token, told))
        job.shelf = Shelf(token, told["name"], written)
    except (RestorationError, OSError, KeyError, TypeError, ValueError):
        st.toast("The work that this address names cannot be opened any more.", icon=":material/warning:")
        return
    st.session_state["source"] = UPLOAD
    if "plan" in told:
        job.promised = None  # what was kept is what was done, not what came of it


def _reopened(folder: Path, told: dict[str, Any]) -> Dossier:
    dossier = open_file((folder / _FILE).read_bytes(), told["name"])
    if "plan" not in told:
        return dossier
    if told["plan"]["own_mask"]:
        dossier = replace(dossier, mask=read_mask(folder / _MASK, dossier.painting.image))
    return replace(dossier, plan=told["plan"], corrections=told["corrections"])


def _sweep() -> None:
    """Remove what is too old."""
    for folder in FOLDER.glob("*"):
        with suppress(OSError):
            if folder.stat().st_mtime < time.time() - DAYS * 86400:
                shutil.rmtree(folder)
