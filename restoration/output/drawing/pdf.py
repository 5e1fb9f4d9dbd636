"""A drawing as a PDF file of one page, written by hand: paths, patterns, JPEG pictures, and an embedded font.

Source: ISO 32000-1:2008 (PDF 1.7): 7.5 file structure, 8.7.3 tiling patterns, 9.7 composite fonts.
"""

import zlib

from restoration.output.drawing.font import Font, load_font
from restoration.output.drawing.page import (
    UNITS_PER_MM,
    WHITE,
    Colour,
    Drawing,
    Hatch,
    Line,
    Picture,
    Shape,
    Text,
    hatch_segments,
    in_units,
    units,
)

_POINTS_PER_UNIT = 72 / 25.4 / UNITS_PER_MM
_REPEATS = 8  # tiles of a hatch in one pattern: viewers leave fine gaps where two patterns meet
_HALO = 0.3  # of the size of the letters: the width of the rim around them
_CAP_HEIGHT = 729  # of DejaVu Sans, in thousandths of the size

_PAINT = {(False, False): "n", (True, False): "f*", (False, True): "S", (True, True): "B*"}
"""The operator that paints a path, by whether it is filled and whether its line is drawn."""


def encode_pdf(drawing: Drawing) -> bytes:
    """Return the PDF file; the same drawing gives the same bytes."""
    return _PdfFile().write(drawing)


class _PdfFile:
    """The numbered objects of a file, and the names by which its page calls them."""

    def __init__(self) -> None:
        self._objects: list[bytes] = []
        self._named: dict[str, dict[str, int]] = {"Font": {}, "Pattern": {}, "XObject": {}, "ExtGState": {}}

    def write(self, drawing: Drawing) -> bytes:
        catalog, pages, page = self._add(b""), self._add(b""), self._add(b"")
        height = units(drawing.height)
        patterns = {hatch: self._add_hatch(hatch, height) for hatch in drawing.hatches}
        texts = [item for item in drawing.items if isinstance(item, Text)]
        fonts = {is_bold: self._add_font(is_bold, texts) for is_bold in sorted({text.is_bold for text in texts})}
        scale = f"{_POINTS_PER_UNIT:.8f}"
        parts = [f"{scale} 0 0 -{scale} 0 {height * _POINTS_PER_UNIT:.4f} cm 1 j"]  # y counts downwards from here on
        for item in drawing.items:
            if isinstance(item, Shape):
                parts.append(self._shape(item, patterns))
            else:
                parts.append(_text(item, fonts[item.is_bold]) if isinstance(item, Text) else self._picture(item))
        content = self._add_stream("\n".join(parts).encode())
        box = f"0 0 {units(drawing.width) * _POINTS_PER_UNIT:.4f} {height * _POINTS_PER_UNIT:.4f}"
        self._objects[catalog - 1] = (
            f"<< /Type /Catalog /Pages {pages} 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>"
        ).encode()
        self._objects[pages - 1] = f"<< /Type /Pages /Kids [{page} 0 R] /Count 1 >>".encode()
        self._objects[page - 1] = (
            f"<< /Type /Page /Parent {pages} 0 R /MediaBox [{box}] /Contents {content} 0 R "
            f"/Resources << {self._resources()} >> >>"
        ).encode()
        return self._join(catalog, self._add(_information(drawing)))

    def _shape(self, shape: Shape, patterns: dict[Hatch, str]) -> str:
        parts = ["q"]
        if shape.opacity != 1:
            parts.append(f"/{self._add_opacity(shape.opacity)} gs")
        if isinstance(shape.fill, Hatch):
            parts.append(f"/Pattern cs /{patterns[shape.fill]} scn")
        elif shape.fill is not None:
            parts.append(f"{_colour(shape.fill)} rg")
        if shape.line is not None:
            parts.append(_line(shape.line))
        parts.append(_path(shape))
        parts.append(_PAINT[shape.fill is not None, shape.line is not None])
        return "\n".join([*parts, "Q"])

    def _picture(self, picture: Picture) -> str:
        name = self._add_picture(picture)
        width, height = units(picture.width), units(picture.height)
        return f"q {width} 0 0 -{height} {units(picture.x)} {units(picture.y) + height} cm /{name} Do Q"

    def _add(self, data: bytes) -> int:
        """Add an object and return its number."""
        self._objects.append(data)
        return len(self._objects)

    def _add_stream(self, data: bytes, entries: str = "", *, is_packed: bool = False) -> int:
        """Add a stream with further entries in its dictionary; it is packed here unless it already is."""
        packed = data if is_packed else zlib.compress(data, 6)
        flate = "" if is_packed else " /Filter /FlateDecode"
        head = f"<< {entries} /Length {len(packed)}{flate} >>\nstream\n".encode()
        return self._add(head + packed + b"\nendstream")

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
        entry = f"<< /Type /ExtGState /ca {opacity:g} >>".encode()
        if entry in self._objects:
            return self._name("ExtGState", self._objects.index(entry) + 1)
        return self._name("ExtGState", self._add(entry))

    def _add_hatch(self, hatch: Hatch, page_height: int) -> str:
        side = units(hatch.pitch) * _REPEATS
        lines = " ".join(f"{x1} {y1} m {x2} {y2} l" for x1, y1, x2, y2 in hatch_segments(hatch, _REPEATS))
        scale = f"{_POINTS_PER_UNIT:.8f}"
        entries = (
            f"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 {side} {side}] /XStep {side} "
            f"/YStep {side} /Resources << >> /Matrix [{scale} 0 0 -{scale} 0 {page_height * _POINTS_PER_UNIT:.4f}]"
        )
        return self._name("Pattern", self._add_stream(f"1 J {_line(hatch.line)} {lines} S".encode(), entries))

    def _add_picture(self, picture: Picture) -> str:
        width, height = picture.pixels
        entries = (
            f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8 "
            f"/ColorSpace {self._colour_space(picture)} /Filter /DCTDecode"
        )
        return self._name("XObject", self._add_stream(picture.jpeg, entries, is_packed=True))

    def _colour_space(self, picture: Picture) -> str:
        if picture.is_grey:
            return "/DeviceGray"
        if picture.icc is None:
            return "/DeviceRGB"
        return f"[/ICCBased {self._add_stream(picture.icc, '/N 3 /Alternate /DeviceRGB')} 0 R]"

    def _add_font(self, is_bold: bool, texts: list[Text]) -> tuple[str, Font]:
        font = load_font(is_bold)
        letters = sorted({letter for text in texts if text.is_bold == is_bold for letter in text.text})
        glyphs = {glyph: letter for letter, glyph in zip(letters, font.glyphs_of("".join(letters)), strict=True)}
        file = self._add_stream(font.data, f"/Length1 {len(font.data)}")
        descriptor = self._add(_font_descriptor(font, file, is_bold=is_bold))
        widths = " ".join(f"{glyph} [{font.advances[glyph]}]" for glyph in sorted(glyphs))
        descendant = self._add(
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{font.name} /CIDToGIDMap /Identity "
            f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            f"/FontDescriptor {descriptor} 0 R /W [{widths}] >>".encode()
        )
        entry = (
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{font.name} /Encoding /Identity-H "
            f"/DescendantFonts [{descendant} 0 R] /ToUnicode {self._add_stream(_to_unicode(glyphs))} 0 R >>"
        )
        return self._name("Font", self._add(entry.encode())), font

    def _join(self, catalog: int, information: int) -> bytes:
        """Return the file: the objects, the table of where each begins, and the trailer."""
        parts, offsets, length = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"], [], 15
        for number, data in enumerate(self._objects, start=1):
            part = b"%d 0 obj\n%b\nendobj\n" % (number, data)
            offsets.append(length)
            parts.append(part)
            length += len(part)
        size = len(self._objects) + 1
        table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        trailer = (
            f"trailer\n<< /Size {size} /Root {catalog} 0 R /Info {information} 0 R >>\nstartxref\n{length}\n%%EOF\n"
        )
        return b"".join([*parts, b"xref\n0 %d\n0000000000 65535 f \n" % size, table, trailer.encode()])


