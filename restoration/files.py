"""Files on disk: written as a whole or not at all, identified by their SHA-256, and packed into zip files."""

import errno
import hashlib
import io
import os
import re
import secrets
import shutil
import tempfile
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO

try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be removed anyway
    fcntl = None  # type: ignore[assignment]

from restoration.errors import BadImage, CannotWrite, os_error_reason

_UNIX_SYSTEM = 3  # the number of Unix in the zip format, written on every system
_READABLE_MODE = 0o644 << 16  # Unix permissions of the members

_PART_NAME = re.compile(r"\.[0-9a-f]{16}\.part")  # only of `write_bytes`; downloads that can continue have other names

_UNLOCKED_SECONDS = 60.0  # a folder as young as this may not be locked yet


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
        if error.errno == errno.ENAMETOOLONG:  # there can be no such file
            return
        raise CannotWrite(f"{path} cannot be removed ({os_error_reason(error)}).") from error


def write_bytes(path: Path, data: bytes, *, mode: int = 0o666) -> None:
    """Write a file of these bytes; arguments and errors are those of `write_pieces`."""
    write_pieces(path, [data], mode=mode)


def write_pieces(path: Path, pieces: Iterable[bytes], *, mode: int = 0o666) -> None:
    """Write a temporary file in the same folder, then rename it: a reader sees the old file or the new, never a part.

    The folder is made if it is missing.

    Args:
        path: the file.
        pieces: its bytes, one piece after the other; they need not be in memory together.
        mode: who may open it, less what the process's umask takes away; 0o600 for its owner alone.

    Raises:
        CannotWrite: the disk is full, the folder may not be written to, a folder has that name...
            An older file of that name stays as it was, and no temporary file is left.
    """
    try:
        if path.exists() and not path.is_file():
            raise CannotWrite(f"{path} is there already and is not a file.")
        ensure_folder(path.parent)
        with _new_part(path.parent, mode) as file:
            part = Path(file.name)
            try:
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())  # the data are on the disk before the new file replaces the old one
                if fcntl is None:
                    file.close()  # Windows renames no file that is open
                os.replace(part, path)  # noqa: PTH105 - the one call that promises to be atomic
            except BaseException:  # also after Ctrl+C the temporary file is removed
                with suppress(OSError):  # a full disk: it cannot write what it still holds
                    file.close()
                part.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise CannotWrite(
            f"{path.name} cannot be written to the folder {path.parent} ({os_error_reason(error)}).",
            hint="Give it a shorter name." if error.errno == errno.ENAMETOOLONG else None,
        ) from error


@contextmanager
def _new_part(folder: Path, mode: int) -> Iterator[BinaryIO]:
    """Open a new temporary file and lock it, so that no other run takes it for one that a killed run left."""
    while True:
        part = folder / f".{secrets.token_hex(8)}.part"  # short: the full name may be as long as the system allows
        with open(part, "xb", opener=partial(os.open, mode=mode)) as file:
            _lock(file)
            if part.exists():  # else another run removed it before it was locked
                yield file
                return


def _lock(file: BinaryIO) -> None:
    if fcntl is not None:
        with suppress(OSError):  # a file system without locks; `remove_unfinished` then leaves the file alone
            fcntl.flock(file, fcntl.LOCK_EX)


def remove_unfinished(folder: Path) -> None:
    """Remove the temporary files that killed runs left in a folder; those of a run that still writes stay."""
    with suppress(OSError):  # the folder does not exist, or may not be changed
        for entry in [entry for entry in os.scandir(folder) if _PART_NAME.fullmatch(entry.name)]:
            with suppress(OSError):  # it is locked, or another run was faster
                _remove_unlocked(Path(entry.path))


def _remove_unlocked(part: Path) -> None:
    """Remove a temporary file; raise `OSError` if another process still writes it."""
    with part.open("rb") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink()
    if fcntl is None:
        part.unlink()


@contextmanager
def temporary_folder(parent: Path) -> Iterator[Path]:
    """Make a folder for the time of the context; what killed runs left of theirs is removed first.

    Args:
        parent: where it is made; nothing but such folders lies there.

    Raises:
        CannotWrite: it cannot be made.
    """
    ensure_folder(parent)
    try:
        for old in parent.iterdir() if fcntl is not None else ():
            with suppress(OSError):  # it is in use, or another run was faster
                if time.time() - old.stat().st_mtime > _UNLOCKED_SECONDS:
                    _remove_unlocked_folder(old)
        folder = Path(tempfile.mkdtemp(dir=parent))
    except OSError as error:
        raise CannotWrite(f"No folder can be made in {parent} ({os_error_reason(error)}).") from error
    try:
        with locked_folder(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def locked_folder(folder: Path) -> Iterator[bool]:
    """Lock a folder for the time of the context, so that no other run takes it for abandoned.

    Yields whether it is ours: False if another run has locked it, or if the file system knows no locks.

    Raises:
        OSError: there is no such folder, or it may not be read.
    """
    if fcntl is None:
        yield True
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield _is_locked_now(handle)
    finally:
        os.close(handle)


def _is_locked_now(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _remove_unlocked_folder(folder: Path) -> None:
    """Remove a folder, unless another process still works in it."""
    with locked_folder(folder) as is_ours:
        if is_ours:
            shutil.rmtree(folder)


def read_bytes(path: Path, largest: int) -> bytes:
    """Return the bytes of a file.

    Raises:
        OSError: it cannot be read, is not a file (reading a device or a pipe may never end), or is larger than
            `largest` bytes.
    """
    _refuse_device(path)
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size > largest:
            raise OSError(errno.EFBIG, f"it is larger than {largest / 1e6:.0f} megabytes")
        return file.read()


def _refuse_device(path: Path) -> None:
    """Raise `OSError` for a device or a pipe: to open one may take for ever."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise OSError(errno.EINVAL, "it is not a file")


def sha256_of_file(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file; raise `BadImage` if it cannot be opened, or is a device or a pipe."""
    try:
        _refuse_device(path)
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BadImage(
            f"{path} cannot be read ({os_error_reason(error)}).", hint="Check that you may open it."
        ) from error


def sha256_of_bytes(data: bytes | memoryview) -> str:
    """Return the hexadecimal SHA-256 of the bytes."""
    return hashlib.sha256(data).hexdigest()


def sha256_of_pieces(pieces: Iterable[bytes]) -> str:
    """Return the hexadecimal SHA-256 of bytes that need not be in memory together."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def pack_zip(members: Iterable[tuple[str, Iterable[bytes]]]) -> bytes:
    """Return a zip file as bytes; see `write_zip`."""
    file = io.BytesIO()
    write_zip(file, members)
    return file.getvalue()


def write_zip(file: IO[bytes], members: Iterable[tuple[str, Iterable[bytes | memoryview]]]) -> None:
    """Write a zip file of named members, in the given order; its bytes depend on nothing else, no date and no system.

    Members are stored, not compressed: pictures are compressed already.

    Args:
        file: that it is written to.
        members: each name with the pieces of its content; both iterables are read as the file grows, so that no more
            than one piece is in memory beside the file.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, pieces in members:
            member = zipfile.ZipInfo(name)  # its date is 1980-01-01, not today
            member.create_system, member.external_attr = _UNIX_SYSTEM, _READABLE_MODE
            with archive.open(member, "w") as packed:
                packed.writelines(pieces)
