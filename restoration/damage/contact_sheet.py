"""A contact sheet of damage in every style and at every severity, to be judged by eye."""

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
MARGIN = 200  # px of painting around a detail, so that cracks run into it from outside


def make_contact_sheet(paintings: Sequence[Image], seed: int) -> Image:
    """Return a sheet of damaged details, with a row for each style and a column for each severity.

    Args:
        paintings: (H, W, 3) uint8 RGB each; the details come from them in turn.
        seed: seed of the details and of their damage.

    Returns:
        (H, W, 3) uint8 RGB.
    """
    numbers = iter(range(len(CRACK_STYLES) * len(SEVERITIES)))
    return draw_captioned_sheet(
        [[_damaged_detail(paintings, seed, next(numbers), style, key) for key in SEVERITIES] for style in CRACK_STYLES]
    )


def _damaged_detail(paintings: Sequence[Image], seed: int, number: int, style: str, severity: str) -> CaptionedPicture:
    crop_seed, damage_seed = np.random.SeedSequence([seed, number]).spawn(2)
    crop, inner = _crop_with_margin(paintings[number % len(paintings)], np.random.default_rng(crop_seed))
    damaged = apply_damage(crop, sample_recipe(damage_seed, severity=severity, style=style)).damaged[inner]
    return CaptionedPicture(f"{style}, {severity}", as_8_bit(damaged))


def _crop_with_margin(painting: Image, rng: np.random.Generator) -> tuple[Image, tuple[slice, slice]]:
    """Return a detail near the middle of a painting with a margin, and the rows and columns of the detail in it."""
    outer, inner = [], []
    for span, length in zip(random_central_crop(painting.shape, SIDE, rng), painting.shape, strict=False):
        first = max(span.start - MARGIN, 0)
        outer.append(slice(first, min(span.stop + MARGIN, length)))
        inner.append(slice(span.start - first, span.stop - first))
    return np.ascontiguousarray(painting[outer[0], outer[1]]), (inner[0], inner[1])
