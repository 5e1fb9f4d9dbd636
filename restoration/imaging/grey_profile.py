"""An RGB profile in which three equal channels show what one channel shows in a grey profile.

A grey picture is three equal channels in this program. Its own profile goes back into one-channel files only; tiles,
overlays, layers and prints are RGB, and take the RGB profile: so no value is ever converted, and the tones are right.
"""

import struct
from functools import lru_cache

import imagecodecs
import numpy as np

_HEADER_BYTES, _ENTRY = 128, struct.Struct(">4sII")
_COPIED = (b"desc", b"cprt", b"wtpt")  # name, copyright and white, in the form of the profile's own version
_PRIMARIES = (b"rXYZ", b"gXYZ", b"bXYZ")
_CURVES = (b"rTRC", b"gTRC", b"bTRC")
_SAMPLES = 1024  # of a tone curve that is not in the profile as such
_LONGER = 4096  # bytes by which the RGB profile may be longer than the grey one
_MOST_TAGS = 100  # the limit of LittleCMS


@lru_cache(maxsize=8)  # a profile has some hundred bytes to some thousand
def rgb_profile_like(grey: bytes) -> bytes:
    """Return an RGB profile with the tone curve of a grey one and the primaries of sRGB; the same bytes every time.

    Raises:
        ValueError: the grey profile is broken.

    Source:
        ICC.1:2022, 7.2 (header), 8.3.3 (three-component matrix-based profiles), 8.3.4 (monochrome input profiles).
    """
    try:
        tags = _find_tags(grey)
        is_plain = grey[20:24] == b"XYZ " and b"A2B0" not in tags
        curve = _tag(grey, tags[b"kTRC"]) if is_plain else _sample_curve(grey)
        srgb = imagecodecs.cms_profile("srgb")
        primaries = _find_tags(srgb)
        parts = {name: _tag(grey, tags[name]) for name in _COPIED if name in tags}
        parts |= {name: _tag(srgb, primaries[name]) for name in _PRIMARIES} | dict.fromkeys(_CURVES, curve)
        profile = _write_profile(grey[:_HEADER_BYTES], parts)
        if len(profile) > len(grey) + _LONGER:
            raise ValueError("its parts overlap")
        imagecodecs.cms_transform(np.zeros((1, 1, 3), np.uint8), profile, srgb, colorspace="rgb")
    except (KeyError, ValueError, RuntimeError, struct.error) as error:  # a CmsError is a RuntimeError
        raise ValueError("the grey profile is broken") from error
    return profile


def _find_tags(profile: bytes) -> dict[bytes, tuple[int, int]]:
    """Return the start and the size of each tag, by its name."""
    (count,) = struct.unpack_from(">I", profile, _HEADER_BYTES)
    if count > _MOST_TAGS:
        raise ValueError("it has more tags than any program writes")
    table = profile[_HEADER_BYTES + 4 :][: count * _ENTRY.size]
    return {name: (start, size) for name, start, size in _ENTRY.iter_unpack(table)}


def _tag(profile: bytes, place: tuple[int, int]) -> bytes:
    start, size = place
    if start + size > len(profile):
        raise ValueError("it is cut short")
    return profile[start : start + size]


def _sample_curve(grey: bytes) -> bytes:
    """Return the linear light of evenly spaced greys, as the curve of a profile."""
    greys = np.linspace(0, 65535, _SAMPLES).round().astype(np.uint16)[np.newaxis]
    linear = imagecodecs.cms_profile("gray", gamma=1.0)
    light = imagecodecs.cms_transform(greys, grey, linear, colorspace="gray", outcolorspace="gray")
    return struct.pack(">4s4xI", b"curv", _SAMPLES) + light.astype(">u2").tobytes()


def _write_profile(header: bytes, tags: dict[bytes, bytes]) -> bytes:
    """Return a profile for a display, in RGB, with the tags; equal ones are stored once."""
    body, places = b"", dict[bytes, int]()
    start = _HEADER_BYTES + 4 + len(tags) * _ENTRY.size
    for data in tags.values():
        if data not in places:
            places[data] = start + len(body)
            body += data + bytes(-len(data) % 4)
    index = b"".join(_ENTRY.pack(name, places[data], len(data)) for name, data in tags.items())
    size = struct.pack(">I", start + len(body))
    no_identity = bytes(16)  # a checksum of the old profile
    header = size + header[4:12] + b"mntrRGB XYZ " + header[24:84] + no_identity + header[100:]
    return header + struct.pack(">I", len(tags)) + index + body
