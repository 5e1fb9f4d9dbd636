"""Grain: the fine texture of brush, canvas and varnish, without which a fill of the right colour shows as smooth."""

import numpy as np

from restoration.domain import Image, Mask
from restoration.inpainting.quilt import quilted
from restoration.inpainting.texture import lack, ramp, texture

FINE = 3.0  # px, sigma: what is coarser is no grain
STRONGEST = 8 / 255  # of white; what stands out more is a line, and lines are not to be repeated
RIM, FULL = 1.0, 4.0  # px from sound paint: from where grain is added, and from where all of it
NEAR = 4.0  # px, sigma of the neighbourhood in which grain is compared


def grained(filled: Image, mask: Mask) -> Image:
    """The fill with as much grain as it lacks, that of sound paint nearby; the rest stays as it is.

    Args:
        filled: (H, W, 3) uint8 or uint16 RGB.
        mask: (H, W) bool, True where it was filled; not everywhere.

    Source:
        Ours; what it gains is told in docs/decisions/0010.
    """
    share = ramp(mask, RIM, FULL)
    inside = share > 0
    if not inside.any():
        return filled
    fine = texture(filled, 0, FINE, STRONGEST)
    carried = np.clip(quilted(fine, filled, ~mask, inside), -STRONGEST, STRONGEST)
    grain = carried * (share * lack(fine, carried, inside, NEAR))[..., np.newaxis]
    white = np.iinfo(filled.dtype).max
    result: Image = np.rint(np.clip(filled + white * grain, 0, white)).astype(filled.dtype)
    return result
