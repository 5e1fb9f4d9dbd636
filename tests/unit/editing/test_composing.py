"""A picture composed of several fills."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from restoration.disk_arrays import is_on_disk
from restoration.domain import Damage, FillShare, Restoration
from restoration.editing import composing
from restoration.editing.composing import RIM, compose, filled_by, regions_with_alternatives
from restoration.editing.regions import RegionStatus, find_regions
from tests.unit.editing.regions.strategies import SHAPE, kind_maps

KEYS = ("auto", "lama", "telea")
BEFORE = np.random.default_rng(0).integers(0, 200, (*SHAPE, 3), np.uint8)
masks = arrays(np.bool_, SHAPE)


def result(key, mask, before=BEFORE, kinds=None):
    """A fill of one colour, another one for each key."""
    after = before.copy()
    after[mask] = 201 + KEYS.index(key)
    return Restoration(before, after, Damage(mask, kinds=mask.view(np.uint8) if kinds is None else kinds), key, 1.0)


def choose(kinds, choices):
    regions = find_regions(kinds)
    return find_regions(kinds, None, [regions.decide([number], fill=key) for number, key in choices.items()])


def nearest_region(labels, row, column):
    """The region that a pixel belongs to: by definition, slowly."""
    rows, columns = np.nonzero(labels)
    steps = np.maximum(abs(rows - row), abs(columns - column))
    found = [
        (step, labels[place]) for step, *place in zip(steps, rows, columns, strict=True) for place in [tuple(place)]
    ]
    step, number = min(found, default=(RIM + 1, 0))
    return number if step <= RIM else 0


@settings(max_examples=30)
@given(kind_maps, st.lists(masks, min_size=3, max_size=3), st.booleans(), st.data())
def test_every_region_is_as_its_chosen_result_has_it_and_all_else_as_the_default(kinds, filled, fits, data):
    masks = [kinds > 0] * 3 if fits else filled
    results = {key: result(key, mask) for key, mask in zip(KEYS, masks, strict=True)}
    count = len(find_regions(kinds).regions)
    choices = data.draw(st.dictionaries(st.integers(1, count), st.sampled_from(KEYS))) if count else {}
    regions = choose(kinds, choices)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(composing, "TILE", data.draw(st.integers(3, 20)))
        composed = compose(results, "auto", regions)
    expected, mask = results["auto"].after.copy(), results["auto"].damage.mask.copy()
    for row, column in np.ndindex(SHAPE):
        key = regions.regions[number - 1].fill if (number := nearest_region(regions.labels, row, column)) else None
        if key and results[key].damage.mask[row, column]:
            expected[row, column], mask[row, column] = results[key].after[row, column], True
    assert np.array_equal(composed.after, expected)
    assert np.array_equal(composed.damage.mask, mask)
    assert np.array_equal(composed.damage.kinds, mask.view(np.uint8))
    assert np.array_equal(composed.after[~mask], BEFORE[~mask])
    if composed is not results["auto"]:
        assert {share.methods[0]: share.pixels for share in composed.shares} == {
            key: pixels for place, key in enumerate(KEYS) if (pixels := np.all(expected == 201 + place, axis=2).sum())
        }


def test_without_a_choice_it_is_the_default_itself():
    kinds = np.zeros(SHAPE, np.uint8)
    kinds[2:4, 2:9] = 1
    results = {key: result(key, kinds > 0) for key in KEYS}
    assert compose(results, "auto", find_regions(kinds)) is results["auto"]
    confirmed = compose(results, "auto", choose(kinds, {1: "auto"}))
    assert np.array_equal(confirmed.after, results["auto"].after)
    assert confirmed.shares == (FillShare(("auto",), 14),)
    assert compose(results, "auto", choose(kinds, {1: "gone"})) is results["auto"]


def test_a_region_that_is_not_to_be_filled_takes_no_choice():
    kinds = np.zeros(SHAPE, np.uint8)
    kinds[2:4, 2:9] = 1
    found, results = find_regions(kinds), {key: result(key, kinds > 0) for key in KEYS}
    decision = found.decide([1], RegionStatus.NOT_TO_FILL, fill="telea")
    assert compose(results, "auto", find_regions(kinds, None, [decision])) is results["auto"]


def test_what_is_composed_lies_on_the_disk_and_says_what_each_result_gave():
    kinds = np.zeros((700, 600), np.uint8)
    kinds[10:20, 10:40] = 1
    kinds[500:530, 500:530] = 3  # across four squares
    before = np.zeros((700, 600, 3), np.uint16)
    results = {key: replace(result(key, kinds > 0, before, kinds), seconds=place) for place, key in enumerate(KEYS, 1)}
    results["telea"] = replace(results["telea"], generation={"prompt": "gold"})
    composed = compose(results, "lama", choose(kinds, {2: "telea"}))
    assert composed.generation == {"prompt": "gold"}, "a part of it was generated"
    assert compose(results, "lama", choose(kinds, {2: "auto"})).generation is None
    assert composed.shares == (FillShare(("lama",), 300), FillShare(("telea",), 900))
    assert all(map(is_on_disk, (composed.after, composed.damage.mask, composed.damage.kinds)))
    assert (composed.inpainter, composed.seconds, composed.after.dtype) == ("lama", 5, np.uint16)
    assert np.array_equal(composed.damage.kinds, kinds)


def test_regions_have_alternatives_where_two_results_filled_them_differently():
    kinds = np.zeros(SHAPE, np.uint8)
    kinds[1, 1:4], kinds[4:7, 1:4], kinds[9:12, 1:4], kinds[9:12, 8:10] = 1, 1, 1, 1
    same = kinds > 0
    small = same.copy()
    small[9:12, 1:4] = False
    first, second = result("auto", same), result("telea", small)
    second.after[9:12, 8:10] = first.after[9:12, 8:10]
    regions, results = find_regions(kinds), {"auto": first, "telea": second}
    assert [one.number for one in regions_with_alternatives(results, regions)] == [2, 1]
    assert [filled_by(results, regions, one.number) for one in regions.regions] == [("auto", "telea")] * 2 + [
        ("auto",),
        ("auto", "telea"),
    ]
    unfilled = find_regions(kinds, None, [regions.decide([2], RegionStatus.NOT_TO_FILL)])
    assert [one.number for one in regions_with_alternatives(results, unfilled)] == [1]
