"""The ground truth of generated damage: how far each pixel is covered, by which kind, and where anything changed."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.damage.layer import HALF_ALPHA, Alpha, DamageLayer, any_channel
from restoration.domain import DAMAGE_KINDS, DamageKind, Image, Mask


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class GroundTruth:
    """The damage of one picture, known for every pixel."""

    alphas: dict[DamageKind, Alpha]  # one for each of `DAMAGE_KINDS`; all zero where the picture has none of a kind
    touch: Mask  # every pixel that differs from the undamaged picture: what an inpainter must replace

    @property
    def alpha(self) -> Alpha:
        """(H, W) uint16: how far damage of any kind covers each pixel."""
        most: Alpha = np.maximum.reduce(list(self.alphas.values()))
        return most

    @property
    def hard(self) -> Mask:
        """(H, W) bool: pixels that damage covers at least by half, on which a detector is scored."""
        return self.alpha >= HALF_ALPHA

    @property
    def classes(self) -> npt.NDArray[np.uint8]:
        """(H, W) uint8: 0 where sound, else the number (from 1) of the kind that covers most; of two, the later."""
        classes = np.zeros(self.touch.shape, np.uint8)
        most = np.full(self.touch.shape, HALF_ALPHA, np.uint16)
        for number, alpha in enumerate(self.alphas.values(), start=1):
            classes[alpha >= most] = number
            np.maximum(most, alpha, out=most)
        return classes

    def share(self, kind: DamageKind) -> float:
        """Return the part of the picture, 0..1, that this kind covers at least by half."""
        return float((self.alphas[kind] >= HALF_ALPHA).mean())


def ground_truth_of(layers: list[DamageLayer], clean: Image, damaged: Image) -> GroundTruth:
    """Return the ground truth of layers that turned `clean` into `damaged`, two pictures (H, W, 3)."""
    alphas = {kind: np.zeros(clean.shape[:2], np.uint16) for kind in DAMAGE_KINDS}
    for layer in layers:
        if layer.kind in alphas:
            np.maximum(alphas[layer.kind], layer.alpha, out=alphas[layer.kind])
    return GroundTruth(alphas, touch_mask(clean, damaged))


def touch_mask(before: Image, after: Image) -> Mask:
    """Return (H, W) bool, True where two pictures (H, W, 3) of the same type differ."""
    return any_channel(before != after)
