"""Work saved on disk while the user works, so that neither a reload of the page nor a restart of the server loses it.

The page's address contains a secret token: everyone who has the address can open the work. On the disk the work lies in
a folder that is named by the token's hash, so whoever can list these folders still cannot open the work in the page.
Of a result, only the filled pixels are kept.
"""

import json
import logging
import re
import secrets
import weakref
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from restoration.app import hosting, kept_files, messages
from restoration.app.restore import dossier_io, recent_works, state
from restoration.app.restore.dossier_io import OpenedPainting
from restoration.app.restore.kept_results import decode_result, encode_result
from restoration.app.restore.outcomes import RestorationResult
from restoration.app.restore.recent_works import ADDRESS
from restoration.app.restore.state import SAMPLE, SOURCE_KEY, UPLOAD, UPLOADER, AutosaveFolder, Job, LinkedFile
from restoration.app.uploads import empty_uploader, read_in_turn
from restoration.decoding import MAX_BYTES, decode_json
from restoration.editing.history import History
from restoration.editing.serialization import step_to_json, steps_from_json
from restoration.errors import CannotWrite, RestorationError
from restoration.files import read_bytes, remove_file, sha256_of_bytes, write_bytes
from restoration.imaging.mask_reading import read_saved_mask
from restoration.imaging.masks import as_loss_kinds
from restoration.imaging.painting import Painting
from restoration.imaging.png import encode_png_pieces
from restoration.output.annotations import read_kinds
from restoration.output.dossier import Dossier, SavedResult
from restoration.paths import CACHE

WORK_FOLDER = CACHE / "work"
KEEP_DAYS = 7  # after the last change
TOKEN_PATTERN = re.compile(r"[\w-]{22}", re.ASCII)
"""What `secrets.token_urlsafe(16)` returns. Older versions named the folders so."""

# Names in a work's folder; plan.json also holds the name of the opened file and the corrections.
_FILE, _PLAN, _OWN_MASK, _MASK, _RESULT = "file", "plan.json", "own_mask.png", "mask.png", "result-"
CANNOT_OPEN = "The work at this address cannot be opened any more."
LARGEST_RESULT = 2**31  # bytes

logger = logging.getLogger(__name__)

_FOLLOWED = "followed address"  # key in the session state: the token in the address that the page has seen last

_room = Lock()  # two sessions must not count the same free room
_in_use: weakref.WeakSet[AutosaveFolder] = weakref.WeakSet()  # of all sessions of this server


@dataclass(frozen=True, slots=True)
class SavedWork:
    """The JSON in a work's folder."""

    name: str  # of the opened file
    plan: dict[str, Any] | None = None  # None until the first change
    corrections: list[dict[str, Any]] = field(default_factory=list)
    undone: list[dict[str, Any]] = field(default_factory=list)  # corrections that can be redone
    results: list[str] | None = None  # their files; missing in work that an older version kept
    linked: LinkedFile | None = None  # the opened file, where it is not in the folder


class FileChanged(RestorationError):
    """A picture that was opened where it lies is gone, or is another one."""

    hint = "Put the file back; until then, the work is kept."


def start_autosave(job: Job, source: bytes | Path, name: str) -> None:
    """Save a file that was just opened in a new folder; the work on an older file stays at its own address.

    A picture that was opened where it lies is not copied: its path and SHA-256 are saved.
    """
    try:
        if isinstance(source, bytes) or job.painting is None or dossier_io.is_dossier(source):
            data = source if isinstance(source, bytes) else read_bytes(source, LARGEST_RESULT)
            job.autosave = _create_folder(data, name)
        else:
            job.autosave = _create_folder(LinkedFile(str(source), job.painting.sha256), name)
    except (CannotWrite, OSError):  # the user can work without autosave
        messages.keep_note("saved work", "Your work is not kept here: save a dossier before you leave.")


def save_changes(job: Job) -> None:
    """Save what has changed, and put the token into the page's address."""
    if job.autosave is not None:
        save_if_changed(job)
        st.query_params[ADDRESS] = st.session_state[_FOLLOWED] = job.autosave.token
        recent_works.remember(job)


def save_if_changed(job: Job) -> None:
    """Save the plan, the corrections and the results if they have changed."""
    if job.autosave is None:
        return
    with job.autosave.lock:
        now = (
            job.plan,
            job.strength,
            job.history,
            job.canvas.strokes,
            id(job.given_mask),
            tuple(job.results),
            job.scale,
            job.title_block,
            job.default_fill,
            job.reintegration,
        )
        if job.autosave.saved != now:
            with suppress(CannotWrite, OSError):
                _write_changes(job, job.autosave)
                job.autosave.saved = now


