"""The files that the user can download; each is made when its button is pressed."""

from collections.abc import Iterator

import streamlit as st

from restoration.app import widgets
from restoration.app.restore import dossier_io, marks_to_fill, painting_view, results
from restoration.app.restore.enlarging_panel import offer_enlarging, show_enlarged
from restoration.app.restore.map_panel import chosen_look, show_map, show_region_exports
from restoration.app.restore.offered_file import FileOnDisk, OfferedFile, offer_file
from restoration.app.restore.outcomes import RestorationResult
from restoration.app.restore.result_files import layer_files, result_files
from restoration.app.restore.scale_panel import show_scale
from restoration.app.restore.state import Job
from restoration.app.restore.take_away import take_away
from restoration.app.text import escape_sentence
from restoration.imaging.masks import mask_of_kinds
from restoration.imaging.metadata_limits import notes_on_format
from restoration.imaging.painting import Painting
from restoration.imaging.writing import SUFFIXES, default_format, encode_mask_pieces
from restoration.output.dossier import write_dossier
from restoration.output.results import DOSSIER_SUFFIX, MASK_SUFFIX, OVERLAY_SUFFIX, encode_overlay_pieces

FILL_MASK_SUFFIX = "_fill_mask.png"
FORMAT_LABELS = {
    "png": "PNG",
    "tiff": "TIFF",
    "webp": "WebP, lossless",
    "jpeg": "JPEG, smaller",
    "pyramid": "TIFF pyramid for image servers",
    "jp2": "JPEG 2000, lossless",
}
_ONLY_8_BITS = ("jpeg", "webp")


def offer_downloads(job: Job, painting: Painting) -> None:
    """Show a button for each file that can be downloaded now, and the menus of the scale, the map and the regions."""
    masks = list(_mask_files(job, painting))
    chosen_format = _chosen_format(painting)
    st.markdown("**Download**")
    with st.container(horizontal=True, key="downloads"):
        if job.results:
            result = results.chosen_result(job)
            for file in result_files(job, result, painting, chosen_format):
                offer_file(file, painting)
            _offer_layers(job, result, painting)
        for file in (*masks, _dossier(job, painting)):
            offer_file(file, painting)
        offer_file(take_away(job, painting, masks, chosen_look(), chosen_format), painting)
        show_map(job, painting)
        show_region_exports(job, painting)
        if not painting_view.shows_result():  # else it stands above the result, which it changes
            show_scale(job, painting)
        if job.results:
            offer_enlarging(job, painting)
            _choose_format(painting)
    if job.results:
        show_enlarged(job, painting, chosen_format)


def _offer_layers(job: Job, result: RestorationResult, painting: Painting) -> None:
    with st.popover("Layers", icon=":material/layers:", key="layers panel"):
        for file in layer_files(job, result, painting):
            offer_file(file, painting)
            if file.problem:
                st.caption(escape_sentence(file.problem))


def _mask_files(job: Job, painting: Painting) -> Iterator[OfferedFile]:
    yield OfferedFile(
        "Mask",
        MASK_SUFFIX,
        lambda: FileOnDisk.of(encode_mask_pieces(mask_of_kinds(job.kinds()))),
        "White where damage is marked.",
    )
    if marks_to_fill.leaves_damage(job):
        yield OfferedFile(
            "Fill mask",
            FILL_MASK_SUFFIX,
            lambda: FileOnDisk.of(encode_mask_pieces(marks_to_fill.damage_to_fill(job).mask)),
            "White where damage is filled: without kinds that are not chosen, and regions that stay visible.",
        )
    yield OfferedFile(
        "Overlay",
        OVERLAY_SUFFIX,
        lambda: FileOnDisk.of(encode_overlay_pieces(painting, mask_of_kinds(job.kinds()))),
        "The painting with its mask in red.",
    )


def _dossier(job: Job, painting: Painting) -> OfferedFile:
    return OfferedFile(
        "Dossier",
        DOSSIER_SUFFIX,
        lambda: FileOnDisk(lambda file: write_dossier(file, dossier_io.dossier_of(job, painting))),
        "All your work in one file. Open it here under Upload to continue later.",
    )


def _chosen_format(painting: Painting) -> str:
    chosen: str = st.session_state.get(_format_key(painting)) or default_format(painting.image)
    return chosen


def _format_key(painting: Painting) -> str:
    """Return the key of the chosen format; a choice for 16 bits does not carry over to a picture of 8 bits."""
    return f"format of {painting.image.dtype}"


def _choose_format(painting: Painting) -> None:
    with st.popover("Format", icon=":material/tune:"):
        is_deep = painting.image.dtype.itemsize > 1
        suitable = [key for key in SUFFIXES if not (is_deep and key in _ONLY_8_BITS)]
        if painting.alpha is not None and "jpeg" in suitable:
            suitable.remove("jpeg")
        chosen = st.selectbox(
            "Format of the restored picture",
            suitable,
            key=widgets.key_with_default(_format_key(painting), default_format(painting.image)),
            format_func=lambda form: FORMAT_LABELS[form],
            persist_state="session",
        )
        for note in notes_on_format(painting, chosen):
            st.caption(escape_sentence(note))
