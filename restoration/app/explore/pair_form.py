"""A form that makes a pair like `python -m restoration damage`, and keeps it until the session ends."""

import secrets
import shlex
from pathlib import Path

import streamlit as st

from restoration.app.exclusive import run_in_turn
from restoration.app.explore import address
from restoration.app.explore.facts import severity_label, style_label
from restoration.app.explore.state import ExploreState, LocatedPair
from restoration.app.messages import friendly_errors
from restoration.app.task_queue import Task
from restoration.collection.generation import make_pairs
from restoration.collection.manifest import ManifestRow, read_manifest, write_manifest
from restoration.collection.originals import Original
from restoration.collection.pair_request import PairRequest
from restoration.damage.craquelure.styles import CRACK_STYLES
from restoration.damage.recipe import SIMPLE_STYLE
from restoration.damage.severity import SEVERITIES
from restoration.files import ensure_folder

DRAWING_BYTES = 300e6  # of memory, for a picture of 6 megapixels: 40 to 50 bytes a pixel
SEED_LIMIT = 2**32  # a number field in a browser holds all smaller seeds exactly


def show_pair_form(explore: ExploreState, original: Original, like: ManifestRow | None = None) -> None:
    """Show a form for one more pair of this original; it starts with the settings of the pair `like`."""
    with st.form("explore-pair"):
        st.markdown("**Make another pair like this one**" if like else "**Make a pair**")
        request = _choose_request(like)
        st.caption(
            "Cracks, losses and scratches are drawn on a copy; the original is not changed. "
            "A picture of 20 megapixels takes about 20 s."
        )
        is_submitted = st.form_submit_button("Make it")
    if is_submitted:
        with friendly_errors():
            pair = run_in_turn(
                st.empty(),
                Task("draw damage"),
                lambda progress: make_pair(original, request, explore.pairs_folder),
                key=("draw damage", original.path, request),
                memory=DRAWING_BYTES,
                text="Drawing the damage…",
            )
            explore.add_pair(pair)
            address.open_pair(pair)
            st.rerun()


def make_pair(original: Original, request: PairRequest, folder: Path) -> LocatedPair:
    """Make the pair in a new folder below `folder`: pairs with other seeds have the same file names.

    Raises:
        BadImage: the original cannot be read.
        CannotWrite: a file cannot be written.
    """
    pair_folder = ensure_folder(folder / secrets.token_hex(8))
    make_pairs(original.path, request, pair_folder, original.split)
    write_manifest(pair_folder)
    [row] = read_manifest(pair_folder)
    return LocatedPair(pair_folder, row, original)


def damage_command(original: Original, row: ManifestRow) -> str:
    """Return the command that writes the same pair, byte for byte, into the collection."""
    return (
        f"python -m restoration damage {shlex.quote(str(original.path))} --output data --per-image 1 "
        f"--severity {shlex.quote(row.severity)} --style {shlex.quote(row.style)} --seed {row.seed}"
    )


def _choose_request(like: ManifestRow | None) -> PairRequest:
    severities, styles = list(SEVERITIES), [*CRACK_STYLES, SIMPLE_STYLE]
    severity, style, seed = (
        (like.severity, like.style, (like.seed + 1) % SEED_LIMIT) if like else ("moderate", "italian", 0)
    )
    left, middle, right = st.columns([2, 3, 1])
    return PairRequest(
        per_image=1,
        severity=left.selectbox("Severity", severities, _index_of(severity, severities), format_func=severity_label),
        style=middle.selectbox("Craquelure", styles, _index_of(style, styles), format_func=style_label),
        seed=right.number_input(
            "Seed", 0, SEED_LIMIT - 1, seed, help="Another seed gives different damage of the same kind."
        ),
    )


def _index_of(key: str, keys: list[str]) -> int:
    """Return the position of a key, 0 for an unknown one."""
    return keys.index(key) if key in keys else 0
