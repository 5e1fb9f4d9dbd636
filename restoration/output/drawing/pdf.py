"""Drawings as the pages of a PDF file, written by hand: paths, patterns, pictures, inks, and an embedded font.

Source: ISO 32000-1:2008 (PDF 1.7), 8.7.3 tiling patterns.
"""

from collections.abc import Sequence

from restoration.output.drawing.font import load_font
from restoration.output.drawing.page import (
    UNITS_PER_MM,
    WHITE,
    Colour,
    Drawing,
    Hatch,
    Ink,
    InkArea,
    Item,
    Line,
    MaskedPicture,
    Picture,
    Rect,
    Shape,
    Text,
    hatch_segments,
    in_units,
    units,
)
from restoration.output.drawing.pdf_file import PdfFile, utf16
from restoration.output.drawing.pdf_fonts import add_font
from restoration.output.drawing.pdf_pictures import add_ink, add_jpeg, add_masked_picture, add_stencil

LONGEST_SIDE = 5080.0  # mm: 14 400 points, the largest page that viewers and printers must accept (annex C.2)

_POINTS_PER_UNIT = 72 / 25.4 / UNITS_PER_MM
_REPEATS = 8  # tiles of a hatch in one pattern: viewers leave fine gaps where two patterns meet
_HALO = 0.3  # of the size of the letters: the width of the rim around them

_PAINT = {(False, False): "n", (True, False): "f*", (False, True): "S", (True, True): "B*"}
"""The operator that paints a path, by whether it is filled and whether its line is drawn."""


def encode_pdf(drawing: Drawing, *further: Drawing) -> bytes:
    """Return the PDF file with a page for each drawing; the same drawings give the same bytes.

    Title and author of the file are those of the first drawing. No side may be longer than `LONGEST_SIDE`.
    """
    file, drawings = PdfFile(), [drawing, *further]
    catalog, tree, *numbers = (file.add() for _ in range(2 + len(drawings)))
    pages = [_Page(file, each) for each in drawings]
    fonts = _add_fonts(file, drawings)
    for number, page in zip(numbers, pages, strict=True):
        file.replace(number, page.write(tree, fonts))
    kids = " ".join(f"{number} 0 R" for number in numbers)
    file.replace(catalog, _catalog(tree))
    file.replace(tree, f"<< /Type /Pages /Kids [{kids}] /Count {len(numbers)} >>".encode())
    return file.encode(catalog, file.add(_information(drawing)))


def _add_fonts(file: PdfFile, drawings: Sequence[Drawing]) -> dict[bool, int]:
    """Embed the fonts that the pages use, once for all of them; return their objects by whether they are bold."""
    texts = [item for drawing in drawings for item in drawing.items if isinstance(item, Text)]
    return {
        is_bold: add_font(file, (text.text for text in texts if text.is_bold == is_bold), is_bold=is_bold)
        for is_bold in sorted({text.is_bold for text in texts})
    }


