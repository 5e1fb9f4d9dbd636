"""A contact sheet: the same damage at every severity and in every style, to be judged by eye."""

from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from restoration.damage.craquelure import STYLES
from restoration.damage.pair import damage
from restoration.damage.recipe import sample
from restoration.damage.severity import SEVERITIES
from restoration.domain import Image
from restoration.imaging.details import detail_in

SIDE = 360  # px of each detail, at the paintings' own size
SURROUND = 200  # px of painting around it, so that its cracks come from beyond the detail
GAP = 8
HEADING = 22
PAPER, INK = (250, 248, 244), (40, 36, 32)


def contact_sheet(paintings: Sequence[Image], seed: int) -> Image:
    """Details of the paintings, damaged: a row for each style, a column for each severity.

    Args:
        paintings: (H, W, 3) uint8 RGB each, taken in turn.
        seed: of details and damage.
    """
    width, height = len(SEVERITIES) * (SIDE + GAP) + GAP, len(STYLES) * (SIDE + GAP + HEADING) + GAP
    sheet = Pillow.new("RGB", (width, height), PAPER)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(14)
    for row, column, label, detail in _details(paintings, seed):
        left, top = GAP + column * (SIDE + GAP), GAP + row * (SIDE + GAP + HEADING)
        pen.text((left, top), label, fill=INK, font=font)
        sheet.paste(Pillow.fromarray(detail), (left, top + HEADING))
    return np.asarray(sheet)


def _details(paintings: Sequence[Image], seed: int) -> Iterator[tuple[int, int, str, Image]]:
    """Row, column, label and picture of each cell."""
    for row, style in enumerate(STYLES):
        for column, severity in enumerate(SEVERITIES):
            number = row * len(SEVERITIES) + column
            placing, damaging = np.random.SeedSequence([seed, number]).spawn(2)
            detail, inner = _cut(paintings[number % len(paintings)], np.random.default_rng(placing))
            recipe = sample(damaging, severity=severity, style=style)
            yield row, column, f"{style}, {severity}", damage(detail, recipe).after[inner]


def _cut(painting: Image, rng: np.random.Generator) -> tuple[Image, tuple[slice, slice]]:
    """A detail from the middle of a painting with its surroundings, and where in that the detail lies."""
    outer, inner = [], []
    for span, length in zip(detail_in(painting.shape, SIDE, rng), painting.shape, strict=False):
        first = max(span.start - SURROUND, 0)
        outer.append(slice(first, min(span.stop + SURROUND, length)))
        inner.append(slice(span.start - first, span.stop - first))
    return np.ascontiguousarray(painting[outer[0], outer[1]]), (inner[0], inner[1])
