"""The files of one result: the restored picture in any format, its layers and prints, its record and its report."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from restoration.app.restore.offered_file import FileOnDisk, OfferedFile
from restoration.app.restore.outcomes import RestorationResult
from restoration.app.restore.regions import job_regions
from restoration.app.restore.state import Job
from restoration.domain import Restoration
from restoration.editing.history import count_corrections
from restoration.errors import BadRequest, UnsuitableFormat
from restoration.files import sha256_of_bytes, sha256_of_pieces
from restoration.imaging.overlay import with_strength
from restoration.imaging.painting import Painting
from restoration.imaging.writing import SUFFIXES, default_format, encode_mask_pieces, encode_pieces
from restoration.output.layered_tiff import encode_layered_tiff
from restoration.output.layers import encode_reintegration_pieces
from restoration.output.openraster import write_restoration_layers
from restoration.output.print_pdf import check_printable, encode_print_pdf
from restoration.output.provenance import with_provenance
from restoration.output.record import make_record
from restoration.output.report import encode_report
from restoration.output.results import (
    AFFECTED_SUFFIX,
    LAYERS_SUFFIX,
    LAYERS_TIFF_SUFFIX,
    PRINT_SUFFIX,
    RECORD_SUFFIX,
    REINTEGRATION_SUFFIX,
    REPORT_SUFFIX,
    encode_record,
    notes_on_output,
)
from restoration.retouching.description import describe_reintegration


def result_suffix(result: RestorationResult, suffix: str) -> str:
    """Return a suffix that says how the result was made: "_restored_telea", "_restored_composite_tratteggio"..."""
    laid_down = result.restoration.reintegration
    mode = f"_{laid_down.parts[0].mode}" if laid_down else ""  # the one for losses comes first
    return f"_restored_{result.key}{mode}{suffix}"


def result_files(job: Job, result: RestorationResult, painting: Painting, file_format: str) -> Iterator[OfferedFile]:
    """Yield the files of a result, but for those of `layer_files`.

    Args:
        job: the work.
        result: one of its results.
        painting: of the job.
        file_format: of the restored picture, a key of `SUFFIXES`.
    """

    def record() -> dict[str, Any]:
        return make_result_record(job, result, painting)

    yield OfferedFile(
        "Restored picture",
        result_suffix(result, SUFFIXES[file_format]),
        partial(encode_restored, job, result, painting, file_format),
        "With the colour profile, resolution and other metadata of your file; they say that parts were computed.",
    )
    yield OfferedFile(
        "Record",
        result_suffix(result, RECORD_SUFFIX),
        lambda: encode_record(record()),
        "Hashes, methods, settings and scale (JSON).",
    )
    relief = result.restoration.relief
    if relief is not None:
        yield OfferedFile(
            "Affected band",
            result_suffix(result, AFFECTED_SUFFIX),
            lambda: FileOnDisk.of(encode_mask_pieces(relief.affected)),
            "White where paint beside the mask was changed to remove relief (PNG).",
        )
    yield OfferedFile(
        "Report",
        result_suffix(result, REPORT_SUFFIX),
        lambda: encode_report(painting, _at_strength(job, result), record(), job.title_block.title or job.title),
        "A page to print, with pictures and the area of the damage.",
    )


def layer_files(job: Job, result: RestorationResult, painting: Painting) -> Iterator[OfferedFile]:
    """Yield the files of a result in which what was computed stands apart from the painting."""
    yield OfferedFile(
        "OpenRaster",
        result_suffix(result, LAYERS_SUFFIX),
        lambda: FileOnDisk(
            lambda file: write_restoration_layers(file, _described(job, result, painting), _at_strength(job, result))
        ),
        "For Krita or GIMP: the reintegration, the fill alone, the mask, and the original.",
    )
    yield OfferedFile(
        "Layered TIFF",
        result_suffix(result, LAYERS_TIFF_SUFFIX),
        lambda: FileOnDisk.of(encode_layered_tiff(_described(job, result, painting), _at_strength(job, result))),
        "The same layers as pages of a TIFF.",
    )
    yield OfferedFile(
        "Layer, PNG",
        result_suffix(result, REINTEGRATION_SUFFIX),
        partial(_encode_layer, job, result, painting),
        "Only what was changed, transparent elsewhere: to lay over another photograph.",
    )
    yield OfferedFile(
        "Print, PDF",
        result_suffix(result, PRINT_SUFFIX),
        partial(_encode_print, job, result, painting),
        "Films in the size of the painting: the colours, and white ink under them.",
        problem=_print_problem(job, painting),
    )


def _encode_layer(job: Job, result: RestorationResult, painting: Painting) -> FileOnDisk:
    restoration, px_per_mm = _at_strength(job, result), job.scale.px_per_mm if job.scale else None
    described = _described(job, result, painting)
    return FileOnDisk.of(encode_reintegration_pieces(described, restoration.after, restoration.changed, px_per_mm))


def _encode_print(job: Job, result: RestorationResult, painting: Painting) -> bytes:
    if job.scale is None:
        raise BadRequest(_NO_SCALE)
    restoration, words = _at_strength(job, result), job.title_block
    words = replace(words, title=words.title or job.title)
    said = describe_reintegration(restoration.reintegration) if restoration.reintegration else "as it was filled"
    said += "" if restoration.strength == 1 else f"; strength {restoration.strength:.0%}"
    mask, px_per_mm = restoration.changed, job.scale.px_per_mm
    return encode_print_pdf(painting, restoration.after, mask, px_per_mm, words, said)


_NO_SCALE = "A print in the size of the painting needs the scale of the photograph. Set it under Scale."


def _print_problem(job: Job, painting: Painting) -> str:
    """Return why nothing can be printed at true size; nothing if it can."""
    if job.scale is None:
        return _NO_SCALE
    try:
        check_printable(painting.image.shape, job.scale.px_per_mm)
    except UnsuitableFormat as error:
        return error.sentence
    return ""


def encode_restored(job: Job, result: RestorationResult, painting: Painting, file_format: str) -> FileOnDisk:
    """Return the restored picture as a file, and keep its digest for the record."""
    after, described = _at_strength(job, result).after, _described(job, result, painting)
    file = FileOnDisk.of(encode_pieces(after, described, file_format))
    result.digests[job.strength, file_format, job.title_block] = sha256_of_bytes(file.read())
    return file


def make_result_record(job: Job, result: RestorationResult, painting: Painting) -> dict[str, Any]:
    """Return the record of the picture in its lossless default format, whichever format the user downloads."""
    restoration, file_format = _at_strength(job, result), default_format(painting.image)
    key = job.strength, file_format, job.title_block
    if key not in result.digests:
        encode_restored(job, result, painting, file_format)
    if "mask" not in result.digests:
        result.digests["mask"] = sha256_of_pieces(encode_mask_pieces(restoration.damage.mask))
    if restoration.relief is not None and "affected" not in result.digests:
        result.digests["affected"] = sha256_of_pieces(encode_mask_pieces(restoration.relief.affected))
    return make_record(
        painting,
        restoration,
        restored_sha256=result.digests[key],
        mask_sha256=result.digests["mask"],
        affected_sha256=result.digests.get("affected"),
        scale=job.scale,
        corrections=count_corrections(result.steps),
        examined=job.title_block,
        regions=job_regions(job),
        composed_of=result.composed_of,
        output_notes=notes_on_output(painting, _described(job, result, painting), file_format),
    )


def _described(job: Job, result: RestorationResult, painting: Painting) -> Painting:
    """Return the painting with the metadata that go with a result."""
    return with_provenance(painting, _at_strength(job, result), job.title_block)


def _at_strength(job: Job, result: RestorationResult) -> Restoration:
    return with_strength(result.restoration, job.strength)
