"""The designs of our networks, as plain data that needs no torch, and their records in weights files and run cards.

A network is built twice, of torch modules and as an ONNX graph; the numbers that both need stand here.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import Any, ClassVar, Self

PICTURE_MIDDLE, PICTURE_STEP = 0.5, 0.25  # what a network sees as 0, and as 1 more; paintings have low contrast
LUMA = (0.299, 0.587, 0.114)  # of R, G and B, as in ITU-R BT.601

RIDGE_RADIUS = 3  # px, of the closing and the opening: cracks are up to twice as wide
RIDGE_GAIN = 10.0  # a faint crack reaches about 1

CHANGE_SCALE = 0.25  # change of the first fill, in 0..1, for an output of 1
PLATE_LEVELS = 2  # sizes of the picture, from the largest, at which the first fill also continues the slopes at the rim
PLATE_STEPS = 8
PLATE_RATE = 1 / 36  # of the discrete biharmonic, whose largest eigenvalue is 64: above 1/32 steps would grow
PLATE_MOMENTUM = 0.7
MEMBRANE_STEPS = 4
MIN_SHARE = 1e-4  # of sound paint, to divide by

ENLARGEMENT = 4  # pixels of the result along each pixel of the picture

MAX_UNSHUFFLE = 8

MAX_LEVELS, MAX_WIDTH = 12, 2048  # sizes of the picture, and channels at each; ten times what a processor can run
MAX_SCALES, LARGEST_SCALE = 8, 4.0
MAX_BLOCKS = 256


@dataclass(frozen=True, slots=True)
class InputScale:
    """A size at which a network sees the picture, and the weight of its answer."""

    size: float  # relative to the picture; in ninths or simpler fractions, because tiles must have whole pixels
    weight: float  # in the mean over all scales, 0..1


@dataclass(frozen=True, slots=True)
class DetectionDesign:
    """The design of a `DetectionUNet`."""

    widths: tuple[int, ...] = (16, 32, 64, 128, 192)  # channels at the largest size, at half of it, at a quarter...
    unshuffle: int = 1  # px; side of the squares whose pixels become channels
    classes: int = 4  # kinds of damage
    ridges: bool = True  # whether two input channels show dark and light lines; see `ridge_channels`
    scales: tuple[InputScale, ...] = (InputScale(1.0, 2 / 3), InputScale(0.6, 1 / 3))

    def __post_init__(self) -> None:
        check_widths(self.widths)
        _check_unshuffle(self.unshuffle)
        if not 1 <= len(self.scales) <= MAX_SCALES or not all(map(_is_possible, self.scales)):
            raise ValueError(f"impossible scales: {self.scales[:MAX_SCALES]}")
        if not 1 <= self.classes <= MAX_WIDTH:
            raise ValueError(f"impossible number of kinds: {self.classes}")

    @property
    def inputs(self) -> int:
        """The channels that the network sees."""
        return 5 if self.ridges else 3

    @property
    def outputs(self) -> int:
        """The channels of its answer: damage of any kind, and each kind."""
        return 1 + self.classes

    @property
    def multiple_of(self) -> int:
        """The number that the sides of a picture must be a multiple of, px."""
        return side_multiple(self.widths, self.unshuffle)

    @property
    def tile_multiple(self) -> int:
        """The number that starts and sides of tiles must be multiples of, so that no scale shifts their pixels, px."""
        denominators = (Fraction(scale.size).limit_denominator(9).denominator for scale in self.scales)
        return lcm(*denominators) * self.multiple_of

    def as_record(self) -> dict[str, Any]:
        """Return the entry of a weights file; "looks" and "counts" are old names, kept so that older files are read."""
        looks = tuple({"size": scale.size, "counts": scale.weight} for scale in self.scales)
        return {
            "widths": self.widths,
            "unshuffle": self.unshuffle,
            "classes": self.classes,
            "ridges": self.ridges,
            "looks": looks,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Return the design of an entry; those of older versions do not mention a single scale, nor unshuffling."""
        looks = record.get("looks", [{"size": 1.0, "counts": 1.0}])
        others = {name: value for name, value in record.items() if name not in ("looks", "widths")}
        scales = tuple(InputScale(look["size"], look["counts"]) for look in looks)
        return cls(tuple(record["widths"]), scales=scales, **{"unshuffle": 1, **others})


