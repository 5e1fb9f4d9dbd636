"""What the years did to the sample: a net of cracks, some flakes lost, and one careless hand."""

import numpy as np

from restoration.damage import craquelure, losses, scratches
from restoration.damage.optics import Optics
from restoration.damage.pair import damage
from restoration.damage.recipe import DamageRecipe
from restoration.damage.severity import Severity
from restoration.domain import Image

SCALE = 10.0  # px/mm
AGE = Severity("sample", cracks=0.035, losses=0.003, extent=1.0, opening=1.1)


def aged(painting: Image, seed: int = 4) -> Image:
    """The painting as it came to us: (H, W, 3), the same dtype."""
    cracking, losing, scratching = (np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(3))
    layers = (
        craquelure.sample(cracking, scale=SCALE, severity=AGE, style="dutch", look="open"),
        scratches.sample(scratching, scale=SCALE, bundles=0.5),
        losses.sample(losing, scale=SCALE, coverage=AGE.losses),
    )
    recipe = DamageRecipe(AGE.key, "dutch", SCALE, layers, Optics(blur=0.6, sharpening=0.3))
    return damage(painting, recipe).after
