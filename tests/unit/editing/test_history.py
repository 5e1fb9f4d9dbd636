"""There and back again."""

from hypothesis import given
from hypothesis import strategies as st

from restoration.editing.history import History
from restoration.editing.operations import MaskOperation, OperationKind

A, B, C = (MaskOperation(change) for change in (OperationKind.INVERT, OperationKind.CLEAR, OperationKind.FILL_HOLES))
several = st.lists(st.builds(MaskOperation, st.just(OperationKind.GROW), st.integers(1, 9)), max_size=4).map(tuple)
histories = st.builds(History, several, several)


@given(histories.filter(lambda history: history.steps))
def test_what_was_undone_can_be_redone(history):
    assert history.undo().steps == history.steps[:-1]
    assert history.undo().redo() == history


@given(histories)
def test_all_that_was_dropped_comes_back_one_by_one(history):
    again = history.undo_all()
    assert again.steps == ()
    for done in range(1, len(history.steps) + 1):
        again = again.redo()
        assert again.steps == history.steps[:done]
    assert again == history


def test_the_last_undone_is_redone_first():
    assert History((A, B, C)).undo().undo().redo() == History((A, B), (C,))


def test_after_another_step_what_was_undone_is_gone():
    assert History((A,), (B,)).after(C) == History((A, C))
    assert History((A,), (B,)).after() == History((A,), (B,))


def test_with_nothing_to_undo_or_redo_nothing_happens():
    assert History().undo() == History().redo() == History().undo_all() == History()
