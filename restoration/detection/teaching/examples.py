"""What a person shows: strokes on damage, each with its kind, and on sound paint."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import DamageKind, Mask
from restoration.imaging.mask_reading import DAMAGED, SOUND

Window = tuple[slice, slice]

LINE_KINDS = (DamageKind.CRACK, DamageKind.SCRATCH)
OVERRULED = 0.5  # share of a stroke's pixels that later ones contradict, above which it counts as contradicted
THICKEST_LINE = 8.0  # px; a thicker part of a partial mask is a loss, not a crack


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Example:
    """One stroke: its pixels, and the kind of damage under them; None for sound paint."""

    window: Window  # of the picture
    packed: npt.NDArray[np.uint8]  # a bit for each pixel: the window of a long stroke is as large as the picture
    kind: DamageKind | None

    @classmethod
    def of(cls, window: Window, covered: Mask, kind: DamageKind | None) -> "Example":
        """Make an example of the pixels that it covers, (h, w) bool, in a window."""
        return cls(window, np.packbits(covered), kind)

    @property
    def covered(self) -> Mask:
        """The pixels that it covers, (h, w) bool, in its window."""
        height, width = (part.stop - part.start for part in self.window)
        return np.unpackbits(self.packed, count=height * width).reshape(height, width).view(np.bool_)

    @property
    def is_line(self) -> bool:
        """Whether it shows a thin line: then the damage lies somewhere under the stroke, not everywhere."""
        return self.kind in LINE_KINDS


@dataclass(frozen=True, slots=True, eq=False)
class OwnedExamples:
    """Examples whose pixels do not overlap: of two strokes, the later one counts."""

    examples: tuple[Example, ...]  # without those that later ones cover
    overruled: int  # how many lost most of their pixels to later ones that say the opposite


def settle(examples: Sequence[Example], shape: tuple[int, int]) -> OwnedExamples:
    """Give every pixel to the last example that covers it.

    Args:
        examples: in the order in which they were drawn.
        shape: height and width of the picture, px.
    """
    owner = _owners(examples, shape)
    is_sound = np.array([False, *(example.kind is None for example in examples)])
    kept, overruled = [], 0
    for number, example in enumerate(examples, start=1):
        covered = example.covered
        owners = owner[example.window][covered]
        lost = (owners != number) & (is_sound[owners] != is_sound[number])
        overruled += bool(lost.mean() > OVERRULED)
        if (owners == number).any():
            kept.append(Example.of(example.window, covered & (owner[example.window] == number), example.kind))
    return OwnedExamples(tuple(kept), overruled)


def covered_pixels(examples: Sequence[Example], shape: tuple[int, ...]) -> Mask:
    """Return the pixels of a picture of that shape that any example covers, (H, W) bool."""
    covered = np.zeros(shape[:2], np.bool_)
    for example in examples:
        covered[example.window] |= example.covered
    return covered


def _owners(examples: Sequence[Example], shape: tuple[int, int]) -> npt.NDArray[np.int32]:
    """Return (H, W): the number of the last example that covers each pixel, from 1; 0 for none."""
    owner = np.zeros(shape, np.int32)
    for number, example in enumerate(examples, start=1):
        owner[example.window][example.covered] = number
    return owner


def examples_from_mask(partial: npt.NDArray[np.uint8]) -> list[Example]:
    """Return the examples in a partial mask, (H, W) uint8: 255 damage, 0 sound, anything between unknown.

    Each connected part is one example. A thin part shows cracks, a thick one a loss.
    """
    damaged, sound = partial == DAMAGED, partial == SOUND
    return [*_parts(damaged, is_damage=True), *_parts(sound, is_damage=False)]


def _parts(mask: Mask, *, is_damage: bool) -> Iterator[Example]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.view(np.uint8), connectivity=8)
    for label, (left, top, width, height, _) in enumerate(stats[1:].tolist(), start=1):
        window = slice(top, top + height), slice(left, left + width)
        covered = labels[window] == label
        yield Example.of(window, covered, _kind_by_thickness(covered) if is_damage else None)


def _kind_by_thickness(covered: Mask) -> DamageKind:
    padded = np.pad(covered.view(np.uint8), 1)
    radius = float(cv2.distanceTransform(padded, cv2.DIST_L2, cv2.DIST_MASK_PRECISE).max())
    return DamageKind.CRACK if 2 * radius <= THICKEST_LINE else DamageKind.LOSS
