"""A picture as it came from a file, with all that the file said of it."""

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from restoration.domain import Image

Alpha: TypeAlias = npt.NDArray[np.uint8 | np.uint16]
"""(H, W) of the picture's own type; 0 is transparent."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What goes with the pixels from file to file."""

    icc: bytes | None = None  # always an RGB profile, and always true of the pixels
    exif: bytes | None = None  # from its "II" or "MM" on, without "Exif\0\0"; its orientation is 1
    xmp: bytes | None = None
    dpi: tuple[float, float] | None = None  # pixels per inch, across and down


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Painting:
    """A picture as it came: pixels, and all that the file said of them."""

    image: Image  # upright: the EXIF orientation is applied
    name: str  # of the file, "madonna.tif"
    sha256: str  # of the file's bytes: identifies the input in reports and caches
    format: str  # "JPEG", "PNG", "WEBP", "TIFF", "BMP" or "GIF"
    metadata: Metadata = field(default_factory=Metadata)
    alpha: Alpha | None = None  # written back with the result
    notes: tuple[str, ...] = ()  # sentences on what decoding had to change
