"""The types that all rooms share: image, mask, likelihood, damage, restoration."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from restoration.errors import BadImage, BadMask


class DamageKind(StrEnum):
    """A kind of damage, or of an alteration that looks like damage."""

    CRACK = "crack"
    SCRATCH = "scratch"
    LOSS = "loss"
    ABRASION = "abrasion"
    RELIEF = "relief"  # light and shade on the lifted rims of cracks and losses, and clouds: paint is altered, not lost
    PAINTED = "painted"  # hair, threads, contours: part of the picture that looks like damage


DAMAGE_KINDS = (DamageKind.CRACK, DamageKind.SCRATCH, DamageKind.LOSS, DamageKind.ABRASION)
"""The kinds that count as damage, in the order of their numbers in a kind map, from 1."""


def kind_number(kind: DamageKind) -> int:
    """Return the number of a kind of damage in a kind map."""
    return DAMAGE_KINDS.index(kind) + 1


Image: TypeAlias = npt.NDArray[np.uint8 | np.uint16]
"""(H, W, 3) uint8 or uint16 RGB, as encoded in the file."""

Mask: TypeAlias = npt.NDArray[np.bool_]
"""(H, W) bool, True where the paint is damaged."""

Likelihood: TypeAlias = npt.NDArray[np.float32]
"""(H, W) float32 in 0..1: how likely each pixel is damaged."""

KindMap: TypeAlias = npt.NDArray[np.uint8]
"""(H, W) uint8: the number of each pixel's kind in `DAMAGE_KINDS`, from 1; 0 for none."""

PixelWindow: TypeAlias = tuple[slice, slice]
"""Rows and columns of a picture."""

Progress: TypeAlias = Callable[[int, int], None]
"""A function called as (done, total) during long work; an exception that it raises stops the work."""


def no_progress(done: int, total: int) -> None:
    """Do nothing: the `Progress` for work that nobody watches."""


def part_of(progress: Progress, number: int, count: int) -> Progress:
    """Return the progress of one of several steps of about the same length."""
    return lambda done, total: progress(number * total + done, count * total)


@dataclass(frozen=True, slots=True)
class MaskFile:
    """The file of a mask that was given."""

    name: str
    sha256: str  # hexadecimal


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Damage:
    """Where a painting is damaged, and how that was found."""

    mask: Mask
    detector: str | None = None  # its key in the catalog; None for a mask made by a person
    parameters: dict[str, float] = field(default_factory=dict)  # the settings of the detector
    seconds: float = 0.0
    kinds: KindMap | None = None  # the kind of each damaged pixel, where known; 0 outside the mask
    taught: dict[str, Any] | None = None  # what a person's strokes taught the detector, ready for JSON
    visible: Mask | None = None  # (H, W), where the picture is not wholly transparent; None: everywhere
    notes: tuple[str, ...] = ()  # sentences on what was odd about a given mask
    mask_file: MaskFile | None = None  # of a given mask, where it was a file

    @property
    def paint_pixels(self) -> int:
        """The number of pixels that are visible: shares of the painting refer to them."""
        return self.mask.size if self.visible is None else int(np.count_nonzero(self.visible))

    @property
    def share(self) -> float:
        """The damaged part of the painting, 0..1."""
        return np.count_nonzero(self.mask) / max(self.paint_pixels, 1)


Box: TypeAlias = tuple[int, int, int, int]
"""x and y of the upper left corner, width and height; px."""


@dataclass(frozen=True, slots=True)
class FillShare:
    """The part of the damage that one method filled, or several methods together."""

    methods: tuple[str, ...]  # their keys in the catalog
    pixels: int
    boxes: tuple[Box, ...] = ()  # of its connected pieces, where they are worth listing


@dataclass(frozen=True, slots=True, eq=False)
class PaintSource:
    """The part of a picture from which alone a fill takes paint."""

    pixels: int  # that are marked and sound
    share: float  # of the painting that these are, 0..1
    file: MaskFile | None = None  # that marks it; None: it was drawn on the page
    area: Mask | None = None  # (H, W), as it was marked, damage included; None where it was not kept


