"""A cache of fills: after a correction of the mask, or of a run that was killed, only what is missing is filled."""

import hashlib
import logging
import struct
import weakref
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from restoration.disk_arrays import unnamed_file
from restoration.domain import Image, Mask
from restoration.errors import RestorationError
from restoration.files import ensure_folder
from restoration.inpainting.base import (
    Filled,
    Inpainter,
    PendingFill,
    Releasable,
    Stage,
    as_concurrent,
    describe_generation,
    plan_stages,
)

MAX_BYTES = 2**28  # of the fills of one picture that are remembered; they lie on the disk
_HEADER = struct.Struct("<16sQI")  # of a fill in the file: its digest, the number of its bytes, their checksum

logger = logging.getLogger(__name__)


class CachedInpainter:
    """An inpainter that remembers the fills of the last two pictures; its results are those of the wrapped one."""

    def __init__(self, inpainter: Inpainter, folder: Path | None = None) -> None:
        """Take the inpainter, and the folder of the fills of one picture that outlive this process; None: none do."""
        self.key, self.needs = inpainter.key, inpainter.needs
        self._inpainter, self._folder = inpainter, folder
        self._fills = as_concurrent(inpainter)
        self.at_once = self._fills.at_once
        self._previous = _Fills()  # of the last picture
        self._current = _Fills() if folder is None else _Fills.in_file(folder / f"{self.key}.fills")  # of this picture
        self._stages: dict[str, CachedInpainter] = {}

    def begin_picture(self) -> None:
        """Begin a picture: forget the fills that the last picture did not use. Call it before each picture."""
        self._previous, self._current = self._current, _Fills()
        for stage in self._stages.values():
            stage.begin_picture()

    def release(self) -> None:
        """End a picture: the inpainter forgets what can be made again; its fills are kept."""
        if isinstance(self._inpainter, Releasable):
            self._inpainter.release()

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        return self.begin(image, mask).result()

    def begin(self, image: Image, mask: Mask) -> PendingFill:
        """See `Concurrent.begin`."""
        digest = _digest(image, mask)
        for fills in (self._current, self._previous):
            if (pixels := fills.read(digest, image.dtype)) is not None:
                return Filled(self.remember(digest, pixels, image, mask))
        return _NewFill(self, digest, image, mask, self._fills.begin(image, mask))

    def first_done(self, begun: Collection[PendingFill]) -> PendingFill:
        """See `Concurrent.first_done`."""
        pending = {fill.pending: fill for fill in begun if isinstance(fill, _NewFill)}
        if len(pending) < len(begun):
            return next(fill for fill in begun if not isinstance(fill, _NewFill))
        return pending[self._fills.first_done(pending)]

    def remember(self, digest: bytes, pixels: Image, image: Image, mask: Mask) -> Image:
        """Remember the filled pixels of a window, (N, 3) or as one row of samples; return the window with them."""
        self._current.write(digest, pixels)
        filled = image.copy()
        filled[mask] = pixels.reshape(-1, 3)
        return filled

    def describe(self) -> dict[str, Any] | None:
        """See `Described.describe`."""
        return describe_generation(self._inpainter)

    def stages(self, mask: Mask) -> list[Stage]:
        """See `Staged.stages`; each stage has a cache of its own."""
        return [Stage(self._cached(stage.inpainter), stage.mask) for stage in plan_stages(self._inpainter, mask)]

    def _cached(self, inpainter: Inpainter) -> "CachedInpainter":
        if inpainter is self._inpainter:
            return self
        if inpainter.key not in self._stages:
            self._stages[inpainter.key] = CachedInpainter(inpainter, self._folder)
        return self._stages[inpainter.key]


@dataclass(frozen=True, slots=True, eq=False)
class _NewFill:
    """The fill of a window that the cache did not know."""

    cache: CachedInpainter
    digest: bytes
    image: Image
    mask: Mask
    pending: PendingFill

    def result(self) -> Image:
        return self.cache.remember(self.digest, self.pending.result()[self.mask], self.image, self.mask)


class _Fills:
    """The filled pixels of one picture's regions, in a file: without a name, unless they shall outlive this process."""

    def __init__(self, file: IO[bytes] | None = None, most: float = MAX_BYTES) -> None:
        """Take a file that holds such fills, else they get a new one, and the bytes that it may have at most."""
        self._file, self._most = file, most
        self._places: dict[bytes, int] = {}  # where a fill begins
        self._size = 0  # bytes
        if file is not None:
            weakref.finalize(self, file.close)
            self._find_places(file)

    @classmethod
    def in_file(cls, path: Path) -> "_Fills":
        """Return the fills that an earlier process left in a file of that name; new ones are added to it."""
        try:
            ensure_folder(path.parent)
            return cls(path.open("r+b" if path.exists() else "x+b"), most=float("inf"))
        except (OSError, RestorationError) as error:
            logger.warning("fills are not kept for a later run: %s", error)
            return cls()

    def read(self, digest: bytes, dtype: np.dtype[np.generic]) -> Image | None:
        """Return the samples of a fill; None if it is unknown, or was not written whole."""
        if self._file is None or digest not in self._places:
            return None
        self._file.seek(self._places[digest])
        _, size, checksum = _HEADER.unpack(self._file.read(_HEADER.size))
        pixels = self._file.read(size)
        if zlib.crc32(pixels) != checksum:
            del self._places[digest]
            return None
        return np.frombuffer(pixels, dtype)

    def write(self, digest: bytes, pixels: Image) -> None:
        """Remember a fill, unless it is known or there is no room for it."""
        if digest in self._places or self._size + pixels.nbytes > self._most:
            return
        data = np.ascontiguousarray(pixels).data
        try:
            file = self._file or self._open()
            file.seek(self._size)
            file.write(_HEADER.pack(digest, pixels.nbytes, zlib.crc32(data)))
            file.write(data)
            file.flush()
        except OSError as error:
            logger.warning("a fill of %d bytes is not kept: %s", pixels.nbytes, error)
            return
        self._places[digest] = self._size
        self._size += _HEADER.size + pixels.nbytes

    def _open(self) -> IO[bytes]:
        self._file = unnamed_file()
        weakref.finalize(self, self._file.close)
        return self._file

    def _find_places(self, file: IO[bytes]) -> None:
        """Find the fills that an earlier process wrote; one that it did not finish is overwritten by the next."""
        end = file.seek(0, 2)
        while self._size + _HEADER.size <= end:
            file.seek(self._size)
            digest, size, _ = _HEADER.unpack(file.read(_HEADER.size))
            if size > end - self._size - _HEADER.size:
                return
            self._places[digest] = self._size
            self._size += _HEADER.size + size


def _digest(image: Image, mask: Mask) -> bytes:
    """Return a digest of everything that a fill depends on."""
    digest = hashlib.blake2b(repr((image.shape, image.dtype.str)).encode(), digest_size=16)
    digest.update(np.ascontiguousarray(image).data)
    digest.update(np.ascontiguousarray(mask).data)
    return digest.digest()
