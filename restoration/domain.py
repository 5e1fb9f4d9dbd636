"""The nouns of the trade: image, mask, likelihood, damage, restoration."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from restoration.errors import BadImage, BadMask


class DamageKind(StrEnum):
    """What kind of damage, or of alteration, a layer shows."""

    CRACK = "crack"
    SCRATCH = "scratch"
    LOSS = "loss"
    ABRASION = "abrasion"
    RELIEF = "relief"  # light and shade on the lifted rims of cracks and losses, and clouds: altered, not lost
    PAINTED = "painted"  # hair, threads, contours: part of the picture, only looking like damage


DAMAGE_KINDS = (DamageKind.CRACK, DamageKind.SCRATCH, DamageKind.LOSS, DamageKind.ABRASION)
"""The kinds that count as damage, in the order of their numbers in a class map, from 1."""


def kind_number(kind: DamageKind) -> int:
    """The number that stands for a kind of damage in a class map."""
    return DAMAGE_KINDS.index(kind) + 1


Image: TypeAlias = npt.NDArray[np.uint8 | np.uint16]
"""(H, W, 3) uint8 or uint16 RGB, as encoded in the file."""

Mask: TypeAlias = npt.NDArray[np.bool_]
"""(H, W) bool, True where the paint is damaged."""

Likelihood: TypeAlias = npt.NDArray[np.float32]
"""(H, W) float32 in 0..1: how surely each pixel is damaged."""

KindMap: TypeAlias = npt.NDArray[np.uint8]
"""(H, W) uint8: for each pixel the number of a kind in `DAMAGE`, from 1; 0 for none."""

Progress: TypeAlias = Callable[[int, int], None]
"""Called as (done, total) while long work goes on; an exception raised in it stops the work."""


def no_progress(done: int, total: int) -> None:
    """The `Progress` that nobody watches."""


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Damage:
    """Where a painting is damaged, and who says so."""

    mask: Mask
    detector: str | None = None  # its key in the catalog; None where a person gave the mask
    parameters: dict[str, float] = field(default_factory=dict)  # what the detector was told
    seconds: float = 0.0
    kinds: KindMap | None = None  # of what kind the damage is, where that was told; 0 outside the mask

    @property
    def share(self) -> float:
        """Damaged part of the painting, 0..1."""
        return float(self.mask.mean())


Box: TypeAlias = tuple[int, int, int, int]
"""x and y of the upper left corner, width and height, px."""


@dataclass(frozen=True, slots=True)
class FillShare:
    """The part of the damage that one method filled, or several together."""

    methods: tuple[str, ...]  # their keys in the catalog
    pixels: int
    boxes: tuple[Box, ...] = ()  # of its pieces, where these are worth telling one by one


@dataclass(frozen=True, slots=True, eq=False)
class Restoration:
    """A digital hypothesis: what was there, what was filled, and how. Outside the mask, before equals after."""

    before: Image
    after: Image
    damage: Damage
    inpainter: str  # its key in the catalog
    seconds: float
    strength: float = 1.0  # 0..1: how thickly the fill is laid over the damage
    shares: tuple[FillShare, ...] = ()  # what filled which part; empty where nobody told


def as_image(array: npt.NDArray[Any]) -> Image:
    """The same array, now known to be an `Image`; raises `BadImage` if it is not one."""
    if array.dtype not in (np.uint8, np.uint16) or array.ndim != 3 or array.shape[2] != 3:
        raise BadImage(f"Expected uint8 or uint16 (H, W, 3) RGB, got {array.dtype} {array.shape}.")
    if 0 in array.shape:
        raise BadImage("The picture has no pixels.")
    return array


def as_mask(array: npt.NDArray[Any], image: Image) -> Mask:
    """The same array, now known to be a `Mask` of `image`; raises `BadMask` if it is not one."""
    if array.dtype != np.bool_ or array.ndim != 2:
        raise BadMask(f"Expected a bool (H, W) mask, got {array.dtype} {array.shape}.")
    height, width = image.shape[:2]
    if array.shape != (height, width):
        raise BadMask(f"The mask is {array.shape[1]} x {array.shape[0]} px, the picture {width} x {height} px.")
    return array
