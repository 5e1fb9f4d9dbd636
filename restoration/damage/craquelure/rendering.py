"""A whole net of craquelure, from its small recipe to its layers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from restoration.damage.craquelure.crack_profile import CrackLines, ProfileSettings, profile_cracks
from restoration.damage.craquelure.growth import GrowthSettings
from restoration.damage.craquelure.impacts import Blow, Fan, blow_cracks, fan_cracks, sample_blow, sample_fan
from restoration.damage.craquelure.net import CrackGeneration, NetLayout, grow_net
from restoration.damage.craquelure.styles import CRACK_LOOKS, CRACK_STYLES, crack_palette
from restoration.damage.craquelure.surroundings import draw_clouds, draw_lifted_rims
from restoration.damage.layer import HALF_ALPHA, Alpha, DamageLayer, Tones
from restoration.damage.severity import Severity
from restoration.damage.thin_lines import rasterize_lines
from restoration.domain import DamageKind

LOOK_SHARES = (0.60, 0.17, 0.15, 0.08)  # how often each of `CRACK_LOOKS` occurs
CUPPED = 0.4  # part of the pictures with lifted rims
HAZY = 0.2  # part of the pictures with whitish clouds

DENSITY = 2.8  # coverage times spacing over width of a whole net; measured on the styles
CLOSE = 0.04  # of the goal; a coverage nearer than this needs no further drawing
MAX_DRAWINGS = 5  # to meet the coverage
FACTORS = (0.7, 1.4)  # by which widths may change for it; where more is needed, the net is grown again
MAX_NETS = 4
THINNEST = 0.9  # px; width of the oldest cracks where the photograph is too coarse to show their real width
PATCH = 60.0  # mm; size of the cracked patches of a lightly damaged painting


@dataclass(frozen=True, slots=True)
class CraquelureRecipe:
    """Everything needed to draw the same net again; it is stored next to the picture."""

    seed: int
    scale: float  # px/mm
    style: str
    look: str
    coverage: float  # part of the picture where alpha >= 0.5, 0..1
    extent: float  # part of the picture that the net reaches, 0..1
    width: float  # mm; median of the oldest cracks
    turn: float  # rad against the usual direction of the style
    fading: float  # how much the contrast changes along a crack, 0..1
    kept: float  # part of the green light that a full crack keeps, 0..1
    warmth: float  # red keeps this part more, blue this part less
    cupping: float  # part by which light changes on lifted rims, 0..1
    lifted: float  # part of the cracks with such rims, 0..1
    haze: float  # greatest part of the paint that whitish clouds hide, 0..1
    blows: tuple[Blow, ...]
    fans: tuple[Fan, ...]


def sample_craquelure(
    rng: np.random.Generator, *, scale: float, severity: Severity, style: str, look: str | None = None
) -> CraquelureRecipe:
    """Return a realistic recipe.

    Args:
        rng: source of randomness.
        scale: px/mm.
        severity: how much damage the picture should have.
        style: a key of `CRACK_STYLES`.
        look: a key of `CRACK_LOOKS`. None: a random one.
    """
    typical = CRACK_STYLES[style]
    random_look = str(rng.choice(list(CRACK_LOOKS), p=LOOK_SHARES))
    filled = CRACK_LOOKS[look or random_look]

    def about(mean: float, deviation: float, low: float, high: float) -> float:
        return round(float(np.clip(rng.normal(mean, deviation), low, high)), 3)

    return CraquelureRecipe(
        seed=int(rng.integers(2**32)),
        scale=scale,
        style=style,
        look=look or random_look,
        coverage=severity.cracks,
        extent=severity.extent,
        width=round(typical.width * filled.narrowing * severity.opening * about(1, 0.12, 0.7, 1.4), 3),
        turn=about(0, 0.06, -0.2, 0.2),
        fading=about(0.4, 0.12, 0.15, 0.7),
        kept=about(*filled.kept, 0.04, 0.8),
        warmth=about(*filled.warmth, 0.0, 0.4),
        cupping=about(0.05, 0.015, 0.02, 0.08) if rng.random() < CUPPED else 0.0,
        lifted=about(0.18, 0.04, 0.1, 0.25),
        haze=about(0.06, 0.02, 0.03, 0.1) if rng.random() < HAZY else 0.0,
        blows=tuple(sample_blow(rng) for _ in range(int(rng.random() < typical.blows))),
        fans=tuple(sample_fan(rng) for _ in range(int(rng.random() < typical.fans))),
    )


def draw_craquelure(
    recipe: CraquelureRecipe, shape: tuple[int, int], below: Sequence[DamageLayer] = ()
) -> list[DamageLayer]:
    """Return the layers (H, W) of a net: clouds, lifted rims, and over them the cracks.

    The spacing of the cracks follows from coverage and width; the widths then correct what is still missing. A picture
    too small to hold a crack gets no layers. The layers `below` make no difference.
    """
    growth_seed, profile_seed, palette_seed, rim_seed, cloud_seed = np.random.SeedSequence(recipe.seed).spawn(5)
    cracks = _grow_to_coverage(recipe, shape, growth_seed, profile_seed)
    if cracks is None:
        return []
    cracks, alpha, tones = _draw_to_coverage(recipe.coverage * shape[0] * shape[1], cracks, shape)
    filling = CRACK_LOOKS[recipe.look].filling
    palette = crack_palette(recipe.kept, recipe.warmth, filling, np.random.default_rng(palette_seed))
    layers: list[DamageLayer] = []
    if recipe.haze:
        layers.append(draw_clouds(alpha, recipe.haze, recipe.scale, np.random.default_rng(cloud_seed)))
    if recipe.cupping:
        layers += draw_lifted_rims(cracks, recipe.cupping, recipe.lifted, shape, np.random.default_rng(rim_seed))
    return [*layers, DamageLayer(DamageKind.CRACK, alpha, tones, palette)]


def _grow_to_coverage(
    recipe: CraquelureRecipe,
    shape: tuple[int, int],
    growth_seed: np.random.SeedSequence,
    profile_seed: np.random.SeedSequence,
) -> CrackLines | None:
    """Return a net whose spacing and widths bring it near the coverage; None if it has no crack."""
    goal = recipe.coverage * shape[0] * shape[1]
    given = [crack for blow in recipe.blows for crack in blow_cracks(blow, recipe.scale, shape)]
    given += [crack for fan in recipe.fans for crack in fan_cracks(fan, recipe.scale, shape)]
    spacing = DENSITY * _oldest_width(recipe) * recipe.extent / recipe.coverage
    lines = None
    for net_seed, line_seed in zip(growth_seed.spawn(MAX_NETS), profile_seed.spawn(MAX_NETS), strict=True):
        cracks = grow_net(shape, _layout(recipe), _generations(recipe, spacing), net_seed, given)
        lines = profile_cracks(cracks, _profile(recipe), np.random.default_rng(line_seed)) if cracks else None
        factor = goal / max(lines.area, 1.0) if lines else FACTORS[1]
        if lines and FACTORS[0] < factor < FACTORS[1]:
            break
        spacing = min(spacing * float(np.clip(1 / factor, 0.4, 2.5)), 0.5 * max(shape))
    return lines.widened(float(np.clip(factor, *FACTORS))) if lines else None


def _draw_to_coverage(goal: float, cracks: CrackLines, shape: tuple[int, int]) -> tuple[CrackLines, Alpha, Tones]:
    """Return the cracks, widened so that they cover `goal` px, with their alpha and tones (H, W)."""
    for _ in range(MAX_DRAWINGS):
        alpha, tones = rasterize_lines(cracks.segments, shape)
        factor = goal / max(int((alpha >= HALF_ALPHA).sum()), 1)
        if abs(factor - 1) < CLOSE:
            break
        cracks = cracks.widened(float(np.clip(factor, 0.5, 2.0)) ** 0.8)  # thin lines gain more than their width
    return cracks, alpha, tones


def _oldest_width(recipe: CraquelureRecipe) -> float:
    """Return the width of the oldest cracks, px."""
    return max(recipe.width * recipe.scale, THINNEST)


def _layout(recipe: CraquelureRecipe) -> NetLayout:
    style = CRACK_STYLES[recipe.style]
    return NetLayout(
        direction=style.direction + recipe.turn,
        bend=style.bend,
        bend_reach=style.bend_reach * recipe.scale,
        extent=recipe.extent,
        extent_reach=PATCH * recipe.scale,
    )


def _profile(recipe: CraquelureRecipe) -> ProfileSettings:
    style = CRACK_STYLES[recipe.style]
    oldest = _oldest_width(recipe)
    return ProfileSettings(
        widths=(oldest, (1 + style.third_width) / 2 * oldest, style.third_width * oldest),
        unevenness=0.25 * (1 - style.evenness),
        fading=recipe.fading,
        scale=recipe.scale,
    )


def _generations(recipe: CraquelureRecipe, spacing: float) -> tuple[CrackGeneration, ...]:
    """Return long cracks, cracks that bridge them, and hairlines that often end within an island; `spacing` in px."""
    style = CRACK_STYLES[recipe.style]

    def growth(spacing: float, stopping: float, tremor: float) -> GrowthSettings:
        return GrowthSettings(tremor, style.kink, style.kink_every * recipe.scale, 0.35 * spacing, stopping / spacing)

    second, third = style.second_spacing * spacing, 0.28 * spacing
    return (
        CrackGeneration(spacing, 0.0, style.scatter, style.cross, growth(spacing, 0.015, 0.03)),
        CrackGeneration(second, np.pi / 2, 1 - style.second_order, 0.0, growth(second, 0.12, 0.03)),
        CrackGeneration(third, 0.0, 1.1 - style.second_order, 0.5, growth(third, 0.55, 0.035)),
    )
