"""Decisions on regions: what they do to the mask, and how they find their region again."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from restoration.domain import DamageKind
from restoration.editing.history import Stroke, count_corrections
from restoration.editing.regions import RegionDecision, RegionStatus, find_regions
from restoration.editing.regions import matching as matching_module
from restoration.editing.regions.decision import decision_window
from restoration.editing.replay import apply_steps
from restoration.errors import BadRequest
from tests.unit.editing.regions.strategies import kind_maps

CRACK, SCRATCH, LOSS = 1, 2, 3
ACCEPTED, REJECTED, PROPOSED = RegionStatus.ACCEPTED, RegionStatus.REJECTED, RegionStatus.PROPOSED

pairs_of_maps = st.tuples(kind_maps, kind_maps) | kind_maps.map(lambda kinds: (kinds, kinds))


def lines(*rows, columns=slice(10, 70), thickness=2):
    kinds = np.zeros((120, 160), np.uint8)
    for row in rows:
        kinds[row : row + thickness, columns] = CRACK
    return kinds


def status_at(kinds, decisions, x, y):
    return find_regions(kinds, None, decisions).at(x, y).status


def test_a_rejected_region_is_no_longer_marked_but_still_listed():
    kinds = lines(10, 40)
    decision = find_regions(kinds).decide([1], REJECTED, note="a hair")
    after = apply_steps(kinds, (decision,))
    assert np.array_equal(after, lines(40))
    first, second = find_regions(after, None, [decision]).regions
    assert (first.status, first.note, first.kind, first.area) == (REJECTED, "a hair", DamageKind.CRACK, 120)
    assert second.status is PROPOSED
    assert np.array_equal(find_regions(after, None, [decision]).kinds(), after)


def test_a_decision_outlives_another_sensitivity():
    kinds = lines(10, 40)
    regions = find_regions(kinds)
    decisions = regions.decide([1], REJECTED), regions.decide([2], ACCEPTED)
    grown = cv2.dilate(kinds, np.ones((3, 3), np.uint8))
    shrunk = lines(10, 40, columns=slice(15, 60), thickness=1)
    for other in (grown, shrunk):
        after = apply_steps(other, decisions)
        assert not after[:30].any()
        assert status_at(after, decisions, 20, 40) is ACCEPTED
        assert [one.status for one in find_regions(after, None, decisions).regions] == [REJECTED, ACCEPTED]


def test_a_net_that_grew_out_of_a_rejected_piece_stays_but_for_the_piece():
    decision = find_regions(lines(10, columns=slice(10, 40))).decide([1], REJECTED)
    net = lines(10, columns=slice(10, 150))
    assert np.array_equal(apply_steps(net, (decision,)), lines(10, columns=slice(40, 150)))


def test_the_neighbours_of_a_rejected_region_stay():
    kinds = lines(10)
    kinds[13:15, 10:70] = CRACK  # one px beside it
    kinds[12, 10:70] = SCRATCH  # between them
    regions = find_regions(kinds)
    after = apply_steps(kinds, (regions.decide([regions.at(20, 10).number], REJECTED),))
    kinds[10:12] = 0
    assert np.array_equal(after, kinds)


def test_a_rejected_region_comes_back_as_it_was():
    kinds = lines(10)
    kinds[40:50, 40:50] = LOSS
    rejected = find_regions(kinds).decide([1, 2], REJECTED)
    without = apply_steps(kinds, (rejected,))
    assert not without.any()
    back = find_regions(without, None, [rejected]).decide([1, 2], ACCEPTED)
    after = apply_steps(kinds, (rejected, back))
    assert np.array_equal(after, kinds)
    assert [one.status for one in find_regions(after, None, [rejected, back]).regions] == [ACCEPTED, ACCEPTED]


def test_what_was_drawn_meanwhile_stays_when_a_region_comes_back():
    kinds = lines(10)
    rejected = find_regions(kinds).decide([1], REJECTED)
    stroke = Stroke(((20, 11), (30, 11)), 2, DamageKind.SCRATCH)
    back = RegionDecision(rejected.pixels, PROPOSED, former_kinds=rejected.former_kinds)
    after = apply_steps(kinds, (rejected, stroke, back))
    assert after[10, 25] == SCRATCH
    assert (after[10:12, 10:70] > 0).all()


@pytest.mark.parametrize(("right", "listed"), [(30, True), (60, False)])
def test_the_rest_of_a_rejected_region_is_listed_while_it_is_half_of_it(right, listed):
    kinds = lines(10)
    rejected = find_regions(kinds).decide([1], REJECTED)
    again = lines(10, columns=slice(10, right))
    regions = find_regions(again, None, [rejected])
    assert [one.status for one in regions.regions] == [PROPOSED, REJECTED][: 1 + listed]
    assert np.array_equal(regions.kinds(), again)


def test_what_is_drawn_again_over_a_rejected_region_is_a_new_proposal():
    kinds = lines(10)
    rejected = find_regions(kinds).decide([1], REJECTED)
    stroke = Stroke(((10, 11), (70, 11)), 3, DamageKind.SCRATCH)
    after = apply_steps(kinds, (rejected, stroke))
    [region] = find_regions(after, None, [rejected]).regions
    assert (region.status, region.kind) == (PROPOSED, DamageKind.SCRATCH)


def test_what_was_rejected_twice_is_listed_once():
    small, large = lines(10, columns=slice(10, 30)), lines(10, columns=slice(10, 70))
    decisions = find_regions(small).decide([1], REJECTED), find_regions(large).decide([1], REJECTED)
    after = apply_steps(large, decisions)
    [region] = find_regions(after, None, decisions).regions
    assert (region.status, region.area) == (REJECTED, 120)


def test_what_came_back_and_was_erased_is_not_listed():
    kinds = lines(10)
    rejected = find_regions(kinds).decide([1], REJECTED)
    back = find_regions(apply_steps(kinds, (rejected,)), None, [rejected]).decide([1], PROPOSED)
    eraser = Stroke(((0, 11), (160, 11)), 9, None)
    after = apply_steps(kinds, (rejected, back, eraser))
    assert find_regions(after, None, [rejected, back]).regions == ()


def test_a_kind_is_changed_with_all_that_the_decision_applies_to():
    kinds = lines(10, 40)
    decision = find_regions(kinds).decide([1], kind=DamageKind.SCRATCH)
    expected = lines(10, 40)
    expected[:30] *= SCRATCH
    assert np.array_equal(apply_steps(kinds, (decision,)), expected)
    grown = apply_steps(cv2.dilate(kinds, np.ones((3, 3), np.uint8)), (decision,))
    assert set(np.unique(grown[:30])) == {0, SCRATCH}


def test_the_latest_status_and_the_latest_note_count_each_by_itself():
    kinds = lines(10)
    regions = find_regions(kinds)
    decisions = (
        regions.decide([1], ACCEPTED, note="first"),
        regions.decide([1], note="second"),
        regions.decide([1], RegionStatus.NOT_TO_FILL),
    )
    [region] = find_regions(kinds, None, decisions).regions
    assert (region.status, region.note) == (RegionStatus.NOT_TO_FILL, "second")


def test_a_chosen_fill_a_reintegration_and_a_status_are_decided_each_by_itself():
    kinds = lines(10)
    regions = find_regions(kinds)
    decisions = [
        regions.decide([1], fill="telea", seen=("telea", "auto")),
        regions.decide([1], ACCEPTED, reintegration="tratteggio"),
        regions.decide([1], fill="lama", seen=("lama", "auto")),
    ]
    [region] = find_regions(cv2.dilate(kinds, np.ones((3, 3), np.uint8)), None, decisions).regions
    assert (region.fill, region.reintegration, region.status) == ("lama", "tratteggio", ACCEPTED)
    assert region.refused == ("auto", "telea")
    back = regions.decide([1], fill="", reintegration="", seen=("lama",))
    [region] = find_regions(kinds, None, [*decisions, back]).regions
    assert (region.fill, region.reintegration, region.refused) == (None, None, ())


@given(pairs_of_maps, st.data())
def test_what_is_rejected_is_exactly_what_the_list_says(maps, data):
    """The two halves of one rule: the mask loses the region and each mark to which the decision applies."""
    earlier, now = maps
    regions = find_regions(earlier)
    if not regions.regions:
        return
    number = data.draw(st.integers(1, len(regions.regions)))
    pixels = regions.pixels(number)
    accepted = find_regions(now, None, [regions.decide([number], ACCEPTED)])
    expected = now.copy()
    expected[pixels.window][pixels.mask()] = 0
    for one in accepted.regions:
        if one.status is ACCEPTED:
            expected[accepted.labels == one.number] = 0
    assert np.array_equal(apply_steps(now, (regions.decide([number], REJECTED),)), expected)


@given(pairs_of_maps, st.sampled_from([REJECTED, None]), st.data())
def test_a_decision_changes_nothing_outside_its_window(maps, status, data):
    regions = find_regions(maps[0])
    if not regions.regions:
        return
    numbers = data.draw(st.lists(st.integers(1, len(regions.regions)), min_size=1))
    decision = regions.decide(numbers, status, DamageKind.ABRASION)
    changed = apply_steps(maps[1], (decision,)) != maps[1]
    changed[decision_window(decision, changed.shape)] = False
    assert not changed.any()


@given(st.lists(kind_maps, min_size=1, max_size=3), st.integers(1, 40))
def test_batches_of_any_size_give_the_same(maps, size):
    decisions = []
    for kinds in maps:
        regions = find_regions(kinds)
        numbers = [one.number for one in regions.regions]
        decisions += [regions.decide(numbers[::2], REJECTED)] if numbers else []
        decisions += [regions.decide(numbers[1::2], ACCEPTED)] if numbers[1:] else []
    after = apply_steps(maps[-1], tuple(decisions))
    whole = find_regions(after, None, decisions)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching_module, "BATCH_PIXELS", size)
        assert find_regions(after, None, decisions).regions == whole.regions


def test_a_decision_that_changes_no_mask_is_no_correction():
    regions = find_regions(lines(10, 40))
    chosen = regions.decide([1], fill="telea", reintegration="tratteggio", seen=("telea", "auto"))
    steps = regions.decide([1], ACCEPTED), regions.decide([2], note="x"), chosen, regions.decide([1], REJECTED)
    assert count_corrections(steps) == 1
    assert np.array_equal(apply_steps(lines(10, 40), steps[:3]), lines(10, 40))


def test_a_decision_on_nothing_is_refused():
    with pytest.raises(BadRequest, match="No region"):
        find_regions(lines(10)).decide([], REJECTED)


def test_without_a_known_kind_a_rejected_region_counts_as_a_loss():
    kinds = lines(10)
    decision = RegionDecision((find_regions(kinds).pixels(1),), REJECTED)
    [region] = find_regions(apply_steps(kinds, (decision,)), None, [decision]).regions
    assert region.kind is DamageKind.LOSS
