"""Free paintings from The Metropolitan Museum of Art, brought into the collection while one watches."""

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
MAX_WORKS = 500  # works at a time
SIZE_LABELS = {"original": "Largest", "web": "For the web"}


@dataclass(frozen=True, slots=True)
class DownloadRequest:
    """What to bring."""

    search: MuseumSearch
    limit: int  # works
    size: str  # a key of `SIZES`


@dataclass(slots=True)
class DownloadProgress:
    """How far an errand has come, on a bar and in lines below it."""

    bar: DeltaGenerator
    wanted: int  # works
    done: int = 0
    failed: int = 0

    def watch(self, received: int, total: int) -> None:
        """Bytes of the work that is on its way; a `Progress`."""
        part = received / total if total else 0.0
        text = f"{self.done + 1} of {self.wanted}: {received / 1e6:.1f} of {total / 1e6:.1f} MB"
        self.bar.progress(min(1.0, (self.done + part) / self.wanted), text)

    def tell(self, outcome: Outcome) -> None:
        """What became of a work."""
        self.done += 1
        self.failed += not outcome.done
        mark = ":material/check:" if outcome.done else ":material/error:"
        st.caption(f"{mark} {escape_markdown(outcome.source.name)}: {escape_markdown(outcome.message)}")
        self.bar.progress(self.done / self.wanted, f"{self.done} of {self.wanted}")


def show_museum_download(visit: ExploreState) -> None:
    """What to ask the museum for; then its works, one by one."""
    st.subheader("Paintings from The Met", anchor=False)
    st.markdown(
        "The Metropolitan Museum of Art gives photographs of its paintings away (CC0). They are written to "
        "data/originals with title, artist and size. What is there already is not fetched again. "
        "Choose years and words on the left, and press **Download**."
    )
    with st.sidebar.form("explore-errand", border=False):
        errand = _choose_request()
        asked = st.form_submit_button("Download", type="primary", icon=":material/download:", width="stretch")
    if visit.was_stopped:
        visit.was_stopped = False
        st.info("Stopped. What was finished is kept; Download goes on from there.")
    if asked:
        with friendly_errors():
            _download(errand, visit)


def _choose_request() -> DownloadRequest:
    first, last = st.slider("Made between", *YEAR_RANGE, value=(1300, 1650), key="met-years", persist_state="session")
    words = st.text_input(
        "Words", "painting", key="met-words", persist_state="session", help="Anywhere in the museum's record."
    )
    limit = st.number_input("Works", 1, MAX_WORKS, 12, key="met-limit", persist_state="session")
    size = st.segmented_control(
        "Photographs",
        list(SIZE_LABELS),
        format_func=SIZE_LABELS.__getitem__,
        default="original",
        required=True,
        key="met-size",
        persist_state="session",
        width="stretch",
        help="Hairline cracks show only in the largest, of 1 to 10 MB each; those for the web have about 1000 px.",
    )
    return DownloadRequest(MuseumSearch(words, min_year=first, max_year=last), limit, size)


def _download(errand: DownloadRequest, visit: ExploreState) -> None:
    """Fetch the works; any click ends the running script at the next sign of progress."""
    place = st.empty()
    with one_at_a_time(place, DOWNLOADING):
        tally = DownloadProgress(add_stop_button(place, visit.stop), errand.limit)
        tally.bar.progress(0.0, "Asking the museum…")
        caller = Client(DEFAULT_PAUSE)
        try:
            storeroom = PhotoFolder(state.originals_folder(), PhotoSize(errand.size), caller, tally.watch)
            with st.container(gap="xxsmall"):
                for outcome in fetch_photographs(met.Met(caller, met.API), errand.search, errand.limit, storeroom):
                    tally.tell(outcome)
        finally:
            state.load_catalogue.clear()
            place.empty()
    _show_summary(tally)


def _show_summary(tally: DownloadProgress) -> None:
    brought = tally.done - tally.failed
    again = " Press Download to try the others again." if tally.failed else ""
    st.success(f"In data/originals: {brought} of {tally.done} works.{again}")
