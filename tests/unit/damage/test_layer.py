"""Promises of composing: exact away from the damage, photographed within it, whatever the height of the strips."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.damage.layer import FULL_ALPHA, DamageLayer, compose, make_palette
from restoration.damage.light import KERNEL_RADIUS, Optics, apply_optics
from restoration.domain import DamageKind
from restoration.linear_light import decode_srgb, encode_srgb

SHAPE = (60, 80)
CAMERA = Optics(blur=0.7, sharpening=0.5)


def painting(dtype=np.uint8):
    top = np.iinfo(dtype).max
    return np.random.default_rng(1).integers(top // 4, top * 3 // 4, (*SHAPE, 3)).astype(dtype)


def block(alpha=FULL_ALPHA, keep=0.0, add=0.0):
    """A layer that covers rows 20 to 39 and columns 30 to 49."""
    covered = np.zeros(SHAPE, np.uint16)
    covered[20:40, 30:50] = alpha
    return DamageLayer(DamageKind.LOSS, covered, np.zeros(SHAPE, np.uint8), make_palette([[keep] * 3], [[add] * 3]))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_decoding_and_encoding_gives_every_value_back(dtype):
    every = np.arange(np.iinfo(dtype).max + 1).astype(dtype)
    np.testing.assert_array_equal(encode_srgb(decode_srgb(every), np.dtype(dtype)), every)


def test_light_follows_the_srgb_curve():
    assert decode_srgb(np.array([0, 255, 188], np.uint8)) == pytest.approx([0, 1, 0.5029], abs=1e-3)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_nothing_changes_beyond_the_radius_of_the_kernel(dtype):
    before = painting(dtype)
    copy = before.copy()
    after = compose(before, [block()], CAMERA)
    np.testing.assert_array_equal(before, copy, "the input was changed in place")
    near = np.zeros(SHAPE, bool)
    near[20 - KERNEL_RADIUS : 40 + KERNEL_RADIUS, 30 - KERNEL_RADIUS : 50 + KERNEL_RADIUS] = True
    np.testing.assert_array_equal(after[~near], before[~near])


def test_no_paint_shines_through_a_loss():
    after = compose(painting(), [block(add=0.3)], CAMERA)
    inside = after[20 + KERNEL_RADIUS : 40 - KERNEL_RADIUS, 30 + KERNEL_RADIUS : 50 - KERNEL_RADIUS]
    assert np.ptp(inside.reshape(-1, 3), axis=0).max() == 0


def test_no_layers_and_layers_that_keep_all_light_change_nothing():
    np.testing.assert_array_equal(compose(painting(), [], CAMERA), painting())
    np.testing.assert_array_equal(compose(painting(), [block(keep=1.0)], CAMERA), painting())


def test_half_the_cover_gives_half_the_light():
    flat = np.full((*SHAPE, 3), 200, np.uint8)
    after = compose(flat, [block(alpha=FULL_ALPHA // 2, add=0.1)], CAMERA)[30, 40]
    assert decode_srgb(after) == pytest.approx(decode_srgb(flat)[30, 40] / 2 + 0.05, abs=0.005)


def test_a_later_layer_lies_over_an_earlier_one():
    after = compose(painting(), [block(add=0.9), block(add=0.1)], CAMERA)
    assert decode_srgb(after[30, 40]) == pytest.approx(0.1, abs=0.005)


def test_strips_leave_no_seam(monkeypatch):
    whole = compose(painting(), [block()], CAMERA)
    monkeypatch.setattr("restoration.damage.layer.STRIP_HEIGHT", 7)
    np.testing.assert_array_equal(compose(painting(), [block()], CAMERA), whole)


@given(st.floats(0.3, 0.9), st.floats(0, 1))
def test_a_camera_loses_no_light(blur, sharpening):
    difference = np.zeros((15, 15, 3), np.float32)
    difference[7, 7] = 1
    assert apply_optics(difference, Optics(blur, sharpening)).sum() == pytest.approx(3, abs=1e-3)


def test_sharpening_leaves_a_bright_edge_around_a_dark_crack():
    difference = np.zeros((15, 15, 3), np.float32)
    difference[:, 7] = -1
    assert apply_optics(difference, Optics(0.6, 1.0))[7].max() > 0.01
    assert apply_optics(difference, Optics(0.6, 0.0))[7].max() == 0
