"""The promises of every detector in the catalog, and of the example in CONTRIBUTING.md."""

import cv2
import numpy as np
import pytest

from restoration.catalog import DETECTORS
from restoration.detection.base import mask_at
from restoration.detection.crack_width import NATIVE_WIDTH, detect_cracks
from restoration.domain import DAMAGE_KINDS
from restoration.pipeline import Settings, detect
from restoration.registry import Entry, Registry
from tests.contributing import build_example

EXAMPLE = Entry(
    "dark-lines",
    "Dark lines",
    lambda: build_example("Add a detector", "DarkLines"),
    summary="Dark lines in light paint.",
    source="",
)


@pytest.fixture(params=[*DETECTORS, EXAMPLE], ids=lambda entry: entry.key)
def entry(request):
    if problem := request.param.problem():
        pytest.skip(str(problem))
    return request.param


@pytest.fixture
def detector(entry):
    return entry.build()


@pytest.fixture
def cracked():
    """A warm flat 96 x 96 painting with fine grain and one jagged dark crack, blurred as by a lens."""
    rng = np.random.default_rng(2)
    image = np.clip(np.array([190, 160, 120]) + rng.normal(0, 2, (96, 96, 3)), 0, 255)
    rows = 48 + np.cumsum(rng.integers(-1, 2, 80))
    for column, row in enumerate(rows, start=8):
        image[row : row + 2, column] *= 0.45
    return cv2.GaussianBlur(image, (0, 0), 0.6).astype(np.uint8)


def test_it_has_the_key_of_its_entry(entry, detector):
    assert detector.key == entry.key


def test_the_likelihood_is_a_float_from_0_to_1_for_each_pixel_and_damage_has_a_kind(detector, cracked):
    detection = detector.detect(cracked)
    assert detection.likelihood.shape == detection.kinds.shape == cracked.shape[:2]
    assert (detection.likelihood.dtype, detection.kinds.dtype) == (np.float32, np.uint8)
    assert detection.likelihood.min() >= 0.0
    assert detection.likelihood.max() <= 1.0
    assert set(detection.kinds[detection.likelihood > 0]) <= set(range(1, len(DAMAGE_KINDS) + 1))


def test_it_finds_a_plain_crack_and_little_else(detector, cracked):
    found = detector.detect(cracked).likelihood > 0.5
    crack = cracked.mean(axis=2) < 115
    assert found[crack].mean() > 0.8
    assert found[~crack].mean() < 0.05


def test_at_full_sensitivity_some_paint_is_still_sound(detector, cracked):
    assert not mask_at(detector.detect(cracked).likelihood, 1.0).all()


def test_in_a_reduced_picture_it_finds_a_crack_that_is_too_wide_for_it(detector, cracked):
    large = cv2.resize(cracked, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    crack = large.mean(axis=2) < 115
    full, reduced = (
        detect_cracks(detector, large, widest).detection.likelihood > 0.5 for widest in (NATIVE_WIDTH, 4 * NATIVE_WIDTH)
    )
    assert reduced[crack].mean() > max(0.8, full[crack].mean())
    assert reduced[~crack].mean() < 0.05


def test_it_does_not_change_its_input_and_repeats_its_answer(detector, cracked):
    before = cracked.copy()
    first = detector.detect(cracked)
    assert np.array_equal(cracked, before)
    again = detector.detect(cracked)
    assert np.array_equal(first.likelihood, again.likelihood)
    assert np.array_equal(first.kinds, again.kinds)


@pytest.mark.parametrize("shape", [(1, 1), (1, 70), (60, 1), (5, 3), (33, 70)])
def test_it_accepts_any_size(detector, shape):
    image = np.random.default_rng(3).integers(0, 256, (*shape, 3), dtype=np.uint8)
    assert detector.detect(image).likelihood.shape == shape


def test_it_reports_progress_to_the_end(detector, cracked):
    reports = []
    detector.detect(cracked, lambda done, total: reports.append((done, total)))
    assert reports[-1][0] == reports[-1][1] > 0


def test_the_pipeline_accepts_it_from_a_registry(entry, cracked):
    damage = detect(cracked, Registry("detector", [entry]).build(entry.key), Settings())
    assert damage.detector == entry.key
    assert 0 < damage.share < 0.1
    assert np.array_equal(damage.kinds > 0, damage.mask)


def test_the_pipeline_finds_damage_in_a_grey_picture_of_16_bits(detector, cracked):
    grey = np.repeat(cracked[..., :1], 3, axis=2).astype(np.uint16) * 257
    assert 0 < detect(grey, detector, Settings()).share < 0.1


def test_it_marks_visible_paint_alone_whatever_lies_under_transparency(detector, cracked):
    visible = np.ones(cracked.shape[:2], bool)
    visible[:, :30] = False
    masks = []
    for hidden in (cracked // 4, 255 - cracked):
        cut_out = np.where(visible[..., None], cracked, hidden)
        damage = detect(cut_out, detector, Settings(growth=1), widest=NATIVE_WIDTH, visible=visible)
        masks.append(damage.mask)
        assert damage.share == damage.mask.sum() / visible.sum()
    assert not masks[0][~visible].any()
    assert masks[0].any()
    assert np.array_equal(*masks)
