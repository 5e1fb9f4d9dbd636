"""A contact sheet: the same damage at every severity and in every style, to be judged by eye."""

from collections.abc import Sequence

import numpy as np

from restoration.damage.craquelure import CRACK_STYLES
from restoration.damage.pair import apply_damage
from restoration.damage.recipe import sample_recipe
from restoration.damage.severity import SEVERITIES
from restoration.domain import Image
from restoration.imaging.captioned_sheet import CaptionedPicture, draw_captioned_sheet
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.tiling import random_central_crop

SIDE = 360  # px of each detail, at the paintings' own size
MARGIN = 200  # px of painting around it, so that its cracks come from beyond the detail


def make_contact_sheet(paintings: Sequence[Image], seed: int) -> Image:
    """Details of the paintings, damaged: a row for each style, a column for each severity.

    Args:
        paintings: (H, W, 3) uint8 RGB each, taken in turn.
        seed: of details and damage.
    """
    details = iter(range(len(CRACK_STYLES) * len(SEVERITIES)))
    return draw_captioned_sheet(
        [[_detail(paintings, seed, next(details), style, key) for key in SEVERITIES] for style in CRACK_STYLES]
    )


def _detail(paintings: Sequence[Image], seed: int, number: int, style: str, severity: str) -> CaptionedPicture:
    placing, damaging = np.random.SeedSequence([seed, number]).spawn(2)
    detail, inner = _cut(paintings[number % len(paintings)], np.random.default_rng(placing))
    damaged = apply_damage(detail, sample_recipe(damaging, severity=severity, style=style)).after[inner]
    return CaptionedPicture(f"{style}, {severity}", as_8_bit(damaged))


def _cut(painting: Image, rng: np.random.Generator) -> tuple[Image, tuple[slice, slice]]:
    """A detail from the middle of a painting with its surroundings, and where in that the detail lies."""
    outer, inner = [], []
    for span, length in zip(random_central_crop(painting.shape, SIDE, rng), painting.shape, strict=False):
        first = max(span.start - MARGIN, 0)
        outer.append(slice(first, min(span.stop + MARGIN, length)))
        inner.append(slice(span.start - first, span.stop - first))
    return np.ascontiguousarray(painting[outer[0], outer[1]]), (inner[0], inner[1])
