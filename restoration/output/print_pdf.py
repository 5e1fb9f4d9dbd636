"""A reintegration as a PDF to print on film at true size: a page of colour, a page of white ink, and a key.

Both films are laid over the varnished painting, the white under the colour, and can be taken off again.

Source: A. Kachkine, "Physical restoration of a painting with a digitally constructed mask", Nature 642, 2025.
"""

import io
from collections.abc import Iterator

import numpy as np
from PIL import Image as PillowImage

from restoration import __version__
from restoration.domain import Image, Mask
from restoration.errors import UnsuitableFormat
from restoration.imaging.overlay import downscale
from restoration.imaging.painting import Painting
from restoration.imaging.scale import MM_PER_INCH, format_area, three_digits
from restoration.output.damage_map.title_block import TitleBlock
from restoration.output.drawing import Drawing, encode_pdf
from restoration.output.drawing.font import load_font
from restoration.output.drawing.page import (
    GREY,
    REGISTRATION,
    Ink,
    InkArea,
    MaskedPicture,
    Picture,
    Points,
    Rect,
    Shape,
    Text,
    rectangle,
)
from restoration.output.drawing.pdf import LONGEST_SIDE

WHITE_INK = Ink("White", (230, 0, 126))  # a screen shows magenta: white could not be seen on white
BAR = 50.0  # mm, to be measured on the print

MARGIN, LOWER_MARGIN = 20.0, 30.0  # mm around the picture; below it stand name and bar, too
MARK_DISTANCE = 10.0  # mm between a corner and the middle of its register mark, across and down
MARK_RADIUS, MARK_ARM, MARK_LINE = 3.0, 5.0, 0.15  # mm
NAME_DROP, BAR_DROP = 18.0, 20.0  # mm below the picture, and below the register marks
BAR_HEIGHT = 1.0  # mm

_KEY_WIDTH, _KEY_HEIGHT = 210.0, 297.0  # mm, A4
_KEY_MARGIN, _KEY_PICTURE = 20.0, 120.0  # mm; the largest height of the small picture
_KEY_DPI, _JPEG_QUALITY = 300, 90
_TITLE, _SIZE, _ROW, _LABELS = 5.0, 3.2, 5.2, 38.0  # mm: of letters, of a row, and where the values begin
_MOST_LINES = 4  # of a value, so that the key stays on its page

_STATEMENT = (
    "Virtual reintegration, a hypothesis: what these films show was computed from a photograph, "
    "not found on the painting."
)
_ADVICE = (
    "Print at 100 % (actual size), without scaling to the paper, and measure the bar. The register marks of both films "
    "lie over each other. The white ink stands under the colour, so that dark or damaged ground does not change it; "
    "screens and printers without white ink show it in magenta."
)


def encode_print_pdf(
    painting: Painting,
    after: Image,
    mask: Mask,
    px_per_mm: float,
    title_block: TitleBlock | None = None,
    laid_down: str = "",
) -> bytes:
    """Return a PDF with the colour layer, the white layer and a key; a pixel is exactly 1 / `px_per_mm` mm wide.

    Args:
        painting: its name, colour profile and transparency are used.
        after: (H, W, 3) the restored picture; 16 bits are rounded to 8.
        mask: (H, W) bool; nothing else is printed.
        px_per_mm: scale of the picture.
        title_block: what a person says about the painting, for the key; None for nothing.
        laid_down: how the fill was laid down, for the key, such as "Tratteggio, strokes of 0.3 mm".

    Returns:
        The file's bytes; the same input gives the same bytes.

    Raises:
        UnsuitableFormat: the page would be larger than PDF allows.
    """
    words, shape = title_block or TitleBlock(), after.shape
    title = words.title or painting.name
    colour = _film(shape, px_per_mm, f"Colour layer: {title}")
    white = _film(shape, px_per_mm, f"White layer: {title}")
    place = _picture_place(shape, px_per_mm)
    painted = mask if painting.alpha is None else mask & (painting.alpha > 0)
    colour.add(MaskedPicture(place, after, mask, painting.alpha, painting.metadata.icc))
    white.add(InkArea(place, painted, WHITE_INK))
    colour.title, colour.author = f"Reintegration: {title}", words.operator
    return encode_pdf(colour, white, _key(painting, after, mask, px_per_mm, words, laid_down))


def check_printable(shape: tuple[int, ...], px_per_mm: float) -> None:
    """Raise `UnsuitableFormat` if a picture, (H, W, ...) px, of that scale is larger than a page of a PDF."""
    _page_size(shape, px_per_mm)


def _film(shape: tuple[int, ...], px_per_mm: float, name: str) -> Drawing:
    """Return a page with all that lies around the picture, which is the same on every film but for the name."""
    picture, width, height = _picture_place(shape, px_per_mm), *_page_size(shape, px_per_mm)
    film = Drawing(width, height, name)
    room = width - 2 * MARGIN
    film.add(Text(MARGIN, picture.bottom + NAME_DROP, load_font(is_bold=False).shorten(name, _SIZE, room), _SIZE))
    bar_top = picture.bottom + BAR_DROP
    film.add(Shape([rectangle(MARGIN, bar_top, BAR, BAR_HEIGHT)], REGISTRATION))
    film.add(Text(MARGIN, bar_top + BAR_HEIGHT + _SIZE, f"{BAR:g} mm: print at 100 %", _SIZE))
    for x in (picture.x - MARK_DISTANCE, picture.right + MARK_DISTANCE):
        for y in (picture.y - MARK_DISTANCE, picture.bottom + MARK_DISTANCE):
            film.add(*_register_mark(x, y))
    return film


