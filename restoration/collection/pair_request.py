"""A request for synthetic pairs, and the random recipe of each pair, fixed before anything is drawn."""

from dataclasses import dataclass

import numpy as np

from restoration.damage.craquelure import CRACK_LOOKS, CRACK_STYLES
from restoration.damage.recipe import SIMPLE_STYLE, DamageRecipe, entropy_from_name, sample_recipe
from restoration.damage.severity import SEVERITIES, UNDAMAGED
from restoration.errors import BadRequest

MIXED = "mixed"  # a random severity for each pair
ANY = "any"  # a random style, or a random look, for each pair
SEVERITY_KEYS = (*SEVERITIES, MIXED)
STYLE_KEYS = (*CRACK_STYLES, SIMPLE_STYLE, ANY)
LOOK_KEYS = (*CRACK_LOOKS, ANY)
ALLOWED_SCALES = (2.0, 200.0)  # px/mm; on a coarser photograph damage is invisible, and no photograph is finer


@dataclass(frozen=True, slots=True)
class PairRequest:
    """How many pairs of each painting to make, and how damaged; raises `BadRequest` for impossible values."""

    per_image: int = 2
    severity: str = MIXED  # one of `SEVERITY_KEYS`
    style: str = ANY  # of the craquelure, one of `STYLE_KEYS`
    look: str = ANY  # of the cracks, one of `LOOK_KEYS`
    undamaged: float = 0.0  # share of the pairs that stay undamaged, 0..1
    scale: float | None = None  # px/mm; None: random for each pair
    distracted: bool = False  # also paint things that only look like damage
    seed: int = 0

    def __post_init__(self) -> None:
        _check_key("severity", self.severity, SEVERITY_KEYS)
        _check_key("style", self.style, STYLE_KEYS)
        _check_key("look", self.look, LOOK_KEYS)
        if self.per_image < 1 or self.seed < 0 or not 0 <= self.undamaged <= 1:
            raise BadRequest(
                f"Cannot make {self.per_image} pairs, {self.undamaged:g} of them undamaged, from seed {self.seed}.",
                hint="Ask for at least one pair, a share between 0 and 1, and a seed of 0 or more.",
            )
        low, high = ALLOWED_SCALES
        if self.scale is not None and not low <= self.scale <= high:
            raise BadRequest(
                f"Cannot draw damage at {self.scale:g} pixels per millimetre.",
                hint=f"Give a number from {low:g} to {high:g}, or omit it: cracks are then a few pixels wide.",
            )


def recipe_for(painting: str, number: int, request: PairRequest) -> DamageRecipe:
    """Return the recipe of one pair of a painting; it does not depend on other pairs or on the order of work.

    Args:
        painting: the stem of the original's file.
        number: which of the painting's pairs, from 0.
        request: the severity, style, look, scale and seed to use.
    """
    level, rest = np.random.SeedSequence([request.seed, *entropy_from_name(painting), number]).spawn(2)
    return sample_recipe(
        rest,
        severity=_sample_severity(request, np.random.default_rng(level)),
        style=None if request.style == ANY else request.style,
        look=None if request.look == ANY else request.look,
        scale=request.scale,
        distracted=request.distracted,
    )


def _sample_severity(request: PairRequest, rng: np.random.Generator) -> str:
    if rng.random() < request.undamaged:
        return UNDAMAGED
    return str(rng.choice(list(SEVERITIES))) if request.severity == MIXED else request.severity


def _check_key(noun: str, key: str, known: tuple[str, ...]) -> None:
    if key not in known:
        raise BadRequest(f"There is no {noun} {key!r}.", hint=f"Choose one of: {', '.join(known)}.")
