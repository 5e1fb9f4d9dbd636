"""Parts of a picture that are set aside: each use by itself, and the mask as it was."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from restoration.domain import DamageKind
from restoration.editing.areas import EditedArea
from restoration.editing.history import AreaStep, AreaUse, History, MarkedArea, Stroke, count_corrections
from restoration.editing.pixel_mask import PixelMask
from restoration.editing.replay import apply_steps, steps_without_effect
from tests.unit.editing.strategies import HEIGHT, WIDTH, area_changes, masks, steps

SHAPE = (HEIGHT, WIDTH)
USES = st.sampled_from(AreaUse)


def area(use, changes, visible=None):
    pixels = EditedArea(use, SHAPE, visible).pixels(tuple(changes))
    return np.zeros(SHAPE, bool) if pixels is None else pixels > 0


@given(USES, st.lists(steps, max_size=4), st.lists(steps, max_size=4))
def test_an_area_is_what_its_own_steps_have_drawn_since_it_was_cleared(use, before, after):
    drawn = tuple(step.drawn for step in after if isinstance(step, AreaStep) and step.use is use and step.drawn)
    cleared = AreaStep(use, None)
    if not any(isinstance(step, AreaStep) and step.use is use and step.drawn is None for step in after):
        expected = apply_steps(np.zeros(SHAPE, np.uint8), drawn) > 0
        np.testing.assert_array_equal(area(use, [*before, cleared, *after]), expected)
    assert EditedArea(use, SHAPE).pixels((*before, *after, cleared)) is None


@given(USES, st.lists(area_changes, max_size=5).map(tuple), masks)
def test_it_changes_neither_the_mask_nor_the_count_of_corrections(use, changes, marked):
    kinds = marked.astype(np.uint8)
    np.testing.assert_array_equal(apply_steps(kinds, changes), kinds)
    assert not count_corrections(changes) and steps_without_effect(kinds, changes) == changes
    assert not (area(use, changes, visible=marked) & ~marked).any(), "where nothing is visible lies no area"


def test_an_area_stays_the_same_object_while_other_things_change_and_is_undone_like_a_stroke():
    box = MarkedArea(PixelMask((2, 2, 3, 2), (0, 6)), DamageKind.LOSS)
    stroke = Stroke(((8.0, 8.0), (12.0, 8.0)), 2.0, DamageKind.CRACK)
    edited, history = EditedArea(AreaUse.SOURCE, SHAPE), History().after(AreaStep(AreaUse.SOURCE, box))
    first = edited.pixels(history.steps)
    assert np.count_nonzero(first) == 6
    assert edited.pixels(history.after(stroke, AreaStep(AreaUse.NOT_TO_FILL, stroke)).steps) is first
    grown = history.after(AreaStep(AreaUse.SOURCE, stroke))
    assert np.count_nonzero(edited.pixels(grown.steps)) > 6
    np.testing.assert_array_equal(edited.pixels(grown.undo().steps), first)
    assert edited.pixels(grown.undo().undo().steps) is None
