"""The designs of our networks, as plain data that needs no torch. Weights files store their fields by name."""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm


@dataclass(frozen=True, slots=True)
class InputScale:
    """A size at which a network sees the picture, and the weight of its answer."""

    size: float  # relative to the picture; in ninths or simpler fractions, because tiles must have whole pixels
    counts: float  # weight in the mean over all scales, 0..1


@dataclass(frozen=True, slots=True)
class DetectionDesign:
    """The design of a `DetectionUNet`."""

    widths: tuple[int, ...] = (16, 32, 64, 128, 192)  # channels, at the full size, at half, at a quarter...
    classes: int = 4  # kinds of damage
    ridges: bool = True  # whether two input channels show dark and light lines; see `ridge_channels`
    looks: tuple[InputScale, ...] = (InputScale(1.0, 2 / 3), InputScale(0.6, 1 / 3))

    @property
    def multiple_of(self) -> int:
        """The number that the sides of a picture must be a multiple of, px."""
        return side_multiple(self.widths)

    @property
    def period(self) -> int:
        """The number that starts and sides of tiles must be multiples of, so that no scale shifts their pixels, px."""
        return lcm(*(Fraction(look.size).limit_denominator(9).denominator for look in self.looks)) * self.multiple_of


@dataclass(frozen=True, slots=True)
class InpaintingDesign:
    """The design of an `InpaintingUNet`."""

    widths: tuple[int, ...] = (16, 32, 64, 128, 192)  # channels, at the full size, at half, at a quarter...

    @property
    def multiple_of(self) -> int:
        """The number that the sides of a picture must be a multiple of, px."""
        return side_multiple(self.widths)


def side_multiple(widths: tuple[int, ...]) -> int:
    """Return the number that the sides of a picture must be a multiple of, px: each width after the first halves it."""
    return 1 << (len(widths) - 1)
