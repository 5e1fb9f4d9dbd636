"""The files of an enlarged picture: the picture itself, and a record that says how it was enlarged."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from restoration.catalog import ENLARGERS
from restoration.enlarging.pictures import Enlargement
from restoration.files import remove_file, sha256_of_bytes, write_bytes
from restoration.imaging.painting import Painting
from restoration.imaging.writing import SUFFIXES, default_format, encode_painting
from restoration.output.provenance import with_enlarging_provenance
from restoration.output.record import input_entry, software_entries
from restoration.output.results import RECORD_SUFFIX, SavedPicture, encode_record, notes_on_output, result_name

TRAINED_STATEMENT = (
    "Enlarged by computation: a network wrote every pixel, and detail finer than a pixel of the input is invented. "
    "It is no photograph of the painting at this size."
)
INTERPOLATED_STATEMENT = (
    "Enlarged by computation: every pixel was interpolated. It is no photograph of the painting at this size."
)


def enlarging_statement(method: str) -> str:
    """Return what is said of a picture that a method, a key in `ENLARGERS`, has enlarged."""
    return TRAINED_STATEMENT if ENLARGERS[method].is_trained else INTERPOLATED_STATEMENT


def make_enlarging_record(
    before: Painting,
    enlargement: Enlargement,
    enlarged_sha256: str,
    *,
    restoration: dict[str, Any] | None = None,
    output_notes: Collection[str] = (),
) -> dict[str, Any]:
    """Return the record, ready for JSON.

    Args:
        before: the picture that was enlarged, as it was read.
        enlargement: the result.
        enlarged_sha256: of the file of the enlarged picture.
        restoration: the record of the restoration that was enlarged; None if the picture itself was.
        output_notes: sentences on what the file cannot hold.
    """
    height, width = enlargement.painting.image.shape[:2]
    return {
        "statement": enlarging_statement(enlargement.method),
        "input": input_entry(before),
        "enlarged": {"by": enlargement.by, "method": enlargement.method, "width": width, "height": height},
        **({} if restoration is None else {"restoration": restoration}),
        "seconds": {"enlarge": round(enlargement.seconds, 3)},
        "output": {
            "enlarged_sha256": enlarged_sha256,
            **({"notes": list(output_notes)} if output_notes else {}),
        },
        **software_entries(),
    }


def save_enlarged(before: Painting, enlargement: Enlargement, folder: Path, format: str | None) -> SavedPicture:
    """Write the enlarged picture, then its record.

    Raises:
        CannotWrite: a file could not be written; none is left half-written.
        UnsuitableFormat: the format cannot hold the picture.
    """
    painting, chosen = enlargement.painting, format or default_format(enlargement.painting.image)
    described = with_enlarging_provenance(painting, enlargement.method)
    data = encode_painting(painting.image, described, chosen)
    path = folder / f"{Path(painting.name).stem}{SUFFIXES[chosen]}"
    record_path = folder / result_name(painting, RECORD_SUFFIX)
    remove_file(record_path)  # an old one would describe another picture
    write_bytes(path, data)
    notes = notes_on_output(painting, described, chosen)
    record = make_enlarging_record(before, enlargement, sha256_of_bytes(data), output_notes=notes)
    write_bytes(record_path, encode_record(record))
    return SavedPicture(path, notes)
