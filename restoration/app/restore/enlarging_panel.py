"""Enlarging a result on the page: the menu that asks for it, what came of it, and its files."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from restoration.app import widgets
from restoration.app.messages import kept_errors
from restoration.app.restore import results
from restoration.app.restore.alternatives import selected_region
from restoration.app.restore.controls import choose_method
from restoration.app.restore.enlarging import INTERPOLATION, EnlargedResult, EnlargingRequest, compare_detail
from restoration.app.restore.offered_file import FileOnDisk, OfferedFile, offer_file
from restoration.app.restore.outcomes import RestorationResult
from restoration.app.restore.result_files import make_result_record, result_suffix
from restoration.app.restore.state import Job
from restoration.app.text import escape_sentence
from restoration.catalog import ENLARGERS
from restoration.enlarging.pictures import FACTORS, check_enlargeable
from restoration.errors import ImageTooLarge, UnsuitableFormat
from restoration.files import sha256_of_bytes
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.painting import Painting
from restoration.imaging.tile_pyramid import encode_jpeg
from restoration.imaging.writing import SUFFIXES, check_encodable, default_format, encode_pieces
from restoration.output.enlarged import enlarging_statement, make_enlarging_record
from restoration.output.provenance import with_enlarging_provenance, with_provenance
from restoration.output.results import RECORD_SUFFIX, encode_record, notes_on_output

_FACTOR = "enlarge by"  # key of a widget in the session state


def offer_enlarging(job: Job, painting: Painting) -> None:
    """Show the menu with the method, the factor and the size of the result; there must be a result."""
    state = "done" if _current(job) else "offered"  # another state makes another menu, which is closed
    with st.popover("Enlarge", icon=":material/zoom_out_map:", key=f"enlarging {state}"):
        st.caption("The restored picture in more pixels, by computation. It becomes a second file.")
        method = choose_method("Enlarge it with", ENLARGERS, ENLARGERS.best)
        st.caption(escape_sentence(ENLARGERS[method].summary))
        by = st.segmented_control(
            "How many times larger",
            FACTORS,
            key=widgets.key_with_default(_FACTOR, FACTORS[0]),
            format_func=lambda by: f"{by}×",
            required=True,
            persist_state="session",
        )
        _show_button(job, painting, method, by or FACTORS[0])


def _show_button(job: Job, painting: Painting, method: str, by: int) -> None:
    problem = _size_problem(painting, by)
    if problem:
        st.warning(escape_sentence(problem))
    else:
        st.caption(f"The result: {_size(by * painting.image.shape[1], by * painting.image.shape[0])}.")
    if job.running.enlarging is not None:
        st.caption("It is being enlarged; the top of the page shows how far that is.")
    elif job.running.works():
        st.caption("It can begin once the other work is done.")
    st.button(
        "Enlarge",
        key="enlarge",
        type="primary",
        on_click=_ask,
        args=(job, method, by),
        disabled=bool(problem) or bool(job.running.works()),
        width="stretch",
    )


def _size_problem(painting: Painting, by: int) -> str:
    """Return why the result would be too large, and the cure; nothing if it would not."""
    try:
        check_enlargeable(painting.image.shape, by)
    except ImageTooLarge as error:
        return error.sentence
    return ""


def _size(width: int, height: int) -> str:
    return f"{width} × {height} px, {width * height / 1e6:.1f} megapixels"


def _ask(job: Job, method: str, by: int) -> None:
    with kept_errors("enlarging"):
        shown = results.chosen_result(job).restoration
        job.wants_enlarging = EnlargingRequest(shown, job.strength, method, by)


def _current(job: Job) -> EnlargedResult | None:
    """Return the enlargement of the result that is downloaded; None where there is none, or where it has changed."""
    if job.enlarged is None or not job.results:
        return None
    shown = results.chosen_result(job).restoration
    return job.enlarged if job.enlarged.request.is_of(shown, job.strength) else None


def show_enlarged(job: Job, painting: Painting, file_format: str) -> None:
    """Show what came of the enlarging of the result, and its files, if it was enlarged.

    Args:
        job: the work; there must be a result.
        painting: of the job.
        file_format: in which pictures are to be downloaded, a key of `SUFFIXES`.
    """
    enlarged = _current(job)
    if enlarged is None:
        return
    chosen, problem = _suitable_format(enlarged.enlargement.painting, file_format)
    with st.container(key="enlarged", gap="small"):
        st.markdown("**Enlarged by computation**")
        st.caption(_description(enlarged))
        _show_details(enlarged, painting, _centre(job, enlarged))
        with st.container(horizontal=True):
            for file in enlarged_files(job, results.chosen_result(job), painting, enlarged, chosen):
                offer_file(file, enlarged.enlargement.painting)
            st.button("Remove", key="remove enlarged", icon=":material/delete:", on_click=_remove, args=(job,))
        if problem:
            st.caption(escape_sentence(f"{problem} It is offered as {chosen.upper()}."))


def _description(enlarged: EnlargedResult) -> str:
    request, enlargement = enlarged.request, enlarged.enlargement
    height, width = enlargement.painting.image.shape[:2]
    return (
        f"{_size(width, height)}: {request.by} times as high and as wide, computed in {enlargement.seconds:.1f} s. "
        "It is a second file; the restored picture stays as it is."
    )


def _centre(job: Job, enlarged: EnlargedResult) -> tuple[float, float]:
    """Return x and y of what the details show, px: the selected region, else where most is filled."""
    region = selected_region(job)
    if region is None:
        return enlarged.filled_at
    left, top, width, height = region.box
    return left + width / 2, top + height / 2


def _show_details(enlarged: EnlargedResult, painting: Painting, centre: tuple[float, float]) -> None:
    """Show one detail twice, side by side, with what is invented in it."""
    method = enlarged.request.method
    plain = (
        "The restored picture: its pixels as squares."
        if method == INTERPOLATION
        else "Interpolated (Lanczos): soft, and nothing is invented."
    )
    captions = plain, f"{ENLARGERS.label(method)}. {enlarging_statement(method)}"
    pictures = compare_detail(enlarged, centre)
    for picture, caption, place in zip(pictures, captions, st.columns(2), strict=True):
        with place, st.container(gap="xsmall"):
            st.image(encode_jpeg(as_8_bit(picture), painting.metadata.icc), width="stretch", alt=caption)
            st.caption(escape_sentence(caption))


def _remove(job: Job) -> None:
    job.enlarged = None


def _suitable_format(picture: Painting, wanted: str) -> tuple[str, str]:
    """Return the wanted format if it can hold the picture, else the default one; and why, or nothing."""
    try:
        check_encodable(picture.image, picture, wanted)
    except UnsuitableFormat as error:
        return default_format(picture.image), error.sentence
    return wanted, ""


def enlarged_files(
    job: Job, result: RestorationResult, painting: Painting, enlarged: EnlargedResult, file_format: str
) -> Iterator[OfferedFile]:
    """Yield the enlarged picture and its record.

    Args:
        job: the work.
        result: the one that was enlarged, as it is shown.
        painting: of the job.
        enlarged: the enlargement.
        file_format: of the picture, a key of `SUFFIXES` that can hold it.
    """
    method, by = enlarged.request.method, enlarged.request.by
    yield OfferedFile(
        "Enlarged picture",
        result_suffix(result, f"_x{by}{SUFFIXES[file_format]}"),
        partial(_encode, job, enlarged, file_format),
        enlarging_statement(method),
    )
    yield OfferedFile(
        "Record of the enlargement",
        result_suffix(result, f"_x{by}{RECORD_SUFFIX}"),
        lambda: encode_record(_make_record(job, result, painting, enlarged)),
        "How the picture was enlarged, with the record of its restoration (JSON).",
    )


def _encode(job: Job, enlarged: EnlargedResult, file_format: str) -> FileOnDisk:
    """Return the enlarged picture as a file, and keep its digest for the record."""
    file = FileOnDisk.of(encode_pieces(enlarged.enlargement.painting.image, _described(job, enlarged), file_format))
    enlarged.digests[file_format, job.title_block] = sha256_of_bytes(file.read())
    return file


def _make_record(job: Job, result: RestorationResult, painting: Painting, enlarged: EnlargedResult) -> dict[str, Any]:
    """Return the record of the picture in its lossless default format, whichever format the user downloads."""
    picture = enlarged.enlargement.painting
    file_format = default_format(picture.image)
    key = file_format, job.title_block
    if key not in enlarged.digests:
        _encode(job, enlarged, file_format)
    return make_enlarging_record(
        painting,
        enlarged.enlargement,
        enlarged.digests[key],
        restoration=make_result_record(job, result, painting),
        output_notes=notes_on_output(picture, _described(job, enlarged), file_format),
    )


def _described(job: Job, enlarged: EnlargedResult) -> Painting:
    """Return the enlarged picture with what its metadata say of restoration and enlarging, and the words of now."""
    restoration = replace(enlarged.request.restoration, strength=enlarged.request.strength)
    restored = with_provenance(enlarged.enlargement.painting, restoration, job.title_block)
    return with_enlarging_provenance(restored, enlarged.request.method)
