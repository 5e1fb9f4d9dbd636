"""What one user has open on the Explore page, and the pairs made in this session."""

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
    """Return the folder that the user typed, or the collection's own folder for an empty text.

    Raises:
        BadRequest: the folder does not exist, or it holds a whole disk.
    """
    if not typed.strip():
        return DATA / "originals"
    return parse_folder(typed, FOLDER_HINT)


@st.cache_resource(ttl=60, max_entries=8, show_spinner="Reading the folder…")
def load_collection(originals: Path) -> Collection:
    """Return the pictures in that folder and all pairs of the collection; shared by all users, so read-only.

    Raises:
        BadRequest: a table or the manifest cannot be read.
    """
    return read_collection(DATA, originals)


@dataclass(frozen=True, slots=True)
class LocatedPair:
    """A pair, its folder, and the original that it was probably made from."""

    folder: Path  # of its collection
    row: ManifestRow
    original: Original | None  # None where it is missing

    @property
    def title(self) -> str:
        """The title of the painting."""
        return self.original.title if self.original else self.row.painting.replace("_", " ")


@dataclass(slots=True, weakref_slot=True)
class ExploreState:
    """The open original and the open pair, and what was made in this session."""

    original: Original | None = None
    pair: LocatedPair | None = None
    made_pairs: dict[str, LocatedPair] = field(default_factory=dict)  # by the sha256 of the damaged picture
    was_stopped: bool = False  # whether the user stopped the last download
    pairs_folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="restoration-")))

    def __post_init__(self) -> None:
        weakref.finalize(self, shutil.rmtree, self.pairs_folder, ignore_errors=True)

    def open(self, original: Original) -> None:
        """Open an original."""
        self.original, self.pair = original, None

    def open_pair(self, pair: LocatedPair) -> None:
        """Open a pair; `back` returns to where it was chosen."""
        self.pair = pair

    def add_pair(self, pair: LocatedPair) -> None:
        """Open a pair that was just made; from now on it is listed with its original."""
        self.made_pairs[pair.row.damaged_sha256] = pair
        self.open_pair(pair)

    def stop(self) -> None:
        """Remember that the user stopped the download."""
        self.was_stopped = True

    def back(self) -> None:
        """Go from a pair to where it was chosen, or from an original to all originals."""
        if self.pair is None:
            self.original = None
        self.pair = None


def current_state() -> ExploreState:
    """Return the state of this user."""
    if "explore" not in st.session_state:
        st.session_state["explore"] = ExploreState()
    state: ExploreState = st.session_state["explore"]
    return state
