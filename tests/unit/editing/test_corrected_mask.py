"""The corrected mask between steps: the same as if computed anew, at the cost of the steps that are new or undone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration import disk_arrays
from restoration.disk_arrays import keep_on_disk
from restoration.domain import DamageKind
from restoration.editing import corrected_mask
from restoration.editing.corrected_mask import CorrectedMask
from restoration.editing.history import History, Stroke
from restoration.editing.operations import MaskOperation, OperationKind
from restoration.editing.replay import apply_steps
from tests.unit.editing.strategies import HEIGHT, WIDTH, steps

FOUND = list(np.random.default_rng(7).integers(0, 4, (2, HEIGHT, WIDTH), np.uint8))
ONE, OTHER = (Stroke(((x, 6),), 2, DamageKind.CRACK) for x in (3, 9))

turns = steps.map(lambda step: lambda history: history.after(step)) | st.sampled_from(
    [History.undo, History.redo, History.undo_all]
)
turns_and_masks = st.lists(st.tuples(turns, st.sampled_from([0, 0, 0, 1])), max_size=8)


@settings(max_examples=50)
@given(turns_and_masks, st.sampled_from([0, 100_000, 2**25]))
def test_it_equals_applying_all_steps_and_never_changes_a_returned_map(several, most_private):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk_arrays, "SMALLEST", 1)  # as large masks, these lie on the disk
        patch.setattr(corrected_mask, "MAX_PRIVATE", most_private)
        masks = [keep_on_disk(mask) for mask in FOUND]
        history, corrected, returned = History(), CorrectedMask(masks[0]), []
        for turn, number in several:
            history = turn(history)
            kinds = corrected.kinds(masks[number], history.steps)
            assert np.array_equal(kinds, apply_steps(FOUND[number], history.steps))
            returned.append((kinds, kinds.copy()))
        assert all(np.array_equal(kinds, before) for kinds, before in returned)


@settings(max_examples=50)
@given(turns_and_masks, st.integers(0, 7))
def test_outside_the_boxes_of_a_change_nothing_has_changed(several, start):
    history, corrected = History(), CorrectedMask(FOUND[0])
    versions = [(corrected.version, FOUND[0])]
    for turn, number in several:
        history = turn(history)
        kinds = corrected.kinds(FOUND[number], history.steps)
        versions.append((corrected.version, kinds))
    version, before = versions[min(start, len(versions) - 1)]
    boxes = corrected.changed_since(version)
    if boxes is not None:
        outside = np.ones((HEIGHT, WIDTH), bool)
        for left, top, width, height in boxes:
            outside[top : top + height, left : left + width] = False
        assert np.array_equal(versions[-1][1][outside], before[outside])


def test_a_stroke_changes_its_box_and_a_new_mask_changes_everything():
    corrected = CorrectedMask(FOUND[0])
    corrected.kinds(FOUND[0], (ONE,))
    assert corrected.changed_since(0) == [(2, 5, 3, 3)]
    corrected.kinds(FOUND[0], (ONE, MaskOperation(OperationKind.CLEAR)))
    assert corrected.changed_since(1) is None
    assert corrected.changed_since(corrected.version) == []
    corrected.kinds(FOUND[1], (ONE,))
    assert corrected.changed_since(corrected.version - 1) is None


@pytest.fixture
def drawn(monkeypatch):
    """The steps that are drawn, in order."""
    drawn, apply_step = [], corrected_mask.apply_step
    monkeypatch.setattr(corrected_mask, "apply_step", lambda step, kinds: drawn.append(step) or apply_step(step, kinds))
    return drawn


def test_a_new_step_costs_only_that_step_and_an_undone_one_none(drawn):
    corrected = CorrectedMask(FOUND[0])
    for several in ((ONE,), (ONE, OTHER), (ONE, OTHER), (ONE,), ()):
        corrected.kinds(FOUND[0], several)
    assert drawn == [ONE, OTHER]


def test_old_changes_are_forgotten_and_the_mask_stays_right(monkeypatch):
    monkeypatch.setattr(corrected_mask, "MAX_PATCHED_PIXELS", 5)
    corrected = CorrectedMask(FOUND[0])
    corrected.kinds(FOUND[0], (ONE, OTHER))
    assert np.array_equal(corrected.kinds(FOUND[0], ()), FOUND[0])


@settings(max_examples=50)
@given(turns_and_masks)
def test_corrections_mark_nothing_that_is_invisible_in_whatever_order_they_are_computed(several):
    visible = np.indices((HEIGHT, WIDTH)).sum(axis=0) % 5 > 1
    found = [kinds * visible for kinds in FOUND]
    history, corrected = History(), CorrectedMask(found[0], visible)
    for turn, number in several:
        history = turn(history)
        kinds = corrected.kinds(found[number], history.steps)
        assert not kinds[~visible].any()
        assert np.array_equal(kinds, CorrectedMask(found[0], visible).kinds(found[number], history.steps))
