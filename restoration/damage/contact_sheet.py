"""A contact sheet: the same damage at every severity and in every style, to be judged by eye."""

from collections.abc import Sequence

import numpy as np

from restoration.damage.craquelure import STYLES
from restoration.damage.pair import damage
from restoration.damage.recipe import sample
from restoration.damage.severity import SEVERITIES
from restoration.domain import Image
from restoration.imaging.captioned_sheet import Labelled, sheet_of
from restoration.imaging.overlay import as_8_bit
from restoration.imaging.tiling import detail_in

SIDE = 360  # px of each detail, at the paintings' own size
SURROUND = 200  # px of painting around it, so that its cracks come from beyond the detail


def contact_sheet(paintings: Sequence[Image], seed: int) -> Image:
    """Details of the paintings, damaged: a row for each style, a column for each severity.

    Args:
        paintings: (H, W, 3) uint8 RGB each, taken in turn.
        seed: of details and damage.
    """
    details = iter(range(len(STYLES) * len(SEVERITIES)))
    return sheet_of([[_detail(paintings, seed, next(details), style, key) for key in SEVERITIES] for style in STYLES])


def _detail(paintings: Sequence[Image], seed: int, number: int, style: str, severity: str) -> Labelled:
    placing, damaging = np.random.SeedSequence([seed, number]).spawn(2)
    detail, inner = _cut(paintings[number % len(paintings)], np.random.default_rng(placing))
    damaged = damage(detail, sample(damaging, severity=severity, style=style)).after[inner]
    return Labelled(f"{style}, {severity}", as_8_bit(damaged))


def _cut(painting: Image, rng: np.random.Generator) -> tuple[Image, tuple[slice, slice]]:
    """A detail from the middle of a painting with its surroundings, and where in that the detail lies."""
    outer, inner = [], []
    for span, length in zip(detail_in(painting.shape, SIDE, rng), painting.shape, strict=False):
        first = max(span.start - SURROUND, 0)
        outer.append(slice(first, min(span.stop + SURROUND, length)))
        inner.append(slice(span.start - first, span.stop - first))
    return np.ascontiguousarray(painting[outer[0], outer[1]]), (inner[0], inner[1])
