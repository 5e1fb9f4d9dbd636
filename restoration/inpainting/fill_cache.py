"""A cache of fills: after a correction of the mask, only the damage that changed is filled again."""

import hashlib

import numpy as np

from restoration.domain import Image, Mask
from restoration.inpainting.base import Inpainter, Stage, plan_stages


class CachedInpainter:
    """An inpainter that remembers the fills of the last two pictures; its results are those of the wrapped one."""

    def __init__(self, inpainter: Inpainter) -> None:
        self.key, self.needs = inpainter.key, inpainter.needs
        self._inpainter = inpainter
        self._previous: dict[bytes, Image] = {}  # of the last picture
        self._current: dict[bytes, Image] = {}  # of this picture
        self._stages: dict[str, CachedInpainter] = {}

    def begin(self) -> None:
        """Begin a picture: forget the fills that the last picture did not use. Call it before each picture."""
        self._previous, self._current = self._current, {}
        for stage in self._stages.values():
            stage.begin()

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        digest = _digest(image, mask)
        known = self._current.get(digest, self._previous.get(digest))
        self._current[digest] = self._inpainter.fill(image, mask)[mask] if known is None else known
        filled = image.copy()
        filled[mask] = self._current[digest]
        return filled

    def stages(self, mask: Mask) -> list[Stage]:
        """See `Staged.stages`; each stage has a cache of its own."""
        return [Stage(self._cached(stage.inpainter), stage.mask) for stage in plan_stages(self._inpainter, mask)]

    def _cached(self, inpainter: Inpainter) -> "CachedInpainter":
        if inpainter is self._inpainter:
            return self
        if inpainter.key not in self._stages:
            self._stages[inpainter.key] = CachedInpainter(inpainter)
        return self._stages[inpainter.key]


def _digest(image: Image, mask: Mask) -> bytes:
    """Return a digest of everything that a fill depends on."""
    digest = hashlib.blake2b(repr((image.shape, image.dtype.str)).encode(), digest_size=16)
    digest.update(np.ascontiguousarray(image).data)
    digest.update(np.ascontiguousarray(mask).data)
    return digest.digest()
