"""Connected marks as regions."""

import numpy as np
import pytest
from hypothesis import given
from scipy import ndimage

from restoration.detection.base import Detection, SteppedDetection
from restoration.domain import DAMAGE_KINDS, DamageKind
from restoration.editing.regions import RegionMap, RegionStatus, find_regions
from restoration.errors import BadRequest
from tests.unit.editing.regions.strategies import kind_maps

CRACK, LOSS = 1, 3


@given(kind_maps)
def test_regions_are_the_connected_parts_of_each_kind(kinds):
    regions = find_regions(kinds)
    expected = []
    for number, kind in enumerate(DAMAGE_KINDS, start=1):
        labels, _ = ndimage.label(kinds == number, np.ones((3, 3)))
        for part, (rows, columns) in enumerate(ndimage.find_objects(labels), start=1):
            box = columns.start, rows.start, columns.stop - columns.start, rows.stop - rows.start
            expected.append((kind, box, int((labels == part).sum())))
    assert sorted((one.kind, one.box, one.area) for one in regions.regions) == sorted(expected)
    assert [one.number for one in regions.regions] == list(range(1, len(expected) + 1))
    assert [one.box[1] for one in regions.regions] == sorted(one.box[1] for one in regions.regions)
    assert np.array_equal(regions.kinds(), kinds)


@given(kind_maps)
def test_each_pixel_belongs_to_the_region_at_it(kinds):
    regions = find_regions(kinds)
    for one in regions.regions:
        pixels = regions.pixels(one.number)
        assert pixels.box == one.box
        assert pixels.area == one.area
        rows, columns = np.nonzero(pixels.mask())
        assert regions.at(one.box[0] + columns[-1] + 0.5, one.box[1] + rows[-1] + 0.5) == one
    assert all(regions.at(x, y) is None for x, y in ((-1, 0), (0, -0.5), (kinds.shape[1], 0), (0, kinds.shape[0])))


def test_the_mask_may_be_larger_than_what_is_looked_at_together(monkeypatch):
    kinds = np.random.default_rng(3).integers(0, 5, (40, 50)).astype(np.uint8)
    whole = find_regions(kinds)
    monkeypatch.setattr("restoration.editing.regions.neighbours.STRIP_PIXELS", 120)
    in_strips = find_regions(kinds)
    assert [(one.box, one.area) for one in in_strips.regions] == [(one.box, one.area) for one in whole.regions]
    assert [one.length for one in in_strips.regions] == pytest.approx([one.length for one in whole.regions])


def test_the_likelihood_is_the_mean_of_the_detectors():
    kinds, likelihood = np.zeros((20, 30), np.uint8), np.zeros((20, 30), np.float32)
    kinds[2, 2:6], likelihood[2, 2:6] = CRACK, (0.6, 0.7, 0.8, 0.9)
    kinds[10:14, 10:14] = LOSS  # drawn by hand, where the detector rules damage out
    crack, loss = find_regions(kinds, likelihood).regions
    assert crack.likelihood == pytest.approx(0.75)
    assert loss.likelihood is None
    stepped = SteppedDetection.of(Detection(likelihood, kinds))
    crack, loss = find_regions(kinds, stepped.levels).regions
    assert crack.likelihood == pytest.approx(0.75, abs=0.01)
    assert loss.likelihood is None


def test_what_the_detector_did_not_mark_was_drawn_by_a_person():
    kinds, likelihood = np.zeros((9, 9), np.uint8), np.full((9, 9), 0.3, np.float32)
    kinds[1, 1:4] = kinds[6, 1:4] = CRACK
    found = kinds.copy()
    found[6] = 0
    assert [one.likelihood is None for one in find_regions(kinds, likelihood, found=found).regions] == [False, True]


def test_a_place_beside_a_region_means_the_nearest_one_within_reach():
    kinds = np.zeros((30, 40), np.uint8)
    kinds[5, 5:30] = kinds[12, 5:30] = CRACK
    regions = find_regions(kinds)
    numbers = [one and one.number for one in (regions.near(x, 8.0, 3) for x in (10.0, 31.0, 35.0))]
    assert numbers == [1, 1, None]
    assert regions.near(10.2, 12.9, 0).number == 2
    assert regions.near(10.0, 9.4, 9).number == 2
    assert regions.near(39.9, 29.9, 3) is None


def test_an_empty_mask_has_no_regions():
    regions = find_regions(np.zeros((5, 7), np.uint8), np.zeros((5, 7), np.float32))
    assert regions.regions == ()
    assert not regions.kinds().any()


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_region_that_is_not_there_is_a_sentence(number):
    regions = find_regions(np.eye(5, dtype=np.uint8))
    with pytest.raises(BadRequest, match=f"no region {number}"):
        regions.pixels(number)


def test_evidence_is_what_the_fill_has_and_nothing_where_nothing_was_filled():
    kinds = np.zeros((9, 9), np.uint8)
    kinds[1, 1:5] = kinds[5, 1:5] = CRACK
    regions = find_regions(kinds)
    kept = find_regions(kinds, None, [regions.decide([2], RegionStatus.NOT_TO_FILL)])
    assert [one.evidence for one in kept.with_evidence(3, {}).regions] == [3, 0]
    chosen = find_regions(kinds, None, [regions.decide([2], fill="telea")])
    assert [one.evidence for one in chosen.with_evidence(3, {"telea": 2}).regions] == [3, 2]
    assert np.array_equal(kept.not_to_fill_mask(), (kinds > 0) & (np.arange(9)[:, None] == 5))


def net():
    """A crack across another one, and a loss beside them."""
    kinds = np.zeros((120, 120), np.uint8)
    kinds[58:61, 5:115] = kinds[5:115, 58:61] = CRACK
    kinds[100:110, 5:15] = LOSS
    return kinds


def test_a_net_is_divided_at_its_junction_only_on_request():
    kinds = net()
    assert sorted(one.kind for one in find_regions(kinds).regions) == [DamageKind.CRACK, DamageKind.LOSS]
    divided = find_regions(kinds, split_at_junctions=True)
    branches = [one for one in divided.regions if one.kind is DamageKind.CRACK]
    assert len(branches) == 4
    assert all(50 <= one.length <= 62 for one in branches)
    assert np.array_equal(divided.kinds(), kinds)


def test_a_crack_without_junctions_is_not_divided():
    kinds = np.zeros((60, 200), np.uint8)
    xs = np.arange(10, 190)
    for thickness in range(5):
        kinds[(30 + 15 * np.sin(xs / 15)).astype(int) + thickness, xs] = CRACK
    assert len(find_regions(kinds, split_at_junctions=True).regions) == 1


def test_regions_can_be_kept_while_others_are_found():
    first: RegionMap = find_regions(net())
    with pytest.raises(ValueError, match="read-only"):
        first.labels[0, 0] = 1
