"""What a net of craquelure is like, written small."""

from dataclasses import dataclass

import numpy as np

from restoration.damage.craquelure.impacts import Blow, Fan, sample_blow, sample_fan
from restoration.damage.craquelure.looks import LOOKS
from restoration.damage.craquelure.styles import STYLES
from restoration.damage.severity import Severity

COMMON = (0.60, 0.17, 0.15, 0.08)  # how often each look is met with
CUPPED = 0.4  # of the pictures have lifted rims
HAZY = 0.2  # of them have whitish clouds


@dataclass(frozen=True, slots=True)
class CraquelureRecipe:
    """Everything needed to draw the same net again."""

    seed: int
    scale: float  # px/mm
    style: str
    look: str
    coverage: float  # part of the picture where alpha >= 0.5, 0..1
    extent: float  # part of the picture that the net reaches, 0..1
    width: float  # mm; median of the oldest cracks
    turn: float  # rad against the direction usual in the style
    fading: float  # how much the contrast wanders along a crack, 0..1
    kept: float  # part of the green light that a full crack lets through, 0..1
    warmth: float  # red keeps this part more, blue as much less
    cupping: float  # part by which light changes on lifted rims, 0..1
    lifted: float  # part of the cracks with such rims, 0..1
    haze: float  # part of the paint that whitish clouds hide at most, 0..1
    blows: tuple[Blow, ...]
    fans: tuple[Fan, ...]


def sample(
    rng: np.random.Generator, *, scale: float, severity: Severity, style: str, look: str | None = None
) -> CraquelureRecipe:
    """A believable recipe."""
    tradition = STYLES[style]
    drawn = str(rng.choice(list(LOOKS), p=COMMON))
    filled = LOOKS[look or drawn]

    def about(mean: float, deviation: float, low: float, high: float) -> float:
        return round(float(np.clip(rng.normal(mean, deviation), low, high)), 3)

    return CraquelureRecipe(
        seed=int(rng.integers(2**32)),
        scale=scale,
        style=style,
        look=look or drawn,
        coverage=severity.cracks,
        extent=severity.extent,
        width=round(tradition.width * filled.narrowing * severity.opening * about(1, 0.12, 0.7, 1.4), 3),
        turn=about(0, 0.06, -0.2, 0.2),
        fading=about(0.4, 0.12, 0.15, 0.7),
        kept=about(*filled.kept, 0.04, 0.8),
        warmth=about(*filled.warmth, 0.0, 0.4),
        cupping=about(0.05, 0.015, 0.02, 0.08) if rng.random() < CUPPED else 0.0,
        lifted=about(0.18, 0.04, 0.1, 0.25),
        haze=about(0.06, 0.02, 0.03, 0.1) if rng.random() < HAZY else 0.0,
        blows=tuple(sample_blow(rng) for _ in range(int(rng.random() < tradition.blows))),
        fans=tuple(sample_fan(rng) for _ in range(int(rng.random() < tradition.fans))),
    )