class _Page:
    """One page, and the names by which it calls the objects of the file."""

    def __init__(self, file: PdfFile, drawing: Drawing) -> None:
        self._file, self._drawing = file, drawing
        kinds = ("Font", "Pattern", "XObject", "ExtGState", "ColorSpace")
        self._named: dict[str, dict[str, int]] = {kind: {} for kind in kinds}
        self._patterns = {hatch: self._add_hatch(hatch, units(drawing.height)) for hatch in drawing.hatches}

    def write(self, tree: int, fonts: dict[bool, int]) -> bytes:
        """Add what is drawn, and return the object of the page; `tree` is the number of the list of pages."""
        height = units(self._drawing.height)
        used = sorted({item.is_bold for item in self._drawing.items if isinstance(item, Text)})
        names = {is_bold: self._name("Font", fonts[is_bold]) for is_bold in used}
        scale = f"{_POINTS_PER_UNIT:.8f}"
        parts = [f"{scale} 0 0 -{scale} 0 {height * _POINTS_PER_UNIT:.4f} cm 1 j"]  # y counts downwards from here on
        parts += [self._item(item, names) for item in self._drawing.items]
        content = self._file.add_stream("\n".join(parts).encode())
        box = f"0 0 {units(self._drawing.width) * _POINTS_PER_UNIT:.4f} {height * _POINTS_PER_UNIT:.4f}"
        return (
            f"<< /Type /Page /Parent {tree} 0 R /MediaBox [{box}] /Contents {content} 0 R "
            f"/Resources << {self._resources()} >> >>"
        ).encode()

    def _item(self, item: Item, fonts: dict[bool, str]) -> str:
        if isinstance(item, Shape):
            return self._shape(item)
        if isinstance(item, Text):
            return _text(item, fonts[item.is_bold])
        if isinstance(item, Picture):
            return self._picture(item)
        return self._masked_picture(item) if isinstance(item, MaskedPicture) else self._ink_area(item)

    def _shape(self, shape: Shape) -> str:
        parts = ["q"]
        if shape.opacity != 1:
            parts.append(f"/{self._add_opacity(shape.opacity)} gs")
        if isinstance(shape.fill, Hatch):
            parts.append(f"/Pattern cs /{self._patterns[shape.fill]} scn")
        elif isinstance(shape.fill, Ink):
            parts.append(self._ink(shape.fill))
        elif shape.fill is not None:
            parts.append(f"{_colour(shape.fill)} rg")
        if shape.line is not None:
            parts.append(_line(shape.line))
        parts.append(_path(shape))
        parts.append(_PAINT[shape.fill is not None, shape.line is not None])
        return "\n".join([*parts, "Q"])

    def _picture(self, picture: Picture) -> str:
        name = self._name("XObject", add_jpeg(self._file, picture))
        width, height = units(picture.width), units(picture.height)
        return f"q {width} 0 0 -{height} {units(picture.x)} {units(picture.y) + height} cm /{name} Do Q"

    def _masked_picture(self, picture: MaskedPicture) -> str:
        name = self._name("XObject", add_masked_picture(self._file, picture))
        return f"q {_exact_place(picture.place)} cm /{name} Do Q"

    def _ink_area(self, area: InkArea) -> str:
        name = self._name("XObject", add_stencil(self._file, area.mask))
        return f"q {self._ink(area.ink)} {_exact_place(area.place)} cm /{name} Do Q"

    def _ink(self, ink: Ink) -> str:
        """Return the operators that choose an ink at full strength for what is filled next."""
        return f"/{self._name('ColorSpace', add_ink(self._file, ink))} cs 1 scn"

    def _name(self, kind: str, number: int) -> str:
        """Return the name by which the page calls an object."""
        name = f"{kind[0]}{number}"
        self._named[kind][name] = number
        return name

    def _resources(self) -> str:
        return " ".join(
            f"/{kind} << {' '.join(f'/{name} {number} 0 R' for name, number in named.items())} >>"
            for kind, named in self._named.items()
            if named
        )

    def _add_opacity(self, opacity: float) -> str:
        return self._name("ExtGState", self._file.add_once(f"<< /Type /ExtGState /ca {opacity:g} >>".encode()))

    def _add_hatch(self, hatch: Hatch, page_height: int) -> str:
        side = units(hatch.pitch) * _REPEATS
        lines = " ".join(f"{x1} {y1} m {x2} {y2} l" for x1, y1, x2, y2 in hatch_segments(hatch, _REPEATS))
        scale = f"{_POINTS_PER_UNIT:.8f}"
        entries = (
            f"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 {side} {side}] /XStep {side} "
            f"/YStep {side} /Resources << >> /Matrix [{scale} 0 0 -{scale} 0 {page_height * _POINTS_PER_UNIT:.4f}]"
        )
        return self._name("Pattern", self._file.add_stream(f"1 J {_line(hatch.line)} {lines} S".encode(), entries))


def _exact_place(place: Rect) -> str:
    """Return the matrix that stretches a picture over a rectangle, upright, and is right to a nanometre."""
    x, bottom, width, height = (mm * UNITS_PER_MM for mm in (place.x, place.bottom, place.width, place.height))
    return f"{width:.4f} 0 0 {-height:.4f} {x:.4f} {bottom:.4f}"


def _path(shape: Shape) -> str:
    end = " h" if shape.is_closed else ""
    rings = (" l\n".join(f"{x} {y}" for x, y in in_units(ring).tolist()) for ring in shape.rings)
    return "\n".join(f"{ring.replace(' l', ' m', 1)} l{end}" for ring in rings)


def _line(line: Line) -> str:
    dash = " ".join(str(units(part)) for part in line.dash)
    return f"{_colour(line.colour)} RG {units(line.width)} w [{dash}] 0 d"


def _text(text: Text, name: str) -> str:
    font = load_font(text.is_bold)
    before = {"start": 0.0, "middle": 0.5, "end": 1.0}[text.anchor] * font.width(text.text, text.size)
    glyphs = "".join(f"{glyph:04x}" for glyph in font.glyphs_of(text.text))
    size = units(text.size)
    place = f"/{name} {size} Tf 1 0 0 -1 {units(text.x - before)} {units(text.y)} Tm <{glyphs}> Tj"
    halo = f"1 Tr {_colour(WHITE)} RG {size * _HALO:g} w {place} 0 Tr " if text.has_halo else ""
    return f"q BT {halo}{_colour(text.colour)} rg {place} ET Q"


def _catalog(tree: int) -> bytes:
    return f"<< /Type /Catalog /Pages {tree} 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>".encode()


def _information(drawing: Drawing) -> bytes:
    entries = {"Title": drawing.title, "Author": drawing.author, "Creator": "Painting Restoration"}
    return f"<< {' '.join(f'/{name} {_string(text)}' for name, text in entries.items() if text)} >>".encode()


def _string(text: str) -> str:
    return f"<feff{utf16(text).hex()}>"


def _colour(colour: Colour) -> str:
    return " ".join(f"{level / 255:.3g}" for level in colour)
