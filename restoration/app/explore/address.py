"""The page's address names the original and the pair that are open, so that the browser's Back closes them."""

from typing import NamedTuple

import streamlit as st

from restoration.app.explore import state
from restoration.app.explore.state import ExploreState, LocatedPair
from restoration.collection.originals import Original

_ORIGINAL, _PAIR = "original", "pair"  # names in the address


class Opened(NamedTuple):
    """What the address names; nothing for the lists."""

    original: Original | None = None
    pair: LocatedPair | None = None
    is_missing: bool = False  # whether it names something that is not there

    @property
    def place(self) -> str:
        """A name of what is open; empty for the lists."""
        return " ".join(st.query_params.get(name, "") for name in (_ORIGINAL, _PAIR)).strip()


def read_address(explore: ExploreState) -> Opened:
    """Return the original and the pair that the address names.

    Raises:
        BadRequest: a table or the manifest cannot be read.
    """
    name, sha256 = st.query_params.get(_ORIGINAL), st.query_params.get(_PAIR)
    original = _find_original(name, explore) if name else None
    pair = _find_pair(sha256, original, explore) if sha256 else None
    return Opened(original, pair, is_missing=(name is not None and not original) or (sha256 is not None and not pair))


def open_original(original: Original, explore: ExploreState) -> None:
    """Open an original of the folder that the user chose."""
    st.query_params.from_dict({_ORIGINAL: _name(original, explore)})


def open_pair(pair: LocatedPair) -> None:
    """Open a pair; `close` returns to where it was chosen."""
    st.query_params[_PAIR] = pair.row.damaged_sha256


def close() -> None:
    """Go from a pair to where it was chosen, or from an original to all originals."""
    del st.query_params[_PAIR if _PAIR in st.query_params else _ORIGINAL]


def _name(original: Original, explore: ExploreState) -> str:
    folder = explore.folder or state.originals_folder()
    return original.path.relative_to(folder).as_posix()


def _find_original(name: str, explore: ExploreState) -> Original | None:
    """Look the name up in the folder's list; a file that is not in it is never opened."""
    originals = state.load_collection(explore.folder or state.originals_folder()).originals
    return next((original for original in originals if _name(original, explore) == name), None)


def _find_pair(sha256: str, original: Original | None, explore: ExploreState) -> LocatedPair | None:
    if made := explore.made_pairs.get(sha256):
        return made
    collection = state.load_collection(state.originals_folder())
    row = next((row for row in collection.pairs if row.damaged_sha256 == sha256), None)
    if row is None:
        return None
    originals = [original] if original else collection.originals
    return LocatedPair(collection.folder, row, next((o for o in originals if o.painting == row.painting), None))
