"""The files of a restoration in a folder, each named after the painting's file: madonna.png, madonna_mask.png..."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from restoration.domain import Damage, Image, Mask, Restoration
from restoration.errors import BadMask, CannotWrite
from restoration.files import remove_file, sha256_of_file, write_bytes, write_pieces
from restoration.imaging.mask_reading import read_mask
from restoration.imaging.metadata_limits import notes_on_format
from restoration.imaging.overlay import overlay_mask
from restoration.imaging.painting import Painting
from restoration.imaging.scale import Scale
from restoration.imaging.writing import SUFFIXES, default_format, encode_mask_pieces, encode_pieces
from restoration.output.damage_map.title_block import TitleBlock
from restoration.output.layers import encode_reintegration_pieces
from restoration.output.provenance import with_provenance
from restoration.output.record import make_mask_record, make_record

# What follows the stem of the painting's name.
MASK_SUFFIX, OVERLAY_SUFFIX = "_mask.png", "_overlay.png"
AFFECTED_SUFFIX = "_affected.png"  # the band beside the mask that was changed
RECORD_SUFFIX = "_report.json"  # the file is called report since 0.1, and other programs read it
MASK_RECORD_SUFFIX = "_mask_report.json"
REINTEGRATION_SUFFIX, LAYERS_TIFF_SUFFIX, PRINT_SUFFIX = "_reintegration.png", "_layers.tif", "_print.pdf"
LAYERS_SUFFIX, REPORT_SUFFIX, DOSSIER_SUFFIX = "_layers.ora", "_report.html", "_dossier.zip"

FILL_SUFFIXES = MASK_SUFFIX, OVERLAY_SUFFIX, AFFECTED_SUFFIX, RECORD_SUFFIX, MASK_RECORD_SUFFIX, REINTEGRATION_SUFFIX
"""Of all that a restoration may write, replace or remove beside the restored picture."""

_LONGEST_NAME = 255  # bytes of a file's name, on all common systems


def check_result_names(painting: Painting, *suffixes: str, name: str | None = None) -> None:
    """Raise `CannotWrite` if the names of results with these suffixes would be too long: before any work is done.

    Args:
        painting: the input.
        suffixes: of its results.
        name: of the file that results are named after, if it is not the painting's.
    """
    excess = len(os.fsencode(Path(name or painting.name).stem)) + max(map(len, suffixes)) - _LONGEST_NAME
    if excess > 0:
        letters = "1 letter" if excess == 1 else f"{excess} letters"
        named = "picture's name" if name is None else "name of the output"
        raise CannotWrite(
            f"The {named} is so long that the names of its results would be too long.",
            hint=f"Shorten it by {letters} at least.",
        )


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the files of a result are written, and what goes with them."""

    folder: Path  # it exists
    format: str | None = None  # of the restored picture, a key of `SUFFIXES`; None for PNG at 8 bits and TIFF at 16
    scale: Scale | None = None  # of the photograph, for the record; None if it is not known
    words: TitleBlock = field(default_factory=TitleBlock)  # what a person says about the painting
    variant: str = ""  # what names have before their extension: "_seed1", where there are several fills
    request: str | None = None  # what identifies the request, for the record; see `make_record`
    name: str | None = None  # of the restored picture's file, after which the others are named; None: the painting's

    def path(self, painting: Painting, suffix: str) -> Path:
        """Return the path of a file that depends on the fill."""
        return self.folder / named_result(self.name or painting.name, suffix, self.variant)

    def path_of_all_fills(self, painting: Painting, suffix: str) -> Path:
        """Return the path of a file that is the same for every fill."""
        return self.folder / named_result(self.name or painting.name, suffix)

    def restored_path(self, painting: Painting, format: str) -> Path:
        """Return the path of the restored picture in a format, a key of `SUFFIXES`."""
        return self.folder / self.name if self.name else self.path(painting, restored_suffix(format))

    def chosen_format(self, image: Image) -> str:
        """Return the format of the restored picture, a key of `SUFFIXES`."""
        return self.format or default_format(image)


@dataclass(frozen=True, slots=True)
class SavedPicture:
    """A restored picture on the disk."""

    path: Path
    notes: tuple[str, ...]  # sentences on metadata that its format cannot hold


def save_restoration(painting: Painting, restoration: Restoration, to: Destination) -> SavedPicture:
    """Write all files of `save_filled`, the mask and the overlay; arguments, return value and errors are its own.

    An old record is removed as soon as the picture or the mask changes, and the new one is written last. So a record
    in the folder always describes the files beside it.
    """
    saved, mask = _save_picture(painting, restoration, to), restoration.damage.mask
    mask_path = save_mask(painting, mask, to)
    write_pieces(to.path_of_all_fills(painting, OVERLAY_SUFFIX), encode_overlay_pieces(painting, mask))
    _save_record(painting, restoration, to, saved, mask_path)
    return saved


def save_filled(painting: Painting, restoration: Restoration, to: Destination) -> SavedPicture:
    """Write the restored picture, its reintegration and the affected band if there are any, and the record.

    The picture says in its metadata what it is; see `with_provenance`.

    Raises:
        CannotWrite: a file could not be written; none is left half-written.
        UnsuitableFormat: the format cannot hold the picture.
    """
    saved = _save_picture(painting, restoration, to)
    _save_record(painting, restoration, to, saved, None)
    return saved


