"""Colour spaces that files state otherwise than by an ICC profile, as profiles that say the same.

PNG has chunks for gamma and primaries, or a code for both, as HEIC and AVIF have; TIFF has tags for white, primaries
and a curve; a camera names Adobe RGB in EXIF; a Windows bitmap holds a profile behind its pixels, or gamma and
primaries in its header.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import imagecodecs
import numpy as np
import numpy.typing as npt

from restoration.imaging import exif
from restoration.imaging.colour import srgb_profile, with_fixed_date
from restoration.imaging.exif import ExifField

COLOUR_CHUNKS = (b"cICP", b"sRGB", b"gAMA", b"cHRM")
PROFILE_ADDED = "The file states its colour space without a profile; a profile that says the same was added."
UNKNOWN_COLOURS = "The file states a colour space that no simple profile can say; it was left out."

Chromaticities = tuple[float, ...]  # x and y of red, green and blue
Curve = npt.NDArray[np.float32]  # light, 0..1, at values from 0 to 1

_D65, _ILLUMINANT_C = (0.3127, 0.3290), (0.3101, 0.3162)
_SRGB_PRIMARIES: Chromaticities = (0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
_NEARLY = 0.002  # of a coordinate, so far do programs round; of a gamma 10 times that

# Primaries, with their white, and curves by their numbers in ITU-T H.273.
PRIMARIES: dict[int, tuple[Chromaticities, tuple[float, float]]] = {
    1: (_SRGB_PRIMARIES, _D65),
    4: ((0.67, 0.33, 0.21, 0.71, 0.14, 0.08), _ILLUMINANT_C),
    5: ((0.64, 0.33, 0.29, 0.60, 0.15, 0.06), _D65),
    6: ((0.630, 0.340, 0.310, 0.595, 0.155, 0.070), _D65),
    7: ((0.630, 0.340, 0.310, 0.595, 0.155, 0.070), _D65),
    9: ((0.708, 0.292, 0.170, 0.797, 0.131, 0.046), _D65),
    11: ((0.680, 0.320, 0.265, 0.690, 0.150, 0.060), (0.314, 0.351)),
    12: ((0.680, 0.320, 0.265, 0.690, 0.150, 0.060), _D65),
    22: ((0.630, 0.340, 0.295, 0.605, 0.155, 0.077), _D65),
}
_CODED_GAMMAS = {4: 2.2, 5: 2.8, 8: 1.0}
_FILM_CURVES, _SRGB_CURVE = (1, 6, 14, 15), 13
_UNSPECIFIED = 2  # of primaries and of curves
_CURVE_POINTS = 1024
_SRGB_LIGHT = (0.04045, 12.92, 1.055, 2.4)  # the curve, as `_light` takes it

_COLOUR_SPACE, _UNCALIBRATED, _ADOBE = 0xA001, 65535, 2
_INTEROPERABILITY_INDEX, _ADOBE_INDEX = 1, b"R03"

_TRANSFER_FUNCTION, _WHITE_POINT, _CHROMATICITIES = 301, 318, 319  # tags of TIFF
_UINT16, _RATIONAL = 3, 5  # types of numbers in TIFF
_TIFF_GAMMA = 2.2  # where a file states no curve

_BMP_HEADER, _BMP_V4, _BMP_V5 = 14, 108, 124  # bytes: of the file's header, and of two versions of the picture's
_CALIBRATED, _EMBEDDED = bytes(4), b"DEBM"


@dataclass(frozen=True, slots=True)
class StatedColours:
    """What a file says about its colours."""

    primaries: Chromaticities
    white: tuple[float, float]  # x and y
    gamma: float | None = None  # None: the curve says it
    curve: Curve | None = None

    @property
    def is_srgb(self) -> bool:
        """Whether this is sRGB, of which a gamma of 2.2 is the usual approximation."""
        stated = np.array([*self.primaries, *self.white])
        has_its_primaries = np.abs(stated - [*_SRGB_PRIMARIES, *_D65]).max() <= _NEARLY
        has_its_curve = self.curve is None and abs((self.gamma or 2.2) - 2.2) <= _NEARLY * 10
        return bool(has_its_primaries and has_its_curve)

    def make_profile(self, *, is_grey: bool) -> bytes | None:
        """Return a profile of RGB or of grey; None if the numbers make no sense."""
        points = [*self.primaries, *self.white]
        if not all(0 <= value <= 1 for value in points) or min(points[1::2]) <= 0 or not 0.1 < (self.gamma or 1) < 10:
            return None
        try:
            profile = imagecodecs.cms_profile(
                "gray" if is_grey else "rgb",
                whitepoint=None if is_grey else _with_light(self.white),
                primaries=None if is_grey else _with_light(self.primaries),
                transferfunction=self.curve,
                gamma=self.gamma,
            )
            return with_fixed_date(profile)
        except (imagecodecs.CmsError, ValueError):
            return None


def profile_from_png(chunks: Mapping[bytes, bytes], notes: list[str], *, is_grey: bool) -> bytes | None:
    """Return the profile that the chunks cICP, sRGB, gAMA and cHRM stand for, the first that is there; add a note.

    None if there is none, or if it is sRGB and grey, which needs no profile.
    """
    if len(chunks.get(b"cICP", b"")) == 4:
        primaries, curve, matrix, is_full_range = chunks[b"cICP"]
        is_rgb = not matrix and is_full_range == 1
        return add_profile(_from_code(primaries, curve) if is_rgb else None, notes, is_grey=is_grey)
    if b"sRGB" in chunks:
        return None if is_grey else srgb_profile()
    stated = _from_gamma_and_primaries(chunks.get(b"gAMA", b""), chunks.get(b"cHRM", b""))
    return None if stated is None else add_profile(stated, notes, is_grey=is_grey)


def profile_from_code(primaries: int, curve: int, notes: list[str], *, is_grey: bool) -> bytes | None:
    """Return the profile that two numbers of ITU-T H.273 stand for; add a note.

    None if they stand for sRGB, which is also what unspecified ones mean.
    """
    primaries, curve = (usual if own == _UNSPECIFIED else own for own, usual in ((primaries, 1), (curve, _SRGB_CURVE)))
    return add_profile(_from_code(primaries, curve), notes, is_grey=is_grey)


def add_profile(stated: StatedColours | None, notes: list[str], *, is_grey: bool) -> bytes | None:
    """Return the profile of a colour space, and add a note; None, without a note, if it is sRGB."""
    if stated is not None and stated.is_srgb:
        return None
    return _note(None if stated is None else stated.make_profile(is_grey=is_grey), notes)


def profile_from_exif(block: bytes | None, notes: list[str]) -> bytes | None:
    """Return the profile of Adobe RGB, and add a note, if an EXIF block names it as cameras do."""
    camera = exif.sub_directory(block or b"", exif.EXIF_DIRECTORY)
    space, order = exif.find_field(camera, _COLOUR_SPACE), exif.byte_order(block or b"") or "<"
    number = int(space.first_number(order)) if space else 0
    index = exif.find_field(exif.interoperability_directory(block or b""), _INTEROPERABILITY_INDEX)
    is_adobe = index is not None and index.value.startswith(_ADOBE_INDEX) and number in (0, _UNCALIBRATED)
    if not is_adobe and number != _ADOBE:
        return None
    return _note(with_fixed_date(imagecodecs.cms_profile("adobergb")), notes)


def profile_from_tiff(
    fields: Sequence[ExifField], order: str, bits: int, notes: list[str], *, is_grey: bool
) -> bytes | None:
    """Return the profile that the white, the primaries and the curve of a TIFF page stand for; add a note.

    None if the page states none of them, or sRGB.

    Args:
        fields: of the page.
        order: of their bytes, "<" or ">".
        bits: of a channel.
        notes: of the picture.
        is_grey: whether it has one channel: then only the curve counts.

    Source:
        Aldus, TIFF Revision 6.0, section 20 (RGB image colorimetry).
    """
    numbers = [*_rationals(fields, _WHITE_POINT, order), *_rationals(fields, _CHROMATICITIES, order)]
    has_primaries = len(numbers) == 8 and min(numbers) > 0 and not is_grey
    white, places = ((numbers[0], numbers[1]), tuple(numbers[2:])) if has_primaries else (_D65, _SRGB_PRIMARIES)
    table = exif.find_field(fields, _TRANSFER_FUNCTION)
    if table is None:
        return add_profile(StatedColours(places, white, _TIFF_GAMMA), notes, is_grey=is_grey)
    curve = _curve_of_table(table, order, 2**bits)
    return add_profile(None if curve is None else _with_curve(places, white, curve), notes, is_grey=is_grey)


def profile_from_bmp(data: bytes, notes: list[str], *, is_grey: bool = False) -> bytes | None:
    """Return the profile in a Windows bitmap, or the one that its header stands for; None if there is none."""
    size = int.from_bytes(data[_BMP_HEADER : _BMP_HEADER + 4], "little")
    kind = data[_BMP_HEADER + 56 : _BMP_HEADER + 60]
    if size >= _BMP_V5 and kind == _EMBEDDED:
        start, length = struct.unpack_from("<II", data, _BMP_HEADER + 112)
        profile = data[_BMP_HEADER + start : _BMP_HEADER + start + length]
        return profile if length and len(profile) == length else None
    if size < _BMP_V4 or kind != _CALIBRATED:
        return None
    numbers = np.array(struct.unpack_from("<12I", data, _BMP_HEADER + 60), float)
    ends, gammas = (numbers[:9] / 2**30).reshape(3, 3), numbers[9:] / 2**16
    if not (ends.sum(axis=1) > 0).all() or gammas.min() <= 0 or np.ptp(gammas) > 0.01:
        return None
    primaries, white = ends[:, :2] / ends.sum(axis=1, keepdims=True), ends.sum(axis=0)[:2] / ends.sum()
    stated = StatedColours(tuple(primaries.ravel().tolist()), (float(white[0]), float(white[1])), float(gammas[1]))
    return add_profile(stated, notes, is_grey=is_grey)


def _note(profile: bytes | None, notes: list[str]) -> bytes | None:
    notes.append(UNKNOWN_COLOURS if profile is None else PROFILE_ADDED)
    return profile


def _from_code(primaries: int, curve: int) -> StatedColours | None:
    return stated_with_curve(*PRIMARIES[primaries], curve) if primaries in PRIMARIES else None


def stated_with_curve(primaries: Chromaticities, white: tuple[float, float], curve: int) -> StatedColours | None:
    """Return the colour space with a curve of this number in ITU-T H.273; None if no simple profile has it."""
    if curve in _CODED_GAMMAS:
        return StatedColours(primaries, white, gamma=_CODED_GAMMAS[curve])
    if curve in _FILM_CURVES:
        return StatedColours(primaries, white, curve=_light(0.081, 4.5, 1.099, 1 / 0.45))
    return _with_srgb_curve(primaries, white) if curve == _SRGB_CURVE else None


def stated_with_power(primaries: Chromaticities, white: tuple[float, float], gamma: float) -> StatedColours:
    """Return the colour space with a power as its curve, which is not taken for the curve of sRGB at any gamma."""
    return StatedColours(primaries, white, curve=(np.linspace(0, 1, _CURVE_POINTS) ** gamma).astype(np.float32))


def _rationals(fields: Sequence[ExifField], tag: int, order: str) -> list[float]:
    """Return the numbers of a field, 0 for those that are none; empty without such a field."""
    field = exif.find_field(fields, tag)
    if field is None or field.type != _RATIONAL:
        return []
    pairs = np.frombuffer(field.value, order + "u4").reshape(-1, 2).tolist()
    return [above / below if below else 0.0 for above, below in pairs]


def _curve_of_table(field: ExifField, order: str, entries: int) -> Curve | None:
    """Return the curve in a table of one value for each of the possible ones; None if the channels have different ones.

    None also if the table has another length, or does not rise.
    """
    tables = np.frombuffer(field.value, order + "u2") if field.type == _UINT16 else np.empty(0)
    if tables.size not in (entries, 3 * entries):
        return None
    table = tables[:entries].astype(np.int64)
    if (tables.reshape(-1, entries) != table).any() or (np.diff(table) < 0).any() or table[-1] <= table[0]:
        return None
    values = np.linspace(0, 1, _CURVE_POINTS)
    return np.interp(values, np.linspace(0, 1, entries), table / 65535).astype(np.float32)


def _with_curve(primaries: Chromaticities, white: tuple[float, float], curve: Curve) -> StatedColours:
    """Return the colour space with this curve, which may be that of sRGB."""
    is_usual = np.abs(curve - _light(*_SRGB_LIGHT)).max() <= _NEARLY
    return _with_srgb_curve(primaries, white) if is_usual else StatedColours(primaries, white, curve=curve)


def _with_srgb_curve(primaries: Chromaticities, white: tuple[float, float]) -> StatedColours:
    stated = StatedColours(primaries, white)
    return stated if stated.is_srgb else StatedColours(primaries, white, curve=_light(*_SRGB_LIGHT))


def _from_gamma_and_primaries(gamma: bytes, primaries: bytes) -> StatedColours | None:
    exponent = struct.unpack(">I", gamma)[0] if len(gamma) == 4 else 0
    has_primaries = len(primaries) == 32
    if not exponent and not has_primaries:
        return None
    numbers = [value / 1e5 for value in struct.unpack(">8I", primaries)] if has_primaries else [*_D65, *_SRGB_PRIMARIES]
    white, places = (numbers[0], numbers[1]), tuple(numbers[2:])
    if exponent:
        return StatedColours(places, white, gamma=1e5 / exponent)
    return _with_srgb_curve(places, white)  # primaries alone


def _light(bend: float, slope: float, scale: float, exponent: float) -> Curve:
    """Return a curve that is straight up to a value of `bend`, and a power above it."""
    values = np.linspace(0, 1, _CURVE_POINTS)
    offset = scale - 1
    return np.where(values <= bend, values / slope, ((values + offset) / scale) ** exponent).astype(np.float32)


def _with_light(points: Sequence[float]) -> list[float]:
    """Return x, y and 1 for each x and y."""
    return [value for x, y in zip(points[::2], points[1::2], strict=True) for value in (x, y, 1.0)]
