"""The panel that opens a picture where it is: an address, its canvases, and a region of one on a small view.

This server asks for everything itself, so a visitor's browser tells the museum nothing, and addresses in the server's
own network stay closed.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt
import streamlit as st

from restoration.app import messages
from restoration.app.exclusive import ASKING, one_at_a_time, run_in_turn
from restoration.app.messages import friendly_errors
from restoration.app.restore import autosave, dossier_io
from restoration.app.restore.state import UPLOADER, Job
from restoration.app.task_queue import Task
from restoration.app.text import escape_markdown
from restoration.app.uploads import READING_BYTES, empty_uploader
from restoration.domain import Box, Progress
from restoration.errors import RestorationError
from restoration.imaging.iiif_source import UNSTATED_RIGHTS
from restoration.imaging.limits import megapixel_limit
from restoration.imaging.overlay import downscale, outline_box
from restoration.imaging.tile_pyramid import encode_jpeg
from restoration.museum.iiif.address import OpenedAddress, open_address
from restoration.museum.iiif.client import MAX_PICTURE_BYTES, WHOLE_MEGAPIXELS, open_client
from restoration.museum.iiif.fetching import FetchedRegion, fetch_preview, fetch_region, fetch_thumbnail
from restoration.museum.iiif.manifest import Canvas

LISTED = 6  # canvases at a time
PREVIEW_SIDE, THUMBNAIL_SIDE = 600, 96  # px
FIRST_SIDE = 4000  # px; of the region that is offered of a very large picture
FETCHING_BYTES = READING_BYTES + 4.0  # of memory for each pixel: the file of the region, and reading it

LOOKING_BYTES = 3 * WHOLE_MEGAPIXELS * 1e6 + MAX_PICTURE_BYTES  # of memory, for the largest answer

_KEY = "iiif address"  # in the session state
_LOOK = Task("look at an address")


@dataclass(slots=True)
class _Preview:
    """A canvas on a small view."""

    image: npt.NDArray[np.uint8]  # (h, w, 3)
    size: tuple[int, int]  # width and height of the full picture, px


@dataclass(slots=True)
class _AddressState:
    """What an address leads to, and what was looked at so far."""

    opened: OpenedAddress
    chosen: int = 0  # place of the canvas
    thumbnails: dict[int, bytes] = field(default_factory=dict)  # JPEG by place; empty where there is none
    previews: dict[int, _Preview | RestorationError] = field(default_factory=dict)  # of the chosen canvas, or why not

    @property
    def canvas(self) -> Canvas:
        return self.opened.canvases[self.chosen]


def offer_address(job: Job) -> None:
    """Show the panel; the region that the user opens replaces the painting of the job."""
    with st.popover("From an IIIF address", icon=":material/link:", width="stretch", key="address panel"):
        st.caption("Of an info.json, an image or a manifest: a museum's page offers it, often under the IIIF logo.")
        with st.form("iiif form", border=False):
            text = st.text_input("Address", key="iiif text", placeholder="https://…/manifest.json")
            is_submitted = st.form_submit_button("Look", width="stretch")
        with friendly_errors():
            if is_submitted:
                st.session_state.pop(_KEY, None)
                with st.spinner("Asking the server…"), one_at_a_time(st.empty(), _LOOK, ASKING, memory=LOOKING_BYTES):
                    st.session_state[_KEY] = _AddressState(open_address(text, open_client()))
            if (state := st.session_state.get(_KEY)) is not None:
                _choose_canvas(state)
                _offer_region(job, state)


def _choose_canvas(state: _AddressState) -> None:
    """List the canvases with thumbnails, a few at a time; a click chooses one."""
    count = len(state.opened.canvases)
    if count == 1:
        return
    first = 1
    if count > LISTED:
        first = int(st.number_input(f"List of {count} pictures from", 1, count, 1, step=LISTED, key="iiif first"))
    for place in range(first - 1, min(first - 1 + LISTED, count)):
        with st.container(horizontal=True, vertical_alignment="center", key=f"iiif canvas {place}"):
            if thumbnail := _thumbnail(state, place):
                st.image(thumbnail, alt="", width=48)
            canvas = state.opened.canvases[place]
            label = f"{escape_markdown(canvas.label)} · {canvas.width:,} × {canvas.height:,}"
            look: Literal["secondary", "tertiary"] = "secondary" if place == state.chosen else "tertiary"
            st.button(label, key=f"iiif choose {place}", type=look, on_click=_choose, args=(state, place))


def _choose(state: _AddressState, place: int) -> None:
    state.chosen = place
    state.previews.clear()


def _thumbnail(state: _AddressState, place: int) -> bytes:
    if place not in state.thumbnails:
        state.thumbnails[place] = b""
        with suppress(RestorationError), one_at_a_time(None, _LOOK, ASKING, memory=LOOKING_BYTES):  # not essential
            small = fetch_thumbnail(state.opened.canvases[place], open_client(), THUMBNAIL_SIDE)
            state.thumbnails[place] = b"" if small is None else encode_jpeg(small, None)
    return state.thumbnails[place]


def _offer_region(job: Job, state: _AddressState) -> None:
    """Show the chosen canvas with the region that the numbers give, and open it at a click."""
    preview = _preview(state)
    width, height = preview.size
    rights = escape_markdown(state.canvas.stated_rights) or UNSTATED_RIGHTS
    st.caption(f"{width:,} × {height:,} px. Rights: {rights}")
    region = _choose_region(state, preview.size)
    st.image(encode_jpeg(_outlined(preview, region), None), alt="The picture, the region outlined in blue")
    if st.button("Open this region", key="iiif open", type="primary", width="stretch"):
        _open_region(job, state.canvas, region)


def _preview(state: _AddressState) -> _Preview:
    """Return the small view; raise why there is none, without asking again."""
    if state.chosen not in state.previews:
        try:
            with st.spinner("Fetching a small view…"), one_at_a_time(st.empty(), _LOOK, ASKING, memory=LOOKING_BYTES):
                image, size = fetch_preview(state.canvas, open_client(), PREVIEW_SIDE)
            state.previews[state.chosen] = _Preview(downscale(image, PREVIEW_SIDE), size)
        except RestorationError as error:
            state.previews[state.chosen] = error
    found = state.previews[state.chosen]
    if isinstance(found, RestorationError):
        raise found
    return found


def _choose_region(state: _AddressState, size: tuple[int, int]) -> Box:
    """Return the region of the numbers, as far as it lies in the picture."""
    width, height = size
    first = _first_region(state.opened.region, width, height)
    limits = (0, width - 1), (0, height - 1), (1, width), (1, height)
    numbers: list[int] = []
    for names in (("Left", "Top"), ("Width", "Height")):
        for name, place in zip(names, st.columns(2), strict=True):
            least, most = limits[len(numbers)]
            key = f"iiif {name} {state.chosen} {id(state.opened)}"
            numbers.append(place.number_input(f"{name}, px", least, most, first[len(numbers)], step=1, key=key))
    x, y, across, down = numbers
    return x, y, min(across, width - x), min(down, height - y)


def _first_region(asked: Box | None, width: int, height: int) -> Box:
    """Return what the address asks for, or the whole picture, or the middle of one that is too large."""
    if asked is not None:
        return asked
    if width * height / 1e6 <= min(FIRST_SIDE**2 / 1e6, megapixel_limit()):
        return 0, 0, width, height
    side = min(FIRST_SIDE, int((megapixel_limit() * 1e6) ** 0.5))
    across, down = min(side, width), min(side, height)
    return (width - across) // 2, (height - down) // 2, across, down


def _outlined(preview: _Preview, region: Box) -> npt.NDArray[np.uint8]:
    height, width = preview.image.shape[:2]
    scale = np.array([width / preview.size[0], height / preview.size[1]] * 2)
    x, y, across, down = (round(value) for value in np.array(region) * scale)
    return outline_box(preview.image, (x, y, max(across, 2), max(down, 2)))


def _open_region(job: Job, canvas: Canvas, region: Box) -> None:
    """Fetch the region and open it like an upload, as a work of its own."""
    pixels = region[2] * region[3]

    def fetch(progress: Progress) -> FetchedRegion:
        return fetch_region(canvas, region, open_client(), progress)

    fetched = run_in_turn(
        st.empty(),
        Task("fetch a region", pixels / 1e6),
        fetch,
        key=("fetch", canvas.service or canvas.image, canvas.id, region),
        memory=LOOKING_BYTES + FETCHING_BYTES * pixels,
        text="Fetching the region…",
        queue=ASKING,
    )
    opened = dossier_io.open_file(fetched.data, fetched.name)
    autosave.save_if_changed(job)  # the painting before
    dossier_io.load_into_job(job, opened)
    autosave.start_autosave(job, fetched.data, fetched.name)
    empty_uploader(UPLOADER)  # it names another file
    said = [*fetched.notes, f"Rights: {fetched.source.stated_rights or 'not stated'}"]
    messages.keep_note("region of an address", escape_markdown(" ".join(said)))
