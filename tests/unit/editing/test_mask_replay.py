"""The corrected mask, step by step: as if it were made anew each time."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration.domain import DamageKind
from restoration.editing import replay
from restoration.editing.history import History, Stroke
from restoration.editing.operations import MaskOperation, OperationKind
from restoration.editing.replay import MaskReplay, apply_steps
from tests.unit.editing.touches import HEIGHT, WIDTH, steps

FOUND = list(np.random.default_rng(7).integers(0, 4, (2, HEIGHT, WIDTH), np.uint8))

turns = steps.map(lambda step: lambda history: history.after(step)) | st.sampled_from(
    [History.undo, History.redo, History.undo_all]
)


@settings(max_examples=50)
@given(st.lists(st.tuples(turns, st.sampled_from([0, 0, 0, 1])), max_size=8))
def test_step_by_step_gives_the_same_as_all_at_once_and_spoils_nothing_it_gave_before(meetings):
    history, by_steps, given_before = History(), MaskReplay(FOUND[0]), []
    for turn, number in meetings:
        history, found = turn(history), FOUND[number]
        kinds = by_steps.kinds(found, history.steps)
        assert np.array_equal(kinds, apply_steps(found, history.steps))
        given_before.append((kinds, kinds.copy()))
    assert all(np.array_equal(kinds, before) for kinds, before in given_before)


def test_what_was_undone_is_seen_no_more():
    by_steps, clear = MaskReplay(FOUND[0]), MaskOperation(OperationKind.CLEAR)
    assert not by_steps.kinds(FOUND[0], (clear,)).any()
    assert np.array_equal(by_steps.kinds(FOUND[0], ()), FOUND[0])


@given(steps)
def test_what_was_found_is_left_alone(step):
    before = FOUND[0].copy()
    apply_steps(FOUND[0], (step,))
    assert np.array_equal(FOUND[0], before)


def test_steps_are_done_in_their_order():
    stroke = Stroke(((0, 6), (WIDTH, 6)), 2, DamageKind.CRACK)
    assert apply_steps(FOUND[0], (MaskOperation(OperationKind.CLEAR), stroke)).any()
    assert not apply_steps(FOUND[0], (stroke, MaskOperation(OperationKind.CLEAR))).any()


def test_another_step_costs_only_that_step(monkeypatch):
    drawn = []
    monkeypatch.setattr(replay, "draw_stroke", lambda stroke, kinds: drawn.append(stroke))
    one, other = (Stroke(((place, 6),), 2, DamageKind.CRACK) for place in (3, 9))
    found, by_steps = FOUND[0], MaskReplay(FOUND[0])
    by_steps.kinds(found, (one,))
    by_steps.kinds(found, (one, other))
    by_steps.kinds(found, (one, other))
    assert drawn == [one, other]
