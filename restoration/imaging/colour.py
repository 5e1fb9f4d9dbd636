"""Conversion of the colours of a file to RGB, with a profile that describes them.

RGB and grey are never converted: RGB keeps its own profile, and grey becomes three equal channels, see
`grey_profile`. CMYK with a profile and Lab become sRGB, in the file's own depth. CMYK without a profile is converted
approximately.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import imagecodecs
import numpy as np
import numpy.typing as npt

from restoration.domain import Image
from restoration.errors import BadImage
from restoration.imaging.allocation import empty_pixels
from restoration.imaging.grey_profile import rgb_profile_like
from restoration.imaging.painting import UNREADABLE_PROFILE, Raster, Samples

_ICC_SPACES = {b"RGB ": "rgb", b"GRAY": "grey", b"CMYK": "cmyk"}
_BAND_PIXELS = 2**20  # that are converted at a time, which bounds the memory
_FIXED_DATE = bytes([7, 208, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0])  # 2000-01-01: the same input gives the same bytes


def srgb_profile() -> bytes:
    """Return an sRGB profile, with the same bytes on every day."""
    return with_fixed_date(imagecodecs.cms_profile("srgb"))


def with_fixed_date(profile: bytes) -> bytes:
    """Return a new profile with a date that is the same on every day."""
    return profile[:24] + _FIXED_DATE + profile[36:]


def to_rgb(raster: Raster) -> Raster:
    """Return the raster in RGB: (H, W, 3) samples of the same type, with the profile and the notes that now hold.

    Raises:
        BadImage: the embedded profile is broken.
    """
    icc = raster.metadata.icc
    profile_space = _ICC_SPACES.get(icc[16:20]) if icc else None
    if raster.space == "lab":
        return _convert_to_srgb(raster, imagecodecs.cms_profile("lab4"), "Converted from Lab to sRGB.")
    if raster.space == "cmyk":
        if icc and profile_space == "cmyk":
            return _convert_to_srgb(raster, icc, "Converted from CMYK to sRGB with the embedded profile.")
        note = "Converted from CMYK to RGB without a profile: colours are approximate."
        return _relabel_as_rgb(raster, _naive_rgb_from_cmyk(raster.samples), None, note)
    image = _three_times(raster.samples) if raster.space == "grey" else raster.samples
    if icc and raster.space == "grey" and profile_space == "grey":
        return _keep_grey_profile(raster, image, icc)
    if icc and profile_space != "rgb":
        note = "The embedded profile does not fit the picture's colours and was left out."
        return _relabel_as_rgb(raster, image, None, note)
    return _relabel_as_rgb(raster, image, icc)


def _keep_grey_profile(raster: Raster, image: Image, icc: bytes) -> Raster:
    try:
        profile = rgb_profile_like(icc)
    except ValueError:  # the values are not converted, so they are right without it
        return _relabel_as_rgb(raster, image, None, UNREADABLE_PROFILE)
    relabelled = _relabel_as_rgb(raster, image, profile)
    return replace(relabelled, metadata=replace(relabelled.metadata, grey_icc=icc))


def widen_lab(values: Samples) -> None:
    """Let 16-bit values of Lab end at 0xFFFF, as profiles of ICC version 4 encode it, and no more at 0xFF00."""
    values += np.minimum(values >> 8, 0xFFFF - values)


def keep_values(raster: Raster) -> Raster:
    """Return the raster as RGB with the values of the file, without a profile: (H, W, 3) samples of the same type.

    Grey, and the lightness of Lab, become three equal channels.
    """
    if raster.space == "cmyk":
        return _relabel_as_rgb(raster, _naive_rgb_from_cmyk(raster.samples), None)
    if raster.space in ("grey", "lab"):
        return _relabel_as_rgb(raster, _three_times(raster.samples[..., :1]), None)
    return _relabel_as_rgb(raster, raster.samples, None)


def _convert_to_srgb(raster: Raster, profile: bytes, note: str) -> Raster:
    srgb = srgb_profile()

    def convert(band: Samples) -> npt.NDArray[Any]:
        converted: npt.NDArray[Any] = imagecodecs.cms_transform(
            np.ascontiguousarray(band),
            profile,
            srgb,
            colorspace=raster.space,
            outcolorspace="rgb",
            flags=imagecodecs.CMS.FLAGS.NOOPTIMIZE,  # optimised, it is off by up to 10 levels of 255 in dark colours
        )
        return converted

    try:
        image = _convert_in_bands(raster.samples, convert)
    except imagecodecs.CmsError as error:
        raise BadImage("The embedded colour profile is broken.", hint="Export the picture again, as RGB.") from error
    return _relabel_as_rgb(raster, image, srgb, note)


def _convert_in_bands(samples: Samples, convert: Callable[[Samples], npt.NDArray[Any]]) -> Image:
    """Return (H, W, 3) of (H, W, C) samples, in their type; `convert` does so with bands of some rows."""
    image = empty_pixels((*samples.shape[:2], 3), samples.dtype)
    rows = max(_BAND_PIXELS // samples.shape[1], 1)
    for top in range(0, len(samples), rows):
        image[top : top + rows] = convert(samples[top : top + rows])
    return image


def _relabel_as_rgb(raster: Raster, image: Image, icc: bytes | None, *notes: str) -> Raster:
    metadata = replace(raster.metadata, icc=icc)
    return replace(raster, samples=image, space="rgb", metadata=metadata, notes=[*raster.notes, *notes])


def _three_times(samples: Samples) -> Image:
    """Return (H, W, 3) of an (H, W, 1) channel."""
    image = empty_pixels((*samples.shape[:2], 3), samples.dtype)
    image[...] = samples
    return image


def _naive_rgb_from_cmyk(cmyk: Samples) -> Image:
    """Convert (H, W, 4) to (H, W, 3) as if each ink took its share of white away: a guess, for want of a profile."""
    white = int(np.iinfo(cmyk.dtype).max)

    def convert(band: Samples) -> npt.NDArray[Any]:
        paper = white - band[..., 3:].astype(np.uint32)
        return ((white - band[..., :3]) * paper + white // 2) // white

    return _convert_in_bands(cmyk, convert)