def resume_work() -> None:
    """In a new session, make a job for each source, and load the work that the page's address names."""
    if "jobs" in st.session_state:
        return
    token, resumed = st.query_params.get(ADDRESS, ""), Job()
    is_resumed = _load_work(token, resumed)
    jobs = state.all_jobs()  # made last: when the page runs again before, the work is loaded then
    st.session_state[_FOLLOWED] = token
    if is_resumed:
        jobs[UPLOAD], st.session_state[SOURCE_KEY] = resumed, UPLOAD


def follow_address() -> None:
    """Open what the page's address names now: the user went back in the browser, or chose a recent work."""
    token = st.query_params.get(ADDRESS, "")
    if token == st.session_state.get(_FOLLOWED) or not (token or _went_back()):  # another page has an address without
        return
    st.session_state[_FOLLOWED] = token
    if token:
        _switch_to(token, state.all_jobs()[UPLOAD])
    else:
        st.session_state[SOURCE_KEY] = SAMPLE


def _went_back() -> bool:
    context = get_script_run_ctx(suppress_warning=True)
    return context is not None and context.is_history_navigation


def _switch_to(token: str, job: Job) -> None:
    """Show the work of this token in place of the one of the job, which is saved."""
    if job.autosave is None or job.autosave.token != token:
        save_if_changed(job)
        if not _is_kept(token):
            messages.keep_error("saved work", CANNOT_OPEN)
        if not _load_work(token, job):
            return
        empty_uploader(UPLOADER)  # it names another file
    st.session_state[SOURCE_KEY] = UPLOAD


def _is_kept(token: str) -> bool:
    return bool(TOKEN_PATTERN.fullmatch(token)) and (_folder_of(token) / _PLAN).is_file()


def _load_work(token: str, job: Job) -> bool:
    """Load the work of this token into the job; if there is none, leave the job as it is and return False."""
    _tidy_up()
    if not _is_kept(token):
        return False
    folder = _folder_of(token)
    try:
        plan_json = read_bytes(folder / _PLAN, MAX_BYTES)
        work = decode_json(plan_json, SavedWork, name="saved work")
        source = _opened_file(folder, work)
        opened = read_in_turn(st.empty(), token, source, lambda: _reopen(folder, source, work), in_strips=True)
        dossier_io.load_into_job(job, opened)
        if job.painting is not None:
            undone = steps_from_json(work.undone, job.painting.image.shape)
            job.edit(lambda history: History(history.steps, undone))
    except FileChanged as error:
        messages.keep_error("saved work", error.sentence)
        return False
    except (RestorationError, OSError):
        messages.keep_error("saved work", CANNOT_OPEN)
        return False
    job.autosave = AutosaveFolder(token, work.name, plan_json, linked=work.linked)
    _in_use.add(job.autosave)
    if work.plan is not None:
        job.saved_mask = None  # the mask was not saved: it is detected and corrected again
    return True


def kept_work_limit() -> int:
    """Return how many bytes the kept work of all people may take; raises `BadSetting`."""
    return kept_files.size_limit(WORK_FOLDER)


def _folder_of(token: str) -> Path:
    return WORK_FOLDER / sha256_of_bytes(token.encode())


def _create_folder(source: bytes | LinkedFile, name: str) -> AutosaveFolder:
    linked = source if isinstance(source, LinkedFile) else None
    plan_json = json.dumps(_file_entry(name, linked)).encode()
    autosave = AutosaveFolder(secrets.token_urlsafe(16), name, plan_json, linked=linked)
    kept_files.make_private_folder(WORK_FOLDER)
    with _room:
        _make_room(len(source) if isinstance(source, bytes) else 0)
        folder = kept_files.make_private_folder(_folder_of(autosave.token))
        _in_use.add(autosave)
        if isinstance(source, bytes):
            _write(folder / _FILE, source)
    _write(folder / _PLAN, autosave.plan_json)
    return autosave


def _file_entry(name: str, linked: LinkedFile | None) -> dict[str, Any]:
    """Return the part of `SavedWork` that says which file was opened, ready for JSON."""
    return {"name": name} if linked is None else {"name": name, "linked": asdict(linked)}


def _make_room(size: int) -> None:
    """Remove the oldest work that nobody has open until so many bytes fit; raise `CannotWrite` if they never will."""
    in_use = {_folder_of(other.token) for other in list(_in_use)}
    kept_files.make_room(WORK_FOLDER.glob("*"), size, kept_work_limit(), in_use)


def _write(path: Path, data: bytes) -> None:
    write_bytes(path, data, mode=0o600)


