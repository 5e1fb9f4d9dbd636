"""The measured detail of one painting, with its damage drawn again: undamaged, damaged, the mask, and filled."""

import io
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import streamlit as st
from PIL import Image as PillowImage

from restoration.app import hosting
from restoration.app.benchmark.run import Run
from restoration.app.exclusive import one_at_a_time
from restoration.app.folders import parse_folder
from restoration.app.text import escape_sentence
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
from restoration.sample import load_sample_painting, sample_as_painting

ORIGINALS_FOLDER = "data/originals"
_SAMPLE = "sample"  # stands for a picture's key
_INSTEAD = "Below is the sample painting instead, with damage of the same severity and style."
_COLUMNS = 3  # pictures in a row


@dataclass(frozen=True, slots=True, eq=False)
class DamagedDetail:
    """A detail with one case of damage; shared by all users, so read-only."""

    case: DamageCase
    pair: DamagedPair
    icc: bytes | None  # colour profile of the photograph


class FilledDetail(NamedTuple):
    """A detail filled by one method."""

    label: str  # of the method
    image: Image
    psnr: float  # dB, in the damage


def show_detail(run: Run, picture: str) -> None:
    """Show the detail of a picture at a severity that the user chooses, if the picture is in the folder they name."""
    st.subheader("The measured detail")
    cases = cases_by_severity(run.results, picture)
    if not cases:
        st.caption("This run did not damage it.")
        return
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
    protocol = protocol_from_record(run.results.metadata)
    try:
        detail = _find_detail(run, folder, cases[severity], protocol)
    except BadRequest as missing:  # this is normal: few people have the pictures of a run
        st.info(f"{escape_sentence(missing.sentence)} {_INSTEAD}")
        detail = _draw_on_sample(replace(cases[severity], picture=_SAMPLE), protocol)
    _show_images(detail, choose_and_fill(detail.case, detail.pair))


def _find_detail(run: Run, folder: str, case: DamageCase, protocol: BenchmarkProtocol) -> DamagedDetail:
    pictures = run.results.metadata["pictures"]
    sha256 = next(record["sha256"] for record in pictures if record["picture"] == case.picture)
    return _redraw_detail(folder, sha256, case, protocol, hosted=hosting.is_hosted())


@st.cache_resource(max_entries=8, show_spinner="Drawing the damage again…")
def _redraw_detail(
    folder: str, sha256: str, case: DamageCase, protocol: BenchmarkProtocol, *, hosted: bool
) -> DamagedDetail:
    """Find the picture with that sha256 in the typed folder, and draw the damage on its detail again.

    A picture that was found for the user of this machine is not shown to a visitor: `hosted` tells them apart.
    """
    place = parse_folder(folder, MISSING_ORIGINAL_HINT)
    may_see = partial(hosting.may_see, hosted=hosted)
    painting = read_painting(find_original(place, case.picture, sha256, may_see))
    return DamagedDetail(case, redraw_case(painting, case, protocol), painting.metadata.icc)


@st.cache_resource(max_entries=8, show_spinner="Drawing the damage…")
def _draw_on_sample(case: DamageCase, protocol: BenchmarkProtocol) -> DamagedDetail:
    """Draw the severity and the style of a case on the sample painting, which needs no photograph."""
    sample = load_sample_painting()
    return DamagedDetail(
        case, redraw_case(replace(sample_as_painting(sample), image=sample.truth), case, protocol), None
    )


def choose_and_fill(case: DamageCase, pair: DamagedPair) -> list[FilledDetail]:
    """Let the user choose methods, and return the detail as they filled it.

    Nothing is filled until the user presses the button, because some methods take seconds.
    """
    keys, is_pressed = _choose_methods()
    filled: dict[DamageCase, list[FilledDetail]] = st.session_state.setdefault("benchmark-fills", {})
    if is_pressed:
        filled.clear()  # also of other details
        with one_at_a_time(st.empty()):
            for key in keys:
                filled.setdefault(case, []).append(_fill_detail(pair, key))
    return filled.get(case, [])


def _choose_methods() -> tuple[list[str], bool]:
    """Return the keys of the chosen methods, and whether the button was pressed."""
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
        image = fill(pair.damaged, mask, INPAINTERS.build(key))
    return FilledDetail(label, image, score_similarity(image, pair.clean, mask).psnr_inside)


def _show_images(detail: DamagedDetail, filled: list[FilledDetail]) -> None:
    """Show all pictures at one size on grey."""
    pair, mask = detail.pair, visible_damage(detail.pair)
    pictures: list[tuple[str, Image]] = [
        ("Undamaged", pair.clean),
        (f"Damaged: {detail.case.severity}, in the style {detail.case.style}", pair.damaged),
        (f"The damage: {mask.mean():.1%} of the detail", overlay_mask(pair.clean, mask)),
        *((f"{result.label}: {result.psnr:.1f} dB in the damage", result.image) for result in filled),
    ]
    with st.container(key="surround"):
        for start in range(0, len(pictures), _COLUMNS):
            row = pictures[start : start + _COLUMNS]
            for column, (caption, image) in zip(st.columns(_COLUMNS), row, strict=False):
                column.image(_encode_png(image, detail.icc), alt=caption)
                column.caption(caption)


def _encode_png(image: Image, icc: bytes | None) -> bytes:
    """Return (H, W, 3) uint8 pixels as a PNG."""
    file = io.BytesIO()
    PillowImage.fromarray(image).save(file, "PNG", icc_profile=icc, compress_level=1)
    return file.getvalue()
