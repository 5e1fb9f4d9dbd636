"""Download free paintings from a museum into the collection, with progress; licences are shown before and after."""

from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from restoration.app.exclusive import DOWNLOADING, one_at_a_time
from restoration.app.explore import state
from restoration.app.explore.state import ExploreState
from restoration.app.messages import friendly_errors
from restoration.app.text import escape_markdown
from restoration.app.widgets import add_stop_button
from restoration.batch import Outcome
from restoration.downloading.client import Client
from restoration.museum.base import MuseumSearch, PhotoSize
from restoration.museum.fetching import fetch_photographs, list_artworks
from restoration.museum.museums import MUSEUMS, MuseumEntry, find_museum
from restoration.museum.photo_folder import PhotoFolder

YEAR_RANGE = (1200, 1950)
MAX_PAINTINGS = 500  # in one download
SIZE_LABELS = {"original": "Largest", "web": "For the web"}


@dataclass(frozen=True, slots=True)
class DownloadRequest:
    """What to download."""

    museum: MuseumEntry
    search: MuseumSearch
    limit: int  # paintings
    size: str  # a key of `SIZE_LABELS`


@dataclass(slots=True)
class DownloadProgress:
    """The progress of a download: a bar, and a line for each painting below it."""

    bar: DeltaGenerator
    wanted: int  # paintings
    done: int = 0
    failed: int = 0

    def show_bytes(self, received: int, total: int) -> None:
        """Show how much of the current photograph has arrived; a `Progress`."""
        part = received / total if total else 0.0
        text = f"{self.done + 1} of {self.wanted}: {received / 1e6:.1f} of {total / 1e6:.1f} MB"
        self.bar.progress(min(1.0, (self.done + part) / self.wanted), text)

    def show_outcome(self, outcome: Outcome) -> None:
        """Show the result for one painting."""
        self.done += 1
        self.failed += not outcome.done
        icon = ":material/check:" if outcome.done else ":material/error:"
        st.caption(f"{icon} {escape_markdown(outcome.source.name)}: {escape_markdown(outcome.message)}")
        self.bar.progress(self.done / self.wanted, f"{self.done} of {self.wanted}")


def show_museum_download(explore: ExploreState, row: DeltaGenerator) -> None:
    """Show the search form, and run what the user submits; it adds nothing to the row."""
    st.subheader("Paintings from museums", anchor=False)
    museum = _choose_museum()
    st.markdown(
        f"{museum.licences} Photographs are saved in data/originals, with title, artist, size and licence. Those that "
        "are there already are not downloaded again. Choose years and words, and press **Download**; **List** names "
        "the paintings and their licences first."
    )
    with st.form("explore-download", width=480):
        request = _choose_request(museum)
        buttons = st.container(horizontal=True)
        is_submitted = buttons.form_submit_button(
            "Download", type="primary", icon=":material/download:", width="stretch"
        )
        is_listed = buttons.form_submit_button("List", icon=":material/list:", width="stretch")
    if explore.was_stopped:
        explore.was_stopped = False
        st.info("Stopped. Finished photographs are kept; press Download to continue.")
    if is_submitted or is_listed:
        with friendly_errors():
            _run(request, explore, only_list=is_listed)


def _choose_museum() -> MuseumEntry:
    keys = [entry.key for entry in MUSEUMS]
    key = st.selectbox(
        "Museum",
        keys,
        format_func=lambda key: find_museum(key).name,
        key="museum",
        persist_state="session",
        width=480,
    )
    return find_museum(key)


def _choose_request(museum: MuseumEntry) -> DownloadRequest:
    first, last = st.slider(
        "Made between", *YEAR_RANGE, value=(1300, 1650), key="museum-years", persist_state="session"
    )
    words = st.text_input(
        "Words",
        museum.defaults.query,
        key=f"{museum.key}-words",
        persist_state="session",
        help="In the museum's record; empty for any painting.",
    )
    department = _choose_department(museum)
    limit = st.number_input("Number of paintings", 1, MAX_PAINTINGS, 12, key="museum-limit", persist_state="session")
    size = st.segmented_control(
        "Photographs",
        list(SIZE_LABELS),
        format_func=SIZE_LABELS.__getitem__,
        default="original",
        required=True,
        key="museum-size",
        persist_state="session",
        width="stretch",
        help="Hairline cracks are visible only in the largest photographs, of 1 to 10 MB each, at Wikimedia Commons "
        "of 100 MB and more. Those for the web have about 1000 px.",
    )
    search = museum.search(first, last, query=words, department=department)
    return DownloadRequest(museum, search, limit, size)


def _choose_department(museum: MuseumEntry) -> str:
    if not museum.part:
        return ""
    return st.text_input(
        museum.part,
        museum.defaults.department,
        key=f"{museum.key}-department",
        persist_state="session",
        help="Its name, such as Paintings by Jan van Eyck at Wikimedia Commons; empty for all.",
    )


def _run(request: DownloadRequest, explore: ExploreState, *, only_list: bool) -> None:
    """Download or list the photographs; a click ends the running script at the next progress update."""
    place = st.empty()
    with one_at_a_time(place, queue=DOWNLOADING):
        progress = DownloadProgress(add_stop_button(place, explore.stop), request.limit)
        progress.bar.progress(0.0, "Searching the museum…")
        try:
            with st.container(gap="xxsmall"):
                for outcome in _outcomes(request, progress, only_list=only_list):
                    progress.show_outcome(outcome)
        finally:
            state.forget_collections()
            place.empty()
    if not only_list:
        _show_summary(progress)


def _outcomes(request: DownloadRequest, progress: DownloadProgress, *, only_list: bool) -> Iterator[Outcome]:
    client = Client(request.museum.pause)
    museum = request.museum.build(client, request.museum.api)
    if only_list:
        return list_artworks(museum, request.search, request.limit)
    folder = PhotoFolder(state.originals_folder(), PhotoSize(request.size), client, progress.show_bytes)
    return fetch_photographs(museum, request.search, request.limit, folder)


def _show_summary(progress: DownloadProgress) -> None:
    downloaded = progress.done - progress.failed
    again = " Press Download to try the others again." if progress.failed else ""
    st.success(f"{downloaded} of {progress.done} paintings are in data/originals.{again}")