def save_detected(painting: Painting, damage: Damage, folder: Path, request: str | None = None) -> Path:
    """Write the mask and its record, and return the path of the mask; raise `CannotWrite` as `save_filled` does.

    Args:
        painting: the input.
        damage: what was found.
        folder: it exists.
        request: as `Destination.request`.
    """
    path = save_mask(painting, damage.mask, Destination(folder))
    record = make_mask_record(painting, damage, sha256_of_file(path), request)
    write_bytes(folder / result_name(painting, MASK_RECORD_SUFFIX), encode_record(record))
    return path


def _save_picture(painting: Painting, restoration: Restoration, to: Destination) -> SavedPicture:
    """Write the restored picture and, if there are any, its reintegration and affected band; remove what is old."""
    format = to.chosen_format(restoration.after)
    described = with_provenance(painting, restoration, to.words)
    path = to.restored_path(painting, format)
    write_pieces(path, encode_pieces(restoration.after, described, format))
    remove_file(to.path(painting, RECORD_SUFFIX))
    _save_layer(described, restoration, to.path(painting, REINTEGRATION_SUFFIX))
    _save_affected(restoration, to.path(painting, AFFECTED_SUFFIX))
    return SavedPicture(path, notes_on_output(painting, described, format))


def notes_on_output(painting: Painting, described: Painting, format: str) -> tuple[str, ...]:
    """Return sentences on what of the metadata a file cannot hold, or could not take.

    Args:
        painting: the input.
        described: the same, as `with_provenance` returned it.
        format: of the file, a key of `SUFFIXES`.
    """
    return (*described.notes[len(painting.notes) :], *notes_on_format(described, format))


def _save_record(
    painting: Painting, restoration: Restoration, to: Destination, saved: SavedPicture, mask_path: Path | None
) -> None:
    record = make_record(
        painting,
        restoration,
        restored_sha256=sha256_of_file(saved.path),
        mask_sha256=None if mask_path is None else sha256_of_file(mask_path),
        affected_sha256=None if restoration.relief is None else sha256_of_file(to.path(painting, AFFECTED_SUFFIX)),
        is_lossy=to.chosen_format(restoration.after) == "jpeg",
        scale=to.scale,
        examined=to.words,
        output_notes=saved.notes,
        request_sha256=to.request,
    )
    write_bytes(to.path(painting, RECORD_SUFFIX), encode_record(record))


def _save_layer(painting: Painting, restoration: Restoration, path: Path) -> None:
    """Write what was laid down; without it, remove the layer of an earlier run, which does not fit any more."""
    laid_down, mask = restoration.reintegration, restoration.changed
    if laid_down is None:
        remove_file(path)
    else:
        write_pieces(path, encode_reintegration_pieces(painting, restoration.after, mask, laid_down.px_per_mm))


def _save_affected(restoration: Restoration, path: Path) -> None:
    """Write the band beside the mask that was changed, 0 and 255; without one, remove that of an earlier run."""
    if restoration.relief is None:
        remove_file(path)
    else:
        write_pieces(path, encode_mask_pieces(restoration.relief.affected))


def save_mask(painting: Painting, mask: Mask, to: Destination) -> Path:
    """Write the (H, W) mask as a PNG of 0 and 255, and return its path.

    A file of that name which marks the same pixels is left as it is: it may be the one that a person drew.
    """
    path = to.path_of_all_fills(painting, MASK_SUFFIX)
    if not _holds_mask(path, mask, painting):
        write_pieces(path, encode_mask_pieces(mask))
        for suffix in (RECORD_SUFFIX, MASK_RECORD_SUFFIX):
            remove_file(to.path_of_all_fills(painting, suffix))
    return path


def _holds_mask(path: Path, mask: Mask, painting: Painting) -> bool:
    """Return whether the file exists and marks the same pixels."""
    try:
        return path.exists() and np.array_equal(read_mask(path, painting.image, visible=painting.visible), mask)
    except BadMask:
        return False


def encode_overlay_pieces(painting: Painting, mask: Mask) -> Iterator[bytes]:
    """Return an 8-bit PNG of the painting with the (H, W) mask in red, piece by piece."""
    return encode_pieces(overlay_mask(painting.image, mask), painting, "png")


def encode_record(record: dict[str, Any]) -> bytes:
    """Return the record as JSON text."""
    text = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
    return text.encode(errors="backslashreplace")  # a file name may hold bytes that are not valid UTF-8


def result_name(painting: Painting, suffix: str, variant: str = "") -> str:
    """Return the name of a result's file; see `named_result`."""
    return named_result(painting.name, suffix, variant)


def named_result(name: str, suffix: str, variant: str = "") -> str:
    """Return the stem of a painting's name with a suffix, such as `MASK_SUFFIX`.

    A variant stands before the extension: "_restored.png" becomes "_restored_seed1.png".
    """
    end, _, extension = suffix.rpartition(".")
    return f"{Path(name).stem}{end}{variant}.{extension}"


def restored_suffix(format: str) -> str:
    """Return the suffix of a restored picture in a format, a key of `imaging.writing.SUFFIXES`."""
    return f"_restored{SUFFIXES[format]}"
