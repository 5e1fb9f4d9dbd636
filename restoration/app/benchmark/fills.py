"""What methods make of one damaged detail, filled when it is asked for and kept for the visit."""

from typing import NamedTuple

import streamlit as st

from restoration.app.turns import own_turn
from restoration.benchmark.measuring import visible_damage
from restoration.benchmark.nearness import score
from restoration.benchmark.protocol import Case
from restoration.catalog import INPAINTERS
from restoration.damage.pair import Pair
from restoration.domain import Image
from restoration.inpainting.filling import fill


class Fill(NamedTuple):
    """A detail as one method filled it."""

    label: str  # of the method
    image: Image
    psnr: float  # dB, in the damage


def fills_of(case: Case, pair: Pair) -> list[Fill]:
    """What the chosen methods made of a detail; nothing until the button is pressed, since some take seconds."""
    keys, is_asked = _choose_methods()
    kept: dict[Case, list[Fill]] = st.session_state.setdefault("benchmark-fills", {})
    if is_asked:
        kept.clear()  # of other details
        with own_turn(st.empty()):
            for key in keys:
                kept.setdefault(case, []).append(_filled(pair, key))
    return kept.get(case, [])


def _choose_methods() -> tuple[list[str], bool]:
    """Their keys, and whether they are to begin."""
    labels = {entry.key: entry.label for entry in INPAINTERS.ready()}
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    keys = left.pills(
        "Fill it with",
        list(labels),
        selection_mode="multi",
        default=list(labels),
        format_func=lambda key: labels[key],
        key="benchmark-fillers",
        persist_state="session",
    )
    return keys, right.button("Fill", type="primary", width="stretch", disabled=not keys)


def _filled(pair: Pair, key: str) -> Fill:
    label, mask = INPAINTERS[key].label, visible_damage(pair)
    with st.spinner(f"{label}…"):
        image = fill(pair.after, mask, INPAINTERS.build(key))
    return Fill(label, image, score(image, pair.before, mask).psnr_inside)
