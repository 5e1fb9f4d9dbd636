"""The collection as one user may see it, the folder they chose, and the pairs made in this session."""

import shutil
import tempfile
import weakref
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import streamlit as st

from restoration.app import hosting, kept_files
from restoration.app.folders import parse_folder
from restoration.collection.manifest import ManifestRow
from restoration.collection.originals import Original
from restoration.collection.search import Collection, read_collection
from restoration.errors import CannotWrite
from restoration.paths import CACHE, DATA

PAIRS_FOLDER = CACHE / "pairs"  # made in the sessions of all users
KEEP_DAYS = 1  # of the folder of a session in which no pair was made any more
FOLDER_HINT = "Check its name, or empty the field to see data/."


def originals_folder(typed: str = "") -> Path:
    """Return the folder that the user typed, or the collection's own folder for an empty text.

    Raises:
        BadRequest: the folder does not exist, or it holds a whole disk.
    """
    if not typed.strip():
        return DATA / "originals"
    return parse_folder(typed, FOLDER_HINT)


def load_collection(originals: Path) -> Collection:
    """Return the pictures in that folder and all pairs of the collection, as far as this user may see them.

    It is shared by all users, so read-only.

    Raises:
        BadRequest: a table or the manifest cannot be read.
    """
    return _load_collection(originals, hosted=hosting.is_hosted())


@st.cache_resource(ttl=60, max_entries=8, show_spinner="Reading the folder…")
def _load_collection(originals: Path, *, hosted: bool) -> Collection:
    return read_collection(DATA, originals, partial(hosting.may_see, hosted=hosted))


def forget_collections() -> None:
    """Read every folder again when it is shown next."""
    _load_collection.clear()


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
    """The folder that the user chose, and what was made in this session."""

    folder: Path | None = None  # of the originals; None for the collection's own
    made_pairs: dict[str, LocatedPair] = field(default_factory=dict)  # by the sha256 of the damaged picture
    was_stopped: bool = False  # whether the user stopped the last download
    pairs_folder: Path = field(default_factory=lambda: _make_session_folder())

    def __post_init__(self) -> None:
        weakref.finalize(self, shutil.rmtree, self.pairs_folder, ignore_errors=True)

    def add_pair(self, pair: LocatedPair) -> None:
        """Keep a pair that was just made; from now on it is listed with its original.

        Where the pairs of all users take too much room, the oldest are removed.
        """
        self.made_pairs[pair.row.damaged_sha256] = pair
        with suppress(CannotWrite):  # this pair alone is larger than the limit
            kept_files.make_room(PAIRS_FOLDER.glob("*/*"), 0, kept_files.size_limit(PAIRS_FOLDER), {pair.folder})

    def forget_removed_pairs(self) -> None:
        """Forget the pairs whose files were removed to make room."""
        self.made_pairs = {sha256: pair for sha256, pair in self.made_pairs.items() if pair.folder.is_dir()}

    def stop(self) -> None:
        """Remember that the user stopped the download."""
        self.was_stopped = True


def current_state() -> ExploreState:
    """Return the state of this user."""
    if "explore" not in st.session_state:
        st.session_state["explore"] = ExploreState()
    state: ExploreState = st.session_state["explore"]
    state.forget_removed_pairs()
    return state


def _make_session_folder() -> Path:
    """Return a new folder for one session, and remove those that a killed server left behind."""
    kept_files.make_private_folder(PAIRS_FOLDER)
    kept_files.remove_older(PAIRS_FOLDER.glob("*"), KEEP_DAYS)
    return Path(tempfile.mkdtemp(dir=PAIRS_FOLDER))
