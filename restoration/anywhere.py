"""Files on this machine or elsewhere, read and written by the same functions."""

import errno
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from restoration import files
from restoration.paths import CACHE
from restoration.storage import Address, Place

COPIES = CACHE / "copies"  # not the system's folder for temporary files, which often is memory itself


def read_bytes(place: Place, largest: int) -> bytes:
    """Return the bytes of a file of at most `largest`; raise `OSError` or `StorageError` if it cannot be read."""
    if not isinstance(place, Address):
        return files.read_bytes(place, largest)
    data = place.read_bytes(largest + 1)
    if len(data) > largest:
        raise OSError(errno.EFBIG, f"it is larger than {largest / 1e6:.0f} megabytes")
    return data


def size_of_file(place: Place) -> int:
    """Return the bytes of a file; raise `OSError` or `StorageError` if there is none."""
    return place.size() if isinstance(place, Address) else place.stat().st_size


def write_bytes(place: Place, data: bytes) -> None:
    """Write a file, all of it or nothing; raise `CannotWrite` or `StorageError` if it cannot be written."""
    if isinstance(place, Address):
        place.write_bytes(data)
    else:
        files.write_bytes(place, data)


def remove_file(place: Place) -> None:
    """Remove a file if it exists; raise `CannotWrite` or `StorageError` if it cannot be removed."""
    if isinstance(place, Address):
        place.remove()
    else:
        files.remove_file(place)


def prepare_folder(place: Place) -> None:
    """Make a folder if it is missing, and remove what killed runs left unfinished in it.

    Raises:
        CannotWrite, StorageError: nothing can be written there.
    """
    if isinstance(place, Address):
        place.prepare_folder()
    else:
        files.remove_unfinished(files.ensure_folder(place))


def sha256_of_file(place: Place) -> str:
    """Return the hexadecimal SHA-256 of a file; raise `BadImage` or `StorageError` if it cannot be read."""
    return place.sha256() if isinstance(place, Address) else files.sha256_of_file(place)


def absolute(place: Place) -> Place:
    """Return the same place for a process that has another working folder."""
    return place if isinstance(place, Address) else place.absolute()


def as_path(place: Place) -> Path:
    """Return the path of a place, or what stands for it where only its name counts."""
    return place.stand_in if isinstance(place, Address) else place


def folder_for_copies() -> AbstractContextManager[Path]:
    """Make a folder for copies of what lies elsewhere, for the time of the context; raises `CannotWrite`."""
    return files.temporary_folder(COPIES)


@contextmanager
def on_this_machine(place: Place) -> Iterator[Path]:
    """Yield the path of a file; of one that lies elsewhere, that of a copy, which is removed afterwards.

    Raises:
        StorageError: the file cannot be copied.
        CannotWrite: there can be no copy.
    """
    if not isinstance(place, Address):
        yield place
        return
    with folder_for_copies() as folder:
        place.fetch(folder / place.name)
        yield folder / place.name
