"""Films of damage: what they keep of a layer."""

import numpy as np

from restoration.damage.layer import HALF, Layer, palette
from restoration.domain import Kind
from restoration.training.augment.palette import Tint
from restoration.training.augment.views import View
from restoration.training.damage_bank import STEP, film

WHOLE = View(0, 0, 256)


def test_a_film_keeps_every_alpha_to_half_a_step_and_what_is_half_covered_exactly():
    alpha = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    layer = Layer(Kind.CRACK, alpha, np.full((256, 256), 3, np.uint8), palette(np.ones((4, 1))))
    kept = film(layer).seen(WHOLE, Tint())
    assert np.abs(kept.alpha.astype(int) - alpha.astype(int)).max() <= STEP / 2
    assert np.array_equal(kept.alpha >= HALF, alpha >= HALF)
    assert np.array_equal(kept.tones[kept.alpha > 0], layer.tones[kept.alpha > 0])
