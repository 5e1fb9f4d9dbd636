"""A whole net of craquelure, from its recipe to its layers."""

from collections.abc import Sequence

import numpy as np

from restoration.damage import thin_lines
from restoration.damage.craquelure import crack_profile, net
from restoration.damage.craquelure.crack_profile import Course, Manner
from restoration.damage.craquelure.growth import Temper
from restoration.damage.craquelure.impacts import fan, web
from restoration.damage.craquelure.looks import LOOKS, crack_palette
from restoration.damage.craquelure.net import Generation, Lie
from restoration.damage.craquelure.recipe import CraquelureRecipe
from restoration.damage.craquelure.styles import STYLES
from restoration.damage.craquelure.surroundings import clouds, rims
from restoration.damage.layer import HALF, Alpha, Layer, Tones
from restoration.domain import Kind

DENSITY = 2.8  # coverage times spacing over width of a whole net; measured on the styles
CLOSE = 0.04  # of the aim; a coverage nearer than this needs no further drawing
DRAWINGS = 5  # at most, to meet the coverage
GAINS = (0.7, 1.4)  # how far widths may be changed for it; further, and the net is torn anew
TEARINGS = 4  # at most
THINNEST = 0.9  # px; width of the oldest cracks where the photograph is too coarse to show them at their own
PATCH = 60.0  # mm; size of the patches where a lightly damaged painting is cracked


def draw(recipe: CraquelureRecipe, shape: tuple[int, int], below: Sequence[Layer] = ()) -> list[Layer]:
    """The layers of a net: clouds, lifted rims, and over them the cracks.

    The cracks' spacing follows from coverage and width; what that misses, the widths make good. A painting too small to
    hold a crack gets none. What lies below makes no difference.
    """
    tearing, running, tinting, lifting, clouding = np.random.SeedSequence(recipe.seed).spawn(5)
    cracks = _torn(recipe, shape, tearing, running)
    if cracks is None:
        return []
    cracks, alpha, tones = _covering(recipe.coverage * shape[0] * shape[1], cracks, shape)
    filling = LOOKS[recipe.look].filling
    look = crack_palette(recipe.kept, recipe.warmth, filling, np.random.default_rng(tinting))
    layers: list[Layer] = []
    if recipe.haze:
        layers.append(clouds(alpha, recipe.haze, recipe.scale, np.random.default_rng(clouding)))
    if recipe.cupping:
        layers += rims(cracks, recipe.cupping, recipe.lifted, shape, np.random.default_rng(lifting))
    return [*layers, Layer(Kind.CRACK, alpha, tones, look)]


def _torn(
    recipe: CraquelureRecipe, shape: tuple[int, int], tearing: np.random.SeedSequence, running: np.random.SeedSequence
) -> Course | None:
    """A net whose spacing brings it near the coverage, and the widths that bring it nearer; None without a crack."""
    aim = recipe.coverage * shape[0] * shape[1]
    given = [crack for blow in recipe.blows for crack in web(blow, recipe.scale, shape)]
    given += [crack for strain in recipe.fans for crack in fan(strain, recipe.scale, shape)]
    spacing = DENSITY * _oldest(recipe) * recipe.extent / recipe.coverage
    torn = None
    for tear_seed, run_seed in zip(tearing.spawn(TEARINGS), running.spawn(TEARINGS), strict=True):
        cracks = net.tear(shape, _lie(recipe), _generations(recipe, spacing), tear_seed, given)
        torn = crack_profile.run(cracks, _manner(recipe), np.random.default_rng(run_seed)) if cracks else None
        gain = aim / max(torn.area, 1.0) if torn else GAINS[1]
        if torn and GAINS[0] < gain < GAINS[1]:
            break
        spacing = min(spacing * float(np.clip(1 / gain, 0.4, 2.5)), 0.5 * max(shape))
    return torn.widened(float(np.clip(gain, *GAINS))) if torn else None


def _covering(aim: float, cracks: Course, shape: tuple[int, int]) -> tuple[Course, Alpha, Tones]:
    """The cracks, drawn so wide that `aim` px lie under them."""
    for _ in range(DRAWINGS):
        alpha, tones = thin_lines.draw(cracks.dashes, shape)
        missed = aim / max(int((alpha >= HALF).sum()), 1)
        if abs(missed - 1) < CLOSE:
            break
        cracks = cracks.widened(float(np.clip(missed, 0.5, 2.0)) ** 0.8)  # thin lines gain more than their width
    return cracks, alpha, tones


def _oldest(recipe: CraquelureRecipe) -> float:
    """Width of the oldest cracks, px."""
    return max(recipe.width * recipe.scale, THINNEST)


def _lie(recipe: CraquelureRecipe) -> Lie:
    style = STYLES[recipe.style]
    return Lie(
        direction=style.direction + recipe.turn,
        bend=style.bend,
        bend_reach=style.bend_reach * recipe.scale,
        extent=recipe.extent,
        extent_reach=PATCH * recipe.scale,
    )


def _manner(recipe: CraquelureRecipe) -> Manner:
    style = STYLES[recipe.style]
    oldest = _oldest(recipe)
    return Manner(
        widths=(oldest, (1 + style.net) / 2 * oldest, style.net * oldest),
        unevenness=0.25 * (1 - style.evenness),
        fading=recipe.fading,
        scale=recipe.scale,
    )


def _generations(recipe: CraquelureRecipe, spacing: float) -> tuple[Generation, ...]:
    """Long cracks; cracks that bridge them; hairlines that often end within an island."""
    style = STYLES[recipe.style]

    def temper(apart: float, fatigue: float, tremor: float) -> Temper:
        return Temper(tremor, style.kink, style.kink_every * recipe.scale, 0.35 * apart, fatigue / apart)

    second, third = style.rungs * spacing, 0.28 * spacing
    across = Generation(second, np.pi / 2, 1 - style.ladder, 0.0, temper(second, 0.12, 0.03))
    within = Generation(third, 0.0, 1.1 - style.ladder, 0.5, temper(third, 0.55, 0.035))
    return Generation(spacing, 0.0, style.scatter, style.cross, temper(spacing, 0.015, 0.03)), across, within
