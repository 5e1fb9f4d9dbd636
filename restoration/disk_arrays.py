"""Arrays that lie in files and are mapped into memory, so that many pictures fit into a small machine.

The system reads the pages of such an array when they are used, and drops them again when memory is short. The files
have no name while they are in use, so nothing is left of them, even after a crash.
"""

import io
import logging
import mmap
import os
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import IO, Any, BinaryIO, TypeVar

import numpy as np
import numpy.typing as npt

from restoration.paths import CACHE

Array = TypeVar("Array", bound=npt.NDArray[Any])

SCRATCH = CACHE / "arrays"  # not the system's folder for temporary files, which often is memory itself
SMALLEST = 2**16  # bytes; smaller arrays stay in memory
LARGE_FILE = 2**25  # bytes; the bytes of smaller files stay in memory
MOST_FILES = 2**16  # an open work has some fifteen arrays
_PIECE = 2**20  # bytes that are written at a time
_STRIP_BYTES = 2**24  # of the first layer, that are worked on at a time

logger = logging.getLogger(__name__)


def keep_on_disk(array: Array) -> Array:
    """Return a read-only copy of the array, of any shape and type, that lies on the disk.

    Without room on the disk, or for a small array, return the array itself: then it stays in memory. An array that
    lies on the disk already is returned, too.
    """
    if array.nbytes < SMALLEST:
        return array
    if is_on_disk(array):
        return read_only(array)
    try:
        with unnamed_file() as file:
            _reserve(file.fileno(), array.nbytes)  # `tofile` does not say when the last bytes find no room
            file.seek(0)
            np.ascontiguousarray(array).tofile(file)
            file.flush()
            data = _MappedFile.of(file, array.nbytes, mmap.ACCESS_READ)
        return np.frombuffer(data, array.dtype).reshape(array.shape)  # type: ignore[return-value]  # of the same type
    except OSError as error:
        _warn_once(SCRATCH, error.strerror or str(error))
        return array


class _MappedFile(mmap.mmap):
    """A mapped file that can be mapped once more."""

    file: int  # its descriptor

    @classmethod
    def of(cls, file: IO[bytes], size: int, access: int) -> "_MappedFile":
        """Map so many bytes of an open file, which may be closed then; raise `OSError` if that is impossible."""
        mapped = cls(file.fileno(), size, access=access)
        mapped.file = os.dup(file.fileno())
        weakref.finalize(mapped, os.close, mapped.file)
        return mapped

    def private_copy(self) -> mmap.mmap:
        """Return the same bytes; what is changed in them lies in memory, and nobody else sees it."""
        return mmap.mmap(self.file, len(self), access=mmap.ACCESS_COPY)


def copy_on_write(array: Array) -> Array:
    """Return a copy that can be changed; one of an array on the disk takes memory only where it is changed."""
    owner = _owner(array)
    if not isinstance(owner, _MappedFile) or len(owner) != array.nbytes or not array.flags.c_contiguous:
        return array.copy()
    copied = owner.private_copy()
    return np.frombuffer(copied, array.dtype).reshape(array.shape)  # type: ignore[return-value]  # of the same type


