"""The font of the pages: the width of texts, and what a PDF must know to embed it."""

import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from restoration.paths import ASSETS

FONT_FAMILY = "DejaVu Sans Condensed"  # for programs that look for the font by its name
_FILES = {False: "DejaVuSansCondensed.ttf", True: "DejaVuSansCondensed-Bold.ttf"}


@dataclass(frozen=True, slots=True, eq=False)
class Font:
    """A TrueType font: its file, and the tables that say which glyph a letter has and how wide it is."""

    name: str  # as PDF names it, without spaces
    data: bytes  # the whole file
    glyphs: dict[int, int]  # by code point; a letter without one gets glyph 0, an empty box
    advances: tuple[int, ...]  # of each glyph, in thousandths of the size
    box: tuple[int, int, int, int]  # around all glyphs: left, bottom, right, top; thousandths
    ascent: int  # thousandths
    descent: int  # thousandths, below 0

    def glyphs_of(self, text: str) -> list[int]:
        """Return the glyph of each letter."""
        return [self.glyphs.get(ord(letter), 0) for letter in text]

    def width(self, text: str, size: float) -> float:
        """Return the width of a text, in the unit of its size."""
        return sum(self.advances[glyph] for glyph in self.glyphs_of(text)) * size / 1000

    def shorten(self, text: str, size: float, width: float) -> str:
        """Return the text, its end replaced by three dots if it is wider than `width`."""
        if self.width(text, size) <= width:
            return text
        while text and self.width(f"{text}…", size) > width:
            text = text[:-1]
        return f"{text.rstrip()}…"

    def wrap(self, text: str, size: float, width: float) -> list[str]:
        """Return the text in lines that are not wider than `width`, but for a word that is."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if self.width(longer, size) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines


@cache
def load_font(is_bold: bool) -> Font:
    """Return the font that all texts are set in."""
    return _read_font(ASSETS / "fonts" / _FILES[is_bold])


def _read_font(path: Path) -> Font:
    data = path.read_bytes()
    tables = _tables(data)
    per_em = struct.unpack_from(">H", tables["head"], 18)[0]

    def thousandths(*lengths: int) -> tuple[int, ...]:
        return tuple(round(length * 1000 / per_em) for length in lengths)

    left, bottom, right, top = thousandths(*struct.unpack_from(">4h", tables["head"], 36))
    ascent, descent = thousandths(*struct.unpack_from(">2h", tables["hhea"], 4))
    advances = thousandths(*_advances(tables))
    return Font(path.stem, data, _unicode_glyphs(tables["cmap"]), advances, (left, bottom, right, top), ascent, descent)


def _tables(data: bytes) -> dict[str, bytes]:
    """Return the tables of a TrueType file by their names."""
    count = struct.unpack_from(">H", data, 4)[0]
    records = (struct.unpack_from(">4sIII", data, 12 + 16 * index) for index in range(count))
    return {name.decode("latin-1"): data[start : start + length] for name, _, start, length in records}


def _advances(tables: dict[str, bytes]) -> list[int]:
    """Return the width of each glyph in the font's own units; the last one counts for all glyphs after it."""
    count, glyphs = struct.unpack_from(">H", tables["hhea"], 34)[0], struct.unpack_from(">H", tables["maxp"], 4)[0]
    widths: list[int] = [struct.unpack_from(">H", tables["hmtx"], 4 * index)[0] for index in range(count)]
    return widths + widths[-1:] * int(glyphs - count)


def _unicode_glyphs(cmap: bytes) -> dict[int, int]:
    """Return the glyph of each code point up to U+FFFF, from the subtable of format 4."""
    count = struct.unpack_from(">H", cmap, 2)[0]
    offsets = [struct.unpack_from(">I", cmap, 8 + 8 * index)[0] for index in range(count)]
    start = next(offset for offset in offsets if struct.unpack_from(">H", cmap, offset)[0] == 4)
    segments = struct.unpack_from(">H", cmap, start + 6)[0] // 2

    def column(number: int, *, kind: str = "H") -> tuple[int, ...]:
        padding = 2 if number else 0  # after the first column
        return struct.unpack_from(f">{segments}{kind}", cmap, start + 14 + 2 * segments * number + padding)

    ends, starts, deltas, ranges = column(0), column(1), column(2, kind="h"), column(3)
    glyphs = {}
    for index, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, ranges, strict=True)):
        place = start + 16 + 2 * (3 * segments + index) + offset
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = struct.unpack_from(">H", cmap, place + 2 * (code - first))[0] if offset else code
            if glyph:
                glyphs[code] = (glyph + delta) % 0x10000
    return glyphs
