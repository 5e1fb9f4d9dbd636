"""Films of damage: what they keep of a layer."""

import numpy as np

from restoration.damage.layer import HALF_ALPHA, DamageLayer, make_palette
from restoration.domain import DamageKind
from restoration.training.augment.crop_window import CropWindow
from restoration.training.augment.palette import ColourJitter
from restoration.training.damage_bank import ALPHA_STEP, to_sheet_layer

WHOLE = CropWindow(0, 0, 256)


def test_a_film_keeps_every_alpha_to_half_a_step_and_what_is_half_covered_exactly():
    alpha = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    layer = DamageLayer(DamageKind.CRACK, alpha, np.full((256, 256), 3, np.uint8), make_palette(np.ones((4, 1))))
    kept = to_sheet_layer(layer).seen(WHOLE, ColourJitter())
    assert np.abs(kept.alpha.astype(int) - alpha.astype(int)).max() <= ALPHA_STEP / 2
    assert np.array_equal(kept.alpha >= HALF_ALPHA, alpha >= HALF_ALPHA)
    assert np.array_equal(kept.tones[kept.alpha > 0], layer.tones[kept.alpha > 0])
