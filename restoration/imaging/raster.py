"""Samples of 8 bits as 16, and the other way round."""

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from restoration.imaging.painting import Alpha, Metadata

Samples: TypeAlias = npt.NDArray[np.uint8 | np.uint16]
"""(H, W, C): one channel for grey, three for RGB and Lab, four for CMYK."""

ColourSpace: TypeAlias = Literal["grey", "rgb", "cmyk", "lab"]


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """What a decoder hands on."""

    samples: Samples
    space: ColourSpace
    alpha: Alpha | None = None
    # Its EXIF still carries the orientation, its profile may be of any space.
    metadata: Metadata = field(default_factory=Metadata)
    notes: list[str] = field(default_factory=list)


def split_alpha(array: npt.NDArray[Any]) -> tuple[Samples, Alpha | None]:
    """Grey, grey + alpha, RGB or RGB + alpha, (H, W) or (H, W, 1..4), as samples and alpha."""
    if array.ndim == 2:
        return array[..., None], None
    if array.shape[2] in (2, 4):
        return array[..., :-1], array[..., -1]
    return array, None


def match_depth(like: Samples, samples: Samples) -> Samples:
    """The samples in the type of others: 255 becomes 65535, and of 16 bits the higher 8 are kept."""
    if samples.dtype == like.dtype:
        return samples
    if like.dtype == np.uint8:
        return (samples >> 8).astype(np.uint8)
    return samples.astype(np.uint16) * np.uint16(257)