@dataclass(frozen=True, slots=True)
class ReintegrationPart:
    """The part of the damage that one mode of visible reintegration covers."""

    mode: str  # its key in the catalog
    pixels: int


@dataclass(frozen=True, slots=True, eq=False)
class Reintegration:
    """How a fill was laid down so that a person who stands near recognises it."""

    fill: Image  # the picture with the fill alone, before it was laid down
    parts: tuple[ReintegrationPart, ...]
    stroke_px: float  # width of a stroke, px
    stroke_mm: float | None  # None if the scale is not known
    px_per_mm: float | None  # scale of the picture; None if it is not known
    seed: int  # of what chance decides, such as the length of a stroke
    is_limited: bool = False  # whether thinner strokes were asked for than the scale can show


@dataclass(frozen=True, slots=True, eq=False)
class ReliefRemoval:
    """How light and shade along the damage were taken away."""

    strength: float  # 0..1
    affected: Mask  # (H, W): the pixels beside the mask that this changed


SEED = "_seed"  # stands between a key of the catalog and the seed of a fill, in what names the fill


@dataclass(frozen=True, slots=True, eq=False)
class Restoration:
    """A digital hypothesis: the picture before and after, and how the damage was filled.

    Outside the mask, and beside it the band that a removal of relief affected, `before` and `after` are equal. With a
    reintegration, `after` is the reintegrated picture.
    """

    before: Image
    after: Image
    damage: Damage
    inpainter: str  # its key in the catalog
    seconds: float
    strength: float = 1.0  # 0..1: opacity of the fill over the damage
    shares: tuple[FillShare, ...] = ()  # which methods filled which part; empty where unknown
    reintegration: Reintegration | None = None  # how the fill was laid down; None if it is shown as it is
    generation: dict[str, Any] | None = None  # how the fill was generated, ready for JSON; None if it was not
    source: PaintSource | None = None  # None: paint was taken from around the damage
    relief: ReliefRemoval | None = None  # None: light and shade along the damage stayed

    @property
    def changed(self) -> Mask:
        """Where pixels may differ, (H, W): the mask, and the band beside it that a removal of relief affected."""
        return self.damage.mask if self.relief is None else self.damage.mask | self.relief.affected

    @property
    def affected_share(self) -> float:
        """The part of the painting beside the mask that was changed, 0..1."""
        if self.relief is None:
            return 0.0
        return np.count_nonzero(self.relief.affected) / max(self.damage.paint_pixels, 1)

    @property
    def key(self) -> str:
        """What names it among several: the inpainter's key, and the seed where it has one: "diffusion_seed7"."""
        seed = (self.generation or {}).get("seed")
        return self.inpainter if seed is None else f"{self.inpainter}{SEED}{seed}"


def as_image(array: npt.NDArray[Any]) -> Image:
    """Return the same array, checked to be an `Image`: (H, W, 3) uint8 or uint16; raise `BadImage` if it is not."""
    if array.dtype not in (np.uint8, np.uint16) or array.ndim != 3 or array.shape[2] != 3:
        raise BadImage(f"Expected uint8 or uint16 (H, W, 3) RGB, got {array.dtype} {array.shape}.")
    if 0 in array.shape:
        raise BadImage("The picture has no pixels.")
    return array


def as_mask(array: npt.NDArray[Any], image: Image) -> Mask:
    """Return the same array, checked to be a `Mask` of `image`: (H, W) bool; raise `BadMask` if it is not."""
    if array.dtype != np.bool_ or array.ndim != 2:
        raise BadMask(f"Expected a bool (H, W) mask, got {array.dtype} {array.shape}.")
    height, width = image.shape[:2]
    if array.shape != (height, width):
        raise BadMask(f"The mask is {array.shape[1]} x {array.shape[0]} px, the picture {width} x {height} px.")
    return array
