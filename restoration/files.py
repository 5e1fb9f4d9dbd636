"""Files on disk: written as a whole or not at all, identified by their SHA-256, and packed into zip files."""

import hashlib
import io
import os
import secrets
import zipfile
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from restoration.errors import BadImage, CannotWrite, os_error_reason

_UNIX_SYSTEM = 3  # the number of Unix in the zip format, written on every system
_READABLE_MODE = 0o644 << 16  # Unix permissions of the members


def ensure_folder(path: Path) -> Path:
    """Make the folder if it is missing, and return its path.

    Raises:
        CannotWrite: the folder cannot be made or may not be written to.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(f"The folder {path} cannot be made ({os_error_reason(error)}).") from error
    if not os.access(path, os.W_OK):
        raise CannotWrite(f"The folder {path} may not be written to.")
    return path


def remove_file(path: Path) -> None:
    """Remove the file if it exists; raise `CannotWrite` if it cannot be removed."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(f"{path} cannot be removed ({os_error_reason(error)}).") from error


def write_bytes(path: Path, data: bytes, *, mode: int = 0o666) -> None:
    """Write a temporary file in the same folder, then rename it: a reader sees the old file or the new, never a part.

    The folder is made if it is missing.

    Args:
        path: the file.
        data: all of its bytes.
        mode: who may open it, less what the process's umask takes away; 0o600 for its owner alone.

    Raises:
        CannotWrite: the disk is full, the folder may not be written to, a folder has that name...
            An older file of that name stays as it was, and no temporary file is left.
    """
    part = path.with_name(f".{secrets.token_hex(8)}.part")  # short: the full name may be as long as the system allows
    try:
        if path.exists() and not path.is_file():
            raise CannotWrite(f"{path} is there already and is not a file.")
        ensure_folder(path.parent)
        try:
            with open(part, "xb", opener=partial(os.open, mode=mode)) as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())  # the data are on the disk before the new file replaces the old one
            os.replace(part, path)  # noqa: PTH105 - the one call that promises to be atomic
        except BaseException:  # also after Ctrl+C the temporary file is removed
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CannotWrite(
            f"{path.name} cannot be written to the folder {path.parent} ({os_error_reason(error)})."
        ) from error


def sha256_of_file(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file; raise `BadImage` if it cannot be opened."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BadImage(
            f"{path} cannot be read ({os_error_reason(error)}).", hint="Check that you may open it."
        ) from error


def sha256_of_bytes(data: bytes) -> str:
    """Return the hexadecimal SHA-256 of the bytes."""
    return hashlib.sha256(data).hexdigest()


def pack_zip(members: Iterable[tuple[str, Iterable[bytes]]]) -> bytes:
    """Return a zip file of named members, in the given order; its bytes depend on nothing else, no date and no system.

    Members are stored, not compressed: pictures are compressed already.

    Args:
        members: each name with the pieces of its content; both iterables are read as the file grows, so that no more
            than one piece is in memory beside the file.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, pieces in members:
            member = zipfile.ZipInfo(name)  # its date is 1980-01-01, not today
            member.create_system, member.external_attr = _UNIX_SYSTEM, _READABLE_MODE
            with archive.open(member, "w") as packed:
                packed.writelines(pieces)
    return file.getvalue()
