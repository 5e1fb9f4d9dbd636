"""The measured detail of one painting, drawn again: undamaged, damaged, the mask, and what methods make of it."""

import io
from dataclasses import dataclass
from typing import NamedTuple

import streamlit as st
from PIL import Image as PillowImage

from restoration.app.benchmark.reading import Run
from restoration.app.exclusive import own_turn
from restoration.app.folders import named_folder
from restoration.benchmark.measuring import visible_damage
from restoration.benchmark.protocol import Case, Protocol
from restoration.benchmark.replay import CURE, cases_of, find_original, protocol_of, redraw
from restoration.catalog import INPAINTERS
from restoration.damage.pair import Pair
from restoration.domain import Image
from restoration.errors import BadRequest
from restoration.imaging.overlay import tint
from restoration.imaging.reading import read_painting
from restoration.inpainting.filling import fill
from restoration.metrics.similarity import score


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


ORIGINALS = "data/originals"
_IN_A_ROW = 3  # pictures


@dataclass(frozen=True, slots=True, eq=False)
class Detail:
    """A detail under one case of damage; shared, hence read-only."""

    case: Case
    pair: Pair
    icc: bytes | None  # colour profile of the photograph


def show_detail(run: Run, picture: str) -> None:
    """The detail at a severity of choice, where the picture is at hand."""
    st.subheader("The detail that was measured")
    cases = cases_of(run.results, picture)
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    folder = left.text_input("Folder of the originals", ORIGINALS, key="benchmark-originals", persist_state="session")
    severities = list(cases)
    severity = right.segmented_control(
        "Damage of the detail",
        severities,
        default=severities[0],
        required=True,
        key="benchmark-detail",
        persist_state="session",
    )
    try:
        detail = _find(run, folder, cases[severity])
    except BadRequest as absent:  # nothing went wrong: few people have the pictures of a run at hand
        st.info(absent.sentence)
        return
    _show(detail, fills_of(detail.case, detail.pair))


def _find(run: Run, folder: str, case: Case) -> Detail:
    sha256 = next(one["sha256"] for one in run.results.about["pictures"] if one["picture"] == case.picture)
    return _redrawn(folder, sha256, case, protocol_of(run.results.about))


@st.cache_resource(max_entries=8, show_spinner="Drawing the damage again…")
def _redrawn(folder: str, sha256: str, case: Case, protocol: Protocol) -> Detail:
    """The detail of the picture with that fingerprint, looked for in the folder that was typed."""
    painting = read_painting(find_original(named_folder(folder, CURE), case.picture, sha256))
    return Detail(case, redraw(painting, case, protocol), painting.metadata.icc)


def _show(detail: Detail, fills: list[Fill]) -> None:
    """All pictures at one size, three in a row, on grey."""
    pair, mask = detail.pair, visible_damage(detail.pair)
    pictures: list[tuple[str, Image]] = [
        ("Undamaged", pair.before),
        (f"Damaged: {detail.case.severity}, in the style {detail.case.style}", pair.after),
        (f"The damage: {mask.mean():.1%} of the detail", tint(pair.before, mask)),
        *((f"{fill.label}: {fill.psnr:.1f} dB in the damage", fill.image) for fill in fills),
    ]
    with st.container(key="stage"):
        for start in range(0, len(pictures), _IN_A_ROW):
            row = pictures[start : start + _IN_A_ROW]
            for column, (caption, image) in zip(st.columns(_IN_A_ROW), row, strict=False):
                column.image(_png(image, detail.icc), alt=caption)
                column.caption(caption)


def _png(image: Image, icc: bytes | None) -> bytes:
    file = io.BytesIO()
    PillowImage.fromarray(image).save(file, "PNG", icc_profile=icc, compress_level=1)
    return file.getvalue()
