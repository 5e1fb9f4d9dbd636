"""A fill compared with the undamaged picture: colour difference, seam error, and harm to sound paint."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from skimage.color import deltaE_ciede2000, rgb2lab

from restoration.domain import Image, Mask
from restoration.imaging.masks import grow_mask
from restoration.metrics.similarity import Floats, ssim, white_level

BAND_WIDTH = 3  # px around the damage where the fill meets the paint


@dataclass(frozen=True, eq=False)  # no slots: cached properties share what several metrics need
class FillComparison:
    """A damaged picture before and after its fill, beside the undamaged one; all (H, W, 3) and of one type."""

    damaged: Image
    filled: Image
    truth: Image
    mask: Mask  # (H, W), True where there is damage to fill

    @property
    def mean_ssim(self) -> float:
        """The SSIM of the whole picture."""
        return self._ssim[0]

    @property
    def ssim_map(self) -> Floats:
        """(H, W) float64: the SSIM around each pixel."""
        return self._ssim[1]

    @cached_property
    def _ssim(self) -> tuple[float, Floats]:
        return ssim(self.filled, self.truth)

    @property
    def band(self) -> Mask:
        """(H, W) bool: pixels outside the damage, up to `BAND_WIDTH` px away from it."""
        return grow_mask(self.mask, BAND_WIDTH) & ~self.mask

    @cached_property
    def harmed(self) -> Mask:
        """(H, W) bool: pixels outside the damage that were changed."""
        harmed: Mask = ~self.mask & (self.filled != self.damaged).any(axis=2)
        return harmed

    @property
    def harmed_share(self) -> float:
        """The part of the sound paint that was changed, 0..1."""
        return float(self.harmed.sum()) / max(1, int((~self.mask).sum()))

    def largest_harm(self) -> float:
        """Return the largest change outside the damage, in levels of 255."""
        before, after = self.damaged[self.harmed].astype(np.int32), self.filled[self.harmed]
        return float(np.abs(after - before).max(initial=0)) * _level_of_255(self.truth)

    def mean_harm(self) -> float:
        """Return the mean CIEDE2000 between sound paint before and after, over all sound pixels."""
        return self.harmed_share * colour_difference(self.filled[self.harmed], self.damaged[self.harmed])

    def seam_error(self) -> float:
        """Return the mean error of the steps across the rim of the damage, in levels of 255; 0 without a rim.

        A step is the difference between two neighbours, in a row or a column, one of them damaged. Where the sound
        one is unchanged, the error of the step is that of the fill's outermost pixel. The mean is taken over all steps
        and over R, G and B.
        """
        error = self.filled.astype(np.float64) - self.truth
        steps = [np.abs(np.diff(error, axis=axis)[np.diff(self.mask, axis=axis)]) for axis in (0, 1)]
        step_errors = np.concatenate(steps)
        return float(step_errors.mean()) * _level_of_255(self.truth) if step_errors.size else 0.0


def colour_difference(colours: Image, others: Image) -> float:
    """Return the mean CIEDE2000 between two lists of sRGB colours, (N, 3) and of one type; 0 for empty lists.

    Source:
        G. Sharma, W. Wu and E. Dalal, "The CIEDE2000 color-difference formula", Color Research and Application 30(1),
        2005, doi:10.1002/col.20070; white D65, observer 2 degrees.
    """
    if colours.size == 0:
        return 0.0
    return float(np.mean(deltaE_ciede2000(rgb2lab(colours), rgb2lab(others))))  # type: ignore[no-untyped-call]


def _level_of_255(image: Image) -> float:
    """Return one level of the picture, in levels of 255."""
    return 255 / white_level(image)
