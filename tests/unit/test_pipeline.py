"""The pipeline with fakes in the place of methods: what it guarantees whatever they do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from restoration.detection.base import Detection, SteppedDetection
from restoration.domain import Damage
from restoration.errors import BadMask
from restoration.inpainting.base import Needs
from restoration.inpainting.filling import fill
from restoration.pipeline import Settings, detect, mark, mark_kinds, restore


class White:
    """An inpainter that paints the whole window white, sound paint included."""

    key = "white"

    def __init__(self, needs=None):
        self.needs = needs or Needs(context=4, region=16)

    def fill(self, image, mask):
        assert not mask.all(), "it was given nothing to fill from"
        return np.full_like(image, np.iinfo(image.dtype).max)


class Spreading:
    """An inpainter that gives every missing pixel the brightest sound value in the window."""

    key = "spreading"
    needs = Needs(context=8, region=16)

    def fill(self, image, mask):
        return np.full_like(image, image[~mask].max())


class Seer:
    """A detector that takes brightness for damage."""

    key = "seer"

    def examine(self, image, progress=None):
        likelihood = (image.mean(axis=2) / np.iinfo(image.dtype).max).astype(np.float32)
        return Detection(likelihood, np.ones(likelihood.shape, np.uint8))


shapes = st.tuples(st.integers(1, 70), st.integers(1, 70))
masks = shapes.flatmap(lambda shape: hnp.arrays(bool, shape)).filter(lambda mask: not mask.all())


@given(masks, st.sampled_from([np.uint8, np.uint16]))
def test_inside_the_mask_everything_is_filled_and_outside_nothing_is_touched(mask, dtype):
    image = np.random.default_rng(0).integers(0, 200, (*mask.shape, 3)).astype(dtype)
    before = image.copy()
    after = fill(image, mask, White())
    assert np.array_equal(image, before)
    assert np.array_equal(after[~mask], before[~mask])
    assert (after[mask] == np.iinfo(dtype).max).all()


def test_a_loss_wider_than_a_region_is_filled_from_its_rim_inwards():
    mask = np.ones((90, 90), bool)
    mask[0, 0] = False
    image = np.zeros((90, 90, 3), np.uint8)
    image[0, 0] = 77
    assert (fill(image, mask, Spreading()) == 77).all()


def test_without_damage_nothing_is_asked_of_the_inpainter(painting):
    class Unwanted:
        key, needs = "unwanted", Needs()

        def fill(self, image, mask):
            raise AssertionError("called without damage")

    assert np.array_equal(fill(painting, np.zeros(painting.shape[:2], bool), Unwanted()), painting)


def test_a_mask_over_everything_is_refused_with_a_cure(painting):
    with pytest.raises(BadMask, match="whole picture") as refusal:
        fill(painting, np.ones(painting.shape[:2], bool), White())
    assert refusal.value.hint


def test_the_inpainter_sees_only_the_neighbourhood_of_the_damage():
    seen = []

    class Watching(White):
        def fill(self, image, mask):
            seen.append(mask.shape)
            return super().fill(image, mask)

    mask = np.zeros((4000, 3000), bool)
    mask[2000, 1500:1510] = True
    fill(np.zeros((4000, 3000, 3), np.uint8), mask, Watching())
    (shape,) = seen
    assert max(shape) <= 10 + 2 * 4 + 2 * 8, "damage, context, and the grid of 8 px"


def test_progress_counts_up_to_the_total(painting, hole):
    reports = []
    fill(painting, hole, White(), lambda done, total: reports.append((done, total)))
    assert [done for done, _ in reports] == list(range(1, reports[-1][1] + 1))


def test_an_exception_in_the_progress_stops_the_work(painting, hole):
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(painting, hole, White(), stop)


@given(st.floats(0, 1), st.floats(0, 1), st.integers(-2, 3))
def test_more_sensitivity_marks_more_never_less(one, other, growth):
    likelihood = np.random.default_rng(4).random((30, 40), np.float32)
    less, more = sorted((one, other))
    assert not (mark(likelihood, Settings(less, growth)) & ~mark(likelihood, Settings(more, growth))).any()


@given(st.integers(0, 100), st.integers(-2, 3))
def test_the_kinds_cover_the_mask_whoever_is_asked(hundredths, growth):
    rng = np.random.default_rng(5)
    finding = Detection(rng.random((30, 40), np.float32), rng.integers(1, 4, (30, 40), np.uint8))
    settings = Settings(hundredths / 100, growth)
    kinds = mark_kinds(finding, settings)
    assert np.array_equal(kinds > 0, mark(finding.likelihood, settings))
    assert np.array_equal(kinds, mark_kinds(SteppedDetection.of(finding), settings))


def test_a_restoration_knows_how_it_was_made(painting):
    damage = detect(painting, Seer(), Settings(sensitivity=0.3, growth=0))
    restoration = restore(painting, damage, White())
    assert restoration.damage.detector == "seer"
    assert restoration.damage.parameters == {"sensitivity": 0.3, "growth": 0}
    assert restoration.inpainter == "white"
    assert np.array_equal(restoration.before, painting)
    assert restore(painting, Damage(damage.mask), White()).damage.detector is None
