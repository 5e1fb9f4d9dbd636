"""What happens to a crop: which sheets are laid over it, and how often."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from restoration.damage.layer import DamageLayer
from restoration.training.augment import crop_window, palette
from restoration.training.augment.crop_window import CropWindow
from restoration.training.augment.palette import ColourJitter
from restoration.training.config import AugmentationConfig
from restoration.training.damage_bank import DamageSheet


@dataclass(frozen=True, slots=True)
class PlacedSheet:
    """Films of a sheet, laid over a crop: the same window of each, all in one tint."""

    sheet: int  # its number
    groups: tuple[str, ...]  # of its films, the lowest first; fields of `Sheet`
    view: CropWindow
    tint: ColourJitter


def cut_layers(laid: Sequence[PlacedSheet], sheets: Sequence[DamageSheet]) -> list[DamageLayer]:
    """The layers that lie over a crop, the lowest first; films that are empty there are left out."""
    films = ((film, one) for one in laid for group in one.groups for film in getattr(sheets[one.sheet], group))
    return [layer for film, one in films if (layer := film.seen(one.view, one.tint)).alpha.any()]


def sample_distractors(
    sheets: Sequence[DamageSheet], mixture: AugmentationConfig, side: int, rng: np.random.Generator
) -> tuple[PlacedSheet, ...]:
    """What only looks like damage in a window of `side` px; often nothing."""
    painted = [number for number, sheet in enumerate(sheets) if sheet.painted]
    if not painted or rng.random() >= mixture.painted:
        return ()
    return _place_sheet(sheets, painted[int(rng.integers(len(painted)))], ("painted",), side, rng)


def sample_damage(
    sheets: Sequence[DamageSheet], mixture: AugmentationConfig, side: int, rng: np.random.Generator
) -> tuple[PlacedSheet, ...]:
    """The damage in a window of `side` px; its light, too, comes from any side."""
    if rng.random() < mixture.undamaged:
        return ()
    first = int(rng.integers(len(sheets)))
    if rng.random() >= mixture.joined:
        return _place_sheet(sheets, first, ("cracked", "worn"), side, rng)
    cracked = _place_sheet(sheets, first, ("cracked",), side, rng)
    return cracked + _place_sheet(sheets, int(rng.integers(len(sheets))), ("worn",), side, rng)


def _place_sheet(
    sheets: Sequence[DamageSheet], number: int, groups: tuple[str, ...], side: int, rng: np.random.Generator
) -> tuple[PlacedSheet, ...]:
    """Those films of a sheet in some window; nothing where it has none."""
    films = [film for group in groups for film in getattr(sheets[number], group)]
    if not films:
        return ()
    height, width = films[0].cover.shape
    return (
        PlacedSheet(
            number, groups, crop_window.sample_window(rng, (height, width), side), palette.sample_colour_jitter(rng)
        ),
    )