def _write_changes(job: Job, autosave: AutosaveFolder) -> None:
    """Write plan, corrections and the user's own mask; in a new folder if another page has changed the old one."""
    folder = _folder_of(autosave.token)
    if (folder / _PLAN).read_bytes() != autosave.plan_json:
        source = autosave.linked or (folder / _FILE).read_bytes()
        job.autosave = autosave = _create_folder(source, autosave.name)
        folder = _folder_of(autosave.token)
    plan = dossier_io.plan_as_json(job)
    if plan["own_mask"] and (own_mask := dossier_io.own_mask(job)) is not autosave.own_mask:
        _write(folder / _OWN_MASK, b"".join(encode_png_pieces(own_mask)))
        autosave.own_mask = own_mask
    _write_results(job, autosave, folder)
    corrections, results = dossier_io.corrections_as_json(job), list(autosave.results.values())
    undone = [step_to_json(step) for step in job.history.undone] if dossier_io.can_repeat(job) else []
    work = {"plan": plan, "corrections": corrections, "undone": undone, "results": results}
    autosave.plan_json = json.dumps(_file_entry(autosave.name, autosave.linked) | work).encode()
    _write(folder / _PLAN, autosave.plan_json)
    for path in folder.glob(f"{_RESULT}*"):
        if path.name not in results:  # it was replaced by a newer one
            remove_file(path)


def _write_results(job: Job, autosave: AutosaveFolder, folder: Path) -> None:
    """Write the results that are not kept yet, as far as there is room."""
    kept = {}
    for result in job.results:
        with suppress(CannotWrite):
            kept[result] = autosave.results.get(result) or _write_result(result, folder)
    autosave.results = kept


def _write_result(result: RestorationResult, folder: Path) -> str:
    data = encode_result(dossier_io.saved_result(result))
    name = f"{_RESULT}{secrets.token_hex(8)}"
    with _room:
        _make_room(len(data))
        _write(folder / name, data)
    return name


def _opened_file(folder: Path, work: SavedWork) -> Path:
    """Return the file that was opened; raise `FileChanged` if it lies elsewhere, and is not there any more."""
    if work.linked is None:
        return folder / _FILE
    path = Path(work.linked.path)
    if not hosting.may_see(path) or not path.is_file():
        raise FileChanged(f"The file {path.name} of this work is not there any more.")
    return path


def _reopen(folder: Path, source: Path, work: SavedWork) -> OpenedPainting | Dossier:
    """Return the opened file, with the saved plan and corrections if there are any.

    Raises:
        FileChanged: it lies elsewhere, and is not the same any more.
        RestorationError: the work is damaged.
    """
    opened = dossier_io.open_file(source, work.name)
    if work.linked is not None and opened.painting.sha256 != work.linked.sha256:
        raise FileChanged(f"The file {source.name} has changed since this work was saved.")
    if work.plan is None:
        return opened
    if isinstance(opened, OpenedPainting):
        opened = Dossier(opened.painting, opened.title, np.zeros(opened.painting.image.shape[:2], bool))
    if work.plan.get("own_mask"):
        if not (folder / _OWN_MASK).is_file():  # saved before 29 November 2026: the mask has the corrections in it
            mask = as_loss_kinds(read_saved_mask(folder / _MASK, opened.painting.image))
            return replace(opened, own_mask=mask, plan=work.plan)
        mask = read_kinds((folder / _OWN_MASK).read_bytes(), opened.mask.shape)
        opened = replace(opened, own_mask=mask)
    else:
        steps_from_json(work.corrections, opened.mask.shape)  # there is no mask that could stand for them
    if work.results is not None:
        opened = replace(opened, results=list(_read_results(folder, work.results, opened.painting)))
    return replace(opened, plan=work.plan, corrections=work.corrections)


def _read_results(folder: Path, names: list[str], painting: Painting) -> Iterator[SavedResult]:
    """Yield the kept results; one whose file is damaged or gone can be made again."""
    for name in names:
        try:
            yield decode_result(read_bytes(folder / Path(name).name, LARGEST_RESULT), painting.image, painting.visible)
        except (RestorationError, OSError) as error:
            logger.warning("a kept result cannot be used: %s", error)


def _tidy_up() -> None:
    """Remove old work, and take their names from folders that an older version named by their token."""
    kept_files.remove_older(WORK_FOLDER.glob("*"), KEEP_DAYS)
    for folder in WORK_FOLDER.glob("*"):
        if TOKEN_PATTERN.fullmatch(folder.name):
            with suppress(OSError, CannotWrite):
                kept_files.make_private_folder(WORK_FOLDER)
                kept_files.make_private_folder(folder.rename(_folder_of(folder.name)))
