"""The cache of fills: the same damage is filled once."""

from functools import partial

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from restoration.inpainting.auto import Auto
from restoration.inpainting.base import Needs, fill_shares
from restoration.inpainting.fill_cache import CachedInpainter
from restoration.inpainting.filling import fill


class Counting:
    """An inpainter that fills with the mean of the sound paint, and counts its calls."""

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
def cached(counting):
    return CachedInpainter(counting)


def test_it_fills_like_the_wrapped_inpainter_with_and_without_a_known_fill(painting, hole, cached):
    expected = fill(painting, hole, Counting())
    for _ in range(3):
        cached.begin_picture()
        assert np.array_equal(fill(painting, hole, cached), expected)


def test_it_has_the_key_and_the_needs_of_the_wrapped_inpainter(counting, cached):
    assert (cached.key, cached.needs) == (counting.key, counting.needs)


def test_the_same_hole_is_filled_once(painting, hole, counting, cached):
    cached.fill(painting, hole)
    cached.begin_picture()
    cached.fill(painting.copy(), hole.copy())
    assert counting.times == 1


def test_another_hole_another_picture_and_another_bit_depth_are_filled_anew(painting, hole, counting, cached):
    brighter, moved = painting + np.uint8(1), np.roll(hole, 1, axis=1)
    for times, (image, mask) in enumerate(
        [(painting, hole), (brighter, hole), (painting, moved), (painting.astype(np.uint16), hole)], start=1
    ):
        cached.fill(image, mask)
        assert counting.times == times


def test_a_fill_is_forgotten_after_two_more_pictures(painting, hole, counting, cached):
    cached.fill(painting, hole)
    cached.begin_picture()
    cached.begin_picture()
    cached.fill(painting, hole)
    assert counting.times == 2


def test_a_fill_used_for_every_picture_is_never_forgotten(painting, hole, counting, cached):
    for _ in range(4):
        cached.begin_picture()
        cached.fill(painting, hole)
    assert counting.times == 1


def test_after_a_small_correction_only_the_changed_damage_is_filled(counting, cached):
    image = np.random.default_rng(8).integers(0, 256, (90, 400, 3), np.uint8)
    mask = np.zeros((90, 400), bool)
    mask[40:44, 10:400:60] = True
    cached.begin_picture()
    fill(image, mask, cached)
    parts = counting.times
    corrected = mask.copy()
    corrected[40:44, 11] = True
    cached.begin_picture()
    assert np.array_equal(fill(image, corrected, cached), fill(image, corrected, Counting()))
    assert parts > 1
    assert counting.times == parts + 1


def test_changing_a_returned_picture_does_not_change_the_cache(painting, hole, cached):
    first = cached.fill(painting, hole)
    expected = first.copy()
    first[:] = 0
    assert np.array_equal(cached.fill(painting, hole), expected)


def test_each_stage_of_an_inpainter_is_cached(painting, hole):
    hole = hole.copy()
    hole[10:34, 12:40] = True  # a loss wide enough for two
    first, second = Counting(), Counting()
    second.key = "second"
    auto = Auto(first, second)
    expected = fill(painting, hole, auto)
    once = first.times, second.times
    assert once[1] > 0
    cached = CachedInpainter(auto)
    for _ in range(3):
        cached.begin_picture()
        assert np.array_equal(fill(painting, hole, cached), expected)
    assert (first.times, second.times) == (2 * once[0], 2 * once[1])
    assert fill_shares(cached.stages(hole)) == fill_shares(auto.stages(hole))


def test_fills_in_a_folder_are_known_to_a_later_process(painting, hole, counting, tmp_path):
    expected = fill(painting, hole, CachedInpainter(counting, tmp_path / "fills"))
    times = counting.times
    assert np.array_equal(fill(painting, hole, CachedInpainter(counting, tmp_path / "fills")), expected)
    assert counting.times == times > 0


@given(st.integers(0, 400), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_that_was_cut_short_or_damaged_costs_fills_and_nothing_else(
    painting, hole, tmp_path_factory, place, is_cut
):
    folder = tmp_path_factory.mktemp("fills")
    expected = fill(painting, hole, CachedInpainter(Counting(), folder))
    (file,) = folder.iterdir()
    data = bytearray(file.read_bytes())
    place = len(data) * place // 401
    file.write_bytes(data[:place] if is_cut else data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    for _ in range(2):
        again = Counting()
        assert np.array_equal(fill(painting, hole, CachedInpainter(again, folder)), expected)


def test_without_a_place_for_the_file_all_is_filled(painting, hole, tmp_path, caplog):
    (tmp_path / "file").write_text("")
    cached = CachedInpainter(Counting(), tmp_path / "file" / "fills")
    assert np.array_equal(fill(painting, hole, cached), fill(painting, hole, Counting()))
    assert "not kept" in caplog.text


class Later:
    """A fill that is computed when it is asked for."""

    def __init__(self, result):
        self.result = result


class Several(Counting):
    """The same, with several windows at the same time; the last that began is the first that is done."""

    at_once = 3

    def begin(self, image, mask):
        return Later(partial(self.fill, image, mask))

    def first_done(self, begun):
        return [*begun][-1]


def test_an_inpainter_that_fills_several_windows_at_once_still_does_and_is_cached(tmp_path):
    image = np.random.default_rng(8).integers(0, 256, (90, 400, 3), np.uint8)
    mask = np.zeros((90, 400), bool)
    mask[40:44, 10:400:60] = True
    expected = fill(image, mask, Counting())
    first, second = Several(), Several()
    cached = CachedInpainter(first, tmp_path)
    assert cached.at_once == 3
    assert np.array_equal(fill(image, mask, cached), expected)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-1])  # the last fill is lost
    assert np.array_equal(fill(image, mask, CachedInpainter(second, tmp_path)), expected)
    assert (first.times > 2, second.times) == (True, 1)
