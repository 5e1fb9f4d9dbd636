"""Download free paintings from The Metropolitan Museum of Art into the collection, with progress."""

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
from restoration.museum import met
from restoration.museum.base import DEFAULT_PAUSE, MuseumSearch, PhotoSize
from restoration.museum.fetching import fetch_photographs
from restoration.museum.photo_folder import PhotoFolder

YEAR_RANGE = (1200, 1950)
MAX_PAINTINGS = 500  # in one download
SIZE_LABELS = {"original": "Largest", "web": "For the web"}


@dataclass(frozen=True, slots=True)
class DownloadRequest:
    """What to download."""

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
    """Show the search form, and run the download when the user submits it; it adds nothing to the row."""
    st.subheader("Paintings from The Met", anchor=False)
    st.markdown(
        "The Metropolitan Museum of Art offers free photographs of its paintings (CC0). They are saved in "
        "data/originals, with title, artist and size. Photographs that are there already are not downloaded again. "
        "Choose years and words, and press **Download**."
    )
    with st.form("explore-download", width=480):
        request = _choose_request()
        is_submitted = st.form_submit_button("Download", type="primary", icon=":material/download:", width="stretch")
    if explore.was_stopped:
        explore.was_stopped = False
        st.info("Stopped. Finished photographs are kept; press Download to continue.")
    if is_submitted:
        with friendly_errors():
            _download(request, explore)


def _choose_request() -> DownloadRequest:
    first, last = st.slider("Made between", *YEAR_RANGE, value=(1300, 1650), key="met-years", persist_state="session")
    words = st.text_input(
        "Words", "painting", key="met-words", persist_state="session", help="Anywhere in the museum's record."
    )
    limit = st.number_input("Number of paintings", 1, MAX_PAINTINGS, 12, key="met-limit", persist_state="session")
    size = st.segmented_control(
        "Photographs",
        list(SIZE_LABELS),
        format_func=SIZE_LABELS.__getitem__,
        default="original",
        required=True,
        key="met-size",
        persist_state="session",
        width="stretch",
        help="Hairline cracks are visible only in the largest photographs, of 1 to 10 MB each. "
        "Those for the web have about 1000 px.",
    )
    return DownloadRequest(MuseumSearch(words, min_year=first, max_year=last), limit, size)


def _download(request: DownloadRequest, explore: ExploreState) -> None:
    """Download the photographs; a click ends the running script at the next progress update."""
    place = st.empty()
    with one_at_a_time(place, queue=DOWNLOADING):
        progress = DownloadProgress(add_stop_button(place, explore.stop), request.limit)
        progress.bar.progress(0.0, "Searching the museum…")
        client = Client(DEFAULT_PAUSE)
        try:
            folder = PhotoFolder(state.originals_folder(), PhotoSize(request.size), client, progress.show_bytes)
            with st.container(gap="xxsmall"):
                for outcome in fetch_photographs(met.Met(client, met.API), request.search, request.limit, folder):
                    progress.show_outcome(outcome)
        finally:
            state.forget_collections()
            place.empty()
    _show_summary(progress)


def _show_summary(progress: DownloadProgress) -> None:
    downloaded = progress.done - progress.failed
    again = " Press Download to try the others again." if progress.failed else ""
    st.success(f"{downloaded} of {progress.done} paintings are in data/originals.{again}")
