"""A painting is in one split, the same one everywhere: for training, for validation or for the test."""

import pytest

from restoration.collection.splits import TEST, TRAIN, VALIDATION, derive_split, get_split, identify, split_off_test


def test_the_split_in_the_table_has_priority():
    derived = get_split("madonna", {})
    other = TRAIN if derived != TRAIN else "mine"
    assert get_split("madonna", {"split": other}) == other
    assert get_split("madonna", {"split": ""}) == derived


def test_a_split_never_changes():
    """Else a network would be measured on paintings that an earlier one has learnt from."""
    assert [derive_split(f"painting{number:03}") for number in range(8)] == [VALIDATION, *[TRAIN] * 7]
    assert [number for number in range(12) if split_off_test(VALIDATION, f"met_{number}") == TEST] == [6]


def test_one_painting_in_five_is_not_for_training_and_of_these_one_in_three_is_for_the_test():
    splits = [get_split(f"painting{number:05}", {}) for number in range(6000)]
    assert 3.7 < splits.count(TRAIN) / (splits.count(VALIDATION) + splits.count(TEST)) < 4.3
    assert 1.7 < splits.count(VALIDATION) / splits.count(TEST) < 2.3


@pytest.mark.parametrize("split", [None, VALIDATION])
def test_all_photographs_of_a_painting_are_in_one_split(split):
    """With the museum's number in a table, with a table of files alone, and without any table."""
    seen = set()
    for number in range(60):
        named = {"split": split} if split else {}
        splits = {
            get_split(f"met_{number}_Anyone_A_Lady", {"museum": "met", "object_id": str(number)} | named),
            get_split(f"met_{number}_web", {"title": "A Lady"} | named),
            get_split(f"met_{number}", named),
        }
        assert len(splits) == 1
        seen |= splits
    assert seen == ({VALIDATION, TEST} if split else {TRAIN, VALIDATION, TEST})


def test_only_the_names_of_museums_hold_a_number():
    assert identify("img_2026_0001", {}) == "img_2026_0001"
    assert identify("met_12x", {}) == "met_12x"
    assert identify("met_mahana_no_atua", {}) == "met_mahana_no_atua"


def test_only_validation_paintings_are_kept_for_the_test():
    assert {split_off_test(TRAIN, f"met_{number}") for number in range(50)} == {TRAIN}
