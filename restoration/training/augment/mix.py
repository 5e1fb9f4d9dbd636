"""What happens to a crop: which sheets are laid over it, and how often."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from restoration.damage.layer import Layer
from restoration.training.augment import palette, views
from restoration.training.augment.palette import Tint
from restoration.training.augment.views import View
from restoration.training.damage_bank import Sheet


@dataclass(frozen=True, slots=True)
class Mixture:
    """How often crops meet with what; shares are 0..1."""

    undamaged: float = 0.2
    glazed: float = 0.4  # in another colour, which damage does not share
    painted: float = 0.4  # with hair, lettering, weave...: on both pictures, and no damage
    joined: float = 0.3  # of the damaged; the cracks of one sheet with the wear of another
    photographed: float = 0.5  # both pictures once more, by the same camera
    zoom: tuple[float, float] = (0.5, 3.5)  # of the picture, not of the damage; least and most
    distance: tuple[float, float] = (0.6, 2.2)  # of the camera from both; at 2 they come out half as large


@dataclass(frozen=True, slots=True)
class Laid:
    """Films of a sheet, laid over a crop: the same window of each, all in one tint."""

    sheet: int  # its number
    groups: tuple[str, ...]  # of its films, the lowest first; fields of `Sheet`
    view: View
    tint: Tint


def layers_of(laid: Sequence[Laid], sheets: Sequence[Sheet]) -> list[Layer]:
    """The layers that lie over a crop, the lowest first; films that are empty there are left out."""
    films = ((film, one) for one in laid for group in one.groups for film in getattr(sheets[one.sheet], group))
    return [layer for film, one in films if (layer := film.seen(one.view, one.tint)).alpha.any()]


def painted_on(sheets: Sequence[Sheet], mixture: Mixture, side: int, rng: np.random.Generator) -> tuple[Laid, ...]:
    """What only looks like damage in a window of `side` px; often nothing."""
    painted = [number for number, sheet in enumerate(sheets) if sheet.painted]
    if not painted or rng.random() >= mixture.painted:
        return ()
    return _laid(sheets, painted[int(rng.integers(len(painted)))], ("painted",), side, rng)


def damage_on(sheets: Sequence[Sheet], mixture: Mixture, side: int, rng: np.random.Generator) -> tuple[Laid, ...]:
    """The damage in a window of `side` px; its light, too, comes from any side."""
    if rng.random() < mixture.undamaged:
        return ()
    first = int(rng.integers(len(sheets)))
    if rng.random() >= mixture.joined:
        return _laid(sheets, first, ("cracked", "worn"), side, rng)
    cracked = _laid(sheets, first, ("cracked",), side, rng)
    return cracked + _laid(sheets, int(rng.integers(len(sheets))), ("worn",), side, rng)


def _laid(
    sheets: Sequence[Sheet], number: int, groups: tuple[str, ...], side: int, rng: np.random.Generator
) -> tuple[Laid, ...]:
    """Those films of a sheet in some window; nothing where it has none."""
    films = [film for group in groups for film in getattr(sheets[number], group)]
    if not films:
        return ()
    height, width = films[0].cover.shape
    return (Laid(number, groups, views.sample(rng, (height, width), side), palette.sample(rng)),)