@dataclass(frozen=True, slots=True)
class InpaintingDesign:
    """The design of an `InpaintingUNet`."""

    widths: tuple[int, ...] = (32, 48, 64, 128, 192)  # channels at the largest size, at half of it, at a quarter...
    unshuffle: int = 2  # px; side of the squares whose pixels become channels, so that the network sees fewer of them

    inputs: ClassVar[int] = 7  # the first fill, the mask and the picture
    outputs: ClassVar[int] = 4  # a change of the first fill, and how far the pixel in the picture is trusted

    def __post_init__(self) -> None:
        check_widths(self.widths)
        _check_unshuffle(self.unshuffle)

    @property
    def multiple_of(self) -> int:
        """The number that the sides of a picture must be a multiple of, px."""
        return side_multiple(self.widths, self.unshuffle)

    def as_record(self) -> dict[str, Any]:
        """Return the entry of a weights file."""
        return {"widths": self.widths, "unshuffle": self.unshuffle}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Return the design of an entry; those of older versions do not mention unshuffling."""
        return cls(tuple(record["widths"]), record.get("unshuffle", 1))


@dataclass(frozen=True, slots=True)
class EnlargingDesign:
    """The design of an `EnlargingNetwork`."""

    width: int = 64  # channels
    blocks: int = 8  # residual blocks, of two convolutions each

    outputs: ClassVar[int] = 3 * ENLARGEMENT**2  # of each pixel: those that it becomes

    def __post_init__(self) -> None:
        check_widths((self.width,))
        if type(self.blocks) is not int or not 1 <= self.blocks <= MAX_BLOCKS:
            raise ValueError(f"impossible number of blocks: {self.blocks}")

    @property
    def context(self) -> int:
        """How far a pixel of the picture reaches, px of the picture: one for each convolution."""
        return 2 * self.blocks + 3

    def as_record(self) -> dict[str, Any]:
        """Return the entry of a weights file."""
        return {"width": self.width, "blocks": self.blocks}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Return the design of an entry."""
        return cls(record["width"], record["blocks"])

    def state_shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shape of each array of weights, by its name in `EnlargingNetwork`."""
        inner = [f"body.{block}.{part}" for block in range(self.blocks) for part in ("first", "second")]
        layers = {"stem": (self.width, 3)} | dict.fromkeys((*inner, "last"), (self.width, self.width))
        shapes: dict[str, tuple[int, ...]] = {}
        for name, (after, before) in (layers | {"head": (self.outputs, self.width)}).items():
            shapes |= {f"{name}.weight": (after, before, 3, 3), f"{name}.bias": (after,)}
        return shapes


def check_widths(widths: tuple[int, ...]) -> None:
    """Raise `ValueError` for channels that no network can have."""
    are_possible = all(type(width) is int and 1 <= width <= MAX_WIDTH for width in widths)
    if not are_possible or not 1 <= len(widths) <= MAX_LEVELS:
        raise ValueError(f"a network has 1 to {MAX_LEVELS} widths, each of 1 to {MAX_WIDTH} channels")


def _is_possible(scale: InputScale) -> bool:
    return 0 < scale.size <= LARGEST_SCALE and math.isfinite(scale.weight)


def _check_unshuffle(unshuffle: int) -> None:
    if type(unshuffle) is not int or not 1 <= unshuffle <= MAX_UNSHUFFLE:
        raise ValueError(f"squares of {unshuffle} px cannot be unshuffled: only of 1 to {MAX_UNSHUFFLE} px")


def side_multiple(widths: tuple[int, ...], unshuffle: int) -> int:
    """Return the number that the sides of a picture must be a multiple of, px: each width after the first halves it."""
    return unshuffle << (len(widths) - 1)


def state_shapes(design: DetectionDesign | InpaintingDesign) -> dict[str, tuple[int, ...]]:
    """Return the shape of each array of weights in a network of that design, by its name in `ResidualUNet`."""
    full, steps, pixels = design.widths[0], list(enumerate(pairwise(design.widths))), design.unshuffle**2
    shapes = _layer_shapes("stem.0", full, pixels * design.inputs, 3)
    for level, (upper, lower) in steps:
        shapes |= _layer_shapes(f"down.{level}.0", lower, upper, 2)
        shapes |= _block_shapes(f"encode.{level}", lower)
        shapes |= _layer_shapes(f"lift.{level}", upper, lower, 1)
        shapes |= _block_shapes(f"decode.{level}", upper)
    return shapes | {"head.weight": (pixels * design.outputs, full, 1, 1), "head.bias": (pixels * design.outputs,)}


def _block_shapes(name: str, width: int) -> dict[str, tuple[int, ...]]:
    return {**_layer_shapes(f"{name}.first", width, width, 3), **_layer_shapes(f"{name}.second", width, width, 3)}


def _layer_shapes(name: str, outputs: int, inputs: int, side: int) -> dict[str, tuple[int, ...]]:
    """Return the shapes of a convolution and the batch normalisation behind it."""
    vectors = ("weight", "bias", "running_mean", "running_var")
    normalisation = {f"{name}.1.{vector}": (outputs,) for vector in vectors}
    return {f"{name}.0.weight": (outputs, inputs, side, side), **normalisation, f"{name}.1.num_batches_tracked": ()}
