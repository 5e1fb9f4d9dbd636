"""A pair made while one waits, as `python -m restoration damage` makes it, and kept for this visit."""

import secrets
import shlex
from pathlib import Path

import streamlit as st

from restoration.app.exclusive import own_turn
from restoration.app.explore.facts import severity_words, style_words
from restoration.app.explore.state import ShownPair, Visit
from restoration.app.messages import friendly_errors
from restoration.collection.making import make_pairs
from restoration.collection.manifest import PairEntry, read_manifest, write_manifest
from restoration.collection.originals import Original
from restoration.collection.planning import Order
from restoration.damage.craquelure.styles import STYLES
from restoration.damage.recipe import SIMPLE
from restoration.damage.severity import SEVERITIES
from restoration.files import ensure_folder

SEEDS = 2**32  # as many as a number field of a browser holds with ease


def offer(visit: Visit, original: Original, like: PairEntry | None = None) -> None:
    """A form for one more pair of this original, from where a pair like it stands."""
    with st.form("explore-order"):
        st.markdown("**Make another like this**" if like else "**Make a pair**")
        order = _choose_order(like)
        st.caption(
            "Cracks, losses and scratches are drawn on a copy; the original is not changed. "
            "A picture of 20 megapixels takes some 20 s."
        )
        asked = st.form_submit_button("Make it")
    if asked:
        with friendly_errors(), own_turn(st.empty()), st.spinner("Drawing the damage…", show_time=True):
            visit.keep(make(original, order, visit.workshop))
            st.rerun()


def make(original: Original, order: Order, workshop: Path) -> ShownPair:
    """The ordered pair, in a collection of its own: pairs of other seeds would bear the same name.

    Raises:
        BadImage: the original cannot be read.
        CannotWrite: the workshop cannot be written to.
    """
    folder = ensure_folder(workshop / secrets.token_hex(8))
    make_pairs(original.path, order, folder, original.split)
    write_manifest(folder)
    [entry] = read_manifest(folder)
    return ShownPair(folder, entry, original)


def command_for(original: Original, entry: PairEntry) -> str:
    """What writes the same pair into the collection, byte for byte."""
    return (
        f"python -m restoration damage {shlex.quote(str(original.path))} --output data --per-image 1 "
        f"--severity {entry.severity} --style {entry.style} --seed {entry.seed}"
    )


def _choose_order(like: PairEntry | None) -> Order:
    severities, styles = list(SEVERITIES), [*STYLES, SIMPLE]
    severity, style, seed = (like.severity, like.style, (like.seed + 1) % SEEDS) if like else ("moderate", "italian", 0)
    first, second, third = st.columns([2, 3, 1])
    return Order(
        per_image=1,
        severity=first.selectbox("Severity", severities, _place(severity, severities), format_func=severity_words),
        style=second.selectbox("Craquelure", styles, _place(style, styles), format_func=style_words),
        seed=third.number_input("Seed", 0, SEEDS - 1, seed, help="Another seed gives other damage of the same kind."),
    )


def _place(key: str, keys: list[str]) -> int:
    return keys.index(key) if key in keys else 0
