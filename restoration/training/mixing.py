"""What happens to a crop: which sheets are laid over it, and how often."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from restoration.damage.layer import Layer
from restoration.training import tinting, views
from restoration.training.sheets import Film, Sheet


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


def painted_on(sheets: Sequence[Sheet], mixture: Mixture, side: int, rng: np.random.Generator) -> list[Layer]:
    """What only looks like damage in a window of `side` px; often nothing."""
    painted = [sheet for sheet in sheets if sheet.painted]
    if not painted or rng.random() >= mixture.painted:
        return []
    return _seen(_any(painted, rng).painted, side, rng)


def damage_on(sheets: Sequence[Sheet], mixture: Mixture, side: int, rng: np.random.Generator) -> list[Layer]:
    """The damage in a window of `side` px; its light, too, comes from any side."""
    if rng.random() < mixture.undamaged:
        return []
    sheet = _any(sheets, rng)
    if rng.random() < mixture.joined:
        return _seen(sheet.cracked, side, rng) + _seen(_any(sheets, rng).worn, side, rng)
    return _seen(sheet.cracked + sheet.worn, side, rng)


def _any(sheets: Sequence[Sheet], rng: np.random.Generator) -> Sheet:
    return sheets[int(rng.integers(len(sheets)))]


def _seen(films: Sequence[Film], side: int, rng: np.random.Generator) -> list[Layer]:
    """The same window of each film, all in one tint."""
    if not films:
        return []
    height, width = films[0].cover.shape
    view, tint = views.sample(rng, (height, width), side), tinting.sample(rng)
    return [layer for film in films if (layer := film.seen(view, tint)).alpha.any()]
