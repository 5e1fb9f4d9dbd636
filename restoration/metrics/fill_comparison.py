"""A retouching laid beside the lost paint, for what no window of grey levels tells: colours, seams and harm."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from skimage.color import deltaE_ciede2000, rgb2lab

from restoration.domain import Image, Mask
from restoration.imaging.masks import grow_mask
from restoration.metrics.similarity import Floats, ssim, white_level

BAND_WIDTH = 3  # px around the damage in which a fill must join the paint


@dataclass(frozen=True, eq=False)  # without slots, so that what several metrics need is worked out once
class FillComparison:
    """A damaged picture and what became of it, beside the undamaged one; all (H, W, 3) and of one type."""

    damaged: Image
    filled: Image
    truth: Image
    mask: Mask  # (H, W), True where there is damage to fill

    @cached_property
    def similarity(self) -> tuple[float, Floats]:
        """SSIM of the whole picture, and around each pixel."""
        return ssim(self.filled, self.truth)

    @property
    def band(self) -> Mask:
        """(H, W) bool: what lies around the damage, up to `BAND` px away."""
        return grow_mask(self.mask, BAND_WIDTH) & ~self.mask

    @cached_property
    def harmed(self) -> Mask:
        """(H, W) bool: pixels outside the damage that were changed all the same."""
        harmed: Mask = ~self.mask & (self.filled != self.damaged).any(axis=2)
        return harmed

    @property
    def harmed_share(self) -> float:
        """Part of the sound paint that was changed, 0..1."""
        return float(self.harmed.sum()) / max(1, int((~self.mask).sum()))

    def largest_harm(self) -> float:
        """The largest change outside the damage, in levels of 255."""
        before, after = self.damaged[self.harmed].astype(np.int32), self.filled[self.harmed]
        return float(np.abs(after - before).max(initial=0)) * _level_of_255(self.truth)

    def mean_harm(self) -> float:
        """Mean CIEDE2000 between sound paint before and after, over all of it."""
        return self.harmed_share * colour_difference(self.filled[self.harmed], self.damaged[self.harmed])

    def seam_error(self) -> float:
        """How far the steps across the damage's rim are off, in levels of 255: the mean over them, and over R, G and B.

        A step lies between two neighbours, in a row or a column, of which one is damaged. Where the sound one is left
        alone, its error is that of the fill's outermost pixel. 0 where there is no rim.
        """
        error = self.filled.astype(np.float64) - self.truth
        steps = [np.abs(np.diff(error, axis=axis)[np.diff(self.mask, axis=axis)]) for axis in (0, 1)]
        off = np.concatenate(steps)
        return float(off.mean()) * _level_of_255(self.truth) if off.size else 0.0


def colour_difference(colours: Image, others: Image) -> float:
    """Mean CIEDE2000 of two (N, 3) lists of sRGB colours of one type; 0 for empty ones.

    Source:
        G. Sharma, W. Wu and E. Dalal, "The CIEDE2000 color-difference formula", Color Research and Application 30(1),
        2005, doi:10.1002/col.20070; white D65, observer 2 degrees.
    """
    if colours.size == 0:
        return 0.0
    return float(np.mean(deltaE_ciede2000(rgb2lab(colours), rgb2lab(others))))  # type: ignore[no-untyped-call]


def _level_of_255(image: Image) -> float:
    """One of the picture's levels, in levels of 255."""
    return 255 / white_level(image)
