"""What a visitor takes away; each file is made when it is asked for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st

from restoration.app import widgets
from restoration.app.malloc import release_freed_memory
from restoration.app.restore import dossier_io, results, work
from restoration.app.restore.state import Job, RestorationResult
from restoration.domain import Mask, Restoration
from restoration.files import sha256_of_bytes
from restoration.imaging.overlay import with_strength
from restoration.imaging.painting import Painting
from restoration.imaging.writing import SUFFIXES, default_format, encode_mask, encode_painting
from restoration.output.openraster import encode_restoration_layers
from restoration.output.record import make_record
from restoration.output.report import encode_report
from restoration.output.results import (
    DOSSIER_SUFFIX,
    LAYERS_SUFFIX,
    MASK_SUFFIX,
    OVERLAY_SUFFIX,
    RECORD_SUFFIX,
    REPORT_SUFFIX,
    encode_overlay,
    encode_record,
    restored_suffix,
    result_name,
)

FORMAT_LABELS = {"png": "PNG", "tiff": "TIFF", "webp": "WebP, lossless", "jpeg": "JPEG, smaller"}

# The server compresses whatever it is not told to be compressed already: large files twice, for seconds and in memory.
_MIME_TYPES = {
    ".png": "image/png",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".ora": "application/zip",  # which it is; the server does not know image/openraster
    ".zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class Download:
    """A file to be had."""

    label: str
    ending: str  # of its name
    make: Callable[[], bytes]
    told: str  # what it is good for


def offer_downloads(job: Job, painting: Painting) -> None:
    """Everything that can be taken away now."""
    st.markdown("**Take away**")
    with st.container(horizontal=True, key="offers"):
        offers = list(_job_downloads(job, painting))
        if job.results:
            result = results.chosen_result(job)
            offers = [*_result_downloads(job, result, painting), *offers]
        for one in offers:
            name = result_name(painting, one.ending)
            st.download_button(
                one.label,
                partial(_make, one),
                name,
                _MIME_TYPES.get(Path(name).suffix),
                icon=":material/download:",
                help=one.told,
                on_click="ignore",
                key=one.label,
            )
        if job.results:
            _choose_options(painting)


def _make(one: Download) -> bytes:
    release_freed_memory()  # what the last file took while it was made
    return one.make()


def _job_downloads(job: Job, painting: Painting) -> Iterator[Download]:
    yield Download(
        "Mask", MASK_SUFFIX, lambda: encode_mask(_mask(job)), "White where damage is marked and to be filled."
    )
    yield Download(
        "Overlay", OVERLAY_SUFFIX, lambda: encode_overlay(painting, _mask(job)), "The painting with its mask in red."
    )
    told = "All of this work in one file: open it here, under Upload, to go on where you stopped."
    yield Download("Dossier", DOSSIER_SUFFIX, partial(dossier_io.encode_job, job, painting), told)


def _mask(job: Job) -> Mask:
    return work.damage_to_fill(job).mask


def _result_downloads(job: Job, result: RestorationResult, painting: Painting) -> Iterator[Download]:
    make = partial(_at_strength, job, result)
    form = st.session_state.get(_format_key(painting), default_format(painting.image))
    yield Download(
        "Restored picture",
        restored_suffix(form),
        lambda: encode_painting(make().after, painting, form),
        "With the colour profile, resolution and other data of your file.",
    )
    yield Download(
        "Layers",
        LAYERS_SUFFIX,
        lambda: encode_restoration_layers(painting, make()),
        "OpenRaster, for Krita or GIMP: the fill alone, the mask, and the original.",
    )
    yield Download(
        "Record",
        RECORD_SUFFIX,
        lambda: encode_record(_make_record(job, result, painting)),
        "Hashes, methods and settings (JSON).",
    )
    yield Download(
        "Report",
        REPORT_SUFFIX,
        lambda: encode_report(painting, make(), _make_record(job, result, painting), job.title),
        "A page to print, with pictures and the area of damage.",
    )


def _at_strength(job: Job, result: RestorationResult) -> Restoration:
    return with_strength(result.restoration, job.strength)


def _make_record(job: Job, result: RestorationResult, painting: Painting) -> dict[str, object]:
    """Of the picture in a lossless format, whichever one is taken away."""
    finished = _at_strength(job, result)
    restored = encode_painting(finished.after, painting, default_format(painting.image))
    mask = encode_mask(finished.damage.mask)
    scale = st.session_state.get("scale") or None
    return make_record(
        painting,
        finished,
        restored_sha256=sha256_of_bytes(restored),
        mask_sha256=sha256_of_bytes(mask),
        px_per_mm=scale,
        corrections=len(result.steps),
    )


def _format_key(painting: Painting) -> str:
    """Where the chosen format is kept: one that suits 16 bits is not forced upon the next picture, of 8."""
    return f"format of {painting.image.dtype}"


def _choose_options(painting: Painting) -> None:
    with st.popover("Options", icon=":material/tune:"):
        suitable = list(SUFFIXES) if painting.image.dtype.itemsize == 1 else ["tiff", "png"]
        if painting.alpha is not None and "jpeg" in suitable:
            suitable.remove("jpeg")
        st.selectbox(
            "Format of the restored picture",
            suitable,
            key=widgets.key_with_default(_format_key(painting), default_format(painting.image)),
            format_func=lambda form: FORMAT_LABELS[form],
            persist_state="session",
        )
        st.number_input(
            "Scale, px per mm",
            min_value=0.0,
            step=0.1,
            key=widgets.key_with_default("scale", 0.0),
            persist_state="session",
            help="Pixels to a millimetre of the painting; record and report then tell areas in mm². 0: unknown.",
        )
