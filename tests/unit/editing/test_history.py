"""Undo and redo."""

from hypothesis import given
from hypothesis import strategies as st

from restoration.editing.history import History, Stroke
from restoration.editing.operations import MaskOperation, OperationKind

A, B, C = (MaskOperation(kind) for kind in (OperationKind.INVERT, OperationKind.CLEAR, OperationKind.FILL_HOLES))
several = st.lists(st.builds(MaskOperation, st.just(OperationKind.GROW), st.integers(1, 9)), max_size=4).map(tuple)
histories = st.builds(History, several, several)


@given(histories.filter(lambda history: history.steps))
def test_redo_restores_an_undone_step(history):
    assert history.undo().steps == history.steps[:-1]
    assert history.undo().redo() == history


@given(histories)
def test_after_undo_all_each_step_can_be_redone(history):
    again = history.undo_all()
    assert again.steps == ()
    for done in range(1, len(history.steps) + 1):
        again = again.redo()
        assert again.steps == history.steps[:done]
    assert again == history


def test_the_step_undone_last_is_redone_first():
    assert History((A, B, C)).undo().undo().redo() == History((A, B), (C,))


def test_a_new_step_discards_the_undone_steps():
    assert History((A,), (B,)).after(C) == History((A, C))
    assert History((A,), (B,)).after() == History((A,), (B,))


def test_an_empty_history_stays_as_it_is():
    assert History().undo() == History().redo() == History().undo_all() == History()


def test_a_rounded_stroke_has_three_decimals():
    stroke = Stroke.rounded(((1.23456, -7.0), (1e4 / 3, 0.0004)), 2.00051, None)
    assert stroke.points == ((1.235, -7.0), (3333.333, 0.0))
    assert stroke.width == 2.001
    assert Stroke.rounded(stroke.points, stroke.width, None) == stroke
