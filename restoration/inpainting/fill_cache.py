"""A cache of fills: after a correction of the mask, only the damage that changed is filled again."""

import hashlib
import logging
import weakref
from typing import IO, Any

import numpy as np

from restoration.disk_arrays import unnamed_file
from restoration.domain import Image, Mask
from restoration.inpainting.base import Inpainter, Releasable, Stage, describe_generation, plan_stages

MAX_BYTES = 2**28  # of the fills of one picture that are remembered; they lie on the disk

logger = logging.getLogger(__name__)


class CachedInpainter:
    """An inpainter that remembers the fills of the last two pictures; its results are those of the wrapped one."""

    def __init__(self, inpainter: Inpainter) -> None:
        self.key, self.needs = inpainter.key, inpainter.needs
        self._inpainter = inpainter
        self._previous = _Fills()  # of the last picture
        self._current = _Fills()  # of this picture
        self._stages: dict[str, CachedInpainter] = {}

    def begin(self) -> None:
        """Begin a picture: forget the fills that the last picture did not use. Call it before each picture."""
        self._previous, self._current = self._current, _Fills()
        for stage in self._stages.values():
            stage.begin()

    def release(self) -> None:
        """End a picture: the inpainter forgets what can be made again; its fills are kept."""
        if isinstance(self._inpainter, Releasable):
            self._inpainter.release()

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        digest = _digest(image, mask)
        pixels = self._current.read(digest, image.dtype)
        if pixels is None:
            pixels = self._previous.read(digest, image.dtype)
            if pixels is None:
                pixels = self._inpainter.fill(image, mask)[mask]
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
            self._stages[inpainter.key] = CachedInpainter(inpainter)
        return self._stages[inpainter.key]


class _Fills:
    """The filled pixels of one picture's regions, in a file that has no name."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._places: dict[bytes, tuple[int, int]] = {}  # start and size in the file, bytes
        self._size = 0  # bytes

    def read(self, digest: bytes, dtype: np.dtype[np.generic]) -> Image | None:
        """Return the samples of a fill; None if it is unknown."""
        if self._file is None or digest not in self._places:
            return None
        start, size = self._places[digest]
        self._file.seek(start)
        return np.frombuffer(self._file.read(size), dtype)

    def write(self, digest: bytes, pixels: Image) -> None:
        """Remember a fill, unless there is no room for it."""
        if self._size + pixels.nbytes > MAX_BYTES:
            return
        try:
            file = self._file or self._open()
            file.seek(self._size)
            file.write(np.ascontiguousarray(pixels).data)
            file.flush()
        except OSError as error:
            logger.warning("a fill of %d bytes is not kept: %s", pixels.nbytes, error)
            return
        self._places[digest] = self._size, pixels.nbytes
        self._size += pixels.nbytes

    def _open(self) -> IO[bytes]:
        self._file = unnamed_file()
        weakref.finalize(self, self._file.close)
        return self._file


def _digest(image: Image, mask: Mask) -> bytes:
    """Return a digest of everything that a fill depends on."""
    digest = hashlib.blake2b(repr((image.shape, image.dtype.str)).encode(), digest_size=16)
    digest.update(np.ascontiguousarray(image).data)
    digest.update(np.ascontiguousarray(mask).data)
    return digest.digest()
