"""The steps of a correction as JSON."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.domain import DamageKind
from restoration.editing.history import Stroke
from restoration.editing.operations import MaskOperation, OperationKind
from restoration.editing.replay import apply_steps
from restoration.editing.serialization import step_to_json, steps_from_json
from restoration.errors import BadRequest
from tests.unit.editing.strategies import steps

SHAPE = (40, 50)

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.lists(steps, max_size=3).map(tuple))
def test_steps_are_the_same_after_writing_and_reading(several):
    assert steps_from_json(json.loads(json.dumps([step_to_json(step) for step in several])), SHAPE) == several


def test_the_format_stays_as_dossiers_hold_it():
    area = Stroke(((1.5, 2), (3, 4), (5, 6)), 2.5, DamageKind.LOSS, is_area=True)
    assert step_to_json(area) == {"shape": "area", "kind": "loss", "width": 2.5, "points": [[1.5, 2], [3, 4], [5, 6]]}
    assert step_to_json(Stroke(((1, 2),), 3, None)) == {"shape": "line", "kind": None, "width": 3, "points": [[1, 2]]}
    specks = MaskOperation(OperationKind.REMOVE_SPECKS, 20)
    assert step_to_json(specks) == {"change": "remove_specks", "size": 20}


@given(steps, st.data())
def test_a_changed_step_is_refused_or_can_be_applied(step, data):
    entry = step_to_json(step)
    field = data.draw(st.sampled_from(sorted(entry)))
    entry[field] = data.draw(anything)
    try:
        (read,) = steps_from_json([entry], SHAPE)
    except BadRequest:
        return
    apply_steps(np.zeros(SHAPE, np.uint8), (read,))


@given(anything.filter(lambda value: value != []))
def test_a_value_without_steps_is_refused_in_one_sentence(value):
    sentence = r"^The (corrections of the mask|mask's correction \d+) cannot be understood: .*\.$"
    with pytest.raises(BadRequest, match=sentence) as refusal:
        steps_from_json(value, SHAPE)
    assert refusal.value.hint == "Use the corrections as they were saved here."


@pytest.mark.parametrize(
    "wrong",
    [
        {"shape": "circle"},
        {"kind": "painted"},  # it only looks like damage
        {"kind": "rust"},
        {"points": []},
        {"points": [[1, 2, 3]]},
        {"points": [[float("nan"), 2]]},
        {"points": [[1, 10**400]]},
        {"points": [[-2e6, 1]]},
        {"width": -1},
        {"width": 1001},
        {"width": float("inf")},
    ],
    ids=str,
)
def test_a_stroke_with_a_wrong_value_is_refused(wrong):
    stroke = {"shape": "line", "kind": "crack", "width": 2, "points": [[1, 2]]}
    assert steps_from_json([stroke], SHAPE)
    with pytest.raises(BadRequest):
        steps_from_json([stroke | wrong], SHAPE)


@pytest.mark.parametrize(("kind", "largest"), [("grow", 100), ("shrink", 100), ("fill_holes", 10**6)])
@pytest.mark.parametrize("too_much", [1, 10**9, float("inf"), float("nan"), None])
def test_an_operation_has_a_largest_size(kind, largest, too_much):
    assert steps_from_json([{"change": kind, "size": largest}], SHAPE)
    with pytest.raises(BadRequest):
        steps_from_json([{"change": kind, "size": too_much and largest + too_much}], SHAPE)


@pytest.mark.parametrize(
    "wrong",
    [
        {"regions": []},
        {"regions": [{"box": [0, 0, 2, 2], "runs": [0, 5]}]},
        {"regions": [{"box": [49, 0, 2, 2], "runs": [0, 4]}]},
        {"regions": [{"box": [0, 39, 2, 2], "runs": [0, 4]}]},
        {"regions": [{"box": [0, 0, 2, 2], "runs": [-1, 4]}]},
        {"regions": [{"box": [0, 0, 2, 2], "runs": [0, 4], "kind": "painted"}]},
        {"regions": [{"box": [0, 0, 2, 2]}]},
        {"regions": [{"box": [0, 0, 2, 2], "runs": [0, 4]}] * 50_001},
        {"decision": "perhaps"},
        {"kind": "relief"},
        {"note": "x" * 2001},
        {"note": 7},
        {"fill": 7},
        {"fill": "x" * 101},
        {"reintegration": ["tratteggio"]},
        {"seen": ["telea"] * 101},
        {"seen": "telea"},
    ],
    ids=lambda wrong: str(wrong)[:60],
)
def test_a_decision_on_regions_with_a_wrong_value_is_refused(wrong):
    regions = [{"box": [48, 38, 2, 2], "runs": [0, 1, 2, 1], "kind": "crack"}]
    decision = {"regions": regions, "decision": "rejected", "kind": None, "note": "a hair"}
    choice = {"fill": "telea", "reintegration": "tratteggio", "seen": ["telea", "auto"]}
    for entry in (decision, decision | choice):
        assert [step_to_json(step) for step in steps_from_json([entry], SHAPE)] == [entry]
    with pytest.raises(BadRequest):
        steps_from_json([decision | wrong], SHAPE)


def test_a_negative_size_and_an_unknown_operation_are_refused():
    for wrong in ({"change": "grow", "size": -1}, {"change": "melt", "size": 1}, {"change": "grow"}):
        with pytest.raises(BadRequest):
            steps_from_json([wrong], SHAPE)
