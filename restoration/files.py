"""The fingerprint of a file, by which a picture is known again."""

import hashlib
import os
import secrets
from pathlib import Path

from restoration.errors import BadImage, CannotWrite, os_error_reason


def ensure_folder(path: Path) -> Path:
    """The folder, made where it was missing; raises `CannotWrite`, also where one may not write to it."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(f"The folder {path} cannot be made ({os_error_reason(error)}).") from error
    if not os.access(path, os.W_OK):
        raise CannotWrite(f"The folder {path} may not be written to.")
    return path


def remove_file(path: Path) -> None:
    """Remove the file, if there is one; raises `CannotWrite` where that may not be."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(f"{path} cannot be removed ({os_error_reason(error)}).") from error


def write_bytes(path: Path, data: bytes) -> None:
    """Write the file beside its place, then move it there: a reader sees the old file or the new, never a part.

    Raises:
        CannotWrite: the disk is full, the folder not ours to write to, the name taken by a folder...;
            an older file of that name is as it was, and nothing else was left.
    """
    part = path.with_name(f".{secrets.token_hex(8)}.part")  # not the full name, which may be as long as names can be
    try:
        if path.exists() and not path.is_file():
            raise CannotWrite(f"{path} is there already and is not a file.")
        ensure_folder(path.parent)
        try:
            with part.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())  # on the disk before it takes the old file's place
            os.replace(part, path)  # noqa: PTH105 - the one call that promises to be atomic
        except BaseException:  # an interruption too must leave nothing behind
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CannotWrite(
            f"{path.name} cannot be written to the folder {path.parent} ({os_error_reason(error)})."
        ) from error


def sha256_of_file(path: Path) -> str:
    """Hexadecimal SHA-256 of a picture's file; raises `BadImage` where it may not be opened."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BadImage(
            f"{path} cannot be read ({os_error_reason(error)}).", hint="Check that you may open it."
        ) from error
