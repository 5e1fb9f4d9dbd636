"""A whole net of craquelure, from its recipe to its layers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from restoration.damage import thin_lines
from restoration.damage.craquelure import crack_profile, net
from restoration.damage.craquelure.crack_profile import CrackLines, ProfileSettings
from restoration.damage.craquelure.growth import GrowthSettings
from restoration.damage.craquelure.impacts import Blow, Fan, blow_cracks, fan_cracks, sample_blow, sample_fan
from restoration.damage.craquelure.looks import CRACK_LOOKS, crack_palette
from restoration.damage.craquelure.net import CrackGeneration, NetLayout
from restoration.damage.craquelure.styles import CRACK_STYLES
from restoration.damage.craquelure.surroundings import draw_clouds, draw_lifted_rims
from restoration.damage.layer import HALF_ALPHA, Alpha, DamageLayer, Tones
from restoration.damage.severity import Severity
from restoration.domain import DamageKind

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


def sample_craquelure(
    rng: np.random.Generator, *, scale: float, severity: Severity, style: str, look: str | None = None
) -> CraquelureRecipe:
    """A believable recipe."""
    tradition = CRACK_STYLES[style]
    drawn = str(rng.choice(list(CRACK_LOOKS), p=COMMON))
    filled = CRACK_LOOKS[look or drawn]

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


DENSITY = 2.8  # coverage times spacing over width of a whole net; measured on the styles
CLOSE = 0.04  # of the aim; a coverage nearer than this needs no further drawing
DRAWINGS = 5  # at most, to meet the coverage
GAINS = (0.7, 1.4)  # how far widths may be changed for it; further, and the net is torn anew
TEARINGS = 4  # at most
THINNEST = 0.9  # px; width of the oldest cracks where the photograph is too coarse to show them at their own
PATCH = 60.0  # mm; size of the patches where a lightly damaged painting is cracked


def draw_craquelure(
    recipe: CraquelureRecipe, shape: tuple[int, int], below: Sequence[DamageLayer] = ()
) -> list[DamageLayer]:
    """The layers of a net: clouds, lifted rims, and over them the cracks.

    The cracks' spacing follows from coverage and width; what that misses, the widths make good. A painting too small to
    hold a crack gets none. What lies below makes no difference.
    """
    tearing, running, tinting, lifting, clouding = np.random.SeedSequence(recipe.seed).spawn(5)
    cracks = _torn(recipe, shape, tearing, running)
    if cracks is None:
        return []
    cracks, alpha, tones = _covering(recipe.coverage * shape[0] * shape[1], cracks, shape)
    filling = CRACK_LOOKS[recipe.look].filling
    look = crack_palette(recipe.kept, recipe.warmth, filling, np.random.default_rng(tinting))
    layers: list[DamageLayer] = []
    if recipe.haze:
        layers.append(draw_clouds(alpha, recipe.haze, recipe.scale, np.random.default_rng(clouding)))
    if recipe.cupping:
        layers += draw_lifted_rims(cracks, recipe.cupping, recipe.lifted, shape, np.random.default_rng(lifting))
    return [*layers, DamageLayer(DamageKind.CRACK, alpha, tones, look)]


def _torn(
    recipe: CraquelureRecipe, shape: tuple[int, int], tearing: np.random.SeedSequence, running: np.random.SeedSequence
) -> CrackLines | None:
    """A net whose spacing brings it near the coverage, and the widths that bring it nearer; None without a crack."""
    aim = recipe.coverage * shape[0] * shape[1]
    given = [crack for blow in recipe.blows for crack in blow_cracks(blow, recipe.scale, shape)]
    given += [crack for strain in recipe.fans for crack in fan_cracks(strain, recipe.scale, shape)]
    spacing = DENSITY * _oldest(recipe) * recipe.extent / recipe.coverage
    torn = None
    for tear_seed, run_seed in zip(tearing.spawn(TEARINGS), running.spawn(TEARINGS), strict=True):
        cracks = net.grow_net(shape, _lie(recipe), _generations(recipe, spacing), tear_seed, given)
        torn = (
            crack_profile.profile_cracks(cracks, _manner(recipe), np.random.default_rng(run_seed)) if cracks else None
        )
        gain = aim / max(torn.area, 1.0) if torn else GAINS[1]
        if torn and GAINS[0] < gain < GAINS[1]:
            break
        spacing = min(spacing * float(np.clip(1 / gain, 0.4, 2.5)), 0.5 * max(shape))
    return torn.widened(float(np.clip(gain, *GAINS))) if torn else None


def _covering(aim: float, cracks: CrackLines, shape: tuple[int, int]) -> tuple[CrackLines, Alpha, Tones]:
    """The cracks, drawn so wide that `aim` px lie under them."""
    for _ in range(DRAWINGS):
        alpha, tones = thin_lines.rasterize_lines(cracks.dashes, shape)
        missed = aim / max(int((alpha >= HALF_ALPHA).sum()), 1)
        if abs(missed - 1) < CLOSE:
            break
        cracks = cracks.widened(float(np.clip(missed, 0.5, 2.0)) ** 0.8)  # thin lines gain more than their width
    return cracks, alpha, tones


def _oldest(recipe: CraquelureRecipe) -> float:
    """Width of the oldest cracks, px."""
    return max(recipe.width * recipe.scale, THINNEST)


def _lie(recipe: CraquelureRecipe) -> NetLayout:
    style = CRACK_STYLES[recipe.style]
    return NetLayout(
        direction=style.direction + recipe.turn,
        bend=style.bend,
        bend_reach=style.bend_reach * recipe.scale,
        extent=recipe.extent,
        extent_reach=PATCH * recipe.scale,
    )


def _manner(recipe: CraquelureRecipe) -> ProfileSettings:
    style = CRACK_STYLES[recipe.style]
    oldest = _oldest(recipe)
    return ProfileSettings(
        widths=(oldest, (1 + style.net) / 2 * oldest, style.net * oldest),
        unevenness=0.25 * (1 - style.evenness),
        fading=recipe.fading,
        scale=recipe.scale,
    )


def _generations(recipe: CraquelureRecipe, spacing: float) -> tuple[CrackGeneration, ...]:
    """Long cracks; cracks that bridge them; hairlines that often end within an island."""
    style = CRACK_STYLES[recipe.style]

    def temper(apart: float, fatigue: float, tremor: float) -> GrowthSettings:
        return GrowthSettings(tremor, style.kink, style.kink_every * recipe.scale, 0.35 * apart, fatigue / apart)

    second, third = style.rungs * spacing, 0.28 * spacing
    across = CrackGeneration(second, np.pi / 2, 1 - style.ladder, 0.0, temper(second, 0.12, 0.03))
    within = CrackGeneration(third, 0.0, 1.1 - style.ladder, 0.5, temper(third, 0.55, 0.035))
    return CrackGeneration(spacing, 0.0, style.scatter, style.cross, temper(spacing, 0.015, 0.03)), across, within
