"""What every detector of the catalog promises."""

import cv2
import numpy as np
import pytest

from restoration.catalog import DETECTORS
from restoration.detection.base import mask_at
from restoration.detection.wide_cracks import NATIVE_WIDTH, detect_wide_cracks


@pytest.fixture(params=DETECTORS, ids=lambda entry: entry.key)
def entry(request):
    if lack := request.param.lack():
        pytest.skip(str(lack))
    return request.param


@pytest.fixture
def cracked():
    """A warm flat 96 x 96 painting with fine grain and one jagged dark crack, as a lens shows it."""
    rng = np.random.default_rng(2)
    image = np.clip(np.array([190, 160, 120]) + rng.normal(0, 2, (96, 96, 3)), 0, 255)
    rows = 48 + np.cumsum(rng.integers(-1, 2, 80))
    for column, row in enumerate(rows, start=8):
        image[row : row + 2, column] *= 0.45
    return cv2.GaussianBlur(image, (0, 0), 0.6).astype(np.uint8)


def test_it_goes_by_its_key(entry):
    assert entry.build().key == entry.key


def test_its_likelihood_is_one_float_per_pixel_from_0_to_1(entry, cracked):
    likelihood = entry.build().likelihood(cracked)
    assert likelihood.shape == cracked.shape[:2]
    assert likelihood.dtype == np.float32
    assert likelihood.min() >= 0.0
    assert likelihood.max() <= 1.0


def test_it_tells_the_kind_of_all_that_may_be_damaged(entry, cracked):
    finding = entry.build().examine(cracked)
    assert np.array_equal(finding.likelihood, entry.build().likelihood(cracked))
    assert finding.kinds.dtype == np.uint8
    assert set(finding.kinds[finding.likelihood > 0]) <= {1, 2, 3}, "cracks, scratches and losses"


def test_it_sees_a_plain_crack_and_little_else(entry, cracked):
    seen = entry.build().likelihood(cracked) > 0.5
    crack = cracked.mean(axis=2) < 115
    assert seen[crack].mean() > 0.8
    assert seen[~crack].mean() < 0.05


def test_at_full_sensitivity_some_paint_is_still_sound(entry, cracked):
    assert not mask_at(entry.build().likelihood(cracked), 1.0).all()


def test_from_afar_it_sees_a_crack_that_is_too_wide_for_it(entry, cracked):
    large = cv2.resize(cracked, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    crack = large.mean(axis=2) < 115
    near, far = (
        detect_wide_cracks(entry.build(), large, widest).likelihood > 0.5 for widest in (NATIVE_WIDTH, 4 * NATIVE_WIDTH)
    )
    assert far[crack].mean() > max(0.8, near[crack].mean())
    assert far[~crack].mean() < 0.05


def test_it_leaves_its_input_alone_and_repeats_itself(entry, cracked):
    before, detector = cracked.copy(), entry.build()
    first = detector.likelihood(cracked)
    assert np.array_equal(cracked, before)
    assert np.array_equal(first, detector.likelihood(cracked))


@pytest.mark.parametrize("shape", [(1, 1), (1, 70), (5, 3), (33, 70)])
def test_any_size_will_do(entry, shape):
    image = np.random.default_rng(3).integers(0, 256, (*shape, 3), dtype=np.uint8)
    assert entry.build().likelihood(image).shape == shape


def test_it_reports_progress_to_the_end(entry, cracked):
    reports = []
    entry.build().likelihood(cracked, lambda done, total: reports.append((done, total)))
    assert reports[-1][0] == reports[-1][1] > 0
