"""From whatever colours a file holds to RGB, with a profile that is true of it.

RGB is never converted: it keeps its own profile. Everything else becomes sRGB in the file's own depth.
"""

from dataclasses import replace
from typing import Any

import imagecodecs
import numpy as np
import numpy.typing as npt

from restoration.domain import Image
from restoration.errors import BadImage
from restoration.imaging.raster import Raster, Samples

_ICC_SPACES = {b"RGB ": "rgb", b"GRAY": "grey", b"CMYK": "cmyk"}
_CODEC_SPACES = {"grey": "gray", "cmyk": "cmyk", "lab": "lab"}
_FIXED_DATE = bytes([7, 208, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0])  # 2000-01-01, so that the same input gives the same bytes


def srgb_profile() -> bytes:
    """An sRGB profile, the same bytes on every day."""
    profile: bytes = imagecodecs.cms_profile("srgb")
    return profile[:24] + _FIXED_DATE + profile[36:]


def to_rgb(raster: Raster) -> Raster:
    """The raster in RGB, with the profile and the notes that now hold."""
    icc = raster.metadata.icc
    described = _ICC_SPACES.get(icc[16:20]) if icc else None
    if raster.space == "lab":
        return _convert_to_srgb(raster, imagecodecs.cms_profile("lab4"), "Converted from Lab to sRGB.")
    if raster.space == "cmyk":
        if icc and described == "cmyk":
            return _convert_to_srgb(raster, icc, "Converted from CMYK to sRGB with the embedded profile.")
        note = "Converted from CMYK to RGB without a profile: colours are approximate."
        return _relabel_as_rgb(raster, _naive_rgb_from_cmyk(raster.samples), None, note)
    if icc and raster.space == "grey" and described == "grey":
        return _convert_to_srgb(raster, icc, "Converted from grey to sRGB with the embedded profile.")
    image = raster.samples.repeat(3, axis=2) if raster.space == "grey" else raster.samples
    if icc and described != "rgb":
        note = "The embedded profile does not fit the picture's colours and was left out."
        return _relabel_as_rgb(raster, image, None, note)
    return _relabel_as_rgb(raster, image, icc)


def _convert_to_srgb(raster: Raster, profile: bytes, note: str) -> Raster:
    samples = raster.samples[..., 0] if raster.space == "grey" else raster.samples
    srgb = srgb_profile()
    try:
        image: npt.NDArray[Any] = imagecodecs.cms_transform(
            np.ascontiguousarray(samples),
            profile,
            srgb,
            colorspace=_CODEC_SPACES[raster.space],
            outcolorspace="rgb",
            flags=imagecodecs.CMS.FLAGS.NOOPTIMIZE,  # its table of few steps is off by 10 grey levels of 255 in shadows
        )
    except imagecodecs.CmsError as error:
        raise BadImage("The embedded colour profile is broken.", hint="Export the picture again, as RGB.") from error
    return _relabel_as_rgb(raster, image, srgb, note)


def _relabel_as_rgb(raster: Raster, image: Image, icc: bytes | None, *notes: str) -> Raster:
    metadata = replace(raster.metadata, icc=icc)
    return replace(raster, samples=image, space="rgb", metadata=metadata, notes=[*raster.notes, *notes])


def _naive_rgb_from_cmyk(cmyk: Samples) -> Image:
    """Each ink takes its share of white paper away: no real press prints so, but nothing better is known."""
    white = int(np.iinfo(cmyk.dtype).max)
    paper = white - cmyk[..., 3].astype(np.uint32)
    rgb = np.empty((*cmyk.shape[:2], 3), cmyk.dtype)
    for ink in range(3):
        rgb[..., ink] = ((white - cmyk[..., ink]) * paper + white // 2) // white
    return rgb
