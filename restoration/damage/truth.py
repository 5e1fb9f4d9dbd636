"""What is known of generated damage: how far each pixel is covered, by what, and where anything changed at all."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.damage.layer import HALF_ALPHA, Alpha, DamageLayer
from restoration.domain import DAMAGE_KINDS, DamageKind, Image, Mask


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class GroundTruth:
    """The damage of one picture, known to the pixel."""

    alphas: dict[DamageKind, Alpha]  # for every kind of `DAMAGE`; all zero where there is none of it
    touch: Mask  # every pixel that differs from the undamaged picture: what an inpainter must replace

    @property
    def alpha(self) -> Alpha:
        """(H, W) uint16: how far each pixel is covered by damage of whatever kind."""
        most: Alpha = np.maximum.reduce(list(self.alphas.values()))
        return most

    @property
    def hard(self) -> Mask:
        """Pixels covered at least by half: what a detector is scored on."""
        return self.alpha >= HALF_ALPHA

    @property
    def classes(self) -> npt.NDArray[np.uint8]:
        """(H, W): 0 sound, else 1 + the place in `DAMAGE` of the kind that covers most; the later where two tie."""
        classes = np.zeros(self.touch.shape, np.uint8)
        most = np.full(self.touch.shape, HALF_ALPHA, np.uint16)
        for number, alpha in enumerate(self.alphas.values(), start=1):
            classes[alpha >= most] = number
            np.maximum(most, alpha, out=most)
        return classes

    def share(self, kind: DamageKind) -> float:
        """Part of the picture that this kind covers at least by half, 0..1."""
        return float((self.alphas[kind] >= HALF_ALPHA).mean())


def ground_truth_of(layers: list[DamageLayer], before: Image, after: Image) -> GroundTruth:
    """The truth of a picture that these layers turned from `before` into `after`."""
    alphas = {kind: np.zeros(before.shape[:2], np.uint16) for kind in DAMAGE_KINDS}
    for layer in layers:
        if layer.kind in alphas:
            np.maximum(alphas[layer.kind], layer.alpha, out=alphas[layer.kind])
    return GroundTruth(alphas, touch_mask(before, after))


def touch_mask(before: Image, after: Image) -> Mask:
    """Every pixel that differs: (H, W) bool."""
    return in_any_band(before != after)


def in_any_band(bands: npt.NDArray[np.bool_]) -> Mask:
    """Where any of the three bands of a picture, (H, W, 3), is True; `any(axis=2)` takes ten times as long."""
    mask: Mask = bands[..., 0] | bands[..., 1] | bands[..., 2]
    return mask
