"""A pair made while one waits, as `python -m restoration damage` makes it, and kept for this visit."""

import secrets
import shlex
from pathlib import Path

import streamlit as st

from restoration.app.exclusive import one_at_a_time
from restoration.app.explore.facts import severity_label, style_label
from restoration.app.explore.state import ExploreState, LocatedPair
from restoration.app.messages import friendly_errors
from restoration.collection.generation import make_pairs
from restoration.collection.manifest import ManifestRow, read_manifest, write_manifest
from restoration.collection.originals import Original
from restoration.collection.pair_request import PairRequest
from restoration.damage.craquelure.styles import CRACK_STYLES
from restoration.damage.recipe import SIMPLE_STYLE
from restoration.damage.severity import SEVERITIES
from restoration.files import ensure_folder

SEED_LIMIT = 2**32  # as many as a number field of a browser holds with ease


def show_pair_form(visit: ExploreState, original: Original, like: ManifestRow | None = None) -> None:
    """A form for one more pair of this original, from where a pair like it stands."""
    with st.form("explore-order"):
        st.markdown("**Make another like this**" if like else "**Make a pair**")
        order = _choose_request(like)
        st.caption(
            "Cracks, losses and scratches are drawn on a copy; the original is not changed. "
            "A picture of 20 megapixels takes some 20 s."
        )
        asked = st.form_submit_button("Make it")
    if asked:
        with friendly_errors(), one_at_a_time(st.empty()), st.spinner("Drawing the damage…", show_time=True):
            visit.keep(make_pair(original, order, visit.workshop))
            st.rerun()


def make_pair(original: Original, order: PairRequest, workshop: Path) -> LocatedPair:
    """The ordered pair, in a collection of its own: pairs of other seeds would bear the same name.

    Raises:
        BadImage: the original cannot be read.
        CannotWrite: the workshop cannot be written to.
    """
    folder = ensure_folder(workshop / secrets.token_hex(8))
    make_pairs(original.path, order, folder, original.split)
    write_manifest(folder)
    [entry] = read_manifest(folder)
    return LocatedPair(folder, entry, original)


def damage_command(original: Original, entry: ManifestRow) -> str:
    """What writes the same pair into the collection, byte for byte."""
    return (
        f"python -m restoration damage {shlex.quote(str(original.path))} --output data --per-image 1 "
        f"--severity {entry.severity} --style {entry.style} --seed {entry.seed}"
    )


def _choose_request(like: ManifestRow | None) -> PairRequest:
    severities, styles = list(SEVERITIES), [*CRACK_STYLES, SIMPLE_STYLE]
    severity, style, seed = (
        (like.severity, like.style, (like.seed + 1) % SEED_LIMIT) if like else ("moderate", "italian", 0)
    )
    first, second, third = st.columns([2, 3, 1])
    return PairRequest(
        per_image=1,
        severity=first.selectbox("Severity", severities, _index_of(severity, severities), format_func=severity_label),
        style=second.selectbox("Craquelure", styles, _index_of(style, styles), format_func=style_label),
        seed=third.number_input(
            "Seed", 0, SEED_LIMIT - 1, seed, help="Another seed gives other damage of the same kind."
        ),
    )


def _index_of(key: str, keys: list[str]) -> int:
    return keys.index(key) if key in keys else 0
