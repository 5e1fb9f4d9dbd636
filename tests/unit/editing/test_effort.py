"""Corrections that would take hours, or more memory than there is, are refused before any is drawn."""

from time import process_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.domain import DamageKind
from restoration.editing import effort
from restoration.editing.effort import MAX_POINTS, EffortSum, TooManyCorrections, check_effort, estimate_work
from restoration.editing.history import Stroke
from restoration.editing.operations import MaskOperation, OperationKind
from restoration.editing.pixel_mask import PixelMask
from restoration.editing.regions import RegionDecision, RegionStatus
from restoration.editing.replay import apply_steps

SHAPE = (1200, 1600)
CRACK = DamageKind.CRACK


def scribble(points, width, step=3.0):
    walk = np.cumsum(np.random.default_rng(1).normal(0, step, (points, 2)), axis=0) + 600
    return Stroke(tuple(map(tuple, walk.tolist())), width, CRACK)


@pytest.mark.parametrize(
    "steps",
    [
        [MaskOperation(OperationKind.GROW, 1)] * 20_000,
        [MaskOperation(OperationKind.GROW, 100), MaskOperation(OperationKind.SHRINK, 100)] * 20,
        [MaskOperation(OperationKind.FILL_HOLES, 10**6)] * 1000,
        [Stroke(((0, 0),) * (MAX_POINTS + 1), 1, CRACK)],
        [Stroke(((-1e6, 0), (1e6, 1200)) * 100, 1, CRACK)],
        [scribble(1000, 1000.0)],
        [RegionDecision((PixelMask((0, 0, 1600, 1200), (0, 1)),) * 1000, RegionStatus.REJECTED)],
        [Stroke(((0, 0), (1600, 1200)) * 20_000, 0, CRACK, is_area=True)],
    ],
    ids=["20 000 steps", "wide rims", "holes", "points", "far away", "wide brush", "regions", "zigzag"],
)
def test_more_than_a_person_draws_is_refused_at_once(steps):
    start = process_time()
    with pytest.raises(TooManyCorrections, match="corrections") as caught:
        check_effort(steps, SHAPE)
    assert process_time() - start < 2
    assert caught.value.hint


def test_a_long_day_of_corrections_is_accepted():
    check_effort([scribble(500, 6.0)] * 500 + [scribble(500, 80.0)] * 50, SHAPE)
    check_effort([MaskOperation(OperationKind.GROW, 2)] * 100, (4000, 6000))
    check_effort([RegionDecision((PixelMask((9, 9, 40, 30), (0, 99)),), RegionStatus.REJECTED)] * 20_000, SHAPE)


@pytest.mark.parametrize(
    "step",
    [scribble(300, 1.0), scribble(300, 40.0), scribble(20, 300.0), MaskOperation(OperationKind.GROW, 30)],
    ids=["fine", "broad", "huge", "grow"],
)
def test_the_estimate_is_of_the_right_size(step):
    found = np.zeros(SHAPE, np.uint8)
    start = process_time()
    apply_steps(found, (step,))
    nanoseconds = (process_time() - start) / estimate_work(step, SHAPE) * 1e9
    assert 1 < nanoseconds < 400  # 25 on an idle machine


def is_accepted(check):
    try:
        check()
    except TooManyCorrections:
        return False
    return True


@given(st.lists(st.lists(st.sampled_from([scribble(9, 1.0), scribble(9, 3.0), scribble(20, 2.0)]), max_size=5)))
def test_what_was_counted_before_changes_no_answer(histories):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(effort, "MAX_POINTS", 40)
        kept = EffortSum(SHAPE)
        for steps in map(tuple, histories):
            assert is_accepted(lambda steps=steps: kept.check(steps)) == is_accepted(
                lambda steps=steps: check_effort(steps, SHAPE)
            )


def test_a_new_step_costs_only_itself(monkeypatch):
    counted = []
    monkeypatch.setattr(effort, "estimate_work", lambda step, shape: counted.append(step) or 0.0)
    kept, one, other = EffortSum(SHAPE), scribble(9, 1.0), scribble(9, 3.0)
    for steps in ((one,), (one, other), (one,), (one, one)):
        kept.check(steps)
    assert counted == [one, other, one]
