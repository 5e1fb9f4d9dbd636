"""The damage map of a painting: one page with the picture, its damage by kind, and all that a reader needs."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from PIL import Image as PillowImage

from restoration.domain import DAMAGE_KINDS
from restoration.editing.pixel_mask import PixelMask
from restoration.editing.regions import Region, RegionMap, RegionStatus
from restoration.editing.regions.outline import Ring
from restoration.imaging.overlay import downscale
from restoration.imaging.painting import Painting
from restoration.imaging.scale import Scale
from restoration.output.damage_map.callouts import most_callouts, place_callouts
from restoration.output.damage_map.frame import choose_grid, draw_grid, draw_grid_names, draw_scale_bar
from restoration.output.damage_map.layout import FRAME, lay_out
from restoration.output.damage_map.legend import draw_largest, draw_legend, draw_title_block, table_rows
from restoration.output.damage_map.styles import REJECTED_STYLE, STYLES, AreaStyle, left_open
from restoration.output.damage_map.title_block import TitleBlock
from restoration.output.damage_map.totals import largest
from restoration.output.drawing.page import (
    BLACK,
    WHITE,
    Anchor,
    Drawing,
    Line,
    Picture,
    Points,
    Rect,
    Shape,
    Text,
    segment,
)

PICTURE_DPI = 300  # of the picture on the page; a printer shows no more
SIMPLIFIED_PX = 0.75  # how far an outline may leave the rim of its pixels: it loses its stairs and no pixel
MOST_NUMBERS = 30  # regions: more lines would hide the picture
GREY_STRENGTH, COLOUR_STRENGTH = 0.35, 0.6  # of the picture on white paper, so that marks stand out

_JPEG_QUALITY = 85
_SPACING = 4.2  # mm between two numbers beside the picture
_NUMBER_SIZE = 2.5  # mm
_DOT = 0.45  # mm, radius of the dot on a numbered region


@dataclass(frozen=True, slots=True)
class MapOptions:
    """How the map looks."""

    paper: Literal["A4", "A3"] = "A4"
    picture: Literal["grey", "colour"] = "grey"


def draw_damage_map(
    painting: Painting,
    regions: RegionMap,
    title_block: TitleBlock,
    scale: Scale | None = None,
    options: MapOptions = MapOptions(),
) -> Drawing:
    """Return the page, for `drawing.encode_svg` or `drawing.encode_pdf`.

    Args:
        painting: the photograph.
        regions: its damage.
        title_block: what a person says about it.
        scale: of the photograph; None if it is not known, then figures are in px.
        options: paper, and grey or colour.
    """
    shape = painting.image.shape
    layout, fit = lay_out(options.paper, shape, scale.px_per_mm if scale else None)
    title = title_block.title or painting.name
    drawing = Drawing(layout.width, layout.height, f"Damage map: {title}", title_block.operator)
    drawing.add(_picture(painting, layout.picture, is_grey=options.picture == "grey"))
    _draw_damage(drawing, regions, layout.picture, fit.mm_per_px)
    grid = choose_grid(shape, scale)
    draw_grid(drawing, layout.picture, grid, fit.mm_per_px)
    count = min(MOST_NUMBERS, table_rows(layout.largest), most_callouts(layout.picture, _SPACING))
    numbered = largest(regions.regions, count)
    spots = {region.number: _spot(regions.pixels(region.number)) for region in numbered}
    _draw_callouts(drawing, spots, layout.picture, fit.mm_per_px)
    draw_grid_names(drawing, layout.picture, grid, fit.mm_per_px)  # over the lines of the callouts
    draw_scale_bar(drawing, layout.picture, scale, fit.mm_per_px)
    draw_legend(drawing, layout.legend, regions.regions, painting.paint_pixels, scale, grid)
    draw_largest(drawing, layout.largest, [(region, grid.field(*spots[region.number])) for region in numbered], scale)
    draw_title_block(drawing, layout.title_block, painting, title_block, scale, fit)
    return drawing


def _picture(painting: Painting, place: Rect, *, is_grey: bool) -> Picture:
    """Return the photograph, paler than it is, in the resolution that the page can show."""
    longest = round(max(place.width, place.height) / 25.4 * PICTURE_DPI)
    small = downscale(painting.image, longest)
    icc = None if is_grey else painting.metadata.icc
    shown = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)) if is_grey else small
    strength = GREY_STRENGTH if is_grey else COLOUR_STRENGTH
    pale = cv2.convertScaleAbs(shown, alpha=strength, beta=255 * (1 - strength))
    file = io.BytesIO()
    PillowImage.fromarray(np.asarray(pale, np.uint8)).save(file, "JPEG", quality=_JPEG_QUALITY, icc_profile=icc)
    size = small.shape[1], small.shape[0]
    return Picture(place.x, place.y, place.width, place.height, file.getvalue(), size, is_grey, icc)


def _draw_damage(drawing: Drawing, regions: RegionMap, place: Rect, mm_per_px: float) -> None:
    """Draw all regions of one kind and look as one shape: files stay small, and viewers quick."""
    for style, numbers in _groups(regions.regions):
        rings = [_on_page(ring, place, mm_per_px) for number in numbers for ring in _rings(regions, number)]
        draw_area(drawing, rings, style)


def _rings(regions: RegionMap, number: int) -> Iterator[Ring]:
    """Yield the outer rings of a region and its holes, which are painted alike."""
    for polygon in regions.outline(number):
        yield from polygon


def draw_area(drawing: Drawing, rings: Sequence[Points], style: AreaStyle) -> None:
    """Draw an area, rings in mm."""
    if style.tint is not None:
        drawing.add(Shape(rings, style.tint, opacity=style.tint_opacity))
    drawing.add(Shape(rings, style.fill, style.line))


def _groups(regions: Sequence[Region]) -> Iterator[tuple[AreaStyle, list[int]]]:
    """Yield each look with the numbers of its regions; losses first, so that cracks lie on top."""
    groups: dict[tuple[int, bool], list[int]] = {}
    rejected = [region.number for region in regions if region.status is RegionStatus.REJECTED]
    for region in regions:
        if region.status is not RegionStatus.REJECTED:
            is_open = region.status is RegionStatus.NOT_TO_FILL
            groups.setdefault((DAMAGE_KINDS.index(region.kind), is_open), []).append(region.number)
    if rejected:
        yield REJECTED_STYLE, rejected
    for (index, is_open), numbers in sorted(groups.items(), reverse=True):
        style = STYLES[DAMAGE_KINDS[index]]
        yield left_open(style) if is_open else style, numbers


def _on_page(ring: Ring, place: Rect, mm_per_px: float) -> Points:
    """Return a ring in px of the picture as one in mm of the page, without the stairs of its pixels."""
    corners = np.asarray(ring, np.float32).reshape(-1, 1, 2)
    smooth = np.asarray(cv2.approxPolyDP(corners, SIMPLIFIED_PX, closed=True))
    kept = smooth if len(smooth) > 2 else corners  # a single pixel is smaller than what is left out
    return kept[:, 0].astype(float) * mm_per_px + (place.x, place.y)


def _spot(pixels: PixelMask) -> tuple[float, float]:
    """Return the spot of a region that is farthest from its rim, px of the picture."""
    inside = np.pad(pixels.mask().view(np.uint8), 1)
    depth = cv2.distanceTransform(inside, cv2.DIST_L2, 3)
    row, column = np.unravel_index(int(np.argmax(depth)), depth.shape)
    return pixels.box[0] + float(column) - 0.5, pixels.box[1] + float(row) - 0.5


def _draw_callouts(drawing: Drawing, spots: dict[int, tuple[float, float]], place: Rect, mm_per_px: float) -> None:
    on_page = {number: (place.x + x * mm_per_px, place.y + y * mm_per_px) for number, (x, y) in spots.items()}
    callouts = place_callouts(on_page, place, distance=FRAME + 1, spacing=_SPACING)
    lines = [segment(*callout.label, *callout.spot) for callout in callouts]
    if not lines:
        return
    drawing.add(Shape(lines, line=Line(WHITE, 0.35), is_closed=False))
    drawing.add(Shape(lines, line=Line(BLACK, 0.15), is_closed=False))
    drawing.add(Shape([_dot(*callout.spot) for callout in callouts], BLACK, Line(WHITE, 0.2)))
    for callout in callouts:
        x, y = callout.label
        anchor: Anchor = "end" if callout.is_left else "start"
        step = -0.7 if callout.is_left else 0.7
        text = f"{callout.number:,}"
        drawing.add(Text(x + step, y + _NUMBER_SIZE * 0.36, text, _NUMBER_SIZE, is_bold=True, anchor=anchor))


def _dot(x: float, y: float) -> Points:
    angles = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    return np.stack([x + _DOT * np.cos(angles), y + _DOT * np.sin(angles)], axis=1)
