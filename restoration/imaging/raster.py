"""A decoded picture before its colours are converted and it is turned upright."""

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from restoration.imaging.painting import Alpha, Metadata

Samples: TypeAlias = npt.NDArray[np.uint8 | np.uint16]
"""(H, W, C): one channel for grey, three for RGB and Lab, four for CMYK."""

ColourSpace: TypeAlias = Literal["grey", "rgb", "cmyk", "lab"]


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Raster:
    """What a decoder returns."""

    samples: Samples
    space: ColourSpace
    alpha: Alpha | None = None
    metadata: Metadata = field(default_factory=Metadata)  # EXIF as in the file, a profile of any colour space
    notes: list[str] = field(default_factory=list)  # sentences on what decoding had to change


def split_alpha(array: npt.NDArray[Any]) -> tuple[Samples, Alpha | None]:
    """Return the (H, W, 1 or 3) samples and the (H, W) alpha of a (H, W) or (H, W, 1..4) array; alpha comes last."""
    if array.ndim == 2:
        return array[..., None], None
    if array.shape[2] in (2, 4):
        return array[..., :-1], array[..., -1]
    return array, None


def match_depth(samples: Samples, like: Samples) -> Samples:
    """Return the samples, of any shape, in the type of `like`: 255 becomes 65535; 16 bits lose their lower 8."""
    if samples.dtype == like.dtype:
        return samples
    if like.dtype == np.uint8:
        return (samples >> 8).astype(np.uint8)
    return samples.astype(np.uint16) * np.uint16(257)
