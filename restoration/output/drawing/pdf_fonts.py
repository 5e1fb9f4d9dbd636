"""The font inside a PDF file, with the letters that its glyphs stand for.

Source: ISO 32000-1:2008 (PDF 1.7), 9.7 composite fonts.
"""

from collections.abc import Iterable

from restoration.output.drawing.font import Font, load_font
from restoration.output.drawing.pdf_file import PdfFile, utf16

_CAP_HEIGHT = 729  # of DejaVu Sans, in thousandths of the size


def add_font(file: PdfFile, texts: Iterable[str], *, is_bold: bool) -> int:
    """Embed the font for some texts, and return the number of its object."""
    font = load_font(is_bold)
    letters = sorted({letter for text in texts for letter in text})
    glyphs = {glyph: letter for letter, glyph in zip(letters, font.glyphs_of("".join(letters)), strict=True)}
    data = file.add_stream(font.data, f"/Length1 {len(font.data)}")
    descriptor = file.add(_font_descriptor(font, data, is_bold=is_bold))
    widths = " ".join(f"{glyph} [{font.advances[glyph]}]" for glyph in sorted(glyphs))
    descendant = file.add(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{font.name} /CIDToGIDMap /Identity "
        f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        f"/FontDescriptor {descriptor} 0 R /W [{widths}] >>".encode()
    )
    entry = (
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{font.name} /Encoding /Identity-H "
        f"/DescendantFonts [{descendant} 0 R] /ToUnicode {file.add_stream(_to_unicode(glyphs))} 0 R >>"
    )
    return file.add(entry.encode())


def _font_descriptor(font: Font, file: int, *, is_bold: bool) -> bytes:
    box = " ".join(map(str, font.box))
    return (
        f"<< /Type /FontDescriptor /FontName /{font.name} /Flags 32 /FontBBox [{box}] /ItalicAngle 0 "
        f"/Ascent {font.ascent} /Descent {font.descent} /CapHeight {_CAP_HEIGHT} /StemV {150 if is_bold else 80} "
        f"/FontFile2 {file} 0 R >>"
    ).encode()


def _to_unicode(glyphs: dict[int, str]) -> bytes:
    """Return the table that gives letters back for glyphs, so that texts can be searched and copied."""
    pairs = [f"<{glyph:04x}> <{utf16(letter).hex()}>" for glyph, letter in sorted(glyphs.items())]
    blocks = (pairs[start : start + 100] for start in range(0, len(pairs), 100))  # a block holds 100 at most
    lines = [line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")]
    head = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Letters def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange"
    )
    return "\n".join([head, *lines, "endcmap CMapName currentdict /CMap defineresource pop end end"]).encode()
