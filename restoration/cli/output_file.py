"""The file that a command writes: where it lies and in which format; it must not be one that the command reads."""

import os
from dataclasses import dataclass
from pathlib import Path

from restoration.batch import PICTURE_EXTENSIONS
from restoration.errors import BadRequest
from restoration.storage import Address, Place, parse_place

_FORMATS = {  # of a restored picture, by the extension of its file; the first is the one without --format
    ".png": ("png",),
    ".tif": ("tiff", "pyramid"),
    ".tiff": ("tiff", "pyramid"),
    ".jpg": ("jpeg",),
    ".jpeg": ("jpeg",),
    ".webp": ("webp",),
    ".jp2": ("jp2",),
}


@dataclass(frozen=True, slots=True)
class ResultOutput:
    """Where the results of a command go: a folder, or one file with the others beside it."""

    folder: Place
    name: str | None  # of the restored picture's file; None: it is named after the painting
    format: str | None  # of the restored picture; None only without a name: it then depends on the picture


def parse_output(text: str, format: str | None) -> ResultOutput:
    """Return where the results go, from what was given as --output: with a picture's extension, it names a file.

    A folder of that name that is there already stays a folder, and so does a name that ends in a slash.

    Args:
        text: a path, or the address of a folder in a storage.
        format: what was given as --format.

    Raises:
        BadRequest: no picture is written in the format of the extension, or the format is another; or the address of
            a file was given.
    """
    place = parse_place(text)
    extension = "" if text.endswith(("/", os.sep)) else Path(text).suffix.lower()
    if extension not in PICTURE_EXTENSIONS or (isinstance(place, Path) and _is_folder(place)):
        return ResultOutput(place, None, format)
    if isinstance(place, Address):
        message = f"{place} names a file, and in a storage --output is a folder."
        raise BadRequest(message, hint="Give the address of the folder.")
    formats = _FORMATS.get(extension, ())
    if not formats:
        message = f"A restored picture is not written as {extension}."
        raise BadRequest(message, hint=f"Let --output end in one of {', '.join(_FORMATS)}, or name a folder.")
    if format is not None and format not in formats:
        message = f"{place.name} is no name for a picture of the format {format}."
        raise BadRequest(message, hint="Leave --format out, or give --output another extension.")
    return ResultOutput(place.parent, place.name, format or formats[0])


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # such as a name that is too long: who writes there will say so
        return False


def refuse_inputs(output: Path, *inputs: Path, by: str, hint: str = "Name another file.") -> None:
    """Raise `BadRequest` if the output is one of the inputs, which it would replace.

    Args:
        output: where the command writes.
        inputs: what it reads.
        by: what would replace it, for the sentence: "the map".
        hint: the cure.
    """
    if any(_is_same_file(output, path) for path in inputs):
        raise BadRequest(f"{output} would be replaced by {by}.", hint=hint)


def _is_same_file(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:  # one of them is not there, or cannot be
        return False
