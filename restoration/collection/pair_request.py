"""A request for synthetic pairs, and the random recipe of each pair, fixed before anything is drawn."""

from dataclasses import dataclass

import numpy as np

from restoration.damage.craquelure import CRACK_LOOKS, CRACK_STYLES
from restoration.damage.recipe import (
    NOTHING_GIVEN,
    SIMPLE_STYLE,
    DamageRecipe,
    GivenDamage,
    entropy_from_name,
    sample_recipe,
)
from restoration.damage.severity import SEVERITIES, UNDAMAGED
from restoration.errors import BadRequest

MIXED = "mixed"  # a random severity for each pair
ANY = "any"  # a random style, or a random look, for each pair
SEVERITY_KEYS = (*SEVERITIES, MIXED)
STYLE_KEYS = (*CRACK_STYLES, SIMPLE_STYLE, ANY)
LOOK_KEYS = (*CRACK_LOOKS, ANY)
ALLOWED_SCALES = (2.0, 200.0)  # px/mm; on a coarser photograph damage is invisible, and no photograph is finer
ALLOWED_CRACK_WIDTHS = (1.0, 30.0)  # px; a thinner crack hardly shows, and in a wider one there is no net any more
ALLOWED_DENSITIES = (0.001, 0.3)  # part of the picture under cracks; "severe" is 0.15
ALLOWED_SCRATCH_LENGTHS = (5.0, 20_000.0)  # px


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
    given: GivenDamage = NOTHING_GIVEN  # what is not left to chance

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
        self._check_given()

    def _check_given(self) -> None:
        given = self.given
        _check_range("cracks {:g} px wide", given.crack_width, ALLOWED_CRACK_WIDTHS)
        _check_range("cracks on {:g} of the picture", given.density, ALLOWED_DENSITIES)
        _check_range("scratches {:g} px long", given.scratch_length, ALLOWED_SCRATCH_LENGTHS)
        if self.style == SIMPLE_STYLE and given != NOTHING_GIVEN:
            raise BadRequest(
                f"The style {SIMPLE_STYLE} has neither cracks nor scratches whose size could be given.",
                hint="Choose another style, or give no width, density or length.",
            )


def recipe_for(painting: str, number: int, request: PairRequest) -> DamageRecipe:
    """Return the recipe of one pair of a painting; it does not depend on other pairs or on the order of work.

    Args:
        painting: the stem of the original's file.
        number: which of the painting's pairs, from 0.
        request: the severity, style, look, scale, seed and what else is given.
    """
    level, rest = np.random.SeedSequence([request.seed, *entropy_from_name(painting), number]).spawn(2)
    return sample_recipe(
        rest,
        severity=_sample_severity(request, np.random.default_rng(level)),
        style=None if request.style == ANY else request.style,
        look=None if request.look == ANY else request.look,
        scale=request.scale,
        distracted=request.distracted,
        given=request.given,
    )


def _sample_severity(request: PairRequest, rng: np.random.Generator) -> str:
    if rng.random() < request.undamaged:
        return UNDAMAGED
    return str(rng.choice(list(SEVERITIES))) if request.severity == MIXED else request.severity


def _check_range(what: str, value: float | None, allowed: tuple[float, float]) -> None:
    low, high = allowed
    if value is not None and not low <= value <= high:
        raise BadRequest(f"Cannot draw {what.format(value)}.", hint=f"Give a number from {low:g} to {high:g}.")


def _check_key(noun: str, key: str, known: tuple[str, ...]) -> None:
    if key not in known:
        raise BadRequest(f"There is no {noun} {key!r}.", hint=f"Choose one of: {', '.join(known)}.")
