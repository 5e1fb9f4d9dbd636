"""The observer who looks for the strokes of a retoucher."""

from dataclasses import replace
from statistics import fmean

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from restoration.benchmark.observer import area_under_curve
from restoration.benchmark.protocol import QUICK_PROTOCOL
from restoration.benchmark.reintegration import FAR, NEAR, TONE, measure_reintegration
from restoration.files import write_bytes
from restoration.imaging.png import encode_png
from restoration.sample import load_sample_painting

scores = st.lists(st.integers(0, 5), min_size=1, max_size=30).map(lambda numbers: np.array(numbers, np.float32))


@given(scores, scores)
def test_the_area_is_the_chance_that_a_member_scores_higher(members, others):
    pairs = [(member > other) + (member == other) / 2 for member in members for other in others]
    np.testing.assert_allclose(area_under_curve(members, others), fmean(pairs))


def test_strokes_are_found_near_by_and_not_from_afar(tmp_path):
    painting = load_sample_painting().truth
    paths = [tmp_path / f"{number}.png" for number in range(4)]
    for number, path in enumerate(paths):  # four details; the observer of one half has learnt from the other
        write_bytes(path, encode_png(np.ascontiguousarray(painting[200:600, 320 * number : 320 * number + 300])))
    rows = measure_reintegration(paths, replace(QUICK_PROTOCOL, side=280), modes=("tratteggio",))
    near, far, tone = (fmean(row.value for row in rows if row.metric == key) for key in (NEAR, FAR, TONE))
    assert near > 0.95
    assert far < 0.65
    assert tone < 0.5
