"""The files that the user can download; each is made when its button is pressed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from restoration.app import widgets
from restoration.app.exclusive import ENCODING, one_at_a_time
from restoration.app.restore import dossier_io, results, work
from restoration.app.restore.state import Job, RestorationResult
from restoration.app.task_queue import Task
from restoration.domain import Mask, Restoration
from restoration.editing.history import count_corrections
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

ENCODING_BYTES = 12.0  # of memory for each pixel and byte of a sample: a dossier holds five pictures, compressed

FORMAT_LABELS = {"png": "PNG", "tiff": "TIFF", "webp": "WebP, lossless", "jpeg": "JPEG, smaller"}

# The server compresses every other type: large files that are compressed already would take seconds and memory again.
_MIME_TYPES = {
    ".png": "image/png",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".ora": "application/zip",  # an .ora file is a zip archive; the server does not know image/openraster
    ".zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class Download:
    """A file that the user can download."""

    label: str
    suffix: str  # of its name
    make: Callable[[], bytes]
    help: str  # what it is good for


def offer_downloads(job: Job, painting: Painting) -> None:
    """Show a button for each file that can be downloaded now."""
    st.markdown("**Download**")
    with st.container(horizontal=True, key="downloads"):
        downloads = list(_job_downloads(job, painting))
        if job.results:
            downloads = [*_result_downloads(job, results.chosen_result(job), painting), *downloads]
        for download in downloads:
            name = result_name(painting, download.suffix)
            st.download_button(
                download.label,
                partial(_make, download, painting),
                name,
                _MIME_TYPES.get(Path(name).suffix),
                icon=":material/download:",
                help=download.help,
                on_click="ignore",
                key=download.label,
            )
        if job.results:
            _choose_options(painting)


def _make(download: Download, painting: Painting) -> bytes:
    """Return the file; one at a time is made on this server."""
    pixels = painting.image[..., 0].size
    task, memory = Task(download.label, pixels / 1e6), ENCODING_BYTES * painting.image.itemsize * pixels
    with one_at_a_time(None, task, ENCODING, memory=memory):
        return download.make()


def _job_downloads(job: Job, painting: Painting) -> Iterator[Download]:
    yield Download(
        "Mask", MASK_SUFFIX, lambda: encode_mask(_mask(job)), "White where damage is marked and will be filled."
    )
    yield Download(
        "Overlay",
        OVERLAY_SUFFIX,
        lambda: encode_overlay(painting, _mask(job)),
        "The painting with its mask in red.",
    )
    yield Download(
        "Dossier",
        DOSSIER_SUFFIX,
        partial(dossier_io.encode_job, job, painting),
        "All your work in one file. Open it here under Upload to continue later.",
    )


def _mask(job: Job) -> Mask:
    return work.damage_to_fill(job).mask


def _result_downloads(job: Job, result: RestorationResult, painting: Painting) -> Iterator[Download]:
    chosen_format = st.session_state.get(_format_key(painting), default_format(painting.image))
    scale = st.session_state.get("scale") or None  # here, because no session state exists while a file is made
    yield Download(
        "Restored picture",
        restored_suffix(chosen_format),
        partial(_encode_restored, job, result, painting, chosen_format),
        "With the colour profile, resolution and other metadata of your file.",
    )
    yield Download(
        "Layers",
        LAYERS_SUFFIX,
        lambda: encode_restoration_layers(painting, _at_strength(job, result)),
        "OpenRaster, for Krita or GIMP: the fill alone, the mask, and the original.",
    )
    yield Download(
        "Record",
        RECORD_SUFFIX,
        lambda: encode_record(_make_record(job, result, painting, scale)),
        "Hashes, methods and settings (JSON).",
    )
    yield Download(
        "Report",
        REPORT_SUFFIX,
        lambda: encode_report(
            painting, _at_strength(job, result), _make_record(job, result, painting, scale), job.title
        ),
        "A page to print, with pictures and the area of the damage.",
    )


def _at_strength(job: Job, result: RestorationResult) -> Restoration:
    return with_strength(result.restoration, job.strength)


def _encode_restored(job: Job, result: RestorationResult, painting: Painting, file_format: str) -> bytes:
    """Return the restored picture as a file, and keep its digest for the record."""
    data = encode_painting(_at_strength(job, result).after, painting, file_format)
    result.digests[job.strength, file_format] = sha256_of_bytes(data)
    return data


def _make_record(job: Job, result: RestorationResult, painting: Painting, scale: float | None) -> dict[str, Any]:
    """Return the record of the picture in its lossless default format, whichever format the user downloads."""
    restoration, file_format = _at_strength(job, result), default_format(painting.image)
    if (job.strength, file_format) not in result.digests:
        _encode_restored(job, result, painting, file_format)
    if "mask" not in result.digests:
        result.digests["mask"] = sha256_of_bytes(encode_mask(restoration.damage.mask))
    return make_record(
        painting,
        restoration,
        restored_sha256=result.digests[job.strength, file_format],
        mask_sha256=result.digests["mask"],
        px_per_mm=scale,
        corrections=count_corrections(result.steps),
    )


def _format_key(painting: Painting) -> str:
    """Return the key of the chosen format; a choice for 16 bits does not carry over to a picture of 8 bits."""
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
            help="Pixels per millimetre of the painting. Record and report then give areas in mm². 0: unknown.",
        )
