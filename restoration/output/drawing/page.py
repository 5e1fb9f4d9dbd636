"""A page as data: shapes, texts and pictures in mm, which the SVG and the PDF writer turn into files."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from restoration.domain import Image, Mask
from restoration.imaging.painting import Alpha

Colour: TypeAlias = tuple[int, int, int]
"""RGB, 0..255."""

Points: TypeAlias = npt.NDArray[np.floating]
"""(n, 2), x and y in mm from the upper left corner of the page."""

BLACK, WHITE, GREY = (0, 0, 0), (255, 255, 255), (110, 110, 110)

UNITS_PER_MM = 100  # both writers count in whole hundredths of a mm: 2540 dpi, and short numbers


Anchor: TypeAlias = Literal["start", "middle", "end"]
"""Which part of a text stands at its place."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle on the page, mm."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """x of the right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """y of the lower side."""
        return self.y + self.height

    def grown(self, mm: float) -> "Rect":
        """Return the rectangle with all sides moved outwards."""
        return Rect(self.x - mm, self.y - mm, self.width + 2 * mm, self.height + 2 * mm)


@dataclass(frozen=True, slots=True)
class Ink:
    """A printing ink beside the usual four, at full strength."""

    name: str  # of its plate, in ASCII letters; "All" stands for every plate
    shown: Colour  # what is seen where there is no such ink, on a screen


REGISTRATION = Ink("All", BLACK)
"""The ink of register marks: a mark is on every plate, at the same place."""


@dataclass(frozen=True, slots=True)
class Line:
    """How a line is drawn."""

    colour: Colour
    width: float  # mm
    dash: tuple[float, ...] = ()  # mm of line, gap, line, gap...


@dataclass(frozen=True, slots=True)
class Hatch:
    """Lines that repeat in both directions and fill an area; a line of no length is a dot."""

    pitch: float  # mm, width and height of the tile that repeats
    segments: tuple[tuple[float, float, float, float], ...]  # x1, y1, x2, y2 as parts of the pitch
    line: Line


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Rings or open lines that are painted as one; where rings lie in each other, every second one is a hole."""

    rings: Sequence[Points]
    fill: Colour | Ink | Hatch | None = None
    line: Line | None = None
    opacity: float = 1.0  # of the fill, 0..1
    is_closed: bool = True


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text."""

    x: float  # mm, of the anchor
    y: float  # mm, of the baseline
    text: str
    size: float  # mm
    is_bold: bool = False
    anchor: Anchor = "start"
    colour: Colour = BLACK
    has_halo: bool = False  # a white rim, so that it can be read on a picture


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A JPEG picture, stretched over a rectangle of the page."""

    x: float  # mm
    y: float
    width: float
    height: float
    jpeg: bytes
    pixels: tuple[int, int]  # width and height, px
    is_grey: bool
    icc: bytes | None = None  # the colour profile of a picture in colour


@dataclass(frozen=True, slots=True, eq=False)
class MaskedPicture:
    """The masked pixels of a picture, 8 bits each and without loss; the page is seen through the rest."""

    place: Rect  # of the whole picture; exact, not rounded to whole units
    image: Image  # (H, W, 3)
    mask: Mask  # (H, W)
    alpha: Alpha | None = None  # (H, W) of any depth; None for opaque pixels
    icc: bytes | None = None  # the colour profile


@dataclass(frozen=True, slots=True, eq=False)
class InkArea:
    """The marked pixels of a mask, printed in one ink."""

    place: Rect  # of the whole mask; exact, not rounded to whole units
    mask: Mask  # (H, W)
    ink: Ink


Item: TypeAlias = Shape | Text | Picture | MaskedPicture | InkArea


@dataclass(slots=True, eq=False)
class Drawing:
    """A page; what comes later lies on top."""

    width: float  # mm
    height: float  # mm
    title: str
    author: str = ""
    items: list[Item] = field(default_factory=list)

    def add(self, *items: Item) -> None:
        """Lay items on top."""
        self.items.extend(items)

    @property
    def hatches(self) -> list[Hatch]:
        """Each hatch that is used, once."""
        fills = [item.fill for item in self.items if isinstance(item, Shape)]
        return list(dict.fromkeys(fill for fill in fills if isinstance(fill, Hatch)))


def rectangle(x: float, y: float, width: float, height: float) -> Points:
    """Return the ring of a rectangle, mm."""
    return np.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], float)


def segment(x1: float, y1: float, x2: float, y2: float) -> Points:
    """Return a line from one point to another, mm."""
    return np.array([(x1, y1), (x2, y2)], float)


def in_units(points: Points) -> npt.NDArray[np.int64]:
    """Return points in whole units of the files, (n, 2)."""
    return np.rint(points * UNITS_PER_MM).astype(np.int64)


def units(mm: float) -> int:
    """Return a length in whole units of the files."""
    return round(mm * UNITS_PER_MM)


def hatch_segments(hatch: Hatch, repeats: int) -> list[tuple[int, int, int, int]]:
    """Return the lines of `repeats` x `repeats` tiles of a hatch, x1, y1, x2, y2 in units."""
    pitch = hatch.pitch * UNITS_PER_MM
    return [
        (
            round((x1 + column) * pitch),
            round((y1 + row) * pitch),
            round((x2 + column) * pitch),
            round((y2 + row) * pitch),
        )
        for row in range(repeats)
        for column in range(repeats)
        for x1, y1, x2, y2 in hatch.segments
    ]
