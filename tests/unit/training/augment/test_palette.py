"""Colour jitter of damage."""

import numpy as np

from restoration.damage.layer import make_palette
from restoration.domain import DamageKind
from restoration.training.augment.palette import ColourJitter

PALETTE = make_palette([[0.1], [0.8]], [[0.05, 0.04, 0.03], [0.01, 0.01, 0.01]])


def test_the_default_jitter_changes_nothing():
    same = ColourJitter().apply(PALETTE, DamageKind.CRACK)
    np.testing.assert_allclose(same.keep, PALETTE.keep, atol=1e-7)
    np.testing.assert_allclose(same.add, PALETTE.add, atol=1e-7)


def test_without_contrast_a_crack_is_invisible_but_a_loss_still_hides_the_paint():
    crack, loss = (ColourJitter(contrast=0.0).apply(PALETTE, kind) for kind in (DamageKind.CRACK, DamageKind.LOSS))
    assert (crack.keep == 1).all()
    assert not crack.add.any()
    np.testing.assert_allclose(loss.keep, PALETTE.keep, atol=1e-7)


def test_no_contrast_removes_more_light_than_there_is():
    assert ColourJitter(contrast=2.0).apply(PALETTE, DamageKind.CRACK).keep.min() == 0


def test_pale_cracks_show_ground_and_pale_brush_strokes_show_gold():
    kinds = (DamageKind.CRACK, DamageKind.PAINTED, DamageKind.SCRATCH)
    crack, stroke, scratch = (ColourJitter(pale=0.5).apply(PALETTE, kind) for kind in kinds)
    assert (crack.add[0] > 0.3).all(), "the tone that hides most shows most of the ground"
    assert stroke.add[0, 2] < 0.6 * stroke.add[0, 0], "gold has little blue"
    np.testing.assert_allclose(crack.keep, PALETTE.keep, atol=1e-6)
    np.testing.assert_allclose(scratch.add, PALETTE.add, atol=1e-7)


def test_warmth_adds_red_and_removes_blue():
    warm = ColourJitter(warmth=0.1).apply(PALETTE, DamageKind.CRACK).add / PALETTE.add
    np.testing.assert_allclose(warm, [[1.1, 1.0, 0.9]] * 2, rtol=1e-5)
