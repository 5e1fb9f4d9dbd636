"""Holes that were filled before are not filled again: after a correction only what it touched is."""

import hashlib

import numpy as np

from restoration.domain import Image, Mask
from restoration.inpainting.base import Inpainter, Stage, plan_stages


class CachedInpainter:
    """An inpainter with a memory of its last two pictures; it fills as the one that it is made of."""

    def __init__(self, inpainter: Inpainter) -> None:
        self.key, self.needs = inpainter.key, inpainter.needs
        self._inpainter = inpainter
        self._before: dict[bytes, Image] = {}
        self._now: dict[bytes, Image] = {}
        self._stages: dict[str, CachedInpainter] = {}

    def begin(self) -> None:
        """Forget what the last picture but one needed; to be called before each."""
        self._before, self._now = self._now, {}
        for stage in self._stages.values():
            stage.begin()

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        hole = _digest(image, mask)
        known = self._now.get(hole, self._before.get(hole))
        self._now[hole] = self._inpainter.fill(image, mask)[mask] if known is None else known
        filled = image.copy()
        filled[mask] = self._now[hole]
        return filled

    def stages(self, mask: Mask) -> list[Stage]:
        """See `Staged.stages`; each has a memory of its own."""
        return [Stage(self._remembering(stage.inpainter), stage.mask) for stage in plan_stages(self._inpainter, mask)]

    def _remembering(self, inpainter: Inpainter) -> "CachedInpainter":
        if inpainter is self._inpainter:
            return self
        if inpainter.key not in self._stages:
            self._stages[inpainter.key] = CachedInpainter(inpainter)
        return self._stages[inpainter.key]


def _digest(image: Image, mask: Mask) -> bytes:
    """Of all that a fill depends on."""
    told = hashlib.blake2b(repr((image.shape, image.dtype.str)).encode(), digest_size=16)
    told.update(np.ascontiguousarray(image).data)
    told.update(np.ascontiguousarray(mask).data)
    return told.digest()
