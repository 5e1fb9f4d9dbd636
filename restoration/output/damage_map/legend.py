"""The words of the damage map: the legend with its sums, the table of the largest regions, and the title block."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from restoration import __version__
from restoration.domain import DamageKind
from restoration.editing.regions import Region, RegionStatus
from restoration.imaging.painting import Painting
from restoration.imaging.scale import Scale, three_digits
from restoration.output.damage_map.frame import Grid
from restoration.output.damage_map.layout import Magnification
from restoration.output.damage_map.styles import REJECTED_STYLE, STYLES, AreaStyle, left_open
from restoration.output.damage_map.title_block import TitleBlock
from restoration.output.damage_map.totals import Total, totals_by_kind, totals_by_status
from restoration.output.drawing.font import load_font
from restoration.output.drawing.page import BLACK, GREY, Anchor, Drawing, Line, Rect, Shape, Text, rectangle, segment

SIZE, SMALL, HEADING, TITLE = 2.5, 2.1, 2.9, 4.4  # mm, of letters
ROW, NOTE_ROW = 4.0, 3.0  # mm
_HEAD_ROWS = 2  # of a table: its name, and the names of the columns

KIND_NAMES = {
    DamageKind.CRACK: "Cracks",
    DamageKind.SCRATCH: "Scratches",
    DamageKind.LOSS: "Losses",
    DamageKind.ABRASION: "Abrasion",
}
STATUS_NAMES = {
    RegionStatus.PROPOSED: "Proposed, not yet judged",
    RegionStatus.ACCEPTED: "Accepted",
    RegionStatus.NOT_TO_FILL: "Not to be filled",
    RegionStatus.REJECTED: "Rejected: no damage, not in the sums",
}
_LINED_KINDS = (DamageKind.CRACK, DamageKind.SCRATCH)  # whose length says more than their area


@dataclass(slots=True)
class _Table:
    """Rows of text below each other; a column is a place, and the side on which its texts are aligned."""

    drawing: Drawing
    place: Rect
    columns: Sequence[tuple[float, bool]]  # mm from the left, and whether that is where texts end
    top: float = 0.0  # mm below the top of the place: where the next row begins

    @property
    def baseline(self) -> float:
        return self.place.y + self.top + HEADING

    def heading(self, text: str) -> None:
        self.drawing.add(Text(self.place.x, self.baseline, text, HEADING, is_bold=True))
        self.top += ROW

    def cells(self, *texts: str, is_bold: bool = False, size: float = SIZE) -> None:
        for text, (x, is_right) in zip(texts, self.columns, strict=False):
            anchor: Anchor = "end" if is_right else "start"
            if text:
                self.drawing.add(Text(self.place.x + x, self.baseline, text, size, is_bold, anchor))
        self.top += ROW

    def rule(self) -> None:
        y = self.baseline - HEADING + 0.2
        self.drawing.add(
            Shape([segment(self.place.x, y, self.place.right, y)], line=Line(BLACK, 0.12), is_closed=False)
        )

    def swatch(self, style: AreaStyle) -> None:
        """Draw a sample of a style at the left of the row."""
        ring = rectangle(self.place.x + 0.3, self.baseline - 2.3, 6, 2.8)
        if style.tint is not None:
            self.drawing.add(Shape([ring], style.tint, opacity=style.tint_opacity))
        self.drawing.add(Shape([ring], style.fill, style.line))

    def note(self, text: str) -> None:
        """Write small text, on as many rows as it needs."""
        for line in load_font(is_bold=False).wrap(text, SMALL, self.place.width):
            self.drawing.add(Text(self.place.x, self.baseline, line, SMALL, colour=GREY))
            self.top += NOTE_ROW


@dataclass(frozen=True, slots=True)
class _Units:
    """Figures in mm where the scale is known, else in px."""

    scale: Scale | None

    @property
    def names(self) -> tuple[str, str]:
        return ("mm²", "mm") if self.scale else ("px", "px")

    def area(self, px: float) -> str:
        return three_digits(self.scale.mm2(px)) if self.scale else f"{px:,.0f}"

    def length(self, px: float) -> str:
        return three_digits(self.scale.mm(px)) if self.scale else f"{px:,.0f}"


def draw_legend(
    drawing: Drawing, place: Rect, regions: Sequence[Region], paint_pixels: int, scale: Scale | None, grid: Grid
) -> None:
    """Draw what the marks mean, and how much of each there is."""
    units, pixels = _Units(scale), max(paint_pixels, 1)
    table = _Table(drawing, place, ((8, False), (39, True), (54, True), (65, True), (80, True)))
    table.heading("Damage")
    table.cells("", "Number", f"Area, {units.names[0]}", "Area, %", f"Length, {units.names[1]}", size=SMALL)
    table.rule()
    sums = totals_by_kind(regions)
    for kind, each in sums.items():
        table.swatch(STYLES[kind])
        length = units.length(each.length) if kind in _LINED_KINDS else ""
        table.cells(KIND_NAMES[kind], *_sum_cells(each, pixels, units), length)
    table.rule()
    table.cells("All", *_sum_cells(sum(sums.values(), Total()), pixels, units), is_bold=True)
    _draw_statuses(table, regions, pixels, units)
    table.top += ROW
    table.note(f"Grid: fields of {grid.text}. Beside the picture: the numbers of the largest regions.")
    table.note("Areas and lengths are measured on the pixels of the photograph.")


def _sum_cells(each: Total, pixels: int, units: _Units) -> tuple[str, str, str]:
    return f"{each.count:,}", units.area(each.area), f"{100 * each.area / pixels:.2f}"


def _draw_statuses(table: _Table, regions: Sequence[Region], pixels: int, units: _Units) -> None:
    """Say how many regions have each status, unless all have been left as proposed."""
    by_status = totals_by_status(regions)
    if set(by_status) <= {RegionStatus.PROPOSED}:
        return
    table.top += ROW / 2
    samples = {RegionStatus.NOT_TO_FILL: left_open(STYLES[DamageKind.LOSS]), RegionStatus.REJECTED: REJECTED_STYLE}
    for status, each in by_status.items():
        if status in samples:
            table.swatch(samples[status])
        table.cells(STATUS_NAMES[status], "", "", "", f"{each.count:,}")


def table_rows(place: Rect) -> int:
    """Return for how many regions the table of the largest ones has room."""
    return max(math.floor(place.height / ROW) - _HEAD_ROWS, 0)


def draw_largest(drawing: Drawing, place: Rect, regions: Sequence[tuple[Region, str]], scale: Scale | None) -> None:
    """Draw the table of the largest regions, each with the field of the grid that it lies in."""
    if not regions:
        return
    units, has_statuses = _Units(scale), len({region.status for region, _ in regions}) > 1
    columns = ((9, True), (11, False), (18, False), (43, True), (58, True), (60, False))
    table = _Table(drawing, place, columns if has_statuses else (*columns[:3], (60, True), (80, True)))
    table.heading("Largest regions")
    names = "Number", "Field", "Kind", f"Area, {units.names[0]}", f"Length, {units.names[1]}"
    table.cells(*names, "Status" if has_statuses else "", size=SMALL)
    table.rule()
    for region, name in regions:
        figures = units.area(region.area), units.length(region.length)
        status = region.status.capitalize() if has_statuses else ""
        table.cells(f"{region.number:,}", name, KIND_NAMES[region.kind], *figures, status)


def draw_title_block(
    drawing: Drawing, place: Rect, painting: Painting, words: TitleBlock, scale: Scale | None, fit: Magnification
) -> None:
    """Draw who mapped which painting, when, at which scale and with which program."""
    height, width = painting.image.shape[:2]
    size = f"{three_digits(scale.mm(height) / 10)} × {three_digits(scale.mm(width) / 10)} cm, " if scale else ""
    photograph = f"{painting.name}, {size}{height:,} × {width:,} px"
    known = f"{three_digits(scale.px_per_mm)} px/mm, {scale.source_text}" if scale else "not known"
    drawing.add(Shape([rectangle(place.x, place.y, place.width, place.height)], line=Line(BLACK, 0.3)))
    rows: list[list[tuple[str, str, float]]] = [
        [("Damage map of", words.title or painting.name, 0.56), ("Inventory number", words.inventory, 0.22)],
        [("Photograph, height × width", photograph, 0.56), ("Examined by", words.operator, 0.22)],
        [("Scale of the photograph", known, 0.56), ("Scale of the map, printed at 100 %", fit.text, 0.22)],
    ]
    last = [
        ("Date", words.date),
        ("Program", f"Painting Restoration {__version__}"),
        ("SHA-256 of the photograph", f"{painting.sha256[:16]}…"),
    ]
    for index, (row, extra) in enumerate(zip(rows, last, strict=True)):
        _draw_cells(drawing, place, index, [*row, (*extra, 0.22)])


def _draw_cells(drawing: Drawing, place: Rect, index: int, cells: Sequence[tuple[str, str, float]]) -> None:
    height, x = place.height / 3, place.x
    top = place.y + index * height
    if index:
        drawing.add(Shape([segment(place.x, top, place.right, top)], line=Line(BLACK, 0.12), is_closed=False))
    for number, (label, text, share) in enumerate(cells):
        width, size = share * place.width, HEADING
        if number:
            drawing.add(Shape([segment(x, top, x, top + height)], line=Line(BLACK, 0.12), is_closed=False))
        drawing.add(Text(x + 1.5, top + 2.5, label, 1.9, colour=GREY))
        is_title = index == 0 and number == 0
        fitting = load_font(is_title).shorten(text, size, width - 3)
        drawing.add(Text(x + 1.5, top + height - 1.3, fitting, size, is_bold=is_title))
        x += width
