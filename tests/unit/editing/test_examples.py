"""Strokes as examples for a detector."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from restoration.domain import DamageKind, kind_number
from restoration.editing.examples import examples_from_steps
from restoration.editing.history import Stroke, TeachingStep
from restoration.editing.operations import MaskOperation, OperationKind
from restoration.editing.replay import apply_steps

SHAPE = (40, 60)

points = st.lists(st.tuples(st.floats(-20, 80), st.floats(-20, 60)), min_size=1, max_size=5).map(tuple)
strokes = st.builds(Stroke, points, st.floats(0, 15), st.sampled_from([DamageKind.CRACK, None]), st.booleans())


@given(st.lists(strokes, max_size=4))
def test_examples_cover_exactly_the_pixels_that_the_strokes_draw(drawn):
    steps = (*drawn, MaskOperation(OperationKind.GROW, 0), TeachingStep(None))
    kinds = np.full(SHAPE, 9, np.uint8)
    for example in examples_from_steps(steps, SHAPE):
        kinds[example.window][example.covered] = 0 if example.kind is None else kind_number(example.kind)
    np.testing.assert_array_equal(kinds, apply_steps(np.full(SHAPE, 9, np.uint8), tuple(drawn)))