def _path(shape: Shape) -> str:
    end = " h" if shape.is_closed else ""
    rings = (" l\n".join(f"{x} {y}" for x, y in in_units(ring).tolist()) for ring in shape.rings)
    return "\n".join(f"{ring.replace(' l', ' m', 1)} l{end}" for ring in rings)


def _line(line: Line) -> str:
    dash = " ".join(str(units(part)) for part in line.dash)
    return f"{_colour(line.colour)} RG {units(line.width)} w [{dash}] 0 d"


def _text(text: Text, named_font: tuple[str, Font]) -> str:
    name, font = named_font
    before = {"start": 0.0, "middle": 0.5, "end": 1.0}[text.anchor] * font.width(text.text, text.size)
    glyphs = "".join(f"{glyph:04x}" for glyph in font.glyphs_of(text.text))
    size = units(text.size)
    place = f"/{name} {size} Tf 1 0 0 -1 {units(text.x - before)} {units(text.y)} Tm <{glyphs}> Tj"
    halo = f"1 Tr {_colour(WHITE)} RG {size * _HALO:g} w {place} 0 Tr " if text.has_halo else ""
    return f"q BT {halo}{_colour(text.colour)} rg {place} ET Q"


def _font_descriptor(font: Font, file: int, *, is_bold: bool) -> bytes:
    box = " ".join(map(str, font.box))
    return (
        f"<< /Type /FontDescriptor /FontName /{font.name} /Flags 32 /FontBBox [{box}] /ItalicAngle 0 "
        f"/Ascent {font.ascent} /Descent {font.descent} /CapHeight {_CAP_HEIGHT} /StemV {150 if is_bold else 80} "
        f"/FontFile2 {file} 0 R >>"
    ).encode()


def _to_unicode(glyphs: dict[int, str]) -> bytes:
    """Return the table that gives letters back for glyphs, so that texts can be searched and copied."""
    pairs = [f"<{glyph:04x}> <{_utf16(letter).hex()}>" for glyph, letter in sorted(glyphs.items())]
    blocks = (pairs[start : start + 100] for start in range(0, len(pairs), 100))  # a block holds 100 at most
    lines = [line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")]
    head = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Letters def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange"
    )
    return "\n".join([head, *lines, "endcmap CMapName currentdict /CMap defineresource pop end end"]).encode()


def _information(drawing: Drawing) -> bytes:
    entries = {"Title": drawing.title, "Author": drawing.author, "Creator": "Painting Restoration"}
    return f"<< {' '.join(f'/{name} {_string(text)}' for name, text in entries.items() if text)} >>".encode()


def _string(text: str) -> str:
    return f"<feff{_utf16(text).hex()}>"


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-be", errors="replace")


def _colour(colour: Colour) -> str:
    return " ".join(f"{level / 255:.3g}" for level in colour)
