"""Steps as JSON."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration.editing.replay import apply_steps
from restoration.editing.serialization import round_point, step_to_json, steps_from_json
from restoration.errors import BadRequest
from tests.unit.editing.touches import steps

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.lists(steps, max_size=3).map(tuple))
def test_every_step_is_written_and_read_without_a_difference(several):
    assert steps_from_json(json.loads(json.dumps([step_to_json(step) for step in several]))) == several


@given(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
def test_a_rounded_place_is_kept_in_three_decimals(x, y):
    place = round_point(x, y)
    assert place == pytest.approx((x, y), abs=0.0005)
    assert round_point(*place) == place
    assert len(json.dumps(place)) <= len("[-10000.000, -10000.000]")


@settings(deadline=None)  # a line of a million px takes its time
@given(steps, st.data())
def test_a_step_that_was_tampered_with_is_refused_or_can_be_done(step, data):
    told = step_to_json(step)
    entry = data.draw(st.sampled_from(sorted(told)))
    told[entry] = data.draw(anything)
    try:
        (read,) = steps_from_json([told])
    except BadRequest:
        return
    apply_steps(np.zeros((4, 5), np.uint8), (read,))


@given(anything.filter(lambda told: told not in ([], {}, "")))
def test_what_holds_no_steps_is_refused(told):
    with pytest.raises(BadRequest, match="no corrections"):
        steps_from_json(told)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"kind": "painted"},  # it only looks like damage
        {"kind": "rust"},
        {"points": []},
        {"points": [[1, 2, 3]]},
        {"points": [[float("nan"), 2]]},
        {"points": [[1, 10**400]]},
        {"points": [[-2e6, 1]]},
        {"width": float("inf")},
    ],
    ids=str,
)
def test_a_stroke_that_cannot_be_is_refused(spoilt):
    stroke = {"shape": "line", "kind": "crack", "width": 2, "points": [[1, 2]]}
    assert steps_from_json([stroke])
    with pytest.raises(BadRequest):
        steps_from_json([stroke | spoilt])


@pytest.mark.parametrize("size", [-1, 10**9, float("inf"), float("nan"), None])
def test_a_change_beyond_all_measure_is_refused(size):
    assert steps_from_json([{"change": "grow", "size": 10}])
    with pytest.raises(BadRequest):
        steps_from_json([{"change": "grow", "size": size}])
