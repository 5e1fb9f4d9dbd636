"""Turning a picture upright, and telling its metadata so."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from restoration.imaging import exif
from restoration.imaging.painting import Metadata

_LARGEST_DPI = 65535  # as JPEG counts; outside 1.. it is no resolution but a mistake
_XMP_ORIENTATION = re.compile(rb"""(tiff:Orientation(?:\s*=\s*["']|>))\s*[2-8]""")


def turned(array: npt.NDArray[Any], orientation: int) -> npt.NDArray[Any]:
    """(H, W) or (H, W, C) as it should be seen, contiguous; `orientation` 1..8 as EXIF counts."""
    if orientation > 4:  # rows and columns change places
        array = array.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        array = array[::-1]
    if orientation in (2, 3, 6, 7):
        array = array[:, ::-1]
    return np.ascontiguousarray(array)


def upright(metadata: Metadata, orientation: int) -> Metadata:
    """The metadata of the turned picture: nobody must turn it once more."""
    block = exif.upright(metadata.exif) if metadata.exif else None
    xmp = metadata.xmp
    if xmp and orientation != 1:
        xmp = _XMP_ORIENTATION.sub(rb"\g<1>1", xmp)
    dpi = metadata.dpi if metadata.dpi and all(1 <= value < _LARGEST_DPI for value in metadata.dpi) else None
    if dpi and orientation > 4:
        dpi = dpi[::-1]
    return replace(metadata, exif=block, xmp=xmp, dpi=dpi)
