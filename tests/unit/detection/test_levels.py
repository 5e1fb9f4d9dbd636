"""A finding in steps: the same damage, to the pixel."""

import numpy as np
import pytest

from restoration.detection.base import Detection, SteppedDetection

EDGES = np.float32(1 - np.arange(101) / 100)  # the likelihoods at which a pixel is just not marked yet


@pytest.fixture
def finding():
    """Likelihoods on, just above and just below every threshold, and between them."""
    near = np.concatenate([EDGES, np.nextafter(EDGES, np.float32(2)), np.nextafter(EDGES, np.float32(-1))])
    likelihood = np.append(near.clip(0, 1), np.linspace(0, 1, 697, dtype=np.float32)).reshape(40, 25)
    kinds = np.random.default_rng(6).integers(1, 4, likelihood.shape, np.uint8)
    return Detection(likelihood, kinds)


def test_at_every_hundredth_they_mark_what_the_finding_does(finding):
    levels = SteppedDetection.of(finding)
    for hundredths in range(101):
        assert np.array_equal(levels.at(hundredths / 100), finding.at(hundredths / 100)), hundredths


def test_they_keep_two_bytes_for_each_pixel(finding):
    levels = SteppedDetection.of(finding)
    assert levels.levels.nbytes + levels.kinds.nbytes == 2 * finding.likelihood.size
