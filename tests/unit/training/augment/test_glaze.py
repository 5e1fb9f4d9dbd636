"""Random glazes."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration.training.augment.glaze import apply_glaze, sample_glaze

RAMP = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)


@settings(max_examples=50)
@given(seed=st.integers(0, 10_000))
def test_a_glaze_keeps_black_and_the_order_of_tones(seed):
    before = RAMP.copy()
    after = apply_glaze(RAMP, sample_glaze(np.random.default_rng(seed)))
    assert after.shape == RAMP.shape
    assert after.dtype == np.uint8
    assert (np.diff(after.astype(int), axis=1) >= 0).all()
    assert not after[:, 0].any()
    assert np.array_equal(RAMP, before), "the input was changed in place"


def test_glazes_have_all_hues_and_most_of_them_darken():
    glazes = [sample_glaze(np.random.default_rng(seed)) for seed in range(200)]
    greys = np.array([apply_glaze(RAMP, glaze)[0, 128] for glaze in glazes], int)
    assert set(greys.argmax(axis=1)) == {0, 1, 2}
    assert 0.6 < (greys.mean(axis=1) < 128).mean() < 1
