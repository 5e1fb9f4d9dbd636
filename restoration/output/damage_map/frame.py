"""What is drawn on and around the picture: the grid with its letters and digits, and the scale bar."""

import math
from dataclasses import dataclass
from itertools import pairwise
from string import ascii_uppercase

from restoration.imaging.scale import Scale, format_length
from restoration.output.damage_map.layout import FRAME
from restoration.output.drawing.page import BLACK, GREY, Drawing, Line, Points, Rect, Shape, Text, rectangle, segment

MOST_FIELDS = 10  # along the longer side
LONGEST_BAR = 0.4  # of the picture's width
SHORTEST_BAR_MM, LONGEST_BAR_MM = 30.0, 70.0  # mm on the page

_LETTER_SIZE = 2.6  # mm
_BAR_GAP, _BAR_HEIGHT = 2.0, 1.6  # mm
_ROOM_FOR_MIDDLE = 25.0  # mm of a bar whose middle has a number, too
_GRID_LINE, _THIN = Line(GREY, 0.12), Line(BLACK, 0.12)


@dataclass(frozen=True, slots=True)
class Grid:
    """Square fields over the picture, named from its upper left corner: A1, B1, C1..."""

    step: float  # px of the picture
    columns: int
    rows: int
    text: str  # how large a field is

    def field(self, x: float, y: float) -> str:
        """Return the name of the field in which a spot lies, px of the picture."""
        column, row = min(int(x / self.step), self.columns - 1), min(int(y / self.step), self.rows - 1)
        return f"{column_name(column)}{row + 1}"


def column_name(column: int) -> str:
    """Return the letter of a column, from 0."""
    return ascii_uppercase[column]


def choose_grid(shape: tuple[int, ...], scale: Scale | None) -> Grid:
    """Return a grid of at most `MOST_FIELDS` fields a side, round in mm of the painting, or in px without a scale."""
    height, width = shape[:2]
    px = scale.px_per_mm if scale else 1.0
    step = round_up(max(height, width) / px / MOST_FIELDS) * px
    text = f"{format_length(step / px)}" if scale else f"{step:,.0f} px"
    columns, rows = (math.ceil(length / step - 1e-9) for length in (width, height))  # no field is thinner than that
    return Grid(step, columns, rows, text)


def round_up(number: float) -> float:
    """Return the next of 1, 2, 5, 10, 20, 50... and 0.5, 0.2..., not below a number above 0."""
    unit = 10.0 ** math.floor(math.log10(number))
    return next(factor for factor in (1, 2, 5, 10) if factor * unit >= number * (1 - 1e-9)) * unit


def round_down(number: float) -> float:
    """Return the largest of 1, 2, 5, 10, 20, 50... and 0.5, 0.2... that is not above a number above 0."""
    unit = 10.0 ** math.floor(math.log10(number))
    return next(factor for factor in (5, 2, 1) if factor * unit <= number * (1 + 1e-9)) * unit


def draw_grid(drawing: Drawing, picture: Rect, grid: Grid, mm_per_px: float) -> None:
    """Draw the grid over the picture, and a band around it for its letters and digits."""
    step, band = grid.step * mm_per_px, picture.grown(FRAME)
    xs = [picture.x + step * column for column in range(1, grid.columns)]
    ys = [picture.y + step * row for row in range(1, grid.rows)]
    inside = [segment(x, picture.y, x, picture.bottom) for x in xs]
    inside += [segment(picture.x, y, picture.right, y) for y in ys]
    drawing.add(Shape(inside, line=_GRID_LINE, is_closed=False))
    ticks = [segment(x, y, x, y + FRAME) for x in xs for y in (band.y, picture.bottom)]
    ticks += [segment(x, y, x + FRAME, y) for y in ys for x in (band.x, picture.right)]
    drawing.add(Shape(ticks, line=_THIN, is_closed=False))
    drawing.add(Shape([_ring(picture), _ring(band)], line=_THIN))


def draw_grid_names(drawing: Drawing, picture: Rect, grid: Grid, mm_per_px: float) -> None:
    """Write letters above and below the picture and digits beside it, in the middle of each row and column."""
    step = grid.step * mm_per_px
    xs = [*(picture.x + step * column for column in range(grid.columns)), picture.right]
    ys = [*(picture.y + step * row for row in range(grid.rows)), picture.bottom]
    for column, (left, right) in enumerate(pairwise(xs)):
        for middle in (picture.y - FRAME / 2, picture.bottom + FRAME / 2):
            _draw_name(drawing, column_name(column), (left + right) / 2, middle, right - left)
    for row, (top, bottom) in enumerate(pairwise(ys), start=1):
        for middle in (picture.x - FRAME / 2, picture.right + FRAME / 2):
            _draw_name(drawing, str(row), middle, (top + bottom) / 2, bottom - top)


def _draw_name(drawing: Drawing, name: str, x: float, y: float, room: float) -> None:
    if room >= _LETTER_SIZE:
        drawing.add(Text(x, y + 0.36 * _LETTER_SIZE, name, _LETTER_SIZE, anchor="middle", has_halo=True))


def draw_scale_bar(drawing: Drawing, picture: Rect, scale: Scale | None, mm_per_px: float) -> None:
    """Draw a bar below the picture with a round length, and say what it is."""
    top = picture.bottom + FRAME + _BAR_GAP
    if scale is None:
        drawing.add(Text(picture.x, top + _LETTER_SIZE, "Scale not known: lengths and areas are in px", _LETTER_SIZE))
        return
    mm_per_mm = mm_per_px * scale.px_per_mm  # mm of paper for each mm of the painting
    room = min(max(LONGEST_BAR * picture.width, SHORTEST_BAR_MM), LONGEST_BAR_MM)
    length = round_down(room / mm_per_mm)
    width = length * mm_per_mm
    halves = [rectangle(picture.x + half * width / 2, top, width / 2, _BAR_HEIGHT) for half in (0, 1)]
    drawing.add(Shape(halves[:1], BLACK), Shape(halves, line=Line(BLACK, 0.15)))
    below = top + _BAR_HEIGHT + _LETTER_SIZE
    middle = [(width / 2, format_length(length / 2))] if width >= _ROOM_FOR_MIDDLE else []
    for x, text in [(0.0, "0"), *middle, (width, format_length(length))]:
        drawing.add(Text(picture.x + x, below, text, _LETTER_SIZE, anchor="middle" if x else "start"))


def _ring(rect: Rect) -> Points:
    return rectangle(rect.x, rect.y, rect.width, rect.height)
