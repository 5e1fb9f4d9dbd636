"""What is ordered, and what chance makes of it: the recipe of every pair, settled before anything is drawn."""

from dataclasses import dataclass

import numpy as np

from restoration.damage.craquelure import CRACK_LOOKS, CRACK_STYLES
from restoration.damage.procedural import entropy_from_name
from restoration.damage.recipe import SIMPLE_STYLE, DamageRecipe, sample_recipe
from restoration.damage.severity import SEVERITIES, UNDAMAGED
from restoration.errors import BadRequest

MIXED = "mixed"  # a severity drawn for each pair
ANY = "any"  # a style, or a look, drawn for each pair
SEVERITY_KEYS = (*SEVERITIES, MIXED)
STYLE_KEYS = (*CRACK_STYLES, SIMPLE_STYLE, ANY)
LOOK_KEYS = (*CRACK_LOOKS, ANY)
SCALE_RANGE = (2.0, 200.0)  # px/mm; on a coarser photograph damage could not be seen, a finer one is not taken


@dataclass(frozen=True, slots=True)
class PairRequest:
    """How many pairs of each painting are wanted, and how damaged; raises `BadRequest` where that makes no sense."""

    per_image: int = 2
    severity: str = MIXED  # one of `SEVERITY_KEYS`
    style: str = ANY  # of the craquelure, one of `STYLE_KEYS`
    look: str = ANY  # of the cracks, one of `LOOK_KEYS`
    undamaged: float = 0.0  # part of the pairs that stay undamaged, 0..1
    scale: float | None = None  # px/mm; None: drawn for each pair
    distracted: bool = False  # also paint what only looks like damage
    seed: int = 0

    def __post_init__(self) -> None:
        _check_key("severity", self.severity, SEVERITY_KEYS)
        _check_key("style", self.style, STYLE_KEYS)
        _check_key("look", self.look, LOOK_KEYS)
        if self.per_image < 1 or self.seed < 0 or not 0 <= self.undamaged <= 1:
            raise BadRequest(
                f"{self.per_image} pairs, {self.undamaged:g} of them undamaged, from seed {self.seed}, cannot be made.",
                hint="Ask for at least one pair, a share between 0 and 1, and a seed from 0 on.",
            )
        low, high = SCALE_RANGE
        if self.scale is not None and not low <= self.scale <= high:
            raise BadRequest(
                f"At {self.scale:g} pixels per millimetre no damage can be drawn.",
                hint=f"Give a number from {low:g} to {high:g}, or leave it out: cracks are then some pixels wide.",
            )


def recipe_for(painting: str, number: int, order: PairRequest) -> DamageRecipe:
    """The recipe of a painting's pair; it depends on nothing else, so neither order nor company changes it.

    Args:
        painting: the stem of the original's file.
        number: which of its pairs, from 0.
        order: what is wanted.
    """
    level, rest = np.random.SeedSequence([order.seed, *entropy_from_name(painting), number]).spawn(2)
    return sample_recipe(
        rest,
        severity=_severity(order, np.random.default_rng(level)),
        style=None if order.style == ANY else order.style,
        look=None if order.look == ANY else order.look,
        scale=order.scale,
        distracted=order.distracted,
    )


def _severity(order: PairRequest, rng: np.random.Generator) -> str:
    if rng.random() < order.undamaged:
        return UNDAMAGED
    return str(rng.choice(list(SEVERITIES))) if order.severity == MIXED else order.severity


def _check_key(noun: str, key: str, known: tuple[str, ...]) -> None:
    if key not in known:
        raise BadRequest(f"There is no {noun} {key!r}.", hint=f"Choose one of: {', '.join(known)}.")
