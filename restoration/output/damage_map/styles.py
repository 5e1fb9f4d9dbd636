"""How each kind of damage is drawn, so that it differs from the others in colour and in black and white."""

from dataclasses import dataclass, replace

from restoration.domain import DamageKind
from restoration.imaging.overlay import KIND_COLOURS
from restoration.output.drawing.page import GREY, Colour, Hatch, Line

LINE_CONTRAST = 7.0  # with white paper; WCAG 2.2 asks it of small letters (1.4.6), and the picture is darker

_DIAGONAL = ((0.0, 1.0, 1.0, 0.0), (-0.5, 0.5, 0.5, -0.5), (0.5, 1.5, 1.5, 0.5))
_CROSSED = (*_DIAGONAL, (0.0, 0.0, 1.0, 1.0), (-0.5, 0.5, 0.5, 1.5), (0.5, -0.5, 1.5, 0.5))
_DOTS = ((0.25, 0.25, 0.25, 0.25), (0.75, 0.75, 0.75, 0.75))


@dataclass(frozen=True, slots=True)
class AreaStyle:
    """A tint that lets the picture through, a hatch or full colour over it, and the outline."""

    tint: Colour | None
    tint_opacity: float  # 0..1
    fill: Colour | Hatch | None
    line: Line


def _contrast_with_white(colour: Colour) -> float:
    """Return the contrast ratio with white paper, 1..21, as WCAG 2.2 defines it."""
    shares = [level / 255 for level in colour]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def darken(colour: Colour) -> Colour:
    """Return the colour, darker if it needs to be, so that a fine line of it is seen on white paper."""
    red, green, blue = colour
    while _contrast_with_white((red, green, blue)) < LINE_CONTRAST:
        red, green, blue = (level * 19 // 20 for level in (red, green, blue))
    return red, green, blue


def _hatched(kind: DamageKind, hatch: Hatch, line: Line, tint_opacity: float) -> AreaStyle:
    dark = darken(KIND_COLOURS[kind])
    hatch, line = replace(hatch, line=replace(hatch.line, colour=dark)), replace(line, colour=dark)
    return AreaStyle(KIND_COLOURS[kind], tint_opacity, hatch, line)


def _solid(kind: DamageKind) -> AreaStyle:
    dark = darken(KIND_COLOURS[kind])
    return AreaStyle(None, 1.0, dark, Line(dark, 0.1))  # the line keeps a hairline crack visible


_FINE = Line(GREY, 0.15)

STYLES = {
    DamageKind.CRACK: _solid(DamageKind.CRACK),
    DamageKind.SCRATCH: _hatched(
        DamageKind.SCRATCH, Hatch(0.8, _DOTS, Line(GREY, 0.3)), Line(GREY, 0.2, (0.9, 0.5)), 0.25
    ),
    DamageKind.LOSS: _hatched(DamageKind.LOSS, Hatch(1.3, _DIAGONAL, _FINE), Line(GREY, 0.22), 0.35),
    DamageKind.ABRASION: _hatched(
        DamageKind.ABRASION, Hatch(1.6, _CROSSED, _FINE), Line(GREY, 0.18, (1.2, 0.4, 0.2, 0.4)), 0.2
    ),
}
"""By kind of damage: cracks are full, scratches dotted, losses hatched, abrasion crossed."""

REJECTED_STYLE = AreaStyle(None, 1.0, None, Line(GREY, 0.12, (0.2, 0.4)))


def left_open(style: AreaStyle) -> AreaStyle:
    """Return the style of damage that shall not be filled: its outline alone."""
    return AreaStyle(None, 1.0, None, replace(style.line, width=max(style.line.width, 0.14)))
