"""What a visitor takes away; each file is made when it is asked for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st

from restoration.app import widgets
from restoration.app.malloc import be_thrifty
from restoration.app.restore import dossier_io, results, work
from restoration.app.restore.state import Job, Result
from restoration.domain import Mask, Restoration
from restoration.imaging.overlay import laid_on
from restoration.imaging.painting import Painting
from restoration.imaging.writing import SUFFIX, default_format, encode_mask, encode_painting
from restoration.output.openraster import encode_layered
from restoration.output.record import record
from restoration.output.results import (
    DOSSIER,
    LAYERS,
    MASK,
    OVERLAY,
    PAGE,
    REPORT,
    as_json,
    encode_overlay,
    encode_page,
    name_of,
    restored_in,
)

FORMATS = {"png": "PNG", "tiff": "TIFF", "webp": "WebP, lossless", "jpeg": "JPEG, smaller"}

# The server compresses whatever it is not told to be compressed already: large files twice, for seconds and in memory.
_SENT_AS = {
    ".png": "image/png",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".ora": "application/zip",  # which it is; the server does not know image/openraster
    ".zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A file to be had."""

    label: str
    ending: str  # of its name
    make: Callable[[], bytes]
    told: str  # what it is good for


def offer(job: Job, painting: Painting) -> None:
    """Everything that can be taken away now."""
    st.markdown("**Take away**")
    with st.container(horizontal=True, key="offers"):
        offers = list(_always(job, painting))
        if job.results:
            result = results.chosen(job)
            offers = [*_of_result(job, result, painting), *offers]
        for one in offers:
            name = name_of(painting, one.ending)
            st.download_button(
                one.label,
                partial(_made, one),
                name,
                _SENT_AS.get(Path(name).suffix),
                icon=":material/download:",
                help=one.told,
                on_click="ignore",
                key=one.label,
            )
        if job.results:
            _choose_how(painting)


def _made(one: Offer) -> bytes:
    be_thrifty()  # what the last file took while it was made
    return one.make()


def _always(job: Job, painting: Painting) -> Iterator[Offer]:
    yield Offer("Mask", MASK, lambda: encode_mask(_mask(job)), "White where damage is marked and to be filled.")
    yield Offer("Overlay", OVERLAY, lambda: encode_overlay(painting, _mask(job)), "The painting with its mask in red.")
    told = "All of this work in one file: open it here, under Upload, to go on where you stopped."
    yield Offer("Dossier", DOSSIER, partial(dossier_io.encode, job, painting), told)


def _mask(job: Job) -> Mask:
    return work.damage_to_fill(job).mask


def _of_result(job: Job, result: Result, painting: Painting) -> Iterator[Offer]:
    make = partial(_finished, job, result)
    form = st.session_state.get(_format(painting), default_format(painting.image))
    yield Offer(
        "Restored picture",
        restored_in(form),
        lambda: encode_painting(make().after, painting, form),
        "With the colour profile, resolution and other data of your file.",
    )
    yield Offer(
        "Layers",
        LAYERS,
        lambda: encode_layered(painting, make()),
        "OpenRaster, for Krita or GIMP: the fill alone, the mask, and the original.",
    )
    yield Offer(
        "Record", REPORT, lambda: as_json(_record(job, result, painting)), "Hashes, methods and settings (JSON)."
    )
    yield Offer(
        "Report",
        PAGE,
        lambda: encode_page(painting, make(), _record(job, result, painting), job.title),
        "A page to print, with pictures and the area of damage.",
    )


def _finished(job: Job, result: Result) -> Restoration:
    return laid_on(result.restoration, job.strength)


def _record(job: Job, result: Result, painting: Painting) -> dict[str, object]:
    """Of the picture in a lossless format, whichever one is taken away."""
    finished = _finished(job, result)
    restored = encode_painting(finished.after, painting, default_format(painting.image))
    mask = encode_mask(finished.damage.mask)
    scale = st.session_state.get("scale") or None
    return record(painting, finished, restored=restored, mask=mask, px_per_mm=scale, corrections=len(result.steps))


def _format(painting: Painting) -> str:
    """Where the chosen format is kept: one that suits 16 bits is not forced upon the next picture, of 8."""
    return f"format of {painting.image.dtype}"


def _choose_how(painting: Painting) -> None:
    with st.popover("Options", icon=":material/tune:"):
        suitable = list(SUFFIX) if painting.image.dtype.itemsize == 1 else ["tiff", "png"]
        if painting.alpha is not None and "jpeg" in suitable:
            suitable.remove("jpeg")
        st.selectbox(
            "Format of the restored picture",
            suitable,
            key=widgets.starting_at(_format(painting), default_format(painting.image)),
            format_func=lambda form: FORMATS[form],
            persist_state="session",
        )
        st.number_input(
            "Scale, px per mm",
            min_value=0.0,
            step=0.1,
            key=widgets.starting_at("scale", 0.0),
            persist_state="session",
            help="Pixels to a millimetre of the painting; record and report then tell areas in mm². 0: unknown.",
        )
