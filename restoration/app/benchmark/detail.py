"""The measured detail of one painting, drawn again: undamaged, damaged, the mask, and what methods make of it."""

import io
from dataclasses import dataclass
from typing import NamedTuple

import streamlit as st
from PIL import Image as PillowImage

from restoration.app.benchmark.run import Run
from restoration.app.exclusive import one_at_a_time
from restoration.app.folders import parse_folder
from restoration.benchmark.measuring import visible_damage
from restoration.benchmark.protocol import BenchmarkProtocol, DamageCase
from restoration.benchmark.redrawing import (
    MISSING_ORIGINAL_HINT,
    cases_by_severity,
    find_original,
    protocol_from_record,
    redraw_case,
)
from restoration.catalog import INPAINTERS
from restoration.damage.pair import DamagedPair
from restoration.domain import Image
from restoration.errors import BadRequest
from restoration.imaging.overlay import overlay_mask
from restoration.imaging.reading import read_painting
from restoration.inpainting.filling import fill
from restoration.metrics.similarity import score_similarity


class FilledDetail(NamedTuple):
    """A detail as one method filled it."""

    label: str  # of the method
    image: Image
    psnr: float  # dB, in the damage


def choose_and_fill(case: DamageCase, pair: DamagedPair) -> list[FilledDetail]:
    """What the chosen methods made of a detail; nothing until the button is pressed, since some take seconds."""
    keys, is_asked = _choose_methods()
    kept: dict[DamageCase, list[FilledDetail]] = st.session_state.setdefault("benchmark-fills", {})
    if is_asked:
        kept.clear()  # of other details
        with one_at_a_time(st.empty()):
            for key in keys:
                kept.setdefault(case, []).append(_fill_detail(pair, key))
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


def _fill_detail(pair: DamagedPair, key: str) -> FilledDetail:
    label, mask = INPAINTERS[key].label, visible_damage(pair)
    with st.spinner(f"{label}…"):
        image = fill(pair.after, mask, INPAINTERS.build(key))
    return FilledDetail(label, image, score_similarity(image, pair.before, mask).psnr_inside)


ORIGINALS_FOLDER = "data/originals"
_COLUMNS = 3  # pictures


@dataclass(frozen=True, slots=True, eq=False)
class DamagedDetail:
    """A detail under one case of damage; shared, hence read-only."""

    case: DamageCase
    pair: DamagedPair
    icc: bytes | None  # colour profile of the photograph


def show_detail(run: Run, picture: str) -> None:
    """The detail at a severity of choice, where the picture is at hand."""
    st.subheader("The detail that was measured")
    cases = cases_by_severity(run.results, picture)
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    folder = left.text_input(
        "Folder of the originals", ORIGINALS_FOLDER, key="benchmark-originals", persist_state="session"
    )
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
        detail = _find_detail(run, folder, cases[severity])
    except BadRequest as absent:  # nothing went wrong: few people have the pictures of a run at hand
        st.info(absent.sentence)
        return
    _show_images(detail, choose_and_fill(detail.case, detail.pair))


def _find_detail(run: Run, folder: str, case: DamageCase) -> DamagedDetail:
    sha256 = next(one["sha256"] for one in run.results.about["pictures"] if one["picture"] == case.picture)
    return _redraw_detail(folder, sha256, case, protocol_from_record(run.results.about))


@st.cache_resource(max_entries=8, show_spinner="Drawing the damage again…")
def _redraw_detail(folder: str, sha256: str, case: DamageCase, protocol: BenchmarkProtocol) -> DamagedDetail:
    """The detail of the picture with that fingerprint, looked for in the folder that was typed."""
    painting = read_painting(find_original(parse_folder(folder, MISSING_ORIGINAL_HINT), case.picture, sha256))
    return DamagedDetail(case, redraw_case(painting, case, protocol), painting.metadata.icc)


def _show_images(detail: DamagedDetail, fills: list[FilledDetail]) -> None:
    """All pictures at one size, three in a row, on grey."""
    pair, mask = detail.pair, visible_damage(detail.pair)
    pictures: list[tuple[str, Image]] = [
        ("Undamaged", pair.before),
        (f"Damaged: {detail.case.severity}, in the style {detail.case.style}", pair.after),
        (f"The damage: {mask.mean():.1%} of the detail", overlay_mask(pair.before, mask)),
        *((f"{fill.label}: {fill.psnr:.1f} dB in the damage", fill.image) for fill in fills),
    ]
    with st.container(key="stage"):
        for start in range(0, len(pictures), _COLUMNS):
            row = pictures[start : start + _COLUMNS]
            for column, (caption, image) in zip(st.columns(_COLUMNS), row, strict=False):
                column.image(_encode_png(image, detail.icc), alt=caption)
                column.caption(caption)


def _encode_png(image: Image, icc: bytes | None) -> bytes:
    file = io.BytesIO()
    PillowImage.fromarray(image).save(file, "PNG", icc_profile=icc, compress_level=1)
    return file.getvalue()
