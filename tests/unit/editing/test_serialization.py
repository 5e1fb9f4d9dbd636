"""Steps as JSON."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration.editing.replay import replayed
from restoration.editing.serialization import from_json, rounded, to_json
from restoration.errors import BadRequest
from tests.unit.editing.touches import steps

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.lists(steps, max_size=3).map(tuple))
def test_every_step_is_written_and_read_without_a_difference(several):
    assert from_json(json.loads(json.dumps([to_json(step) for step in several]))) == several


@given(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
def test_a_rounded_place_is_kept_in_three_decimals(x, y):
    place = rounded(x, y)
    assert place == pytest.approx((x, y), abs=0.0005)
    assert rounded(*place) == place
    assert len(json.dumps(place)) <= len("[-10000.000, -10000.000]")


@settings(deadline=None)  # a line of a million px takes its time
@given(steps, st.data())
def test_a_step_that_was_tampered_with_is_refused_or_can_be_done(step, data):
    told = to_json(step)
    entry = data.draw(st.sampled_from(sorted(told)))
    told[entry] = data.draw(anything)
    try:
        (read,) = from_json([told])
    except BadRequest:
        return
    replayed(np.zeros((4, 5), np.uint8), (read,))


@given(anything.filter(lambda told: told not in ([], {}, "")))
def test_what_holds_no_steps_is_refused(told):
    with pytest.raises(BadRequest, match="no corrections"):
        from_json(told)


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
    assert from_json([stroke])
    with pytest.raises(BadRequest):
        from_json([stroke | spoilt])


@pytest.mark.parametrize("size", [-1, 10**9, float("inf"), float("nan"), None])
def test_a_change_beyond_all_measure_is_refused(size):
    assert from_json([{"change": "grow", "size": 10}])
    with pytest.raises(BadRequest):
        from_json([{"change": "grow", "size": size}])
