"""The files that a restoration leaves behind, named after the painting's stem."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from restoration.domain import Mask, Restoration
from restoration.errors import BadMask
from restoration.files import remove_file, write_bytes
from restoration.imaging.overlay import downscale, downscale_mask, overlay_mask
from restoration.imaging.painting import Metadata, Painting
from restoration.imaging.reading import read_mask
from restoration.imaging.writing import SUFFIXES, default_format, encode_mask, encode_painting
from restoration.output.record import make_record
from restoration.output.report import render_report

MASK_SUFFIX, OVERLAY_SUFFIX, RECORD_SUFFIX = "_mask.png", "_overlay.png", "_report.json"  # after the painting's stem
LAYERS_SUFFIX, REPORT_SUFFIX, DOSSIER_SUFFIX = "_layers.ora", "_report.html", "_dossier.zip"

_REPORT_PICTURE_SIDE = 1200  # px: on 85 mm of paper more than a printer shows


def save_restoration(painting: Painting, restoration: Restoration, folder: Path, format: str | None = None) -> Path:
    """Writes picture, mask, overlay and report.

    The report comes last, and an earlier one goes as soon as picture or mask is another. So where one lies, it tells of
    the files beside it.

    Takes, returns and raises what `save_restored` does.
    """
    path = save_restored(painting, restoration, folder, format)
    mask = save_mask(painting, restoration.damage.mask, folder)
    write_bytes(folder / result_name(painting, OVERLAY_SUFFIX), encode_overlay(painting, restoration.damage.mask))
    report = make_record(painting, restoration, restored=path.read_bytes(), mask=mask.read_bytes())
    write_bytes(folder / result_name(painting, RECORD_SUFFIX), encode_record(report))
    return path


def save_restored(painting: Painting, restoration: Restoration, folder: Path, format: str | None = None) -> Path:
    """Writes the restored picture alone; an earlier report on it goes.

    Args:
        painting: the input.
        restoration: what was done to it.
        folder: where to write; it exists.
        format: "png", "tiff", "jpeg" or "webp"; None for PNG at 8 bits and TIFF at 16.

    Returns:
        The path of the restored picture.

    Raises:
        CannotWrite: a file could not be written; none is left half-written.
        UnsuitableFormat: the format cannot hold the picture.
    """
    format = format or default_format(restoration.after)
    path = folder / result_name(painting, restored_suffix(format))
    write_bytes(path, encode_painting(restoration.after, painting, format))
    remove_file(folder / result_name(painting, RECORD_SUFFIX))
    return path


def save_mask(painting: Painting, mask: Mask, folder: Path) -> Path:
    """Writes the mask as 0/255 PNG and returns its path; a file there that says the same stays, as a person made it."""
    path = folder / result_name(painting, MASK_SUFFIX)
    if not _holds_mask(path, mask, painting):
        write_bytes(path, encode_mask(mask))
        remove_file(folder / result_name(painting, RECORD_SUFFIX))
    return path


def _holds_mask(path: Path, mask: Mask, painting: Painting) -> bool:
    """Whether that file is there and holds that mask."""
    try:
        return path.exists() and np.array_equal(read_mask(path, painting.image), mask)
    except BadMask:
        return False


def encode_overlay(painting: Painting, mask: Mask) -> bytes:
    """PNG, 8 bit: the painting with its damage in red."""
    return encode_painting(overlay_mask(painting.image, mask), painting, "png")


def encode_record(report: dict[str, Any]) -> bytes:
    """The record as JSON text."""
    text = json.dumps(report, indent=2, ensure_ascii=False) + "\n"
    return text.encode(errors="backslashreplace")  # a file's name may hold bytes that are no letters


def encode_report(painting: Painting, restoration: Restoration, report: dict[str, Any], title: str) -> bytes:
    """The record, made of this restoration, as an HTML page to print, with small pictures of it."""
    bare = replace(painting, alpha=None, metadata=Metadata(icc=painting.metadata.icc))
    before, after = (downscale(image, _REPORT_PICTURE_SIDE) for image in (restoration.before, restoration.after))
    marked = overlay_mask(before, downscale_mask(restoration.damage.mask, _REPORT_PICTURE_SIDE))
    original, restored, overlay = (encode_painting(shown, bare, "jpeg") for shown in (before, after, marked))
    return render_report(report, original=original, restored=restored, overlay=overlay, title=title)


def result_name(painting: Painting, ending: str) -> str:
    """What a result is called: the painting's stem and an ending, `MASK` and the like or `restored_in(...)`."""
    return Path(painting.name).stem + ending


def restored_suffix(format: str) -> str:
    """The ending of a restored picture in that format."""
    return f"_restored{SUFFIXES[format]}"
