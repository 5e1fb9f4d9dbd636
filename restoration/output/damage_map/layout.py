"""Where things stand on the page: the paper that is turned so that the picture becomes largest."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from restoration.output.drawing.page import Rect

PAPERS = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
"""Width and height in mm, upright (ISO 216)."""

MARGIN = 10.0  # mm; what office printers leave white is less
GAP = 5.0  # mm between the parts of the page
TITLE_HEIGHT = 21.0  # mm
SIDE_WIDTH = 80.0  # mm, of legend and table beside the picture
BELOW_HEIGHT = 60.0  # mm, of legend and table below it
LEGEND_HEIGHT = 60.0  # mm

FRAME = 4.0  # mm around the picture, for the letters and digits of the grid
CALLOUTS = 9.0  # mm beside the frame, for the numbers of regions
SCALE_BAR = 9.0  # mm below the frame


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a page, mm."""

    width: float
    height: float
    picture: Rect
    legend: Rect
    largest: Rect  # the table of the largest regions
    title_block: Rect


@dataclass(frozen=True, slots=True)
class Magnification:
    """How large the picture is on the page."""

    mm_per_px: float
    denominator: float | None  # 4 if the page is a quarter of the painting; None if its size is not known

    @property
    def text(self) -> str:
        """The scale of the map, as "1 : 4", or as "3 : 1" for a close-up."""
        if self.denominator is None:
            return "not known"
        return f"1 : {self.denominator:g}" if self.denominator >= 1 else f"{1 / self.denominator:g} : 1"


def lay_out(paper: str, shape: tuple[int, ...], px_per_mm: float | None) -> tuple[Layout, Magnification]:
    """Return the layout on which a picture becomes largest, upright or across, and how large that is.

    Where the scale is known, the picture is a little smaller than would fit: the scale of the map gets two digits.

    Args:
        paper: a key of `PAPERS`.
        shape: of the picture, (H, W, ...) px.
        px_per_mm: scale of the picture; None if it is not known.
    """
    short, long = PAPERS[paper]
    candidates = [
        candidate for width, height in ((short, long), (long, short)) for candidate in _page_parts(width, height)
    ]
    best = max(candidates, key=lambda parts: _largest_fit(parts.picture, shape))
    fit = _round_fit(_largest_fit(best.picture, shape), px_per_mm)
    return _with_picture(best, shape, fit.mm_per_px), fit


def _page_parts(width: float, height: float) -> list[Layout]:
    """Return the layouts of a page with the legend beside or below the picture, which has all the room that is left."""
    title = Rect(MARGIN, height - MARGIN - TITLE_HEIGHT, width - 2 * MARGIN, TITLE_HEIGHT)
    free = Rect(MARGIN, MARGIN, width - 2 * MARGIN, title.y - GAP - MARGIN)
    column = Rect(free.right - SIDE_WIDTH, free.y, SIDE_WIDTH, free.height)
    strip = Rect(free.x, free.bottom - BELOW_HEIGHT, free.width, BELOW_HEIGHT)
    beside = Layout(
        width,
        height,
        _inside_frame(Rect(free.x, free.y, free.width - SIDE_WIDTH - GAP, free.height)),
        Rect(column.x, column.y, column.width, LEGEND_HEIGHT),
        Rect(column.x, column.y + LEGEND_HEIGHT + GAP, column.width, column.height - LEGEND_HEIGHT - GAP),
        title,
    )
    below = Layout(
        width,
        height,
        _inside_frame(Rect(free.x, free.y, free.width, free.height - BELOW_HEIGHT - GAP)),
        Rect(strip.x, strip.y, SIDE_WIDTH, strip.height),
        Rect(strip.right - SIDE_WIDTH, strip.y, SIDE_WIDTH, strip.height),
        title,
    )
    return [beside, below]


def _inside_frame(zone: Rect) -> Rect:
    """Return what is left of a zone for the picture itself."""
    side = FRAME + CALLOUTS
    return Rect(zone.x + side, zone.y + FRAME, zone.width - 2 * side, zone.height - 2 * FRAME - SCALE_BAR)


def _largest_fit(zone: Rect, shape: tuple[int, ...]) -> float:
    """Return the mm for each px at which the picture fits."""
    return min(zone.width / shape[1], zone.height / shape[0])


def _round_fit(mm_per_px: float, px_per_mm: float | None) -> Magnification:
    if px_per_mm is None:
        return Magnification(mm_per_px, None)
    exact = 1 / (mm_per_px * px_per_mm)
    denominator = _round_two_digits(exact, math.ceil) if exact >= 1 else 1 / _round_two_digits(1 / exact, math.floor)
    return Magnification(1 / (denominator * px_per_mm), denominator)


def _round_two_digits(number: float, towards: Callable[[float], int]) -> float:
    """Return a number of 1 or more with two significant digits; `towards` is `math.ceil` or `math.floor`."""
    unit = 10.0 ** (math.floor(math.log10(number)) - 1)
    return round(towards(round(number / unit, 9)) * unit, 9)


def _with_picture(parts: Layout, shape: tuple[int, ...], mm_per_px: float) -> Layout:
    """Return the layout with the picture at the top of its room."""
    zone, width, height = parts.picture, shape[1] * mm_per_px, shape[0] * mm_per_px
    picture = Rect(zone.x + (zone.width - width) / 2, zone.y, width, height)
    return Layout(parts.width, parts.height, picture, parts.legend, parts.largest, parts.title_block)
