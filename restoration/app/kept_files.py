"""Folders with what people gave to this server: only the server's own user may open them, and their size is limited."""

import math
import os
import shutil
import time
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from restoration.errors import BadSetting, CannotWrite, os_error_reason

LIMIT_VARIABLE = "RESTORATION_WORK_GB"
DEFAULT_LIMIT = 2e9  # bytes
SHARE_OF_DISK = 0.1  # of the free disk; the default limit is never more

_OWNER_ONLY = 0o700


def make_private_folder(folder: Path) -> Path:
    """Make the folder, and those above it, if they are missing; nobody but the server's user may open it.

    Raises:
        CannotWrite: it cannot be made, or belongs to somebody else.
    """
    try:
        folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
        folder.chmod(_OWNER_ONLY)  # also of a folder that an older version made
    except OSError as error:
        raise CannotWrite(f"The folder {folder} cannot be made ({os_error_reason(error)}).") from error
    return folder


def size_limit(folder: Path) -> int:
    """Return how many bytes a folder of kept files may hold: `RESTORATION_WORK_GB`, else 2 GB or a tenth of the disk.

    Raises:
        BadSetting: the variable is not a number of gigabytes.
    """
    text = os.environ.get(LIMIT_VARIABLE, "").strip()
    if not text:
        return default_limit(folder)
    try:
        gigabytes = float(text)
    except ValueError:
        gigabytes = math.nan
    if not 0 <= gigabytes < math.inf:
        raise BadSetting(f"{LIMIT_VARIABLE} is {text!r}.", hint="Set it to gigabytes, such as 2; 0 keeps nothing.")
    return round(gigabytes * 1e9)


def default_limit(folder: Path) -> int:
    """Return the bytes that a folder of kept files may hold if nobody sets a limit: 2 GB or a tenth of the disk."""
    return round(min(DEFAULT_LIMIT, SHARE_OF_DISK * (_free_bytes(folder) + size_of(folder))))


def _free_bytes(folder: Path) -> int:
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    return shutil.disk_usage(existing).free


def size_of(folder: Path) -> int:
    """Return the bytes of all files in the folder and below it; 0 if it does not exist."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):  # it was removed a moment ago
                total += Path(parent, name).lstat().st_size
    return total


def make_room(folders: Iterable[Path], needed: int, limit: int, in_use: Collection[Path] = ()) -> None:
    """Remove the oldest of the folders until `needed` more bytes fit under the limit; those in use stay.

    Raises:
        CannotWrite: what is in use leaves too little room.
    """
    sizes = {folder: size_of(folder) for folder in folders}
    total = sum(sizes.values()) + needed
    for folder in sorted(sizes.keys() - set(in_use), key=_last_change):
        if total <= limit:
            return
        shutil.rmtree(folder, ignore_errors=True)
        total -= sizes[folder] - size_of(folder)
    if total > limit:
        raise CannotWrite(
            f"There is no room to keep {needed / 1e6:.1f} MB more.", hint=f"Set {LIMIT_VARIABLE} to more gigabytes."
        )


def remove_older(folders: Iterable[Path], days: float) -> None:
    """Remove the folders that were last changed so many days ago."""
    for folder in folders:
        if _last_change(folder) < time.time() - days * 86400:
            shutil.rmtree(folder, ignore_errors=True)


def _last_change(folder: Path) -> float:
    """Return when a file in the folder was last written or renamed, s since 1970; infinity if it is gone."""
    try:
        return folder.stat().st_mtime
    except OSError:
        return math.inf