def compute_on_disk(
    compute: Callable[..., npt.NDArray[Any]], *layers: npt.NDArray[Any], dtype: npt.DTypeLike
) -> npt.NDArray[Any]:
    """Return what `compute` makes of the rows of layers, strip by strip: an array that lies on the disk if it is large.

    Args:
        compute: gets the same rows of each layer, and returns that part of the result.
        layers: of one height; the result has the shape of the first.
        dtype: of the result.
    """
    result = zeros_on_disk(layers[0].shape, dtype)
    rows = max(_STRIP_BYTES * len(result) // max(layers[0].nbytes, 1), 1)
    for top in range(0, len(result), rows):
        result[top : top + rows] = compute(*(layer[top : top + rows] for layer in layers))
    return read_only(result)


def copy_to_disk(file: BinaryIO) -> bytes | mmap.mmap:
    """Return the bytes of an open file from where it stands; those of a large one, in a copy that lies on the disk.

    A copy, because a program that cuts a mapped file short ends the programs that read it.
    """
    head = file.read(LARGE_FILE)
    if len(head) < LARGE_FILE:
        return head
    try:
        with unnamed_file() as copy:
            copy.write(head)
            shutil.copyfileobj(file, copy, _PIECE)
            copy.flush()
            return mmap.mmap(copy.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError as error:
        _warn_once(SCRATCH, error.strerror or str(error))
        file.seek(0)
        return file.read()


def zeros_on_disk(shape: tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return zeros that can be changed and lie on the disk; without room there, or if they are few, in memory."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    if size < SMALLEST:
        return np.zeros(shape, dtype)
    try:
        with unnamed_file() as file:
            _reserve(file.fileno(), size)
            return np.frombuffer(_MappedFile.of(file, size, mmap.ACCESS_WRITE), dtype).reshape(shape)
    except OSError as error:
        _warn_once(SCRATCH, error.strerror or str(error))
        return np.zeros(shape, dtype)


def named_array(path: Path, shape: tuple[int, ...], dtype: npt.DTypeLike, *, anew: bool) -> npt.NDArray[Any]:
    """Return an array that can be changed and lies in a file: what is in it, or zeros if it is new or of another size.

    Args:
        path: of the file, in a folder that exists.
        shape: of the array, with at least one number.
        dtype: of the array.
        anew: whether it begins with zeros in any case.

    Raises:
        OSError: the disk has no room for it, or the file cannot be written.
    """
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    with path.open("r+b" if path.exists() else "x+b") as file:
        if anew or os.fstat(file.fileno()).st_size != size:
            file.truncate(0)
            _reserve(file.fileno(), size)
        return np.frombuffer(_MappedFile.of(file, size, mmap.ACCESS_WRITE), dtype).reshape(shape)


def write_back(array: npt.NDArray[Any]) -> None:
    """Wait until a `named_array` is on the disk, so that it survives a loss of power; raise `OSError` if it cannot."""
    owner = _owner(array)
    if isinstance(owner, mmap.mmap):
        owner.flush()


def unnamed_file() -> IO[bytes]:
    """Return a new file that vanishes when it is closed and no longer mapped, or when the program ends."""
    SCRATCH.mkdir(mode=0o700, parents=True, exist_ok=True)
    return tempfile.TemporaryFile(dir=SCRATCH)


class LargeFile(io.BufferedRandom):
    """A new file on the disk that vanishes when it is closed."""

    name = ""  # a file without a name has a number for it, which some libraries cannot take

    def __init__(self) -> None:
        """Open it; raise OSError if the disk has no room."""
        with unnamed_file() as file:
            super().__init__(io.FileIO(os.dup(file.fileno()), "r+b"))


def file_for(size: int) -> io.BytesIO | LargeFile:
    """Return a new file for about that many bytes: in memory if they are few, else on the disk."""
    if size >= LARGE_FILE:
        try:
            file = LargeFile()
            _check_room(file, size)
            return file
        except OSError as error:
            _warn_once(SCRATCH, error.strerror or str(error))
    return io.BytesIO()


def _check_room(file: LargeFile, size: int) -> None:
    """Raise OSError, and close the new file, if the disk has no room for so many bytes.

    Found only later, the full disk would be taken for that of the output folder.
    """
    try:
        _reserve(file.fileno(), size)
        file.truncate(0)
        file.seek(0)
    except OSError:
        file.close()
        raise


def contents(file: io.BytesIO | LargeFile) -> bytes | mmap.mmap:
    """Return the bytes of such a file; those of a large one stay on the disk."""
    if isinstance(file, io.BytesIO):
        return file.getvalue()
    file.flush()
    return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def pieces(file: io.BytesIO | LargeFile) -> Iterator[bytes]:
    """Yield the bytes of such a file, which is closed at the end."""
    with file:
        file.seek(0)
        yield from iter(partial(file.read, _PIECE), b"")


def read_only(array: Array) -> Array:
    """Return the same numbers, which cannot be changed through the returned array."""
    if not array.flags.writeable:
        return array
    view = array.view()
    view.flags.writeable = False
    return view


@cache
def _warn_once(folder: Path, reason: str) -> None:
    """Log a reason for memory instead of the disk, once in this process: a large picture has hundreds of arrays."""
    logger.warning("%s cannot hold pictures (%s): memory is used instead. Make room there.", folder, reason)


def _reserve(file: int, size: int) -> None:
    """Make a file of zeros; a page that the disk has no room for would later end the whole program."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file, 0, size)
        return
    for start in range(0, size, _PIECE):
        os.write(file, bytes(min(_PIECE, size - start)))


def allow_many_arrays() -> None:
    """Let this process have `MOST_FILES` files open if the system permits: each array on the disk keeps one open."""
    try:
        import resource
    except ImportError:  # Windows counts them otherwise
        return
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if most == resource.RLIM_INFINITY else min(MOST_FILES, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        with suppress(ValueError, OSError):  # macOS permits fewer than it says
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def is_on_disk(array: npt.NDArray[Any]) -> bool:
    """Return whether the numbers of an array, or of the array that it is a part of, lie in a file."""
    return isinstance(_owner(array), mmap.mmap)


def _owner(array: npt.NDArray[Any]) -> object:
    """Return what holds the numbers of an array; None: numpy itself."""
    owner: object = array
    while isinstance(owner, np.ndarray):
        owner = owner.base
    return owner.obj if isinstance(owner, memoryview) else owner
