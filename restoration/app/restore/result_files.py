"""The files of one result: the restored picture in any format, its layers, its record and its report."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from restoration.app.restore.offered_file import OfferedFile
from restoration.app.restore.outcomes import RestorationResult
from restoration.app.restore.regions import job_regions
from restoration.app.restore.state import Job
from restoration.domain import Restoration
from restoration.editing.history import count_corrections
from restoration.files import sha256_of_bytes
from restoration.imaging.overlay import with_strength
from restoration.imaging.painting import Painting
from restoration.imaging.writing import SUFFIXES, default_format, encode_mask, encode_painting
from restoration.output.openraster import encode_restoration_layers
from restoration.output.record import make_record
from restoration.output.report import encode_report
from restoration.output.results import LAYERS_SUFFIX, RECORD_SUFFIX, REPORT_SUFFIX, encode_record


def result_suffix(result: RestorationResult, suffix: str) -> str:
    """Return a suffix that says how the result was made: "_restored_telea", "_restored_composite", and what follows."""
    return f"_restored_{result.key}{suffix}"


def result_files(job: Job, result: RestorationResult, painting: Painting, file_format: str) -> Iterator[OfferedFile]:
    """Yield the files of a result.

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
        "With the colour profile, resolution and other metadata of your file.",
    )
    yield OfferedFile(
        "Layers",
        result_suffix(result, LAYERS_SUFFIX),
        lambda: encode_restoration_layers(painting, _at_strength(job, result)),
        "OpenRaster, for Krita or GIMP: the fill alone, the mask, and the original.",
    )
    yield OfferedFile(
        "Record",
        result_suffix(result, RECORD_SUFFIX),
        lambda: encode_record(record()),
        "Hashes, methods, settings and scale (JSON).",
    )
    yield OfferedFile(
        "Report",
        result_suffix(result, REPORT_SUFFIX),
        lambda: encode_report(painting, _at_strength(job, result), record(), job.title_block.title or job.title),
        "A page to print, with pictures and the area of the damage.",
    )


def encode_restored(job: Job, result: RestorationResult, painting: Painting, file_format: str) -> bytes:
    """Return the restored picture as a file, and keep its digest for the record."""
    data = encode_painting(_at_strength(job, result).after, painting, file_format)
    result.digests[job.strength, file_format] = sha256_of_bytes(data)
    return data


def make_result_record(job: Job, result: RestorationResult, painting: Painting) -> dict[str, Any]:
    """Return the record of the picture in its lossless default format, whichever format the user downloads."""
    restoration, file_format = _at_strength(job, result), default_format(painting.image)
    if (job.strength, file_format) not in result.digests:
        encode_restored(job, result, painting, file_format)
    if "mask" not in result.digests:
        result.digests["mask"] = sha256_of_bytes(encode_mask(restoration.damage.mask))
    return make_record(
        painting,
        restoration,
        restored_sha256=result.digests[job.strength, file_format],
        mask_sha256=result.digests["mask"],
        scale=job.scale,
        corrections=count_corrections(result.steps),
        examined=job.title_block,
        regions=job_regions(job),
        composed_of=result.composed_of,
    )


def _at_strength(job: Job, result: RestorationResult) -> Restoration:
    return with_strength(result.restoration, job.strength)
