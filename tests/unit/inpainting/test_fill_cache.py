"""An inpainter with a memory: the same fill, asked for once."""

import numpy as np
import pytest

from restoration.inpainting.auto import Auto
from restoration.inpainting.base import Needs, fill_shares
from restoration.inpainting.fill_cache import CachedInpainter
from restoration.inpainting.filling import fill


class Counting:
    """An inpainter that spreads the mean of the sound paint, and counts how often it is asked."""

    key = "counting"
    needs = Needs(context=8, region=16)

    def __init__(self):
        self.times = 0

    def fill(self, image, mask):
        self.times += 1
        return np.full_like(image, image[~mask].mean())


@pytest.fixture
def counting():
    return Counting()


@pytest.fixture
def remembering(counting):
    return CachedInpainter(counting)


def test_it_fills_as_the_one_it_is_made_of_whether_it_remembers_or_not(painting, hole, remembering):
    expected = fill(painting, hole, Counting())
    for _ in range(3):
        remembering.begin()
        assert np.array_equal(fill(painting, hole, remembering), expected)


def test_it_goes_by_the_key_and_the_needs_of_the_one_it_is_made_of(counting, remembering):
    assert (remembering.key, remembering.needs) == (counting.key, counting.needs)


def test_the_same_hole_is_filled_once(painting, hole, counting, remembering):
    remembering.fill(painting, hole)
    remembering.begin()
    remembering.fill(painting.copy(), hole.copy())
    assert counting.times == 1


def test_another_hole_another_picture_and_another_depth_are_filled_anew(painting, hole, counting, remembering):
    brighter, moved = painting + np.uint8(1), np.roll(hole, 1, axis=1)
    for times, (image, mask) in enumerate(
        [(painting, hole), (brighter, hole), (painting, moved), (painting.astype(np.uint16), hole)], start=1
    ):
        remembering.fill(image, mask)
        assert counting.times == times


def test_after_two_more_pictures_it_has_forgotten(painting, hole, counting, remembering):
    remembering.fill(painting, hole)
    remembering.begin()
    remembering.begin()
    remembering.fill(painting, hole)
    assert counting.times == 2


def test_what_is_asked_for_each_time_is_never_forgotten(painting, hole, counting, remembering):
    for _ in range(4):
        remembering.begin()
        remembering.fill(painting, hole)
    assert counting.times == 1


def test_after_a_small_correction_only_what_it_touches_is_filled(counting, remembering):
    image = np.random.default_rng(8).integers(0, 256, (90, 400, 3), np.uint8)
    mask = np.zeros((90, 400), bool)
    mask[40:44, 10:400:60] = True
    remembering.begin()
    fill(image, mask, remembering)
    parts = counting.times
    corrected = mask.copy()
    corrected[40:44, 11] = True
    remembering.begin()
    assert np.array_equal(fill(image, corrected, remembering), fill(image, corrected, Counting()))
    assert parts > 1
    assert counting.times == parts + 1


def test_a_fill_spoilt_by_its_owner_is_not_what_is_remembered(painting, hole, remembering):
    first = remembering.fill(painting, hole)
    expected = first.copy()
    first[:] = 0
    assert np.array_equal(remembering.fill(painting, hole), expected)


def test_of_an_inpainter_in_stages_each_stage_is_remembered(painting, hole):
    hole = hole.copy()
    hole[10:34, 12:40] = True  # a loss wide enough for two
    first, second = Counting(), Counting()
    second.key = "second"
    auto = Auto(first, second)
    expected = fill(painting, hole, auto)
    once = first.times, second.times
    assert once[1] > 0
    remembering = CachedInpainter(auto)
    for _ in range(3):
        remembering.begin()
        assert np.array_equal(fill(painting, hole, remembering), expected)
    assert (first.times, second.times) == (2 * once[0], 2 * once[1])
    assert fill_shares(remembering.stages(hole)) == fill_shares(auto.stages(hole))
