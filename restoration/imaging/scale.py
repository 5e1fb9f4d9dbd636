"""The scale of a photograph, pixels per millimetre of the painting: where it is from, and figures in mm and cm."""

import math
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from restoration.decoding import convert_json
from restoration.errors import BadRequest, RestorationError
from restoration.imaging.painting import Painting

Point = tuple[float, float]
"""x and y in px of the photograph."""

SHORTEST_RULER = 20.0  # px: a click is a pixel or two beside the mark, which is a tenth of that length
ASPECT_TOLERANCE = 0.02  # photographs are cropped by hand, and sizes of paintings are given in half centimetres
DEFAULT_DPI = (72.0, 96.0, 180.0, 240.0, 300.0, 350.0)
"""Resolutions that cameras and programs write into every file, whatever it shows."""

MM_PER_INCH = 25.4

_DEFAULT_SLACK = 0.5  # dpi: PNG counts pixels per metre, so that 72 dpi come back as 72.009


class ScaleSource(StrEnum):
    """How the scale of a photograph became known."""

    RULER = "ruler"
    SIZE = "size"
    METADATA = "metadata"
    HAND = "hand"


SOURCE_LABELS = {
    ScaleSource.RULER: "measured on a ruler in the photograph",
    ScaleSource.SIZE: "from the size of the painting",
    ScaleSource.METADATA: "from the resolution in the file",
    ScaleSource.HAND: "given by hand",
}


SMALLEST, LARGEST = 1e-4, 1e6
"""Of a scale, px per mm: a wall of 100 m on 10 px, and a micrograph of 1 nm a pixel."""


class UnknownScale(RestorationError):
    """The file does not say how many pixels a millimetre of the painting has."""

    hint = "Measure on a ruler in the photograph, or give the size of the painting."


@dataclass(frozen=True, slots=True)
class Scale:
    """How many pixels of a photograph one millimetre of the painting has, and how that is known."""

    px_per_mm: float
    source: ScaleSource
    note: str = ""  # what it was computed from, such as "50 mm = 612 px"

    def __post_init__(self) -> None:
        if not SMALLEST <= self.px_per_mm <= LARGEST:
            message = f"A scale of {self.px_per_mm:g} px per mm is impossible."
            raise BadRequest(message, hint=f"Give a number from {SMALLEST:g} to {LARGEST:g}.")

    def mm(self, px: float) -> float:
        """Return a length in mm."""
        return px / self.px_per_mm

    def mm2(self, pixels: float) -> float:
        """Return an area in mm²."""
        return pixels / self.px_per_mm**2

    @property
    def source_text(self) -> str:
        """How the scale is known, such as "from the size of the painting: 50 × 70 cm"."""
        label = SOURCE_LABELS[self.source]
        return f"{label}: {self.note}" if self.note else label

    def to_json(self) -> dict[str, Any]:
        """Return the scale, ready for JSON."""
        return asdict(self) | {"source": self.source.value}

    @classmethod
    def from_json(cls, fields: Any) -> "Scale":  # noqa: ANN401 - whatever JSON held
        """Return a scale that `to_json` made; raise `BadRequest` if it is not one."""
        return convert_json(fields, cls, name="scale", error=BadRequest)


def scale_by_hand(px_per_mm: float) -> Scale:
    """Return a scale that somebody knows; raise `BadRequest` if it is not above 0."""
    return Scale(px_per_mm, ScaleSource.HAND)


def scale_from_ruler(start: Point, end: Point, length_mm: float) -> Scale:
    """Return the scale from two points on a ruler in the photograph.

    Args:
        start: px.
        end: px.
        length_mm: what the ruler says between them.

    Raises:
        BadRequest: the length is not above 0, or the points are so close that the scale would be a guess.
    """
    distance = math.dist(start, end)
    if not 0 < length_mm < math.inf:
        raise BadRequest(f"A length of {length_mm:g} mm is impossible.", hint="Give a number above 0.")
    if not distance >= SHORTEST_RULER:
        raise BadRequest(
            f"The two points on the ruler are {distance:.0f} px apart, which is too little to measure by.",
            hint="Choose points as far apart as the ruler allows.",
        )
    return Scale(distance / length_mm, ScaleSource.RULER, f"{length_mm:g} mm = {distance:.0f} px")


