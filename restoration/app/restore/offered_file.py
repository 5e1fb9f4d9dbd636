"""A file that the user can download: it is made when its button is pressed, one at a time on this server."""

import io
import mmap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

import streamlit as st

from restoration.app.exclusive import ENCODING, one_at_a_time
from restoration.app.task_queue import Task
from restoration.disk_arrays import unnamed_file
from restoration.imaging.painting import Painting
from restoration.output.results import result_name

ENCODING_BYTES = 12.0  # of memory for each pixel and byte of a sample: a dossier holds five pictures, compressed

_PIECE = 2**20  # bytes

# The server compresses every other type: large files that are compressed already would take seconds and memory again.
_MIME_TYPES = {
    ".png": "image/png",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".ora": "application/zip",  # an .ora file is a zip archive; the server does not know image/openraster
    ".zip": "application/zip",
    ".pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """A file that the user can download."""

    label: str
    suffix: str  # of its name
    make: Callable[[], "bytes | FileOnDisk"]
    help: str  # what it is good for
    icon: str = ":material/download:"
    problem: str = ""  # why it cannot be made now, and the cure


class FileOnDisk(io.RawIOBase):
    """A finished file without a name on the disk, for Streamlit to send: it keeps what `read` returns.

    It asks only for the length and for parts of that, so a view of the file does, and nothing is copied into memory.
    """

    def __init__(self, write: Callable[[IO[bytes]], None]) -> None:
        """Let `write` fill the file; it must not be empty then."""
        with unnamed_file() as file:
            write(file)
            file.flush()
            self._view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))

    @classmethod
    def of(cls, pieces: Iterable[bytes]) -> "FileOnDisk":
        """Return a file of these bytes, which need not be in memory together."""
        return cls(lambda file: file.writelines(pieces))

    def seekable(self) -> bool:
        """See `io.RawIOBase`."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """Do nothing: `read` begins at the start."""
        return 0

    def read(self, size: int = -1) -> memoryview:  # bytes would be a copy
        """Return the whole file."""
        return self._view

    def pieces(self) -> Iterator[memoryview]:
        """Yield the whole file in pieces."""
        return (self._view[start : start + _PIECE] for start in range(0, len(self._view), _PIECE))


def offer_file(file: OfferedFile, painting: Painting) -> None:
    """Show the button of a file."""
    name = result_name(painting, file.suffix)
    st.download_button(
        file.label,
        partial(_make, file, painting),
        name,
        _MIME_TYPES.get(Path(name).suffix),
        icon=file.icon,
        help=file.problem or file.help,
        disabled=bool(file.problem),
        on_click="ignore",
        key=file.label,
    )


def _make(file: OfferedFile, painting: Painting) -> "bytes | FileOnDisk":
    """Return the file; one at a time is made on this server."""
    pixels = painting.image[..., 0].size
    task, memory = Task(file.label, pixels / 1e6), ENCODING_BYTES * painting.image.itemsize * pixels
    with one_at_a_time(None, task, ENCODING, memory=memory):
        return file.make()
