"""Masks at a sensitivity, and detections reduced to hundredths of sensitivity: the same masks, to the pixel."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.detection.base import NEGLIGIBLE, Detection, SteppedDetection, mask_at
from restoration.domain import DamageKind

THRESHOLDS = np.float32(1 - np.arange(101) / 100)


@pytest.fixture
def detection():
    """Likelihoods on, just above and just below every threshold, and between them."""
    near = np.concatenate(
        [THRESHOLDS, np.nextafter(THRESHOLDS, np.float32(2)), np.nextafter(THRESHOLDS, np.float32(-1))]
    )
    likelihood = np.append(near.clip(0, 1), np.linspace(0, 1, 697, dtype=np.float32)).reshape(40, 25)
    kinds = np.random.default_rng(6).integers(1, 4, likelihood.shape, np.uint8)
    return Detection(likelihood, kinds)


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_sensitivity_marks_more_never_less(one, other):
    likelihood = np.random.default_rng(4).random((30, 40), np.float32)
    less, more = sorted((one, other))
    assert not (mask_at(likelihood, less) & ~mask_at(likelihood, more)).any()


def test_no_sensitivity_marks_what_is_ruled_out_and_sensitivity_0_marks_nothing():
    assert mask_at(np.float32([[0, NEGLIGIBLE, 0.006, 1]]), 1.0).tolist() == [[False, False, True, True]]
    assert not mask_at(np.ones((2, 2), np.float32), 0.0).any()


@pytest.mark.parametrize("sensitivity", [-0.01, 1.01, float("nan")])
def test_a_sensitivity_outside_0_to_1_is_refused(detection, sensitivity):
    with pytest.raises(ValueError, match=r"must lie in 0\.\.1"):
        detection.at(sensitivity)


def test_a_stepped_detection_marks_the_same_at_every_hundredth(detection):
    stepped = SteppedDetection.of(detection)
    for hundredths in range(101):
        assert np.array_equal(stepped.at(hundredths / 100), detection.at(hundredths / 100)), hundredths


def test_a_stepped_detection_keeps_two_bytes_for_each_pixel(detection):
    stepped = SteppedDetection.of(detection)
    assert stepped.levels.nbytes + stepped.kinds.nbytes == 2 * detection.likelihood.size


def test_a_detection_of_one_kind_has_that_kind_at_every_pixel():
    detection = Detection.of_one_kind(np.float32([[0, 1]]), DamageKind.SCRATCH)
    assert detection.kinds.tolist() == [[2, 2]]
    assert detection.at(0.5).tolist() == [[0, 2]]
