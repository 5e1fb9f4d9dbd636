"""What is said about a reintegration: in the terminal, on the page, in the report and on a print."""

from restoration.domain import Reintegration
from restoration.retouching.choice import has_strokes
from restoration.retouching.modes import RETOUCHING
from restoration.retouching.recipe import THINNEST, StrokeWidth


def describe_reintegration(reintegration: Reintegration) -> str:
    """Return the modes with their shares of what is laid down, and how wide their strokes are."""
    total = sum(part.pixels for part in reintegration.parts)
    names = [RETOUCHING.join_labels([part.mode]) + _share_text(part.pixels, total) for part in reintegration.parts]
    strokes = drawn_strokes(reintegration)
    return ", ".join([*names, *([] if strokes is None else [describe_strokes(strokes)])])


def _share_text(pixels: int, total: int) -> str:
    """Return a part in percent, nothing for all; what is only nearly none or all is not said to be none or all."""
    if pixels == total:
        return ""
    percent = round(100 * pixels / total)
    return {0: " under 1%", 100: " over 99%"}.get(percent, f" {percent}%")


def drawn_strokes(reintegration: Reintegration) -> StrokeWidth | None:
    """Return how wide the strokes are; None where no mode has strokes."""
    if not any(part.mode in RETOUCHING.keys and has_strokes(part.mode) for part in reintegration.parts):
        return None
    return StrokeWidth(reintegration.stroke_px, reintegration.stroke_mm, is_limited=reintegration.is_limited)


def describe_strokes(width: StrokeWidth) -> str:
    """Return how wide strokes are, and from where they merge if the scale is known."""
    if width.mm is None:
        return f"strokes of {width.px:.1f} px (the scale is not known)"
    limit = f", drawn at {THINNEST:g} px because this scale cannot show thinner ones" if width.is_limited else ""
    mm, metres = width.mm, width.merges_from_m or 0.0
    size = f"{mm:,.0f}" if mm >= 10 else f"{mm:.2g}"
    distance = f"{metres:,.0f}" if metres >= 10 else f"{metres:.1f}"
    return f"strokes of {size} mm ({width.px:.1f} px), which merge from {distance} m{limit}"
