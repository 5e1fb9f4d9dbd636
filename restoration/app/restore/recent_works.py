"""The works that were opened in this session: another upload replaces what the page shows, and nothing is lost."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import streamlit as st

from restoration.app.restore.state import Job
from restoration.app.text import escape_markdown
from restoration.domain import Image
from restoration.imaging.overlay import downscale
from restoration.imaging.tile_pyramid import encode_jpeg

ADDRESS = "work"  # of the token in the page's address
MOST = 6  # that are listed
THUMBNAIL_SIDE = 96  # px

_SAMPLES = 8  # px of the picture for each px of a thumbnail, along a side
_KEY = "recent works"  # in the session state


@dataclass(frozen=True, slots=True)
class RecentWork:
    """A kept work, as the list shows it."""

    title: str
    opened: str  # day and time, where the user is
    thumbnail: bytes  # JPEG


def remember(job: Job) -> None:
    """Add the work of a job to the list, unless it is there or is not kept."""
    if job.painting is not None and job.autosave is not None and job.autosave.token not in _works():
        jpeg = encode_jpeg(_thumbnail(job.painting.image), job.painting.metadata.icc)
        _works()[job.autosave.token] = RecentWork(job.title, f"{_now():%d %b, %H:%M}", jpeg)


def _thumbnail(image: Image) -> npt.NDArray[np.uint8]:
    """Return a small copy, (h, w, 3), of some rows and columns of the picture: those of a huge one lie on the disk."""
    step = max(max(image.shape[:2]) // (THUMBNAIL_SIDE * _SAMPLES), 1)
    return downscale(np.ascontiguousarray(image[::step, ::step]), THUMBNAIL_SIDE)


def show_recent(job: Job) -> None:
    """List the other works, the newest first; a click opens one."""
    shown = job.autosave.token if job.autosave else ""
    others = [(token, work) for token, work in reversed(_works().items()) if token != shown][:MOST]
    if not others:
        return
    st.caption("Recent works")
    for number, (token, work) in enumerate(others):
        with st.container(horizontal=True, vertical_alignment="center", key=f"recent-{number}"):
            st.image(work.thumbnail, alt="", width=48)
            label = f"{escape_markdown(work.title)} · {work.opened}"
            st.button(label, key=f"recent work {number}", type="tertiary", on_click=_open, args=(token,))


def _open(token: str) -> None:
    st.query_params[ADDRESS] = token  # as if the user had gone back to that address


def _now() -> datetime:
    zone = st.context.timezone
    return datetime.now(ZoneInfo(zone) if zone else None)


def _works() -> dict[str, RecentWork]:
    """Return the works of this session by their token, the one opened last at the end."""
    works: dict[str, RecentWork] = st.session_state.setdefault(_KEY, {})
    return works