def _picture_place(shape: tuple[int, ...], px_per_mm: float) -> Rect:
    """Return where the picture stands, mm; a picture narrower than the bar stands in the middle."""
    width, height = shape[1] / px_per_mm, shape[0] / px_per_mm
    return Rect(MARGIN + max(BAR - width, 0) / 2, MARGIN, width, height)


def _page_size(shape: tuple[int, ...], px_per_mm: float) -> tuple[float, float]:
    """Return width and height in mm; raise `UnsuitableFormat` if PDF has no such page."""
    picture = _picture_place(shape, px_per_mm)
    width = max(picture.width, BAR) + 2 * MARGIN
    height = picture.height + MARGIN + LOWER_MARGIN
    if max(width, height) > LONGEST_SIDE:
        raise UnsuitableFormat(
            f"A page of a PDF has at most {LONGEST_SIDE:,.0f} mm a side, and this picture needs "
            f"{width:,.0f} × {height:,.0f} mm.",
            hint="Check the scale, or crop the picture and print it in parts.",
        )
    return width, height


def _register_mark(x: float, y: float) -> Iterator[Shape]:
    """Yield a cross in a circle around a spot, mm, in the ink of every plate."""
    half = MARK_LINE / 2
    yield Shape([_circle(x, y, MARK_RADIUS + half), _circle(x, y, MARK_RADIUS - half)], REGISTRATION)
    yield Shape([rectangle(x - MARK_ARM, y - half, 2 * MARK_ARM, MARK_LINE)], REGISTRATION)
    yield Shape([rectangle(x - half, y - MARK_ARM, MARK_LINE, 2 * MARK_ARM)], REGISTRATION)


def _circle(x: float, y: float, radius: float) -> Points:
    angles = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    return np.stack([x + radius * np.cos(angles), y + radius * np.sin(angles)], axis=1)


def _key(
    painting: Painting, after: Image, mask: Mask, px_per_mm: float, title_block: TitleBlock, laid_down: str
) -> Drawing:
    """Return the page that says what the films are."""
    title = title_block.title or painting.name
    key = Drawing(_KEY_WIDTH, _KEY_HEIGHT, title)
    width, regular = _KEY_WIDTH - 2 * _KEY_MARGIN, load_font(is_bold=False)
    y = _KEY_MARGIN + _TITLE
    key.add(Text(_KEY_MARGIN, y, load_font(is_bold=True).shorten(title, _TITLE, width), _TITLE, is_bold=True))
    picture = _small_picture(painting, after, Rect(_KEY_MARGIN, y + _ROW, width, _KEY_PICTURE))
    key.add(picture)
    y = picture.y + picture.height + 2 * _ROW
    for label, value in _key_rows(painting, mask, px_per_mm, title_block, laid_down):
        key.add(Text(_KEY_MARGIN, y, label, _SIZE, colour=GREY))
        for line in regular.wrap(value, _SIZE, width - _LABELS)[:_MOST_LINES]:
            key.add(Text(_KEY_MARGIN + _LABELS, y, regular.shorten(line, _SIZE, width - _LABELS), _SIZE))
            y += _ROW
    for paragraph, is_bold in ((_STATEMENT, True), (_ADVICE, False)):
        y += _ROW / 2
        for line in load_font(is_bold).wrap(paragraph, _SIZE, width):
            key.add(Text(_KEY_MARGIN, y, line, _SIZE, is_bold=is_bold))
            y += _ROW
    return key


def _key_rows(
    painting: Painting, mask: Mask, px_per_mm: float, title_block: TitleBlock, laid_down: str
) -> list[tuple[str, str]]:
    """Return labels and values; a row about which nothing is known is left out."""
    height, width = (side / px_per_mm for side in painting.image.shape[:2])
    pixels, share = int(mask.sum()), mask.sum() / max(painting.paint_pixels, 1)
    scale = f"{three_digits(px_per_mm)} px per mm ({three_digits(px_per_mm * MM_PER_INCH)} dpi), printed 1 : 1"
    rows = [
        ("Inventory number", title_block.inventory),
        ("Size, width × height", f"{width:,.1f} × {height:,.1f} mm"),
        ("Scale", scale),
        ("Reintegrated", f"{100 * share:.2f} % of the picture, {format_area(pixels / px_per_mm**2)}"),
        ("Laid down as", laid_down),
        ("Page 1", "The colour layer"),
        ("Page 2", f"The white layer, ink “{WHITE_INK.name}”"),
        ("Examined by", title_block.operator),
        ("Date", title_block.date),
        ("Program", f"Painting Restoration {__version__}"),
    ]
    return [(label, value) for label, value in rows if value]


def _small_picture(painting: Painting, after: Image, room: Rect) -> Picture:
    """Return the restored picture as large as it fits into the room, and no finer than paper shows."""
    mm_per_px = min(room.width / after.shape[1], room.height / after.shape[0])
    width, height = after.shape[1] * mm_per_px, after.shape[0] * mm_per_px
    small = downscale(after, round(max(width, height) / MM_PER_INCH * _KEY_DPI))
    file = io.BytesIO()
    PillowImage.fromarray(small).save(file, "JPEG", quality=_JPEG_QUALITY)
    pixels = small.shape[1], small.shape[0]
    return Picture(room.x, room.y, width, height, file.getvalue(), pixels, False, painting.metadata.icc)
