"""What one visitor looks at on the Explore page, and the pairs made on the way; forgotten with the session."""

import shutil
import tempfile
import weakref
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from restoration.app.folders import parse_folder
from restoration.collection.manifest import ManifestRow
from restoration.collection.originals import Original
from restoration.collection.search import Collection, read_collection
from restoration.paths import DATA

FOLDER_HINT = "Check its name, or empty the field to see data/."


def originals_folder(typed: str = "") -> Path:
    """The folder that a visitor typed; that of the collection where nothing was typed.

    Raises:
        BadRequest: there is no such folder, or it holds a whole disk.
    """
    if not typed.strip():
        return DATA / "originals"
    return parse_folder(typed, FOLDER_HINT)


@st.cache_resource(ttl=60, max_entries=8, show_spinner="Looking through the folder…")
def load_catalogue(originals: Path) -> Collection:
    """The pictures in that folder, and all pairs of the collection; read-only.

    Raises:
        BadRequest: a table or the manifest cannot be read.
    """
    return read_collection(DATA, originals)


@dataclass(frozen=True, slots=True)
class LocatedPair:
    """A pair, where it lies, and the original that it seems to be made of, where that is at hand."""

    folder: Path  # of the collection that it belongs to
    entry: ManifestRow
    original: Original | None

    @property
    def title(self) -> str:
        """Of the painting."""
        return self.original.title if self.original else self.entry.painting.replace("_", " ")


@dataclass(slots=True, weakref_slot=True)
class ExploreState:
    """The original and the pair that are open, if any, and what was made in this visit."""

    original: Original | None = None
    pair: LocatedPair | None = None
    made: dict[str, LocatedPair] = field(default_factory=dict)  # in this visit, by the sha256 of the damaged picture
    was_stopped: bool = False  # the last download
    workshop: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="restoration-")))

    def __post_init__(self) -> None:
        weakref.finalize(self, shutil.rmtree, self.workshop, ignore_errors=True)

    def open(self, original: Original) -> None:
        """Look at an original."""
        self.original, self.pair = original, None

    def open_pair(self, pair: LocatedPair) -> None:
        """Look at a pair; back leads to where it was chosen."""
        self.pair = pair

    def keep(self, pair: LocatedPair) -> None:
        """Look at a pair that was just made, and list it with its original from now on."""
        self.made[pair.entry.damaged_sha256] = pair
        self.open_pair(pair)

    def stop(self) -> None:
        """End the download."""
        self.was_stopped = True

    def back(self) -> None:
        """From a pair to where it was chosen, from an original to all of them."""
        if self.pair is None:
            self.original = None
        self.pair = None


def current_state() -> ExploreState:
    """This visitor's visit."""
    if "explore" not in st.session_state:
        st.session_state["explore"] = ExploreState()
    visit: ExploreState = st.session_state["explore"]
    return visit
