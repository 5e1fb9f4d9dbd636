"""The corrected mask, step by step: the same as if it were computed anew each time."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration.domain import DamageKind
from restoration.editing import replay
from restoration.editing.history import History, Stroke
from restoration.editing.operations import MaskOperation, OperationKind
from restoration.editing.replay import MaskReplay, apply_steps
from tests.unit.editing.strategies import HEIGHT, WIDTH, steps

FOUND = list(np.random.default_rng(7).integers(0, 4, (2, HEIGHT, WIDTH), np.uint8))
CLEAR = MaskOperation(OperationKind.CLEAR)

turns = steps.map(lambda step: lambda history: history.after(step)) | st.sampled_from(
    [History.undo, History.redo, History.undo_all]
)


@settings(max_examples=50)
@given(st.lists(st.tuples(turns, st.sampled_from([0, 0, 0, 1])), max_size=8))
def test_a_replay_equals_applying_all_steps_and_never_changes_a_returned_map(turns_and_masks):
    history, mask_replay, returned = History(), MaskReplay(FOUND[0]), []
    for turn, number in turns_and_masks:
        history, found = turn(history), FOUND[number]
        kinds = mask_replay.kinds(found, history.steps)
        assert np.array_equal(kinds, apply_steps(found, history.steps))
        returned.append((kinds, kinds.copy()))
    assert all(np.array_equal(kinds, before) for kinds, before in returned)


def test_an_undone_step_has_no_effect():
    mask_replay = MaskReplay(FOUND[0])
    assert not mask_replay.kinds(FOUND[0], (CLEAR,)).any()
    assert np.array_equal(mask_replay.kinds(FOUND[0], ()), FOUND[0])


@given(steps)
def test_the_found_mask_is_not_changed(step):
    before = FOUND[0].copy()
    apply_steps(FOUND[0], (step,))
    assert np.array_equal(FOUND[0], before)


def test_steps_are_applied_in_order():
    stroke = Stroke(((0, 6), (WIDTH, 6)), 2, DamageKind.CRACK)
    assert apply_steps(FOUND[0], (CLEAR, stroke)).any()
    assert not apply_steps(FOUND[0], (stroke, CLEAR)).any()


def test_a_new_step_costs_only_that_step(monkeypatch):
    drawn = []
    monkeypatch.setattr(replay, "draw_stroke", lambda stroke, kinds: drawn.append(stroke))
    one, other = (Stroke(((x, 6),), 2, DamageKind.CRACK) for x in (3, 9))
    found, mask_replay = FOUND[0], MaskReplay(FOUND[0])
    mask_replay.kinds(found, (one,))
    mask_replay.kinds(found, (one, other))
    mask_replay.kinds(found, (one, other))
    assert drawn == [one, other]
