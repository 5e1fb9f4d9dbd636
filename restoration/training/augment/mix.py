"""The choice of the damage sheets for a crop, and of the window of each sheet that lies over it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from restoration.damage.layer import DamageLayer
from restoration.training.augment.crop_window import CropWindow, sample_window
from restoration.training.augment.palette import ColourJitter, sample_colour_jitter
from restoration.training.config import AugmentationConfig
from restoration.training.damage_bank import DamageSheet


@dataclass(frozen=True, slots=True)
class PlacedSheet:
    """Layers of a damage sheet over a crop: the same window and the same colour jitter for all of them."""

    sheet: int  # its index
    groups: tuple[str, ...]  # of layers, the lowest first; names of fields of `DamageSheet`
    window: CropWindow
    jitter: ColourJitter


def sample_distractor_sheets(
    sheets: Sequence[DamageSheet], config: AugmentationConfig, side: int, rng: np.random.Generator
) -> tuple[PlacedSheet, ...]:
    """Choose the distractors, which only look like damage, for a crop of `side` px; often none."""
    with_distractors = [index for index, sheet in enumerate(sheets) if sheet.painted]
    if not with_distractors or rng.random() >= config.painted:
        return ()
    return _place_sheet(sheets, with_distractors[int(rng.integers(len(with_distractors)))], ("painted",), side, rng)


def sample_damage_sheets(
    sheets: Sequence[DamageSheet], config: AugmentationConfig, side: int, rng: np.random.Generator
) -> tuple[PlacedSheet, ...]:
    """Choose the damage for a crop of `side` px; as sheets are turned and mirrored, light comes from all sides."""
    if rng.random() < config.undamaged:
        return ()
    first = int(rng.integers(len(sheets)))
    if rng.random() >= config.joined:
        return _place_sheet(sheets, first, ("cracked", "worn"), side, rng)
    cracked = _place_sheet(sheets, first, ("cracked",), side, rng)
    return cracked + _place_sheet(sheets, int(rng.integers(len(sheets))), ("worn",), side, rng)


def _place_sheet(
    sheets: Sequence[DamageSheet], index: int, groups: tuple[str, ...], side: int, rng: np.random.Generator
) -> tuple[PlacedSheet, ...]:
    """Return those layers of a sheet in a random window; nothing if the sheet has none of them."""
    layers = sheets[index].layers_in(groups)
    if not layers:
        return ()
    height, width = layers[0].shape
    window = sample_window(rng, (height, width), side)
    return (PlacedSheet(index, groups, window, sample_colour_jitter(rng)),)


def cut_layers(placed: Sequence[PlacedSheet], sheets: Sequence[DamageSheet]) -> list[DamageLayer]:
    """Return the layers over a crop, the lowest first, without those that are empty there."""
    pairs = ((layer, place) for place in placed for layer in sheets[place.sheet].layers_in(place.groups))
    cut = (layer.cut(place.window, place.jitter) for layer, place in pairs)
    return [layer for layer in cut if layer.alpha.any()]