def scale_from_size(height_cm: float, width_cm: float, shape: tuple[int, ...]) -> Scale:
    """Return the scale of a photograph that shows the whole painting and nothing else.

    Args:
        height_cm: of the painting.
        width_cm: of the painting.
        shape: of the photograph, (H, W, ...) px.

    Raises:
        BadRequest: a side is not above 0.
    """
    if not (0 < height_cm < math.inf and 0 < width_cm < math.inf):
        raise BadRequest(f"A painting of {height_cm:g} × {width_cm:g} cm is impossible.", hint="Give two sides in cm.")
    down, across = shape[0] / (10 * height_cm), shape[1] / (10 * width_cm)
    note = f"{height_cm:g} × {width_cm:g} cm"
    return Scale(math.sqrt(down * across), ScaleSource.SIZE, note)  # the mean of the two, as a factor


def size_misfit(height_cm: float, width_cm: float, shape: tuple[int, ...]) -> str | None:
    """Return a sentence if a painting of this size has another aspect ratio than its photograph, (H, W, ...) px."""
    photograph, painting = shape[1] / shape[0], width_cm / height_cm
    difference = _relative_difference(photograph, painting)
    if difference <= ASPECT_TOLERANCE:
        return None
    if _relative_difference(photograph, 1 / painting) <= ASPECT_TOLERANCE:
        return "Height and width seem to be exchanged: the photograph fits the painting when it is turned."
    return (
        f"The photograph is {photograph:.2f} times as wide as high, and the painting {painting:.2f} times, "
        f"a difference of {difference:.0%}. If the photograph shows a frame or only a part, measure on a ruler instead."
    )


def _relative_difference(value: float, other: float) -> float:
    return max(value, other) / min(value, other) - 1


def scale_from_metadata(painting: Painting) -> Scale:
    """Return the scale from the resolution that the file states, which a scanner knows and a camera does not.

    Raises:
        UnknownScale: the file states none, one that is a mere default, or two different ones.
    """
    if painting.metadata.dpi is None:
        raise UnknownScale(f"The {painting.format} file states no resolution.")
    across, down = painting.metadata.dpi
    if _relative_difference(across, down) > ASPECT_TOLERANCE:
        raise UnknownScale(f"The file states {across:g} dpi across and {down:g} dpi down.")
    if any(abs(across - default) < _DEFAULT_SLACK for default in DEFAULT_DPI):
        raise UnknownScale(
            f"The file states {across:.0f} dpi, which cameras and programs write whatever a picture shows."
        )
    return Scale(
        math.sqrt(across * down) / MM_PER_INCH, ScaleSource.METADATA, f"{across:.0f} dpi in the {painting.format} file"
    )


def known_scale(painting: Painting) -> Scale | None:
    """Return the scale from the resolution that the file states; None where that says nothing of the painting."""
    try:
        return scale_from_metadata(painting)
    except UnknownScale:
        return None


def format_length(mm: float) -> str:
    """Return a length with three digits, in mm, or in cm from 10 cm on."""
    return f"{_short(mm)} mm" if mm < 99.95 else f"{_short(mm / 10)} cm"


def format_area(mm2: float) -> str:
    """Return an area with three digits, in mm², or in cm² from 1 cm² on."""
    return f"{_short(mm2)} mm²" if mm2 < 99.95 else f"{_short(mm2 / 100)} cm²"


def three_digits(number: float) -> str:
    """Return a number of 0 or more with three significant digits, at most three of them after the point."""
    if number < 0.0005:
        return "0" if number == 0 else "<0.001"
    decimals = min(max(2 - math.floor(math.log10(number)), 0), 3)
    return f"{number:,.{decimals}f}"


def _short(number: float) -> str:
    """Return `three_digits` without zeros at the end: lengths that people choose are round."""
    text = three_digits(number)
    return text.rstrip("0").rstrip(".") if "." in text else text
