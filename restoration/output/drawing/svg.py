"""A drawing as an SVG file; one unit of the file is a hundredth of a mm."""

import re
from base64 import b64encode
from html import escape

import numpy as np

from restoration.domain import Image, Mask
from restoration.imaging.painting import Alpha, Metadata, match_depth
from restoration.imaging.png import encode_png_pieces
from restoration.output.drawing.font import FONT_FAMILY
from restoration.output.drawing.page import (
    UNITS_PER_MM,
    Colour,
    Drawing,
    Hatch,
    Ink,
    InkArea,
    Item,
    Line,
    MaskedPicture,
    Picture,
    Points,
    Rect,
    Shape,
    Text,
    hatch_segments,
    in_units,
    units,
)

_HALO = 0.3  # of the size of the letters: the width of the rim around them
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML


def encode_svg(drawing: Drawing) -> bytes:
    """Return the SVG file; programs that lack the font take one that is about as wide."""
    width, height = units(drawing.width), units(drawing.height)
    patterns = {hatch: f"hatch{number}" for number, hatch in enumerate(drawing.hatches, start=1)}
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{drawing.width:g}mm" height="{drawing.height:g}mm" '
        f'viewBox="0 0 {width} {height}" font-family="\'{FONT_FAMILY}\', Arial, Helvetica, sans-serif" role="img">',
        f"<title>{_escape(drawing.title)}</title>",
        f"<defs>{''.join(_pattern(hatch, name) for hatch, name in patterns.items())}</defs>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *(_element(item, patterns) for item in drawing.items),
        "</svg>",
    ]
    return "\n".join(lines).encode()


def _element(item: Item, patterns: dict[Hatch, str]) -> str:
    if isinstance(item, Shape):
        return _path(item, patterns)
    return _text(item) if isinstance(item, Text) else _image(item)


def _path(shape: Shape, patterns: dict[Hatch, str]) -> str:
    end = "z" if shape.is_closed else ""
    data = "".join(f"{_ring(ring)}{end}" for ring in shape.rings)
    fill = "none" if shape.fill is None else _paint(shape.fill, patterns)
    opacity = "" if shape.opacity == 1 else f' fill-opacity="{shape.opacity:g}"'
    line = _line(shape.line) if shape.line else ""
    return f'<path d="{data}" fill="{fill}" fill-rule="evenodd"{opacity}{line}/>'


def _ring(points: Points) -> str:
    """Return a ring as one absolute point and steps from each point to the next, which are short."""
    whole = in_units(points)
    steps = (whole[1:] - whole[:-1]).ravel().tolist()
    return f"M{whole[0, 0]} {whole[0, 1]}l" + " ".join(map(str, steps)).replace(" -", "-")


def _paint(fill: Colour | Ink | Hatch, patterns: dict[Hatch, str]) -> str:
    if isinstance(fill, Hatch):
        return f"url(#{patterns[fill]})"
    return _colour(fill.shown if isinstance(fill, Ink) else fill)


def _line(line: Line) -> str:
    dash = f' stroke-dasharray="{" ".join(str(units(part)) for part in line.dash)}"' if line.dash else ""
    return f' stroke="{_colour(line.colour)}" stroke-width="{units(line.width)}" stroke-linejoin="round"{dash}'


def _pattern(hatch: Hatch, name: str) -> str:
    size = units(hatch.pitch)
    data = "".join(f"M{x1} {y1}L{x2} {y2}" for x1, y1, x2, y2 in hatch_segments(hatch, repeats=1))
    return (
        f'<pattern id="{name}" width="{size}" height="{size}" patternUnits="userSpaceOnUse">'
        f'<path d="{data}" fill="none" stroke-linecap="round"{_line(hatch.line)}/></pattern>'
    )


def _text(text: Text) -> str:
    size = units(text.size)
    bold = ' font-weight="bold"' if text.is_bold else ""
    anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    halo = (
        f' stroke="#fff" stroke-width="{size * _HALO:g}" stroke-linejoin="round" paint-order="stroke"'
        if text.has_halo
        else ""
    )
    place = f'x="{units(text.x)}" y="{units(text.y)}" font-size="{size}"'
    return f'<text {place} fill="{_colour(text.colour)}"{bold}{anchor}{halo}>{_escape(text.text)}</text>'


def _image(picture: Picture | MaskedPicture | InkArea) -> str:
    """Return a picture with its file; an ink is shown in the colour that a screen has for it."""
    if isinstance(picture, Picture):
        place = Rect(*(units(side) for side in (picture.x, picture.y, picture.width, picture.height)))
        return _image_element(place, "jpeg", picture.jpeg)
    exact = (picture.place.x, picture.place.y, picture.place.width, picture.place.height)
    place = Rect(*(round(side * UNITS_PER_MM, 4) for side in exact))
    if isinstance(picture, InkArea):
        flat = np.broadcast_to(np.array(picture.ink.shown, np.uint8), (*picture.mask.shape, 3))
        return _image_element(place, "png", _masked_png(flat, picture.mask))
    return _image_element(place, "png", _masked_png(picture.image, picture.mask, picture.alpha, picture.icc))


def _image_element(place: Rect, kind: str, file: bytes) -> str:
    sides = zip(("x", "y", "width", "height"), (place.x, place.y, place.width, place.height), strict=True)
    attributes = " ".join(f'{name}="{side}"' for name, side in sides)
    data = b64encode(file).decode()
    return f'<image {attributes} preserveAspectRatio="none" href="data:image/{kind};base64,{data}"/>'


def _masked_png(image: Image, mask: Mask, alpha: Alpha | None = None, icc: bytes | None = None) -> bytes:
    white = np.broadcast_to(np.array(np.iinfo(image.dtype).max, image.dtype), mask.shape)
    opacity = white if alpha is None else match_depth(alpha, image)
    return b"".join(encode_png_pieces(image, opacity, Metadata(icc), within=mask))


def _colour(colour: Colour) -> str:
    return "#" + "".join(f"{level:02x}" for level in colour)


def _escape(text: str) -> str:
    return escape(_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text), quote=False)
